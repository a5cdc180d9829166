"""Hosts of dates and those who act for them, as the services make them."""

import itertools
from typing import Any

from coalition.models import Organization, Representative, User
from events.models import HostingDuty, HostingLink, Occurrence
from events.services.rota.hosting import Assignment, assign_hosts, confirm_hosting

_numbers = itertools.count(1)


def represent(organization: Organization, **user: Any) -> Representative:
    """An account that may act for the organization."""
    fields = {"email": f"partner{next(_numbers)}@example.org"} | user
    return Representative.objects.create(
        user=User.objects.create_user(**fields), organization=organization
    )


def assign(occurrence: Occurrence, organization: Organization | None) -> int:
    """Staff choose a host, whoever it was before."""
    duty = HostingDuty.objects.standing().filter(occurrence=occurrence).first()
    assert occurrence.series is not None
    return assign_hosts(
        series=occurrence.series,
        assignments=[
            Assignment(
                occurrence_id=occurrence.pk,
                seen_id=duty.organization_id if duty else None,
                organization_id=organization.pk if organization else None,
            )
        ],
    )


def make_duty(
    occurrence: Occurrence, organization: Organization, *, confirmed: bool = False
) -> HostingDuty:
    """The organization is asked, and has confirmed if ``confirmed``."""
    assign(occurrence, organization)
    duty = HostingDuty.objects.get(occurrence=occurrence)
    if confirmed:
        confirm_hosting(
            duty_id=duty.pk,
            organization=organization,
            seen_sequence=occurrence.sequence,
        )
        duty.refresh_from_db()
    return duty


def link_of(representative: Representative) -> HostingLink:
    """The one in the mails; made when there was none yet."""
    return HostingLink.objects.get_or_create(representative=representative)[0]
