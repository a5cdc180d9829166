"""Three Python parsers as a program, so that it can run under any process time zone.

Reads a JSON list of feeds (base64) and writes, for each, what every parser found:
its entries, or in one line why it gave up. An entry is (UID, start, end, STATUS,
SUMMARY, LOCATION), with moments in UTC and whole days as dates; a rule is as many
entries as it gives dates. ``ical_js.mjs`` does the same.
"""

import base64
import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator

import icalendar
import recurring_ical_events
import vobject

Entry = tuple[str, str, str, str, str, str]

# What the feeds of the tests lie within.
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2028, 1, 1)


def written(value: dt.date | dt.datetime) -> str:
    """``2026-11-27T10:00:00Z``, or ``2026-11-27`` for a whole day."""
    if not isinstance(value, dt.datetime):
        return value.isoformat()
    # Without a zone it is the clock of whoever reads it, which is the mistake to find.
    return f"{value.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def ends(start: dt.date, end: dt.date | None) -> dt.date:
    """The end that is meant where none is written (RFC 5545, 3.6.1)."""
    if end is not None:
        return end
    return start if isinstance(start, dt.datetime) else start + dt.timedelta(days=1)


def read_by_icalendar(feed: bytes) -> list[Entry]:
    """Knows no rules: what repeats it finds once."""
    calendar = icalendar.Calendar.from_ical(feed)
    broken = [error for part in calendar.walk() for error in part.errors]
    if broken:
        raise ValueError(broken)
    return [_entry(event) for event in calendar.events]


def read_by_recurring_ical_events(feed: bytes) -> list[Entry]:
    calendar = icalendar.Calendar.from_ical(feed)
    return [
        _entry(event)
        for event in recurring_ical_events.of(calendar).between(FIRST, LAST)
    ]


def read_by_vobject(feed: bytes) -> list[Entry]:
    """Gives the dates of a rule, but leaves the exceptions to its user."""
    # It keeps the first description of a zone that it meets, for all that follow.
    vobject.icalendar.__tzidMap.clear()
    vobject.icalendar.registerTzid("UTC", dt.UTC)
    calendar = vobject.readOne(feed.decode())
    calendar.validate(raiseException=True)
    events = getattr(calendar, "vevent_list", [])
    replaced = {
        (event.uid.value, event.recurrence_id.value)
        for event in events
        if hasattr(event, "recurrence_id")
    }
    return [
        _vobject_entry(event, date)
        for event in events
        for date in _dates(event)
        if hasattr(event, "recurrence_id") or (event.uid.value, date) not in replaced
    ]


def _vobject_entry(event: vobject.base.Component, date: dt.date) -> Entry:
    start = event.dtstart.value
    end = ends(start, event.dtend.value if hasattr(event, "dtend") else None)
    return (
        event.uid.value,
        written(date),
        written(date + (end - start)),
        event.status.value,
        event.summary.value,
        event.location.value if hasattr(event, "location") else "",
    )


def _dates(event: vobject.base.Component) -> Iterator[dt.date]:
    if not hasattr(event, "rrule"):
        yield event.dtstart.value
        return
    for date in event.rruleset:
        if date.date() >= LAST:  # of a broken rule there is no end
            return
        yield date


READERS: dict[str, Callable[[bytes], list[Entry]]] = {
    "icalendar": read_by_icalendar,
    "recurring-ical-events": read_by_recurring_ical_events,
    "vobject": read_by_vobject,
}


def _entry(event: icalendar.Event) -> Entry:
    return (
        str(event["uid"]),
        written(event.start),
        written(event.end),
        str(event["status"]),
        str(event["summary"]),
        str(event.get("location", "")),
    )


def _attempt(read: Callable[[bytes], list[Entry]], feed: bytes) -> list[Entry] | str:
    try:
        return read(feed)
    except Exception as error:  # noqa: BLE001 (each parser has its own)
        return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    feeds = [base64.b64decode(feed) for feed in json.load(sys.stdin)]
    json.dump(
        [
            {name: _attempt(read, feed) for name, read in READERS.items()}
            for feed in feeds
        ],
        sys.stdout,
    )
