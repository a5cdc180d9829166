"""Gatherings with everything that has led calendars astray."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache

from events.services.call_off import cancel_occurrence, postpone_occurrence
from events.services.generate import generate_occurrences
from events.services.move import move_occurrence
from tests.events.week import MONDAY
from tests.factories.events import add_host, make_occurrence, make_series

TITLE = "금요 집회, “말하기”; 그리고 \\ 행진 🕯️ " + "멈추지 않는 우리의 목소리 " * 6


@pytest.fixture(autouse=True)
def _monday():
    cache.clear()
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def gatherings(db, organization):
    """Moved, cancelled and postponed ones, a break, a new rule, an end and an hour that
    nobody knows, clocks that change."""
    series = make_series(slug="friday")
    add_host(series, organization)
    make_occurrence(
        series=series, local_date=dt.date(2026, 11, 20), own_title_ko=TITLE.strip()
    )
    series.pauses.create(
        starts_on=dt.date(2027, 1, 5), ends_on=dt.date(2027, 1, 9), reason_ko="쉽니다"
    )
    series.schedules.create(
        effective_from=dt.date(2027, 1, 20), weekday=3, local_time=dt.time(18, 30)
    )
    generate_occurrences(series=series, today=MONDAY.date())
    dates = list(series.occurrences.filter(slot_date__gte=MONDAY).order_by("slot_date"))
    cancel_occurrence(occurrence=dates[1], reason_ko="폭우")
    postpone_occurrence(occurrence=dates[3], reason_ko="장소 협의 중")
    move_occurrence(
        occurrence=dates[2],
        local_date=dt.date(2026, 12, 12),
        local_time=dt.time(15, 0),
        venue=dates[2].venue,
        reason_ko="토요 대집회",
    )
    december = {"local_date": dt.date(2026, 12, 18)}
    make_occurrence(**december, local_time=None, duration=None)
    make_occurrence(**december, duration=None)
    make_occurrence(**december, local_time=dt.time(23), duration=dt.timedelta(hours=4))
    # Clocks change there on 25 October and on 1 November.
    for zone in ("Europe/Berlin", "America/New_York"):
        abroad = make_series(timezone=zone)
        for date in (
            dt.date(2026, 10, 23),
            dt.date(2026, 10, 30),
            dt.date(2026, 11, 6),
        ):
            make_occurrence(series=abroad, local_date=date)


@pytest.fixture
def nights(db):
    """A night that is an hour longer than others, and one without the hour."""
    long = {"local_time": dt.time(22), "duration": dt.timedelta(hours=6)}
    missing = {"local_time": dt.time(2, 30), "duration": dt.timedelta(hours=1)}
    for begin, values in (
        (dt.date(2026, 10, 17), long),
        (dt.date(2027, 3, 21), missing),
    ):
        rule = {"effective_from": begin, "weekday": begin.weekday(), **values}
        series = make_series(timezone="Europe/Berlin", schedule=rule)
        for week in range(4):
            date = begin + dt.timedelta(weeks=week)
            make_occurrence(series=series, local_date=date, **values)
