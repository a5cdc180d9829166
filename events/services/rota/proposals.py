"""A host proposes the programme of its date; staff accept or decline it.

Nothing is public before. The lock on the date guards its proposal and, while it is
accepted, its programme.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from coalition.exceptions import StaleStateError
from coalition.models import Organization, User
from coalition.services.audit import record_audit
from events.enums import RotaMail
from events.exceptions import RotaChangedError
from events.models import Occurrence, ProgrammeItem, ProgrammeProposal
from events.models.proposals import Proposed
from events.models.rota import takes_host
from events.selectors.proposals import (
    fingerprint,
    programme_desk,
    steps_of,
    waiting_proposal,
)
from events.services.public_change import mark_modified
from events.services.rota.locks import lock_dates, lock_own_duty
from events.services.rota.mails import tell_host


@transaction.atomic
def propose_programme(
    *, duty_id: int, organization: Organization, proposed: Proposed, seen: str
) -> ProgrammeProposal:
    """Keeps what the host would like, in place of what it sent before.

    Raises ``RotaChangedError`` when the date is not its own, not confirmed, called
    off or begun, or when date, programme or proposal are not what was ``seen``.
    """
    now = timezone.now()
    duty = lock_own_duty(duty_id, organization)
    desk = programme_desk(duty, now)
    if not duty.is_confirmed or desk.seen != seen:
        raise RotaChangedError
    proposal = desk.proposal or ProgrammeProposal(duty=duty, number=0)
    proposal.number += 1
    proposal.seal(proposed)
    proposal.seen_items = [item.pk for item in desk.items]
    proposal.seen = fingerprint(duty.occurrence, desk.items)
    proposal.sent_at = now
    proposal.declined_at, proposal.decline_reason = None, ""
    proposal.save()
    _record("hosting.programme-propose", proposal)
    return proposal


@transaction.atomic
def accept_proposal(*, occurrence: Occurrence, seen: str, actor: User) -> Occurrence:
    """Makes the proposal the programme of the date; its host is told.

    What staff alone see of a part stays with it; new parts are public at once. Raises
    ``StaleStateError`` when date, programme or proposal are not what was ``seen``,
    also when somebody else has decided.
    """
    proposal, items = _lock_proposal(occurrence, seen)
    date = proposal.duty.occurrence
    order = 0
    for step in steps_of(proposal, items):
        item = step.item or ProgrammeItem(occurrence=date, is_public=True)
        if step.is_removed:
            item.delete()
            continue
        if step.part is not None:
            step.part.apply(item)
        order += 1
        item.order = order
        item.save()
    mark_modified(date)
    date.save(update_fields=["content_modified_at"])
    _record("hosting.programme-accept", proposal, actor)
    _tell(proposal, RotaMail.PROGRAMME_ACCEPTED)
    proposal.delete()
    return date


@transaction.atomic
def decline_proposal(
    *, occurrence: Occurrence, seen: str, reason: str, actor: User
) -> ProgrammeProposal:
    """Sends it back to its host, who reads the reason and may send another one.

    The parts stay for the host to correct, without the names of speakers. Raises
    ``StaleStateError`` like :func:`accept_proposal`.
    """
    proposal, _ = _lock_proposal(occurrence, seen)
    parts = proposal.opened().parts
    nameless = tuple(part.without_name() for part in parts)
    proposal.seal(Proposed(parts=nameless))
    proposal.declined_at = timezone.now()
    proposal.decline_reason = reason
    proposal.save()
    _record("hosting.programme-decline", proposal, actor)
    _tell(proposal, RotaMail.PROGRAMME_DECLINED)
    return proposal


def forget_proposals(*, now: dt.datetime) -> int:
    """Erases what hosts of dates that are over had proposed; returns how many."""
    over = ProgrammeProposal.objects.filter(duty__occurrence__over_at__lte=now)
    return over.delete()[0]


def _lock_proposal(
    occurrence: Occurrence, seen: str
) -> tuple[ProgrammeProposal, list[ProgrammeItem]]:
    date = lock_dates(occurrence.pk)[occurrence.pk]
    items = list(ProgrammeItem.objects.select_for_update().filter(occurrence=date))
    proposal = waiting_proposal(date)
    if proposal is None or not takes_host(date, timezone.now()):
        raise StaleStateError
    if fingerprint(date, items, proposal) != seen:
        raise StaleStateError
    proposal.duty.occurrence = date
    return proposal, items


def _tell(proposal: ProgrammeProposal, mail: RotaMail) -> None:
    tell_host(
        organization_id=proposal.duty.organization_id,
        mail=mail,
        occurrence_id=proposal.duty.occurrence_id,
    )


def _record(
    action: str, proposal: ProgrammeProposal, actor: User | None = None
) -> None:
    record_audit(
        action=action,
        subject=proposal.duty.occurrence,
        actor=actor,
        detail={
            "organization": proposal.duty.organization_id,
            "number": proposal.number,
        },
    )
