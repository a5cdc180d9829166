"""Every applicant is told what became of the application, each thing once."""

from collections.abc import Iterable

from django.db import transaction

from events.enums import OccurrenceState, SpeakerMessageKind, SpeakerState
from events.models import (
    OccurrenceChange,
    SpeakerApplication,
    SpeakerCall,
    SpeakerMessage,
)
from events.tasks import deliver_speaker_message


@transaction.atomic
def tell_speakers(
    *,
    applications: Iterable[SpeakerApplication],
    kind: SpeakerMessageKind,
    change: OccurrenceChange | None = None,
) -> None:
    """One message for each who has none of this kind, and the job that mails it."""
    applications = list(applications)
    told = set(
        SpeakerMessage.objects.filter(
            application__in=applications, kind=kind, change=change
        ).values_list("application_id", flat=True)
    )
    messages = SpeakerMessage.objects.bulk_create(
        SpeakerMessage(application=application, kind=kind, change=change)
        for application in applications
        if application.pk not in told
    )
    for message in messages:
        deliver_speaker_message.configure(
            lock=f"speaker-{message.application_id}"
        ).defer(message_id=message.pk)


def tell_speakers_of_change(*, change: OccurrenceChange) -> None:
    """Has all who may still speak told of another time or place.

    Belongs into the transaction of the change. That it is not held is told by the
    clock; see ``call_speakers_off``.
    """
    before, after = change.before["ko"], change.after["ko"]
    is_elsewhere = any(before[fact] != after[fact] for fact in ("when", "where"))
    if is_elsewhere and change.occurrence.state == OccurrenceState.SCHEDULED:
        tell_speakers(
            applications=SpeakerApplication.objects.may_speak().filter(
                call__occurrence=change.occurrence_id
            ),
            kind=SpeakerMessageKind.CHANGED,
            change=change,
        )


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
