"""What a calendar has to know of the clocks in its zones."""

import datetime as dt
from bisect import bisect_left
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import (
        Calendar,
        Event,
        Timezone,
        TimezoneDaylight,
        TimezoneStandard,
    )

DAY = dt.timedelta(days=1)
A_YEAR = dt.timedelta(days=366)


def add_timezones(calendar: "Calendar") -> None:
    """Describes each zone for the span of the calendar only."""
    days = [day for event in calendar.events for day in _span(event)]
    if not days:
        return
    start = dt.datetime.combine(min(days) - DAY, dt.time.min, dt.UTC)
    end = dt.datetime.combine(max(days) + A_YEAR, dt.time.min, dt.UTC)
    calendar.subcomponents[:0] = [
        _timezone(name, start, end) for name in sorted(calendar.get_missing_tzids())
    ]


def _span(event: "Event") -> list[dt.date]:
    """Its day; of a rule the last one, too, and never a moment, to be compared."""
    ends = [until for rule in event.rrules for until in rule["UNTIL"]]
    return [
        each.date() if isinstance(each, dt.datetime) else each
        for each in (event.start, *ends)
    ]


def _timezone(name: str, start: dt.datetime, end: dt.datetime) -> "Timezone":
    """The clocks of a zone between two moments, a part for each time they change.

    The library's own description joins changes by RDATE, beside which ical.js
    forgets DTSTART, so that Thunderbird would be an hour off for a winter; and it has
    a COMMENT, which strict readers refuse in this place.
    """
    from icalendar import Timezone

    zone = Timezone()
    zone.add("tzid", name)
    local = start.astimezone(ZoneInfo(name))
    zone.add_component(_clock(local, local))
    while local < end:
        following = _later(local, DAY)
        if following.utcoffset() != local.utcoffset():
            zone.add_component(_clock(local, _change(local)))
        local = following
    return zone


def _change(before: dt.datetime) -> dt.datetime:
    """The first minute of the new clock within the day after ``before``."""
    minutes = range(24 * 60)
    count = bisect_left(
        minutes,
        True,
        key=lambda each: (
            _later(before, dt.timedelta(minutes=each)).utcoffset() != before.utcoffset()
        ),
    )
    return _later(before, dt.timedelta(minutes=count))


def _clock(
    before: dt.datetime, after: dt.datetime
) -> "TimezoneDaylight | TimezoneStandard":
    """One part: its DTSTART is told by the clock that ends (RFC 5545, 3.6.5)."""
    from icalendar import TimezoneDaylight, TimezoneStandard

    part = TimezoneDaylight() if after.dst() else TimezoneStandard()
    onset = after.astimezone(dt.timezone(before.utcoffset() or dt.timedelta()))
    part.add("dtstart", onset.replace(tzinfo=None))
    part.add("tzoffsetfrom", before.utcoffset())
    part.add("tzoffsetto", after.utcoffset())
    part.add("tzname", after.tzname())
    return part


def _later(local: dt.datetime, span: dt.timedelta) -> dt.datetime:
    """So much real time later; adding to a local time would move its hands instead."""
    return (local.astimezone(dt.UTC) + span).astimezone(local.tzinfo)
