"""Programmes that hosts propose: what the host works on, and what staff decide on."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from coalition.models import Organization
from events.enums import DutyState
from events.models import (
    HostingDuty,
    Occurrence,
    ProgrammeItem,
    ProgrammeProposal,
    SpeakerApplication,
)
from events.models.proposals import Part, Proposed, Step, steps


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The programme of a date as its host may see and change it: the public parts.

    ``seen`` stands for all of it, the date and the proposal included: what is sent
    carries it along, and is refused when it has changed.
    """

    duty: HostingDuty
    items: list[ProgrammeItem]
    drawn: dict[int, ProgrammeItem]
    proposal: ProgrammeProposal | None
    seen: str

    @property
    def occurrence(self) -> Occurrence:
        return self.duty.occurrence

    @property
    def proposed(self) -> Proposed:
        """What to begin with: what was sent before, or the programme as it is."""
        if self.proposal is not None:
            return self.proposal.opened()
        return Proposed(parts=tuple(Part.of(item) for item in self.items))


def hosted_date(organization: Organization, duty_id: int) -> HostingDuty | None:
    """The duty of the organization with this key, once it is confirmed."""
    return (
        HostingDuty.objects.filter(
            pk=duty_id, organization=organization, state=DutyState.CONFIRMED
        )
        .select_related("occurrence__series__venue", "occurrence__own_venue")
        .first()
    )


def programme_desk(duty: HostingDuty, now: dt.datetime) -> Desk:
    """What the host of a date has before it."""
    items = list(duty.occurrence.programme.public(now))  # type: ignore[attr-defined]
    drawn = _drawn_of(duty.occurrence)
    proposal = ProgrammeProposal.objects.filter(duty=duty).first()
    return Desk(
        duty=duty,
        items=items,
        drawn={item.pk: item for item in items if item.pk in drawn},
        proposal=proposal,
        seen=fingerprint(duty.occurrence, items, proposal),
    )


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The programme as it is and as it would be.

    ``is_outdated`` when the date or what the host saw of its programme has changed
    since it was sent.
    """

    proposal: ProgrammeProposal
    note: str
    steps: list[Step]
    is_outdated: bool
    seen: str


def waiting_proposal(occurrence: Occurrence) -> ProgrammeProposal | None:
    found = ProgrammeProposal.objects.filter(
        duty__occurrence=occurrence, declined_at__isnull=True
    )
    return found.select_related("duty__organization").first()


def compare(
    proposal: ProgrammeProposal, occurrence: Occurrence, now: dt.datetime
) -> Comparison:
    """Both programmes side by side, of the very steps that accepting it takes."""
    items = list(occurrence.programme.all())
    visible = list(occurrence.programme.public(now))  # type: ignore[attr-defined]
    return Comparison(
        proposal=proposal,
        note=proposal.opened().note,
        steps=steps_of(proposal, items),
        is_outdated=proposal.seen != fingerprint(occurrence, visible),
        seen=fingerprint(occurrence, items, proposal),
    )


def steps_of(proposal: ProgrammeProposal, items: list[ProgrammeItem]) -> list[Step]:
    """What accepting it makes of the whole programme ``items``."""
    return steps(
        items,
        proposal.opened(),
        known=proposal.seen_items,
        drawn=_drawn_of(proposal.duty.occurrence),
    )


def fingerprint(
    occurrence: Occurrence,
    items: Iterable[ProgrammeItem],
    proposal: ProgrammeProposal | None = None,
) -> str:
    """Differs as soon as the date, one of the parts or the proposal does."""
    facts = [
        occurrence.sequence,
        [asdict(Part.of(item)) for item in items],
        proposal and [proposal.pk, proposal.number, proposal.is_waiting],
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _drawn_of(occurrence: Occurrence) -> set[int]:
    """The keys of the parts that belong to speakers of the lot."""
    found = SpeakerApplication.objects.filter(item__occurrence=occurrence)
    return set(found.values_list("item_id", flat=True))  # type: ignore[arg-type]
