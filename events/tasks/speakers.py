"""Mails to people who ask to speak. Arguments are ids only."""

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from coalition.queue import RETRY
from coalition.services.mail_limits import may_mail_link
from events.emails.speakers import send_speaker_link, send_speaker_message
from events.enums import OccurrenceState, SpeakerMessageKind, SpeakerState
from events.models import SpeakerApplication, SpeakerMessage

# Which states make a message true.
TRUE_FOR = {
    SpeakerMessageKind.DRAWN: {SpeakerState.DRAWN},
    SpeakerMessageKind.MOVED_UP: {SpeakerState.DRAWN},
    SpeakerMessageKind.WAITING: {SpeakerState.WAITING},
    SpeakerMessageKind.NOT_DRAWN: {SpeakerState.NOT_DRAWN},
    SpeakerMessageKind.CHANGED: {
        SpeakerState.CONFIRMED,
        SpeakerState.DRAWN,
        SpeakerState.WAITING,
    },
}


@app.task(name="events.deliver_speaker_link", retry=RETRY, pass_context=True)
def deliver_speaker_link(context: JobContext, application_id: int) -> None:
    """Mails the link to confirm and manage, unless it was mailed lately."""
    application = (
        SpeakerApplication.objects.select_related("words", "call__occurrence__series")
        .filter(pk=application_id)
        .first()
    )
    if application is None:
        return
    address = application.words.opened("email")
    if not may_mail_link(
        address=address,
        mailed_at=application.mailed_at,
        confirmed_at=application.confirmed_at,
        is_first_try=context.job.attempts == 0,
    ):
        return
    send_speaker_link(
        application=application, to=address, message_id=f"job-{context.job.id}"
    )
    SpeakerApplication.objects.filter(pk=application.pk).update(
        mailed_at=timezone.now()
    )


@app.task(name="events.deliver_speaker_message", retry=RETRY, pass_context=True)
def deliver_speaker_message(context: JobContext, message_id: int) -> None:
    """Mails one thing to one applicant, unless it is told or no longer true."""
    message = (
        SpeakerMessage.objects.select_related(
            "application__words",
            "application__call__occurrence__series__venue",
            "application__call__occurrence__own_venue",
            "change__occurrence__series",
        )
        .filter(pk=message_id, sent_at__isnull=True)
        .first()
    )
    if message is None:
        return
    application, kind = message.application, SpeakerMessageKind(message.kind)
    if not _is_true(application, kind):
        # Forgotten, so that it can be told when it becomes true again.
        message.delete()
        return
    send_speaker_message(
        application=application,
        kind=kind,
        change=message.change,
        to=application.words.opened("email"),
        message_id=f"speaker-{message.pk}",
    )
    SpeakerMessage.objects.filter(pk=message.pk).update(sent_at=timezone.now())


def _is_true(application: SpeakerApplication, kind: SpeakerMessageKind) -> bool:
    """Meanwhile somebody may have moved up, or the gathering may be held again."""
    is_held = application.call.occurrence.state == OccurrenceState.SCHEDULED
    if kind == SpeakerMessageKind.CALLED_OFF:
        return not is_held
    return is_held and application.state in TRUE_FOR[kind]
