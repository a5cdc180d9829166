"""schema.org descriptions of gatherings, as a block of data inside their pages.

A block of type application/ld+json is data: browsers run nothing of it, so that the
strict script-src does not concern it (HTML, "prepare the script element").
"""

import datetime as dt
import json
from typing import Any

from django.utils.duration import duration_iso_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from coalition.localized import localized
from coalition.models import Organization
from coalition.pages import absolute_url
from events.enums import Frequency, OccurrenceState, SeriesState
from events.models import EventSeries, Occurrence, SeriesSchedule, Venue

SCHEMA = "https://schema.org"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Inside <script> neither a tag nor an entity may begin.
ESCAPES = {ord(each): f"\\u{ord(each):04X}" for each in "<>&\u2028\u2029"}

Data = dict[str, Any]


def event_data(occurrence: Occurrence) -> SafeString:
    """The ``Event`` of an occurrence with its hosts loaded, in the active language.

    It says what the page says: no place before its time, the announced date of what
    is cancelled or postponed, and the one before of what was rescheduled.
    """
    data: Data = {
        "@type": "Event",
        "name": localized(occurrence, "title"),
        "description": localized(occurrence, "summary"),
        "url": absolute_url(occurrence.get_absolute_url()),
        "inLanguage": get_language(),
        "startDate": _moment(occurrence.local_start, occurrence.local_time),
        "endDate": occurrence.local_end and occurrence.local_end.isoformat(),
        "eventStatus": _status(occurrence),
        "eventAttendanceMode": f"{SCHEMA}/{_attendance_mode(occurrence)}",
        "location": _location(occurrence),
        "organizer": [_organization(each.organization) for each in occurrence.hosts],
        "superEvent": occurrence.series and _series(occurrence.series),
    }
    was = occurrence.moved_from_starts_at
    if was is not None and _is_rescheduled(occurrence):
        data["previousStartDate"] = _moment(was, occurrence.moved_from_time)
    return _block(data)


def series_data(series: EventSeries, now: dt.datetime) -> SafeString:
    """The ``EventSeries`` with its rules from ``now`` on and the dates they skip.

    A series that has a pause without an end, or none to come, has no rule in force.
    """
    data: Data = _series(series) | {
        "description": localized(series, "summary"),
        "inLanguage": get_language(),
        "location": series.venue and _place(series.venue),
        "organizer": [_organization(each.organization) for each in series.hosts.all()],
    }
    if series.state == SeriesState.ACTIVE:
        data["eventSchedule"] = _schedules(series, series.today(now))
    return _block(data)


def _block(data: Data) -> SafeString:
    stated = {name: value for name, value in data.items() if value}
    text = json.dumps({"@context": SCHEMA, **stated}, ensure_ascii=False)
    escaped = text.translate(ESCAPES)
    # Nothing of staff's text can end the element: see ESCAPES.
    return mark_safe(f'<script type="application/ld+json">{escaped}</script>')  # noqa: S308


def _moment(start: dt.datetime, time: dt.time | None) -> str:
    """With its offset; of an unknown hour the date alone."""
    return start.date().isoformat() if time is None else start.isoformat()


def _is_rescheduled(occurrence: Occurrence) -> bool:
    is_held = occurrence.state == OccurrenceState.SCHEDULED
    return is_held and occurrence.moved_from_date is not None


def _status(occurrence: Occurrence) -> str | list[str]:
    """The status of schema.org; a new place alone is no status of its own there."""
    if occurrence.is_cancelled:
        return f"{SCHEMA}/EventCancelled"
    if occurrence.is_postponed:
        return f"{SCHEMA}/EventPostponed"
    said = []
    if occurrence.is_online and occurrence.is_moved:
        said.append(f"{SCHEMA}/EventMovedOnline")
    if _is_rescheduled(occurrence):
        said.append(f"{SCHEMA}/EventRescheduled")
    if len(said) > 1:
        return said
    return said[0] if said else f"{SCHEMA}/EventScheduled"


def _attendance_mode(occurrence: Occurrence) -> str:
    kind = "Online" if occurrence.is_online else "Offline"
    return f"{kind}EventAttendanceMode"


def _location(occurrence: Occurrence) -> Data | None:
    if occurrence.is_online:
        page = absolute_url(occurrence.get_absolute_url())
        return {"@type": "VirtualLocation", "url": occurrence.online_url or page}
    return _place(occurrence.venue) if occurrence.venue else None


def _place(venue: Venue) -> Data:
    place: Data = {"@type": "Place", "name": localized(venue, "name")}
    address = localized(venue, "address")
    if address:
        place["address"] = address
    if venue.latitude is not None and venue.longitude is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(venue.latitude),
            "longitude": float(venue.longitude),
        }
    return place


def _organization(organization: Organization) -> Data:
    return {
        "@type": "Organization",
        "name": localized(organization, "name"),
        "url": absolute_url(organization.get_absolute_url()),
    }


def _series(series: EventSeries) -> Data:
    return {
        "@type": "EventSeries",
        "name": localized(series, "title"),
        "url": absolute_url(series.get_absolute_url()),
    }


def _schedules(series: EventSeries, today: dt.date) -> list[Data]:
    """Each rule that still holds or will, until the next one begins."""
    rules = sorted(series.schedules.all(), key=lambda each: each.effective_from)
    last = series.horizon(today)
    held = {slot for slot, _ in series.planned_slots(today, last)}
    planned = list(series.planned_slots(today, last, pauses=[]))
    schedules = []
    for rule, successor in zip(rules, [*rules[1:], None], strict=True):
        end = None
        if successor is not None:
            end = successor.effective_from - dt.timedelta(days=1)
        if end is not None and end < today:
            continue
        skipped = [slot for slot, by in planned if by == rule and slot not in held]
        schedules.append(_schedule(rule, series.timezone, end, skipped))
    return schedules


def _schedule(
    rule: SeriesSchedule, zone: str, end: dt.date | None, skipped: list[dt.date]
) -> Data:
    schedule: Data = {
        "@type": "Schedule",
        "startDate": rule.effective_from.isoformat(),
        "startTime": rule.local_time.isoformat(),
        "scheduleTimezone": zone,
    }
    if rule.frequency == Frequency.MONTHLY:
        schedule["repeatFrequency"] = f"P{rule.interval}M"
        # The syntax of iCalendar, which schema.org allows for byDay.
        schedule["byDay"] = rule.byday
    else:
        schedule["repeatFrequency"] = f"P{rule.interval}W"
        schedule["byDay"] = f"{SCHEMA}/{DAYS[rule.weekday]}"
    if rule.duration is not None:
        schedule["duration"] = duration_iso_string(rule.duration)
    if end is not None:
        schedule["endDate"] = end.isoformat()
    if skipped:
        schedule["exceptDate"] = [slot.isoformat() for slot in skipped]
    return schedule
