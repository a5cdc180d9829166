"""Two organizations exchange their dates: asked by one, accepted by the other.

Accepting happens once, whoever presses first: both dates are locked in the order of
their keys, and hosts, dates and the request must be what they were when it was asked.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from coalition.models import Organization
from coalition.services.audit import record_audit
from events.enums import DutyState, RotaMail, SwapState
from events.exceptions import RotaChangedError
from events.models import HostingDuty, HostingSwap, ProgrammeProposal
from events.selectors.rota import swappable_duties
from events.services.rota.locks import lock_dates_of
from events.services.rota.mails import tell_host
from events.services.rota.organizer import hide_organizer, show_organizer


@transaction.atomic
def ask_swap(
    *, given_id: int, wanted_id: int, organization: Organization, message: str = ""
) -> HostingSwap:
    """Offers the organization's date for another's, who is told by mail.

    Raises ``RotaChangedError`` when one of the dates has changed hands, is called off
    or begun, or is already part of another request.
    """
    now = timezone.now()
    lock_dates_of(given_id, wanted_id)
    own = HostingDuty.objects.standing().open(now).filter(organization=organization)
    given = own.select_related("occurrence").filter(pk=given_id).first()
    if given is None or HostingSwap.objects.open().touching(given.pk).exists():
        raise RotaChangedError
    choices = swappable_duties([given], now)[given.pk]
    wanted = next((each for each in choices if each.pk == wanted_id), None)
    if wanted is None:
        raise RotaChangedError
    swap = HostingSwap.objects.create(
        given=given,
        wanted=wanted,
        asker=organization,
        answerer_id=wanted.organization_id,
        given_sequence=given.occurrence.sequence,
        wanted_sequence=wanted.occurrence.sequence,
        message=message,
        asked_at=now,
    )
    _tell(swap.answerer_id, RotaMail.SWAP_ASKED, wanted, given)
    _record("hosting.swap-ask", swap)
    return swap


@transaction.atomic
def accept_swap(*, swap_id: int, organization: Organization) -> HostingSwap:
    """Exchanges both dates at once; each counts as confirmed by its new host.

    Repeating it changes nothing. Raises ``RotaChangedError`` when the request is
    settled otherwise or does not hold any more.
    """
    swap = _lock_swap(swap_id, answerer=organization)
    if swap.state == SwapState.ACCEPTED:
        return swap
    if not swap.still_holds(timezone.now()):
        raise RotaChangedError
    given, wanted = swap.given, swap.wanted
    _settle(swap, SwapState.ACCEPTED)
    for duty in sorted((given, wanted), key=lambda each: each.occurrence_id):
        _hand_over(duty, swap.answerer_id if duty is given else swap.asker_id)
    _tell(swap.answerer_id, RotaMail.SWAP_ACCEPTED, given, wanted)
    _tell(swap.asker_id, RotaMail.SWAP_ACCEPTED, wanted, given)
    _record("hosting.swap", swap)
    return swap


@transaction.atomic
def decline_swap(*, swap_id: int, organization: Organization) -> HostingSwap:
    """Both keep their dates, and the asker is told. Raises ``RotaChangedError``."""
    swap = _lock_swap(swap_id, answerer=organization)
    if swap.state == SwapState.DECLINED:
        return swap
    if swap.state != SwapState.OPEN:
        raise RotaChangedError
    _settle(swap, SwapState.DECLINED)
    _tell(swap.asker_id, RotaMail.SWAP_DECLINED, swap.given, swap.wanted)
    _record("hosting.swap-decline", swap)
    return swap


@transaction.atomic
def withdraw_swap(*, swap_id: int, organization: Organization) -> HostingSwap:
    """The asker takes its request back. Raises ``RotaChangedError`` when answered."""
    swap = _lock_swap(swap_id, asker=organization)
    if swap.state == SwapState.WITHDRAWN:
        return swap
    if swap.state != SwapState.OPEN:
        raise RotaChangedError
    _settle(swap, SwapState.WITHDRAWN)
    _record("hosting.swap-withdraw", swap)
    return swap


def expire_swaps(*, now: dt.datetime) -> int:
    """Ends requests whose dates have begun, changed or passed on; returns how many."""
    waiting = list(HostingSwap.objects.open().values_list("pk", flat=True))
    return sum(_expire_if_due(swap_id, now) for swap_id in waiting)


@transaction.atomic
def _expire_if_due(swap_id: int, now: dt.datetime) -> bool:
    swap = _lock_swap(swap_id)
    is_due = swap.state == SwapState.OPEN and not swap.still_holds(now)
    if is_due:
        _expire(swap)
    return is_due


def end_swaps_of(duty: HostingDuty) -> None:
    """Ends the open request for or of a date that changes hands otherwise.

    The caller holds the lock on the date.
    """
    for swap in HostingSwap.objects.with_dates().open().touching(duty.pk):
        _expire(swap)


def _expire(swap: HostingSwap) -> None:
    _settle(swap, SwapState.EXPIRED)
    _tell(swap.asker_id, RotaMail.SWAP_EXPIRED, swap.given, swap.wanted)
    _tell(swap.answerer_id, RotaMail.SWAP_EXPIRED, swap.wanted, swap.given)


def _settle(swap: HostingSwap, state: SwapState) -> None:
    """What was said between the two is kept only while it waits."""
    swap.state = state
    swap.message = ""
    swap.settled_at = timezone.now()
    swap.save(update_fields=["state", "message", "settled_at"])


def _hand_over(duty: HostingDuty, organization_id: int) -> None:
    """A new host who has agreed: public as organizer, with nothing ticked or proposed yet."""
    if duty.is_confirmed:
        hide_organizer(occurrence=duty.occurrence, organization_id=duty.organization_id)
    duty.organization_id = organization_id
    duty.state = DutyState.CONFIRMED
    duty.confirmed_at = timezone.now()
    duty.told_sequence = duty.occurrence.sequence
    duty.save()
    duty.ticks.all().delete()
    ProgrammeProposal.objects.filter(duty=duty).delete()
    show_organizer(occurrence=duty.occurrence, organization_id=organization_id)


def _lock_swap(swap_id: int, **party: Organization) -> HostingSwap:
    """The request of this party as it is now, with both its dates locked."""
    found = HostingSwap.objects.filter(pk=swap_id, **party)
    lock_dates_of(*(pk for pair in found.values_list("given", "wanted") for pk in pair))
    swap = HostingSwap.objects.with_dates().filter(pk=swap_id, **party).first()
    if swap is None:
        raise RotaChangedError
    return swap


def _tell(
    organization_id: int, mail: RotaMail, own: HostingDuty, other: HostingDuty
) -> None:
    tell_host(
        organization_id=organization_id,
        mail=mail,
        occurrence_id=own.occurrence_id,
        other_id=other.occurrence_id,
    )


def _record(action: str, swap: HostingSwap) -> None:
    record_audit(
        action=action,
        subject=swap,
        detail={
            "given": swap.given.occurrence_id,
            "wanted": swap.wanted.occurrence_id,
            "asker": swap.asker_id,
            "answerer": swap.answerer_id,
        },
    )
