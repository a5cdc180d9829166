"""Makes the coming dates of a series."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from coalition.services.audit import record_audit
from events.models import EventSeries, Occurrence, SeriesSchedule
from events.services.addresses import taken_slugs


@transaction.atomic
def generate_occurrences(*, series: EventSeries, today: dt.date) -> int:
    """Stores the missing slots from ``today`` to the series' horizon; returns how many.

    Idempotent: a slot that exists in any state, also cancelled or moved, is left
    alone. Runs at the same time wait for each other on the row of the series, and the
    unique constraint on (series, slot date) stands behind that. A slot that has
    already begun is not announced after the fact. Does nothing for a series that is
    not active or is a record from the press.
    """
    growing = EventSeries.objects.growing().select_for_update(no_key=True)
    locked = growing.filter(pk=series.pk).first()
    if locked is None:
        return 0
    stored = set(locked.occurrences.values_list("slot_date", flat=True))
    planned = locked.planned_slots(today, locked.horizon(today))
    now = timezone.now()
    coming = missing_occurrences(locked, planned, stored, now)
    _avoid_taken_slugs(coming)
    for occurrence in coming:
        occurrence.published_at = occurrence.content_modified_at = now
    Occurrence.objects.bulk_create(coming, ignore_conflicts=True)
    if coming:
        slots = [str(occurrence.slot_date) for occurrence in coming]
        record_audit(action="series.generate", subject=locked, detail={"slots": slots})
    return len(coming)


def missing_occurrences(
    series: EventSeries,
    planned: Iterable[tuple[dt.date, SeriesSchedule]],
    stored: set[dt.date | None],
    now: dt.datetime,
) -> list[Occurrence]:
    """Unsaved dates for the planned slots that have no row and have not begun."""
    missing = [
        Occurrence.by_rule(series, slot, schedule)
        for slot, schedule in planned
        if slot not in stored
    ]
    return [occurrence for occurrence in missing if occurrence.starts_at > now]


def _avoid_taken_slugs(occurrences: list[Occurrence]) -> None:
    """A one-off may already have the address; ON CONFLICT would then drop the date."""
    taken = taken_slugs(occurrence.slug for occurrence in occurrences)
    for occurrence in occurrences:
        if occurrence.slug in taken:
            occurrence.slug = f"{occurrence.slug}-{str(occurrence.uid)[:8]}"
