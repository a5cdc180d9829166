"""This date and all that follow: gives a series a new rule from a day on."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.models import User
from coalition.services.audit import record_audit
from events.enums import OccurrenceState
from events.models import EventSeries, Occurrence, SeriesSchedule
from events.services.call_off import apply_calling_off
from events.services.changes import record_change, said_of
from events.services.generate import generate_occurrences, missing_occurrences
from events.services.move import remember_start
from events.services.plans import Change, SeriesPlan
from events.services.public_change import mark_rescheduled

# A Friday that becomes a Thursday is the same gathering; half a week away is another.
SAME_GATHERING = dt.timedelta(days=3)


@dataclass
class SchedulePlan(SeriesPlan):
    """``claimed``: what stays but counts for another slot of the new rule."""

    claimed: list[tuple[Occurrence, dt.date]] = field(default_factory=list)


def plan_schedule(
    schedule: SeriesSchedule, now: dt.datetime, reason_ko: str = "", reason_en: str = ""
) -> SchedulePlan:
    """What the new rule would do, checked but not stored: also makes the preview.

    Announced dates that follow the present rule get the new date and time; one for
    which the new rule has no date within three days is cancelled, which needs a
    reason. Dates that were moved, called off or have a place of their own stay; the
    slot of the new rule they stand for is not filled a second time. A rule that was
    to hold from the same day on is replaced. Raises ``ValidationError`` for a rule
    that makes no sense.
    """
    series = schedule.series
    today = series.today(now)
    schedule.full_clean(validate_constraints=False)
    schedule.validate_constraints(exclude={"effective_from"})
    if schedule.effective_from < today:
        raise ValidationError({"effective_from": _("This day is in the past.")})
    rules = list(series.schedules.all())
    dates = _governed(schedule, rules)
    others = [each for each in rules if each.effective_from != schedule.effective_from]
    last = max([series.horizon(today), *(_slot(each) for each in dates)])
    planned = [
        (slot, rule)
        for slot, rule in series.planned_slots(
            schedule.effective_from,
            last + SAME_GATHERING,
            schedules=[*others, schedule],
        )
        if rule is schedule
    ]
    slots = _matching_slots(dates, [slot for slot, _ in planned])
    plan = SchedulePlan()
    for date in dates:
        slot = slots.get(date.pk)
        if date.starts_at > now and _follows(date, rules):
            change = Change.of(date)
            _apply(change.after, slot, schedule, reason_ko, reason_en)
            if change.after.starts_at <= now:
                raise ValidationError({"local_time": _("The new date is in the past.")})
            if _start(change.after) != _start(date) or change.after.is_cancelled:
                plan.changes.append(change)
            continue
        if date.starts_at > now:
            plan.kept.append(date)
        if slot is not None and slot != date.slot_date:
            plan.claimed.append((date, slot))
    if series.is_growing:
        soon = [each for each in planned if each[0] <= series.horizon(today)]
        missing = missing_occurrences(series, soon, set(slots.values()), now)
        plan.added = [each.local_date for each in missing]
    return plan


@transaction.atomic
def change_schedule(
    *,
    schedule: SeriesSchedule,
    reason_ko: str = "",
    reason_en: str = "",
    seen: str | None = None,
    actor: User | None = None,
) -> SchedulePlan:
    """Stores the new rule and carries its plan out; returns the plan.

    ``seen`` is the fingerprint of the plan that was confirmed; ``StaleStateError``
    when it is no longer the plan. Every date that changes keeps its address and UID,
    shows what was announced before, and counts as rescheduled for calendars.
    """
    series = EventSeries.objects.select_for_update(no_key=True).get(
        pk=schedule.series_id
    )
    coming = Occurrence.objects.filter(
        series=series, slot_date__gte=schedule.effective_from
    )
    list(coming.select_for_update(no_key=True).values_list("pk"))
    now = timezone.now()
    plan = plan_schedule(schedule, now, reason_ko, reason_en)
    plan.confirm(seen)
    series.schedules.filter(effective_from=schedule.effective_from).delete()
    schedule.save()
    for change in plan.changes:
        mark_rescheduled(change.after)
        change.after.save()
        record_change(occurrence=change.after, before=said_of(change.before))
    for occurrence, slot in plan.claimed:
        occurrence.slot_date = slot
        occurrence.save(update_fields=["slot_date"])
    series.content_modified_at = now
    series.save(update_fields=["content_modified_at"])
    record_audit(
        action="series.schedule",
        subject=series,
        actor=actor,
        detail={
            "from": str(schedule.effective_from),
            "changed": {
                str(each.before.pk): [_plain(each.before), _plain(each.after)]
                for each in plan.changes
            },
        },
    )
    generate_occurrences(series=series, today=series.today(now))
    return plan


def _governed(
    schedule: SeriesSchedule, rules: list[SeriesSchedule]
) -> list[Occurrence]:
    """The dates of the time in which the new rule holds, by their slot."""
    found = Occurrence.objects.filter(
        series=schedule.series, slot_date__gte=schedule.effective_from
    )
    later = [
        rule.effective_from
        for rule in rules
        if rule.effective_from > schedule.effective_from
    ]
    if later:
        found = found.filter(slot_date__lt=min(later))
    return list(found.with_inherited().order_by("slot_date"))


def _matching_slots(
    dates: Iterable[Occurrence], slots: Iterable[dt.date]
) -> dict[int, dt.date]:
    """Which slot of the new rule each date stands for, by primary key.

    The same day first; then the nearest free slot that is the same gathering.
    """
    free = set(slots)
    matched = {}
    for date in dates:
        if date.slot_date in free:
            matched[date.pk] = _slot(date)
    free -= set(matched.values())
    for date in dates:
        if date.pk in matched:
            continue
        near = [each for each in free if abs(each - _slot(date)) <= SAME_GATHERING]
        if near:
            matched[date.pk] = min(
                near, key=lambda each: (abs(each - _slot(date)), each)
            )
            free.remove(matched[date.pk])
    return matched


def _follows(date: Occurrence, rules: list[SeriesSchedule]) -> bool:
    """Whether it is announced just as the rule of its slot says."""
    begun = [rule for rule in rules if rule.effective_from <= _slot(date)]
    rule = max(begun, key=lambda each: each.effective_from, default=None)
    return (
        rule is not None
        and date.is_published
        and date.state == OccurrenceState.SCHEDULED
        and date.own_venue is None
        and date.moved_from_venue is None
        and not date.is_online
        and _start(date) == (date.slot_date, rule.local_time, rule.duration)
    )


def _apply(
    date: Occurrence,
    slot: dt.date | None,
    schedule: SeriesSchedule,
    reason_ko: str,
    reason_en: str,
) -> None:
    if slot is None:
        apply_calling_off(
            date,
            state=OccurrenceState.CANCELLED,
            reason_ko=reason_ko,
            reason_en=reason_en,
        )
        return
    new_start = (slot, schedule.local_time)
    remember_start(date, new_start)
    date.slot_date = slot
    date.local_date, date.local_time = new_start
    date.duration = schedule.duration
    date.change_reason_ko = reason_ko.strip()
    date.change_reason_en = reason_en.strip()
    date.set_moments()


def _slot(date: Occurrence) -> dt.date:
    """Every date of a series has one; see the constraint on the model."""
    assert date.slot_date is not None  # noqa: S101
    return date.slot_date


def _start(
    date: Occurrence,
) -> tuple[dt.date, dt.time | None, dt.timedelta | None]:
    return date.local_date, date.local_time, date.duration


def _plain(date: Occurrence) -> str:
    """What an audit entry needs to know."""
    return f"{date.state} {date.local_date} {date.local_time}"
