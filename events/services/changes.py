"""Keeps each public change with what was said before, and has people told of it."""

from django.utils import translation

from coalition.enums import Provenance
from coalition.localized import localized
from events.models import AlertSubscription, Occurrence, OccurrenceChange
from events.models.wording import online_text, when_text, where_text
from events.services.notice.mails import tell_of_change
from events.services.shifts.volunteers import tell_volunteers
from events.services.speakers.telling import tell_speakers_of_change
from events.tasks import fan_out_change

LANGUAGES = ("ko", "en")

Said = dict[str, dict[str, str]]


def said_of(occurrence: Occurrence, *, is_untold: bool = False) -> Said:
    """What visitors can read at this moment: language -> state, when, where, reason.

    Taken before the instance is changed; a place that is kept back is not in it.
    With ``is_untold`` it is what they read until its time came: the clock tells a
    place a moment before this is noted.
    """
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = {
                "state": str(occurrence.get_state_display()),
                "when": when_text(occurrence),
                "where": _where(occurrence, is_untold=is_untold),
                "reason": localized(occurrence, "change_reason"),
            }
    return said


def _where(occurrence: Occurrence, *, is_untold: bool) -> str:
    """The place, or that it is online, and the link or when it is told."""
    link = "" if is_untold else occurrence.online_url
    parts = (
        where_text(occurrence, is_untold=is_untold),
        online_text(occurrence, is_untold=is_untold) or link,
    )
    return " · ".join(part for part in parts if part)


def record_change(*, occurrence: Occurrence, before: Said) -> None:
    """Stores the change of a saved, rescheduled occurrence and queues who is told.

    Belongs into the transaction of the change. A record from the press alerts nobody.
    """
    if occurrence.provenance == Provenance.PRESS:
        return
    change = OccurrenceChange.objects.create(
        occurrence=occurrence,
        sequence=occurrence.sequence,
        before=before,
        after=said_of(occurrence),
        changed_at=occurrence.content_modified_at,
    )
    # Unconfirmed ones count: their owner may confirm at this very moment.
    if AlertSubscription.objects.about(
        occurrence_id=occurrence.pk, series_id=occurrence.series_id
    ).exists():
        fan_out_change.defer(change_id=change.pk)
    tell_volunteers(change=change)
    tell_speakers_of_change(change=change)
    tell_of_change(change=change)
