"""The lock on a date guards its duty and all swap requests for it.

Several are taken at once, in the order of their keys, before anything is read that
they guard: so two acts on the same dates wait for each other and never embrace.
"""

from django.utils import timezone

from coalition.models import Organization
from events.exceptions import RotaChangedError
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


def lock_own_duty(duty_id: int, organization: Organization) -> HostingDuty:
    """The organization's open duty, with its date locked. Raises RotaChangedError."""
    found = HostingDuty.objects.filter(pk=duty_id)
    lock_dates_of(duty_id)
    duty = (
        found.standing()
        .open(timezone.now())
        .filter(organization=organization)
        .select_related("occurrence__series")
        .first()
    )
    if duty is None:
        raise RotaChangedError
    return duty
