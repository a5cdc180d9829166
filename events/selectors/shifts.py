"""Shifts of a gathering and the people behind them, for staff and for each person."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from django.db.models import Prefetch, QuerySet

from events.enums import AssignmentState, OccurrenceState
from events.models import Occurrence, Shift, ShiftAssignment, Volunteer

UNFILLED_SOON = dt.timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class RosterEntry:
    """One person on the list; the number only in the coordinator's version."""

    assignment: ShiftAssignment
    name: str
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class RosterShift:
    """One shift with who comes, who may be called, and who has not answered."""

    shift: Shift
    coming: list[RosterEntry] = field(default_factory=list)
    standby: list[RosterEntry] = field(default_factory=list)
    asked: list[RosterEntry] = field(default_factory=list)


def volunteer_by_code(code: uuid.UUID) -> Volunteer | None:
    """Who is behind a personal link, with the live shifts as ``live_assignments``.

    None once nothing is left: declined, called off, released or erased.
    """
    live = ShiftAssignment.objects.live().select_related("shift__occurrence")
    volunteer = (
        Volunteer.objects.select_related(
            "contact", "occurrence__series__venue", "occurrence__own_venue"
        )
        .filter(code=code, contact__isnull=False)
        .prefetch_related(Prefetch("assignments", live, to_attr="live_assignments"))
        .first()
    )
    return volunteer if volunteer and volunteer.live_assignments else None


def shifts_of(occurrence: Occurrence) -> QuerySet[Shift]:
    """The shifts in the order of the day, with their counts."""
    return occurrence.shifts.with_counts()


def roster(occurrence: Occurrence, *, with_numbers: bool) -> list[RosterShift]:
    """Opens the names, and the numbers when asked for; the caller records it."""
    rows = [RosterShift(shift=shift) for shift in shifts_of(occurrence)]
    by_shift = {row.shift.pk: row for row in rows}
    lists = {
        AssignmentState.CONFIRMED: "coming",
        AssignmentState.STANDBY: "standby",
        AssignmentState.INVITED: "asked",
    }
    people = (
        ShiftAssignment.objects.live()
        .filter(shift__occurrence=occurrence, volunteer__contact__isnull=False)
        .select_related("volunteer__contact")
        .order_by("answered_at", "pk")
    )
    for assignment in people:
        contact = assignment.volunteer.contact
        entry = RosterEntry(
            assignment=assignment,
            name=contact.opened("name"),
            phone=contact.opened("phone") if with_numbers else "",
        )
        row = by_shift[assignment.shift_id]
        getattr(row, lists[AssignmentState(assignment.state)]).append(entry)
    return rows


def gatherings_with_open_places(now: dt.datetime) -> list[tuple[Occurrence, int]]:
    """Public, held within a week, and how many places are still open; soonest first."""
    unfilled = (
        Shift.objects.unfilled()
        .filter(
            occurrence__published_at__isnull=False,
            occurrence__state=OccurrenceState.SCHEDULED,
            occurrence__over_at__gt=now,
            occurrence__starts_at__lt=now + UNFILLED_SOON,
        )
        .select_related("occurrence__series__venue", "occurrence__own_venue")
        .order_by("occurrence__starts_at", "occurrence", "pk")
    )
    return [
        (occurrence, sum(shift.needed - shift.confirmed_count for shift in shifts))
        for occurrence, shifts in groupby(unfilled, key=attrgetter("occurrence"))
    ]
