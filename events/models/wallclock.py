"""Local wall time is the truth of a gathering; the moment in UTC is derived from it.

"Friday 19:00 in Seoul" stays 19:00 when a law moves the clocks, so the local date,
time and zone are stored, and these functions make the moments the database sorts by.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

# How long a gathering of unknown length counts as running. Printed nowhere: it only
# decides when the site stops saying "running now".
ASSUMED_LENGTH = dt.timedelta(hours=3)


@dataclass(frozen=True)
class Moments:
    """The derived moments of one gathering, all aware and in UTC.

    ``ends_at`` is None when nobody said how long it lasts. ``over_at`` is never None:
    from then on the site speaks of the gathering in the past.
    """

    starts_at: dt.datetime
    ends_at: dt.datetime | None
    over_at: dt.datetime


def moment(date: dt.date, time: dt.time | None, zone: str) -> dt.datetime:
    """The UTC moment of a local date and time; an unknown hour counts as midnight."""
    local = dt.datetime.combine(date, time or dt.time.min, ZoneInfo(zone))
    return local.astimezone(dt.UTC)


def moments(
    date: dt.date, time: dt.time | None, duration: dt.timedelta | None, zone: str
) -> Moments:
    """Start, end and "over" of a gathering given by its local wall time."""
    starts_at = moment(date, time, zone)
    if time is None:
        next_day = moment(date + dt.timedelta(days=1), None, zone)
        return Moments(starts_at, None, next_day)
    ends_at = None if duration is None else starts_at + duration
    return Moments(starts_at, ends_at, ends_at or starts_at + ASSUMED_LENGTH)


def local_day(now: dt.datetime, zone: str) -> dt.date:
    """Which date it is in ``zone`` at the moment ``now``."""
    return now.astimezone(ZoneInfo(zone)).date()
