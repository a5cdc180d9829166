"""Who is needed on the first fictional Friday. Nobody is asked, so no mail goes out."""

import datetime as dt

from events.enums import ShiftRole
from events.models import Occurrence, Shift
from events.services.shifts.planning import add_shift

SHIFTS = (
    (ShiftRole.MARSHAL, 6, dt.time(18), dt.time(21)),
    (ShiftRole.SIGN_LANGUAGE, 2, dt.time(18, 30), dt.time(20, 30)),
    (ShiftRole.MODERATOR, 1, dt.time(18, 30), dt.time(20, 30)),
    (ShiftRole.SOUND, 1, dt.time(17, 30), dt.time(21)),
    (ShiftRole.FIRST_AID, 1, dt.time(18, 30), dt.time(21)),
    (ShiftRole.INFORMATION, 3, dt.time(18), dt.time(20, 30)),
)


def plan_shifts(occurrence: Occurrence) -> None:
    for role, needed, begins, ends in SHIFTS:
        shift = Shift(
            occurrence=occurrence,
            role=role,
            needed=needed,
            meeting_point="강남역 10번 출구 옆 안내 탁자",
        )
        shift.set_times(begins, ends)
        add_shift(shift=shift)
