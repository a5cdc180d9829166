"""What the organizers of one gathering have in their hand: the run sheet."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

from events.enums import WeatherDecision
from events.models import NoiseLimit, Occurrence, OccurrenceDelay, ProgrammeItem
from events.models.delays import current_delays, expected_at, late_minutes
from events.models.safety import phone_bounds
from events.models.sun import sunset
from events.models.wallclock import moment
from events.models.weather import DECIDED, weather_decision, weather_decision_at
from events.querysets import OccurrenceQuerySet

A_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class SheetRow:
    """One part of the programme; times in the local zone, None while unknown.

    ``minutes`` is its own length, or the time until the next part. ``is_too_long``
    when the next part is planned to begin before its end.
    """

    item: ProgrammeItem
    planned: dt.datetime | None
    expected: dt.datetime | None
    minutes: int | None
    is_now: bool
    is_too_long: bool

    @property
    def is_shifted(self) -> bool:
        return self.planned != self.expected


@dataclass(frozen=True)
class RunSheet:
    """Everything that stands on it; ``sunset`` is None without coordinates."""

    rows: list[SheetRow]
    late: int
    last_delay: OccurrenceDelay | None
    expected_start: dt.datetime
    expected_end: dt.datetime | None
    sunset: dt.datetime | None
    noise_limits: list[NoiseLimit]


def run_sheet(occurrence: Occurrence, now: dt.datetime) -> RunSheet:
    """All parts, the public ones and the others, as the gathering runs now."""
    end = occurrence.local_end
    delays = current_delays(occurrence)
    return RunSheet(
        rows=_rows(occurrence, now),
        late=late_minutes(occurrence),
        last_delay=delays[-1] if delays else None,
        expected_start=expected_at(occurrence, occurrence.local_start),
        expected_end=None if end is None else expected_at(occurrence, end),
        sunset=local_sunset(occurrence),
        noise_limits=list(NoiseLimit.objects.on(occurrence.local_date)),
    )


def local_sunset(occurrence: Occurrence) -> dt.datetime | None:
    """When the sun sets at its place, in the local zone."""
    venue = occurrence.actual_venue
    if occurrence.is_online or venue is None:
        return None
    if venue.latitude is None or venue.longitude is None:
        return None
    at = sunset(occurrence.local_date, float(venue.latitude), float(venue.longitude))
    return at and at.astimezone(ZoneInfo(occurrence.timezone))


def with_run_sheet(found: OccurrenceQuerySet) -> OccurrenceQuerySet:
    """Loads what :func:`run_sheet` reads."""
    return found.with_inherited().prefetch_related("programme", "delays")


def sheet_boundaries(occurrence: Occurrence) -> list[dt.datetime]:
    """Moments at which a page about it says something else by the clock alone."""
    items = occurrence.programme.all()
    found = [item.reveal_at for item in items if item.is_public and item.reveal_at]
    found += _weather_boundaries(occurrence)
    if occurrence.emergency_phone:
        found += phone_bounds(occurrence)
    if late_minutes(occurrence):
        found.append(expected_at(occurrence, occurrence.starts_at))
    return sorted(found)


def _weather_boundaries(occurrence: Occurrence) -> list[dt.datetime]:
    """When the sentence on the weather changes: "today" begins or ends at midnight."""
    decision = weather_decision(occurrence)
    promised, decided = weather_decision_at(occurrence), occurrence.weather_decided_at
    if decision == WeatherDecision.OPEN and promised is not None:
        return [_midnight(occurrence, promised), promised, occurrence.starts_at]
    if decision in DECIDED and decided is not None:
        next_day = decided + dt.timedelta(days=1)
        return [_midnight(occurrence, next_day), occurrence.starts_at]
    return []


def _midnight(occurrence: Occurrence, at: dt.datetime) -> dt.datetime:
    """The beginning of the day of a moment, by the clock there."""
    day = at.astimezone(ZoneInfo(occurrence.timezone)).date()
    return moment(day, None, occurrence.timezone)


def _rows(occurrence: Occurrence, now: dt.datetime) -> list[SheetRow]:
    items = list(occurrence.programme.all())
    rows = []
    for item, following in pairwise([*items, None]):
        if item is None:
            continue
        # The end of the last part is that of the gathering.
        until = following.starts_at if following else occurrence.local_end
        begins = item.expected_at
        ends = following.expected_at if following else None
        gap = _minutes(item.starts_at, until)
        rows.append(
            SheetRow(
                item=item,
                planned=item.starts_at,
                expected=begins,
                minutes=item.minutes or gap,
                is_now=_is_now(occurrence, begins, ends, now),
                is_too_long=bool(item.minutes and gap and item.minutes > gap),
            )
        )
    return rows


def _minutes(start: dt.datetime | None, end: dt.datetime | None) -> int | None:
    """Real minutes between two moments; None for none, or in the wrong order."""
    if start is None or end is None or end <= start:
        return None
    return (end.astimezone(dt.UTC) - start.astimezone(dt.UTC)) // A_MINUTE


def _is_now(
    occurrence: Occurrence,
    begins: dt.datetime | None,
    ends: dt.datetime | None,
    now: dt.datetime,
) -> bool:
    if begins is None or now >= occurrence.over_at:
        return False
    return begins <= now and (ends is None or now < ends)
