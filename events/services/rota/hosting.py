"""Who hosts which date: staff ask, the organization confirms or declines."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.exceptions import StaleStateError
from coalition.models import Organization, User
from coalition.services.audit import record_audit
from events.enums import DutyState, RotaMail
from events.exceptions import RotaChangedError
from events.models import EventSeries, HostingDuty, Occurrence, ProgrammeProposal
from events.models.rota import takes_host
from events.services.rota.checklist import start_checklist
from events.services.rota.locks import lock_dates, lock_dates_of, lock_own_duty
from events.services.rota.mails import tell_host
from events.services.rota.organizer import hide_organizer, show_organizer
from events.services.rota.swaps import end_swaps_of


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """Who is to host a date, and who was when staff looked at it; None is nobody."""

    occurrence_id: int
    seen_id: int | None
    organization_id: int | None


@transaction.atomic
def assign_hosts(
    *,
    series: EventSeries,
    assignments: Iterable[Assignment],
    actor: User | None = None,
) -> int:
    """Asks or releases hosts of several dates at once; returns how many changed.

    All or none: raises ``StaleStateError`` when somebody else changed the host of a
    date that changes here, and ``ValidationError`` for an organization that cannot
    act or a date that is called off or has begun. Representatives are told by mail.
    """
    changes = [each for each in assignments if each.organization_id != each.seen_id]
    # One save after the other, so that the first of a series is one only.
    EventSeries.objects.select_for_update(no_key=True).get(pk=series.pk)
    if not HostingDuty.objects.filter(occurrence__series=series).exists():
        start_checklist(series=series)
    dates = lock_dates(*(each.occurrence_id for each in changes))
    for each in changes:
        occurrence = dates.get(each.occurrence_id)
        if occurrence is None or occurrence.series_id != series.pk:
            raise StaleStateError
        _assign(occurrence, each, actor)
    return len(changes)


@transaction.atomic
def ask_again(*, duty_id: int, actor: User | None = None) -> HostingDuty:
    """Mails the link once more to whoever acts for an organization that is silent.

    Raises ``StaleStateError`` when it has answered, was asked within a day, or the
    date takes no host any more.
    """
    now = timezone.now()
    lock_dates_of(duty_id)
    duties = HostingDuty.objects.open(now).filter(pk=duty_id)
    duty = duties.select_related("occurrence").first()
    if duty is None or not duty.can_be_asked_again(now):
        raise StaleStateError
    duty.asked_at = now
    duty.save(update_fields=["asked_at"])
    tell_host(
        organization_id=duty.organization_id,
        mail=RotaMail.ASKED,
        occurrence_id=duty.occurrence_id,
    )
    _record("hosting.remind", duty.occurrence, duty.organization_id, actor)
    return duty


@transaction.atomic
def confirm_hosting(
    *, duty_id: int, organization: Organization, seen_sequence: int
) -> HostingDuty:
    """The organization says that it hosts the date; it becomes public as 주관.

    Doing it again changes nothing. Raises ``RotaChangedError`` when the date is not
    its own any more, is called off or begun, or not what it was shown.
    """
    duty = lock_own_duty(duty_id, organization)
    if duty.occurrence.sequence != seen_sequence:
        raise RotaChangedError
    if duty.is_confirmed:
        return duty
    duty.state = DutyState.CONFIRMED
    duty.confirmed_at = timezone.now()
    duty.save(update_fields=["state", "confirmed_at"])
    show_organizer(occurrence=duty.occurrence, organization_id=organization.pk)
    _record("hosting.confirm", duty.occurrence, organization.pk)
    return duty


@transaction.atomic
def decline_hosting(
    *, duty_id: int, organization: Organization, reason: str
) -> HostingDuty:
    """The organization cannot host the date, also when it had confirmed.

    Staff read the reason on the rota. Raises ``RotaChangedError``.
    """
    duty = lock_own_duty(duty_id, organization)
    if duty.is_confirmed:
        hide_organizer(occurrence=duty.occurrence, organization_id=organization.pk)
    end_swaps_of(duty)
    duty.ticks.all().delete()
    ProgrammeProposal.objects.filter(duty=duty).delete()
    duty.state = DutyState.DECLINED
    duty.confirmed_at = None
    duty.decline_reason = reason
    duty.save(update_fields=["state", "confirmed_at", "decline_reason"])
    _record("hosting.decline", duty.occurrence, organization.pk)
    return duty


def tell_changed_dates(*, now: dt.datetime) -> int:
    """Queues a mail to the hosts of dates that were moved or called off since.

    Returns how many dates that were. Idempotent: each change is told once, also when
    two of these run at the same time.
    """
    changed = HostingDuty.objects.standing().filter(
        occurrence__sequence__gt=F("told_sequence"), occurrence__over_at__gt=now
    )
    return sum(_tell_change(duty) for duty in changed.select_related("occurrence"))


@transaction.atomic
def forget_reasons(*, now: dt.datetime) -> int:
    """Erases why organizations declined dates that are over; returns how many."""
    return (
        HostingDuty.objects.filter(occurrence__over_at__lte=now)
        .exclude(decline_reason="")
        .update(decline_reason="")
    )


@transaction.atomic
def _tell_change(duty: HostingDuty) -> bool:
    is_first = HostingDuty.objects.filter(
        pk=duty.pk,
        organization_id=duty.organization_id,
        told_sequence=duty.told_sequence,
    ).update(told_sequence=duty.occurrence.sequence)
    if is_first:
        tell_host(
            organization_id=duty.organization_id,
            mail=RotaMail.CHANGED,
            occurrence_id=duty.occurrence_id,
        )
    return bool(is_first)


def _assign(occurrence: Occurrence, change: Assignment, actor: User | None) -> None:
    if not takes_host(occurrence, timezone.now()):
        raise ValidationError(_("A date that is called off or begun takes no host."))
    duty = HostingDuty.objects.filter(occurrence=occurrence).first()
    host_id = duty.organization_id if duty and duty.is_standing else None
    if host_id != change.seen_id:
        raise StaleStateError
    if duty is not None and host_id is not None:
        _release(duty, occurrence, actor)
    if change.organization_id is not None:
        _ask(occurrence, change.organization_id)
    _record("hosting.assign", occurrence, change.organization_id, actor, host_id)


def _release(duty: HostingDuty, occurrence: Occurrence, actor: User | None) -> None:
    """Takes the date from its host, who is told."""
    if duty.is_confirmed:
        hide_organizer(
            occurrence=occurrence, organization_id=duty.organization_id, actor=actor
        )
    end_swaps_of(duty)
    tell_host(
        organization_id=duty.organization_id,
        mail=RotaMail.RELEASED,
        occurrence_id=occurrence.pk,
    )
    duty.delete()


def _ask(occurrence: Occurrence, organization_id: int) -> None:
    """A fresh duty, so that nothing of another host's preparation is left on it."""
    if not Organization.objects.able_to_act().filter(pk=organization_id).exists():
        raise ValidationError(_("This organization cannot act here at present."))
    HostingDuty.objects.filter(occurrence=occurrence).delete()
    HostingDuty.objects.create(
        occurrence=occurrence,
        organization_id=organization_id,
        asked_at=timezone.now(),
        told_sequence=occurrence.sequence,
    )
    tell_host(
        organization_id=organization_id,
        mail=RotaMail.ASKED,
        occurrence_id=occurrence.pk,
    )


def _record(
    action: str,
    occurrence: Occurrence,
    organization_id: int | None,
    actor: User | None = None,
    before_id: int | None = None,
) -> None:
    detail = {"organization": organization_id, "before": before_id}
    record_audit(action=action, subject=occurrence, actor=actor, detail=detail)
