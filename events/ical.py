"""Calendar feeds (RFC 5545, 7986, 9253) as bytes that change only when the content does.

One flat VEVENT per stored occurrence, because clients handle a moved or cancelled
exception of a recurring event in different ways. No METHOD, ORGANIZER or ATTENDEE:
with METHOD clients would answer invitations, and without it DTSTAMP means the moment
of the last change (RFC 5545, 3.8.7.2), which is what keeps the bytes stable.
"""

import datetime as dt
import logging
from bisect import bisect_left
from collections.abc import Iterable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from coalition.localized import localized
from coalition.pages import absolute_url
from events.enums import OccurrenceState
from events.models import Occurrence, Venue
from events.models.wording import (
    change_lines,
    online_text,
    public_title,
    where_text,
)

if TYPE_CHECKING:
    from icalendar import (
        Alarm,
        Calendar,
        Event,
        Timezone,
        TimezoneDaylight,
        TimezoneStandard,
    )

logger = logging.getLogger(__name__)

PRODID = "-//Yeondae//Gatherings//KO"
REFRESH = dt.timedelta(hours=1)
REMINDER = dt.timedelta(hours=2)
DAY = dt.timedelta(days=1)
A_YEAR = dt.timedelta(days=366)
STATUS = {
    OccurrenceState.SCHEDULED: "CONFIRMED",
    OccurrenceState.CANCELLED: "CANCELLED",
    # RFC 5545 has no word for postponed.
    OccurrenceState.POSTPONED: "TENTATIVE",
}


def calendar_bytes(
    *, occurrences: Iterable[Occurrence], name: str, source: str, page: str
) -> bytes:
    """The feed in the active language: CRLF, folded at 75 octets, UTF-8.

    ``name`` is what calendars call it; ``source`` and ``page`` are the absolute
    addresses of the feed and of the page for people. An occurrence that cannot be
    written is left out and logged by its id.
    """
    calendar = _calendar()
    _add_subscription(calendar, name, source, page)
    dates = []
    for occurrence in occurrences:
        try:
            calendar.add_component(_event(occurrence))
        except Exception:
            # One broken record must not take every reader's calendar away.
            logger.exception("occurrence %s is not in the feed", occurrence.pk)
        else:
            dates.append(occurrence.local_date)
    if dates:
        _add_timezones(calendar, min(dates), max(dates))
    return calendar.to_ical(sorted=False)


def file_bytes(*, occurrence: Occurrence) -> bytes:
    """One occurrence to import once, in the active language.

    It reminds two hours before, which a subscription must not do: its reader did not
    choose each date.
    """
    calendar = _calendar()
    event = _event(occurrence)
    is_held = occurrence.state == OccurrenceState.SCHEDULED
    if is_held and occurrence.local_time is not None:
        event.add_component(_alarm(occurrence))
    calendar.add_component(event)
    _add_timezones(calendar, occurrence.local_date, occurrence.local_date)
    return calendar.to_ical(sorted=False)


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
    calendar.add("url", page)
    calendar.add("source", source, parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")


def _event(occurrence: Occurrence) -> "Event":
    from icalendar import Event

    modified_at = occurrence.content_modified_at.astimezone(dt.UTC)
    event = Event()
    event.add("uid", str(occurrence.uid))
    event.add("dtstamp", modified_at)
    event.add("last-modified", modified_at)
    event.add("sequence", occurrence.sequence)
    event.add("status", STATUS[OccurrenceState(occurrence.state)])
    event.add("summary", public_title(occurrence))
    if occurrence.local_time is None:
        event.add("dtstart", occurrence.local_date)
    else:
        event.add("dtstart", occurrence.local_start)
        if occurrence.local_end is not None:
            event.add("dtend", occurrence.local_end)
    if occurrence.is_online:
        event.add("location", where_text(occurrence))
    elif occurrence.venue is not None:
        _add_place(event, occurrence.venue)
    event.add("description", _description(occurrence))
    event.add("url", absolute_url(occurrence.get_absolute_url()))
    if occurrence.series is not None:
        # Ties the flat entries of a series together (RFC 9253, section 8.3).
        event.add("refid", f"series-{occurrence.series.uid}")
    # A gathering on a subscribed calendar does not make its reader "busy".
    event.add("transp", "TRANSPARENT")
    return event


def _alarm(occurrence: Occurrence) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -REMINDER)
    alarm.add("description", public_title(occurrence))
    return alarm


def _add_place(event: "Event", venue: Venue) -> None:
    parts = (localized(venue, "name"), localized(venue, "address"))
    event.add("location", ", ".join(part for part in parts if part))
    if venue.latitude is not None and venue.longitude is not None:
        event.add("geo", (float(venue.latitude), float(venue.longitude)))


def _description(occurrence: Occurrence) -> str:
    lines = [localized(occurrence, "summary"), *change_lines(occurrence)]
    if occurrence.hides_venue:
        lines.append(where_text(occurrence))
    lines += [occurrence.online_url, online_text(occurrence)]
    rain_plan = localized(occurrence, "rain_plan")
    if rain_plan:
        lines.append(_("In case of rain: %(plan)s") % {"plan": rain_plan})
    lines.append(absolute_url(occurrence.get_absolute_url()))
    return "\n".join(line for line in lines if line)


def _add_timezones(calendar: "Calendar", first: dt.date, last: dt.date) -> None:
    """Describes each zone for the span of the feed only."""
    start = dt.datetime.combine(first - DAY, dt.time.min, dt.UTC)
    end = dt.datetime.combine(last + A_YEAR, dt.time.min, dt.UTC)
    calendar.subcomponents[:0] = [
        _timezone(name, start, end) for name in sorted(calendar.get_missing_tzids())
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
