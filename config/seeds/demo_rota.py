"""Who runs the first weeks of the fictional series; the later ones are still open."""

from django.utils import timezone

from coalition.models import Organization
from events.enums import DutyState
from events.models import EventSeries, HostingDuty
from events.models.rota import takes_host
from events.services.rota.hosting import (
    Assignment,
    assign_hosts,
    confirm_hosting,
    decline_hosting,
)

# What each has answered; "naranhi" is the organization of the demo's partner.
ANSWERS = (
    ("onsae-womens-association", DutyState.CONFIRMED),
    ("naranhi-womens-solidarity", DutyState.ASKED),
    ("mulgyeol-united-feminist-club-of-haesol-universities", DutyState.CONFIRMED),
    ("digital-dignity-research-society", DutyState.DECLINED),
    ("open-alley", DutyState.ASKED),
)
DECLINE_REASON = "같은 날 저희 단체 총회가 있습니다."


def fill_rota(series: EventSeries) -> None:
    """For a new series, before anybody could be told by mail."""
    now = timezone.now()
    coming = series.occurrences.upcoming(now)  # type: ignore[attr-defined]
    dates = [each for each in coming if takes_host(each, now)]
    organizations = Organization.objects.in_bulk(
        [slug for slug, _ in ANSWERS], field_name="slug"
    )
    assignments = [
        Assignment(
            occurrence_id=occurrence.pk,
            seen_id=None,
            organization_id=organizations[slug].pk,
        )
        for occurrence, (slug, _) in zip(dates, ANSWERS, strict=False)
    ]
    assign_hosts(series=series, assignments=assignments)
    for occurrence, (slug, answer) in zip(dates, ANSWERS, strict=False):
        duty = HostingDuty.objects.get(occurrence=occurrence)
        organization = organizations[slug]
        if answer == DutyState.CONFIRMED:
            confirm_hosting(
                duty_id=duty.pk,
                organization=organization,
                seen_sequence=occurrence.sequence,
            )
        elif answer == DutyState.DECLINED:
            decline_hosting(
                duty_id=duty.pk, organization=organization, reason=DECLINE_REASON
            )
