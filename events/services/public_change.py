"""What every public change of an occurrence has in common.

Calendars and feeds trust two fields: ``content_modified_at`` moves with anything a
reader can see, ``sequence`` only with time, place or state (RFC 5545, 3.8.7.4).
Nothing but these services may write them.
"""

from django.utils import timezone

from coalition.exceptions import StaleStateError
from events.models import Occurrence


def lock_occurrence(seen: Occurrence) -> Occurrence:
    """The current row, locked, provided nobody changed it since it was ``seen``.

    Raises :class:`StaleStateError` otherwise, so that two people never overwrite each
    other's decision unknowingly.
    """
    current = (
        Occurrence.objects.select_for_update(of=("self",), no_key=True)
        .with_inherited()
        .get(pk=seen.pk)
    )
    if (current.state, current.sequence) != (seen.state, seen.sequence):
        raise StaleStateError
    return current


def mark_modified(occurrence: Occurrence) -> None:
    """A change of the text: readers see it, calendars need not move the entry."""
    occurrence.content_modified_at = timezone.now()


def mark_rescheduled(occurrence: Occurrence) -> None:
    """A change of time, place or state."""
    mark_modified(occurrence)
    occurrence.changed_at = occurrence.content_modified_at
    occurrence.sequence += 1
