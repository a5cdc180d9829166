"""Keeps each public change with what was said before, and has people told of it."""

from django.utils import translation

from coalition.enums import Provenance
from coalition.localized import localized
from events.models import AlertSubscription, Occurrence, OccurrenceChange
from events.models.wording import when_text, where_text
from events.tasks import fan_out_change

LANGUAGES = ("ko", "en")

Said = dict[str, dict[str, str]]


def said_of(occurrence: Occurrence) -> Said:
    """What visitors can read at this moment: language -> state, when, where, reason.

    Taken before the instance is changed; a place that is kept back is not in it.
    """
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = {
                "state": str(occurrence.get_state_display()),
                "when": when_text(occurrence),
                "where": where_text(occurrence),
                "reason": localized(occurrence, "change_reason"),
            }
    return said


def record_change(*, occurrence: Occurrence, before: Said) -> None:
    """Stores the change of a saved, rescheduled occurrence and queues the alerts.

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
