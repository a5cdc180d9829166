"""Breaks of a series: announced with their reason, and lifted again."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.models import User
from coalition.services.audit import record_audit
from events.enums import OccurrenceState
from events.models import EventSeries, Occurrence, SeriesPause
from events.services.call_off import apply_calling_off, cancel_occurrence
from events.services.generate import generate_occurrences, missing_occurrences
from events.services.plans import Change, SeriesPlan, coming_dates


def plan_pause(pause: SeriesPause, now: dt.datetime) -> SeriesPlan:
    """What the break would do, checked but not stored: also makes the preview.

    Announced dates inside are cancelled with the reason of the break. Those that are
    called off already, and those that were moved out of it, stay as they are. Raises
    ``ValidationError`` for a break that makes no sense.
    """
    pause.full_clean(exclude=["series"])
    if pause.ends_on < pause.series.today(now):
        raise ValidationError({"ends_on": _("The break is over already.")})
    overlapping = SeriesPause.objects.filter(
        series=pause.series,
        starts_on__lte=pause.ends_on,
        ends_on__gte=pause.starts_on,
    )
    if overlapping.exists():
        raise ValidationError({"starts_on": _("Another break has some of these days.")})
    plan = SeriesPlan()
    for occurrence in coming_dates(pause.series, now):
        is_inside = pause.covers(occurrence.local_date)
        is_held = occurrence.state == OccurrenceState.SCHEDULED
        if is_inside and is_held and occurrence.is_published:
            change = Change.of(occurrence)
            apply_calling_off(
                change.after,
                state=OccurrenceState.CANCELLED,
                reason_ko=pause.reason_ko,
                reason_en=pause.reason_en,
            )
            plan.changes.append(change)
        elif _concerns(pause, occurrence):
            plan.kept.append(occurrence)
    return plan


def plan_lifting(pause: SeriesPause, now: dt.datetime) -> SeriesPlan:
    """What ending the break would do, checked but not stored: makes the preview."""
    series = pause.series
    today = series.today(now)
    if pause.ends_on < today:
        raise ValidationError(_("The break is over already."))
    stored = set(series.occurrences.values_list("slot_date", flat=True))
    others = [each for each in series.pauses.all() if each.pk != pause.pk]
    planned = series.planned_slots(today, series.horizon(today), pauses=others)
    missing = missing_occurrences(series, planned, stored, now)
    return SeriesPlan(
        kept=[each for each in coming_dates(series, now) if _concerns(pause, each)],
        added=[each.local_date for each in missing] if series.is_growing else [],
    )


@transaction.atomic
def add_pause(
    *, pause: SeriesPause, seen: str | None = None, actor: User | None = None
) -> SeriesPlan:
    """Stores the break and cancels the announced dates inside it.

    ``seen`` is the fingerprint of the plan that was confirmed; ``StaleStateError``
    when it is no longer the plan. Returns the plan that was carried out.
    """
    series = _lock(pause.series)
    plan = plan_pause(pause, timezone.now())
    plan.confirm(seen)
    pause.save()
    for change in plan.changes:
        cancel_occurrence(
            occurrence=change.before,
            reason_ko=pause.reason_ko,
            reason_en=pause.reason_en,
            actor=actor,
        )
    _record(series, "series.pause", pause, actor)
    return plan


@transaction.atomic
def lift_pause(
    *, pause: SeriesPause, seen: str | None = None, actor: User | None = None
) -> int:
    """Ends the break today, or drops one that has not begun; returns the new dates.

    Dates that were cancelled for it stay cancelled: readers were told so, and each is
    restored by its own act. ``seen`` as in :func:`add_pause`.
    """
    series = _lock(pause.series)
    pause = SeriesPause.objects.select_related("series").get(pk=pause.pk)
    now = timezone.now()
    plan_lifting(pause, now).confirm(seen)
    today = series.today(now)
    _record(series, "series.resume", pause, actor)
    if pause.starts_on < today:
        pause.ends_on = today - dt.timedelta(days=1)
        pause.save(update_fields=["ends_on"])
    else:
        pause.delete()
    return generate_occurrences(series=series, today=today)


def _concerns(pause: SeriesPause, occurrence: Occurrence) -> bool:
    return pause.covers(occurrence.local_date) or pause.covers(occurrence.slot_date)


def _lock(series: EventSeries) -> EventSeries:
    return EventSeries.objects.select_for_update(no_key=True).get(pk=series.pk)


def _record(
    series: EventSeries, action: str, pause: SeriesPause, actor: User | None
) -> None:
    series.content_modified_at = timezone.now()
    series.save(update_fields=["content_modified_at"])
    days = {"from": str(pause.starts_on), "to": str(pause.ends_on)}
    record_audit(action=action, subject=series, actor=actor, detail=days)
