"""Every applicant is told what became of the application, each thing once."""

from collections.abc import Iterable

from django.db import transaction

from events.enums import SpeakerMessageKind, SpeakerState
from events.models import SpeakerApplication, SpeakerCall, SpeakerMessage
from events.tasks import deliver_speaker_message


@transaction.atomic
def tell_speakers(
    *, applications: Iterable[SpeakerApplication], kind: SpeakerMessageKind
) -> None:
    """One message for each who has none of this kind, and the job that mails it."""
    applications = list(applications)
    told = set(
        SpeakerMessage.objects.filter(
            application__in=applications, kind=kind
        ).values_list("application_id", flat=True)
    )
    messages = SpeakerMessage.objects.bulk_create(
        SpeakerMessage(application=application, kind=kind)
        for application in applications
        if application.pk not in told
    )
    for message in messages:
        deliver_speaker_message.configure(
            lock=f"speaker-{message.application_id}"
        ).defer(message_id=message.pk)


def move_up(*, call: SpeakerCall) -> None:
    """The first of the waiting list takes a place that became free, and is told.

    For a service that holds the lock on the call.
    """
    waiting = call.applications.filter(state=SpeakerState.WAITING)
    following = waiting.order_by("rank").first()
    if following is None:
        return
    following.state = SpeakerState.DRAWN
    following.save(update_fields=["state"])
    tell_speakers(applications=[following], kind=SpeakerMessageKind.MOVED_UP)
