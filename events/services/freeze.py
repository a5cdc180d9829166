"""Keeps history: what an occurrence said on its day is never rewritten."""

from django.db import transaction
from django.utils import timezone

from events.enums import OccurrenceState
from events.models import EventSeries, Occurrence, OccurrenceHost
from events.models.inheritance import inherited_values

# The attribute to read and the column it falls back from.
INHERITED = {
    attribute: value.name
    for attribute, value in inherited_values(Occurrence).items()
    if value.is_history
}


@transaction.atomic
def freeze_past_occurrences(*, series: EventSeries | None = None) -> int:
    """Copies the inherited values into occurrences that are over; returns how many.

    Readers see no difference, so ``content_modified_at`` stays. A postponed one is
    still to be held, as the series will say then. Idempotent.
    """
    now = timezone.now()
    over = (
        Occurrence.objects.past(now)
        .filter(frozen_at__isnull=True, series__isnull=False)
        .exclude(state=OccurrenceState.POSTPONED)
        .select_for_update(of=("self",), no_key=True)
        .with_inherited()
        .with_hosts()
    )
    if series is not None:
        over = over.filter(series=series)
    count = 0
    for occurrence in over:
        _freeze(occurrence)
        count += 1
    return count


def _freeze(occurrence: Occurrence) -> None:
    # All values are read before any is written: the two languages of a text are
    # inherited together, so writing the first would change the second.
    values = {
        f"own_{name}": getattr(occurrence, attribute)
        for attribute, name in INHERITED.items()
    }
    hosts = occurrence.hosts
    if not occurrence.own_hosts.all():
        OccurrenceHost.objects.bulk_create(
            OccurrenceHost(
                occurrence=occurrence,
                organization_id=host.organization_id,
                role=host.role,
                order=host.order,
            )
            for host in hosts
        )
    for name, value in values.items():
        setattr(occurrence, name, value)
    occurrence.frozen_at = timezone.now()
    occurrence.save(update_fields=[*values, "frozen_at"])
