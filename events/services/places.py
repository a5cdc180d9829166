"""The usual place of a series from a day on: all dates that follow go along."""

import copy
import datetime as dt
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.models import User
from coalition.services.audit import record_audit
from events.enums import OccurrenceState
from events.models import EventSeries, Occurrence, Venue
from events.services.changes import record_change, said_of
from events.services.freeze import freeze_past_occurrences
from events.services.move import give_reason, remember_place
from events.services.plans import Change, SeriesPlan
from events.services.public_change import mark_rescheduled


@dataclass(frozen=True, kw_only=True)
class UsualPlace:
    """Where a series meets from a day on, and why, for visitors."""

    venue: Venue
    effective_from: dt.date
    reason_ko: str
    reason_en: str = ""


@dataclass
class PlacePlan(SeriesPlan):
    """``staying`` are dates that keep the present place as one of their own."""

    staying: list[Occurrence] = field(default_factory=list)


def plan_place(series: EventSeries, place: UsualPlace, now: dt.datetime) -> PlacePlan:
    """What the new place would do, checked but not stored: also makes the preview.

    Announced dates from that day on that meet at the usual place go along. Those with
    a place of their own stay where they are, and so do those before the day, those
    that run now and those that are called off. Raises ``ValidationError`` for a change
    that makes no sense.
    """
    _check(series, place, series.today(now))
    moved_series = copy.copy(series)
    moved_series.venue = place.venue
    plan = PlacePlan()
    coming = series.occurrences.public().to_be_held(now)
    for date in coming.with_inherited().order_by("starts_at", "pk"):
        if date.own_venue is not None or date.is_online:
            plan.kept.append(date)
        elif _goes_along(date, place, now):
            change = Change.of(date)
            if not date.hides_venue:
                remember_place(change.after, place.venue)
                give_reason(change.after, place.reason_ko, place.reason_en)
            change.after.series = moved_series
            plan.changes.append(change)
        else:
            plan.staying.append(date)
    return plan


@transaction.atomic
def change_place(
    *,
    series: EventSeries,
    place: UsualPlace,
    seen: str | None = None,
    actor: User | None = None,
) -> PlacePlan:
    """Gives the series another usual place and carries its plan out; returns the plan.

    ``seen`` is the fingerprint of the plan that was confirmed; ``StaleStateError``
    when it is no longer the plan. Every date that goes along keeps its address and
    UID, shows where it was announced before, and counts as moved for calendars.
    """
    series = EventSeries.objects.select_for_update(no_key=True).get(pk=series.pk)
    freeze_past_occurrences(series=series)
    now = timezone.now()
    coming = series.occurrences.to_be_held(now)
    list(coming.select_for_update(no_key=True).values_list("pk"))
    plan = plan_place(series, place, now)
    plan.confirm(seen)
    before = series.venue_id
    for date in plan.staying:
        date.own_venue = series.venue
        date.save(update_fields=["own_venue"])
    series.venue = place.venue
    series.content_modified_at = now
    series.save(update_fields=["venue", "content_modified_at"])
    for change in plan.changes:
        said = said_of(change.before)
        if said_of(change.after) == said:  # kept back: nobody can read it yet
            continue
        mark_rescheduled(change.after)
        change.after.save()
        record_change(occurrence=change.after, before=said)
    record_audit(
        action="series.place",
        subject=series,
        actor=actor,
        detail={
            "from": before,
            "to": place.venue.pk,
            "since": str(place.effective_from),
            "changed": [each.before.pk for each in plan.changes],
        },
    )
    return plan


def _check(series: EventSeries, place: UsualPlace, today: dt.date) -> None:
    if place.venue == series.venue:
        raise ValidationError({"venue": _("It is the usual place already.")})
    if place.effective_from < today:
        raise ValidationError({"effective_from": _("This day is in the past.")})
    if place.effective_from > series.horizon(today):
        # Dates that are made later would meet at the new place before its day.
        raise ValidationError(
            {"effective_from": _("Dates are not announced that far ahead yet.")}
        )
    if series.venue is None and place.effective_from > today:
        raise ValidationError(
            {"effective_from": _("Without a place until now it starts today.")}
        )


def _goes_along(date: Occurrence, place: UsualPlace, now: dt.datetime) -> bool:
    return (
        date.state == OccurrenceState.SCHEDULED
        and date.starts_at > now
        and date.local_date >= place.effective_from
    )
