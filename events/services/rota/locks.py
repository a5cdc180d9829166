"""The lock on a date guards its duty and all swap requests for it.

Several are taken at once, in the order of their keys, before anything is read that
they guard: so two acts on the same dates wait for each other and never embrace.
"""

from events.models import HostingDuty, Occurrence


def lock_dates(*occurrence_ids: int) -> dict[int, Occurrence]:
    """The dates as they are now, locked, by key."""
    locked = (
        Occurrence.objects.select_for_update(of=("self",), no_key=True)
        .with_inherited()
        .filter(pk__in=occurrence_ids)
        .order_by("pk")
    )
    return {occurrence.pk: occurrence for occurrence in locked}


def lock_dates_of(*duty_ids: int) -> None:
    """The same for the dates of these duties."""
    duties = HostingDuty.objects.filter(pk__in=duty_ids)
    lock_dates(*duties.values_list("occurrence_id", flat=True))
