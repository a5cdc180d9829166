"""Calendars (RFC 5545, 7986, 9253) as bytes that change only when the content does.

One flat VEVENT per stored occurrence, because clients handle a moved or cancelled
exception of a recurring event in different ways; ``rules`` writes the other form, for
who asks for it. No METHOD, ORGANIZER or ATTENDEE: with METHOD clients would answer
invitations, and without it DTSTAMP means the moment of the last change (RFC 5545,
3.8.7.2), which is what keeps the bytes stable.
"""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from events.enums import OccurrenceState
from events.ical.entries import alarm, entries, entry
from events.ical.rules import series_entries
from events.ical.zones import add_timezones
from events.models import EventSeries, Occurrence

if TYPE_CHECKING:
    from icalendar import Calendar

PRODID = "-//Yeondae//Gatherings//KO"
REFRESH = dt.timedelta(hours=1)
# RFC 7986 wants a name of CSS; this one is nearest to the purple of the site.
COLOR = "indigo"


def calendar_bytes(
    *, occurrences: Iterable[Occurrence], name: str, source: str, page: str
) -> bytes:
    """The feed in the active language: CRLF, folded at 75 octets, UTF-8.

    ``name`` is what calendars call it; ``source`` and ``page`` are the absolute
    addresses of the feed and of the page for people.
    """
    calendar = _calendar()
    _add_subscription(calendar, name, source, page)
    for _occurrence, event in entries(occurrences):
        calendar.add_component(event)
    return _bytes(calendar)


def file_bytes(*, occurrence: Occurrence) -> bytes:
    """One occurrence to import once, in the active language.

    It reminds two hours before, which a subscription must not do: its reader did not
    choose each date.
    """
    calendar = _calendar()
    event = entry(occurrence)
    is_held = occurrence.state == OccurrenceState.SCHEDULED
    if is_held and occurrence.local_time is not None:
        event.add_component(alarm(occurrence))
    calendar.add_component(event)
    return _bytes(calendar)


def series_bytes(*, series: EventSeries, occurrences: Iterable[Occurrence]) -> bytes:
    """These dates of the series as rules to import once, in the active language."""
    calendar = _calendar()
    for event in series_entries(series, entries(occurrences)):
        calendar.add_component(event)
    return _bytes(calendar)


def _calendar() -> "Calendar":
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _add_subscription(calendar: "Calendar", name: str, source: str, page: str) -> None:
    """What a calendar that asks again and again wants to know (RFC 7986, section 5)."""
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("color", COLOR)
    calendar.add("url", page)
    calendar.add("source", source, parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")


def _bytes(calendar: "Calendar") -> bytes:
    add_timezones(calendar)
    return calendar.to_ical(sorted=False)
