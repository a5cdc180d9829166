"""Who runs the first weeks of the fictional series; the later ones are still open."""

from dataclasses import replace

from django.utils import timezone

from coalition.models import Organization
from events.enums import DutyState, ItemKind
from events.models import EventSeries, HostingDuty, Occurrence
from events.models.proposals import Part, Proposed
from events.models.rota import takes_host
from events.selectors.proposals import programme_desk
from events.services.rota.hosting import (
    Assignment,
    assign_hosts,
    confirm_hosting,
    decline_hosting,
)
from events.services.rota.proposals import propose_programme

# What each has answered; "naranhi" is the organization of the demo's partner.
ANSWERS = (
    ("onsae-womens-association", DutyState.CONFIRMED),
    ("naranhi-womens-solidarity", DutyState.ASKED),
    ("mulgyeol-united-feminist-club-of-haesol-universities", DutyState.CONFIRMED),
    ("digital-dignity-research-society", DutyState.DECLINED),
    ("open-alley", DutyState.ASKED),
)
PROPOSAL_NOTE = "합창단은 스무 명이며 반주 파일을 가져옵니다."
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


def send_programme(occurrence: Occurrence) -> None:
    """The host of a date sends a programme that waits for staff: a choir, no chants."""
    duty = HostingDuty.objects.select_related("organization", "occurrence").get(
        occurrence=occurrence
    )
    desk = programme_desk(duty, timezone.now())
    opening, speeches, songs, letters, *_ = map(Part.of, desk.items)
    choir = Part(
        kind=ItemKind.PERFORMANCE,
        title_ko="다 함께 노래",
        title_en="A choir, and everybody",
        speaker="온새여성합창단",
        speaker_consents=True,
        starts_after=75,
    )
    parts = (
        opening,
        replace(speeches, has_captions=True),
        replace(letters, starts_after=50),
        replace(songs, starts_after=60),
        choir,
    )
    propose_programme(
        duty_id=duty.pk,
        organization=duty.organization,
        proposed=Proposed(parts=parts, note=PROPOSAL_NOTE),
        seen=desk.seen,
    )
