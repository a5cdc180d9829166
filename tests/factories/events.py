"""Gatherings for tests: valid by default, every value can be given."""

import datetime as dt
import itertools
from typing import Any

from coalition.models import Organization
from events.enums import Format, SeriesState
from events.models import (
    EventSeries,
    Occurrence,
    OccurrenceHost,
    SeriesHost,
    SeriesSchedule,
    Venue,
)

_numbers = itertools.count(1)

SEVEN_PM = dt.time(19, 0)
TWO_HOURS = dt.timedelta(hours=2)


def make_venue(**values: Any) -> Venue:
    number = next(_numbers)
    defaults = {
        "slug": f"venue-{number}",
        "name_ko": "강남역 10번 출구 앞",
        "name_en": "In front of Gangnam Station Exit 10",
    }
    return Venue.objects.create(**defaults | values)


def make_series(
    *, schedule: dict[str, Any] | None = None, **values: Any
) -> EventSeries:
    """An active weekly series, Fridays 19:00 in Seoul from 2026-01-02, 2 hours."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "slug": f"series-{number}",
        "title_ko": "금요 집회",
        "title_en": "Friday gathering",
        "state": SeriesState.ACTIVE,
    }
    if "venue" not in values:
        defaults["venue"] = make_venue()
    series = EventSeries.objects.create(**defaults | values)
    rule = {
        "effective_from": dt.date(2026, 1, 2),
        "weekday": 4,
        "local_time": SEVEN_PM,
        "duration": TWO_HOURS,
    }
    SeriesSchedule.objects.create(series=series, **rule | (schedule or {}))
    return series


def make_occurrence(
    *,
    local_date: dt.date,
    series: EventSeries | None = None,
    published: bool = True,
    **values: Any,
) -> Occurrence:
    """A published date at 19:00: of the series, or a press conference of its own."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "series": series,
        "slot_date": local_date if series else None,
        "slug": f"{series.slug}-{local_date}" if series else f"one-off-{number}",
        "local_date": local_date,
        "local_time": SEVEN_PM,
        "duration": TWO_HOURS,
        "timezone": series.timezone if series else "Asia/Seoul",
        "published_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC) if published else None,
        "content_modified_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    }
    if series is None:
        defaults |= {
            "own_title_ko": "긴급 기자회견",
            "own_title_en": "Emergency press conference",
            "own_format": Format.PRESS_CONFERENCE,
        }
    occurrence = Occurrence(**defaults | values)
    occurrence.set_moments()
    occurrence.save()
    return occurrence


def add_host(
    record: EventSeries | Occurrence, organization: Organization, **values: Any
) -> SeriesHost | OccurrenceHost:
    """Names an organization as host (주최 unless ``role`` says otherwise)."""
    if isinstance(record, EventSeries):
        return SeriesHost.objects.create(
            series=record, organization=organization, **values
        )
    return OccurrenceHost.objects.create(
        occurrence=record, organization=organization, **values
    )
