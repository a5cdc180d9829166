"""Shifts and the people asked for them, as the services make them."""

import datetime as dt
from typing import Any

from django.utils import timezone

from events.enums import ShiftRole
from events.models import Occurrence, Shift, ShiftAssignment
from events.services.shifts.planning import Invitation, add_shift, invite_volunteer
from events.services.shifts.volunteers import confirm_shift, stand_by


def make_shift(
    occurrence: Occurrence,
    *,
    begins: dt.time = dt.time(18),
    ends: dt.time = dt.time(21, 30),
    **values: Any,
) -> Shift:
    """Two marshals from 18:00 to 21:30 unless told otherwise."""
    defaults = {"role": ShiftRole.MARSHAL, "needed": 2, "meeting_point": "9번 출구 안"}
    shift = Shift(occurrence=occurrence, **defaults | values)
    shift.set_times(begins, ends)
    return add_shift(shift=shift)


def invite(
    shift: Shift, email: str = "a@example.org", name: str = "설이", **values: Any
) -> ShiftAssignment:
    """Somebody who was asked; the mail waits in the queue."""
    return invite_volunteer(
        shift=shift, invitation=Invitation(name=name, email=email, **values)
    )


def say_yes(assignment: ShiftAssignment, *, phone: str = "") -> ShiftAssignment:
    """The person's yes, on the page as it stands."""
    _answer(confirm_shift, assignment, phone)
    return assignment


def wait_for_a_place(assignment: ShiftAssignment) -> ShiftAssignment:
    _answer(stand_by, assignment, "")
    return assignment


def _answer(service: Any, assignment: ShiftAssignment, phone: str) -> None:
    # Nobody answers without the link, so the mail has arrived.
    unmailed = ShiftAssignment.objects.filter(pk=assignment.pk, mailed_at=None)
    unmailed.update(mailed_at=timezone.now())
    shift = Shift.objects.select_related("occurrence").get(pk=assignment.shift_id)
    service(
        code=assignment.volunteer.code,
        assignment_id=assignment.pk,
        seen=shift.seen,
        language="ko",
        phone=phone,
    )
    assignment.refresh_from_db()
