"""Hosts of dates and those who act for them, as the services make them."""

import itertools
from typing import Any

from django.utils import timezone

from coalition.models import Organization, Representative, User
from events.models import (
    HostingDuty,
    HostingLink,
    Occurrence,
    ProgrammeItem,
    ProgrammeProposal,
)
from events.models.proposals import Part, Proposed
from events.selectors.proposals import programme_desk
from events.services.rota.hosting import Assignment, assign_hosts, confirm_hosting
from events.services.rota.proposals import propose_programme

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


def add_part(occurrence: Occurrence, **values: Any) -> ProgrammeItem:
    """A public part of its programme, after the others."""
    defaults: dict[str, Any] = {
        "order": occurrence.programme.count() + 1,  # type: ignore[attr-defined]
        "title_ko": "여는 말",
        "is_public": True,
    }
    return ProgrammeItem.objects.create(occurrence=occurrence, **defaults | values)


def propose(duty: HostingDuty, *parts: Part, note: str = "") -> ProgrammeProposal:
    """The host sends a programme, having just looked at it."""
    duty = HostingDuty.objects.select_related("occurrence").get(pk=duty.pk)
    return propose_programme(
        duty_id=duty.pk,
        organization=duty.organization,
        proposed=Proposed(parts=parts, note=note),
        seen=programme_desk(duty, timezone.now()).seen,
    )
