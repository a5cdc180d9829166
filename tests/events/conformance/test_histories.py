"""Whatever happens to a series, its two shapes say the same to every reader."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from events.enums import Frequency
from events.models import EventSeries, Occurrence, SeriesPause, SeriesSchedule
from events.services.call_off import (
    cancel_occurrence,
    postpone_occurrence,
    restore_occurrence,
)
from events.services.edit import publish_occurrence, revise_occurrence, save_draft
from events.services.freeze import freeze_past_occurrences
from events.services.generate import generate_occurrences
from events.services.move import move_occurrence, move_online
from events.services.pauses import add_pause, lift_pause
from events.services.places import UsualPlace, change_place
from events.services.schedules import change_schedule
from events.services.series import save_series
from tests.events.conformance.agreement import (
    PROCESS_ZONES,
    disagreements,
    read_all,
    without_uids,
)
from tests.events.conformance.linter import faults
from tests.factories.events import make_series, make_venue

# Clocks change in the second and the third within twelve weeks, in the last by half an
# hour.
ZONES = ("Asia/Seoul", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
BEGIN = dt.datetime(2026, 9, 14, 3, tzinfo=dt.UTC)
FEED = "/events/series/history/calendar.ics"
FILE = f"{FEED}?shape=series"
REASON = "사정이 있어 바꿉니다."
A_MINUTE = dt.timedelta(minutes=1)

numbers = st.integers(0, 15)
# Late enough that some nights are longer or shorter than others, or lack the hour.
times = st.sampled_from([dt.time(hour) for hour in (0, 8, 19, 22)] + [dt.time(2, 30)])
durations = st.sampled_from([None, dt.timedelta(hours=2), dt.timedelta(hours=6)])
rules = st.fixed_dictionaries(
    {
        "weekday": st.integers(0, 6),
        "interval": st.sampled_from([1, 1, 2]),
        "local_time": times,
        "duration": durations,
    }
) | st.fixed_dictionaries(
    {
        "frequency": st.just(Frequency.MONTHLY),
        "week_of_month": st.sampled_from([1, 4, -1]),
        "weekday": st.integers(0, 6),
        "local_time": times,
        "duration": durations,
    }
)

ACTS: dict[str, Callable[..., object]] = {}


def act(function: Callable[..., object]) -> Callable[..., object]:
    ACTS[function.__name__] = function
    return function


def dates(series: EventSeries) -> list[Occurrence]:
    return list(series.occurrences.with_inherited().order_by("slot_date"))


def date(series: EventSeries, number: int) -> Occurrence:
    found = dates(series)
    if not found:
        raise ValidationError("There is no date yet.")
    return found[number % len(found)]


@act
def move(series: EventSeries, number: int, days: int, time: dt.time | None) -> None:
    chosen = date(series, number)
    move_occurrence(
        occurrence=chosen,
        local_date=chosen.local_date + dt.timedelta(days=days),
        local_time=time,
        venue=chosen.actual_venue,
        reason_ko=REASON,
    )


@act
def place(series: EventSeries, number: int) -> None:
    chosen = date(series, number)
    move_occurrence(
        occurrence=chosen,
        local_date=chosen.local_date,
        local_time=chosen.local_time,
        venue=make_venue(name_ko="보신각, 종로"),
        reason_ko=REASON,
        venue_reveal_at=timezone.now() + dt.timedelta(hours=1 + number),
    )


@act
def online(series: EventSeries, number: int) -> None:
    move_online(
        occurrence=date(series, number),
        online_address="https://meet.example.org/x",
        reason_ko=REASON,
    )


@act
def cancel(series: EventSeries, number: int) -> None:
    cancel_occurrence(occurrence=date(series, number), reason_ko=REASON)


@act
def postpone(series: EventSeries, number: int) -> None:
    postpone_occurrence(occurrence=date(series, number), reason_ko=REASON)


@act
def restore(series: EventSeries, number: int) -> None:
    restore_occurrence(occurrence=date(series, number))


@act
def retitle(series: EventSeries, number: int) -> None:
    chosen = date(series, number)
    chosen.own_title_ko = f"집회, 그리고; 행진 {number}"
    revise_occurrence(occurrence=chosen, fields=["own_title_ko"])


@act
def lengthen(series: EventSeries, number: int, duration: dt.timedelta | None) -> None:
    chosen = date(series, number)
    chosen.duration = duration
    revise_occurrence(occurrence=chosen, fields=["duration"])


@act
def add(series: EventSeries, number: int, time: dt.time) -> None:
    day = series.today(timezone.now()) + dt.timedelta(days=2 * number)
    if series.occurrences.filter(slot_date=day).exists():
        raise ValidationError("The slot is taken.")
    draft = Occurrence(series=series, local_date=day, local_time=time)
    publish_occurrence(occurrence=save_draft(occurrence=draft))


@act
def rule(series: EventSeries, days: int, rule: dict[str, Any]) -> None:
    day = series.today(timezone.now()) + dt.timedelta(days=7 * abs(days))
    schedule = SeriesSchedule(series=series, effective_from=day, **rule)
    change_schedule(schedule=schedule, reason_ko=REASON)


@act
def pause(series: EventSeries, number: int, days: int) -> None:
    """Over announced dates, or behind the last of them."""
    day = series.today(timezone.now()) + dt.timedelta(days=60 + 4 * number)
    pause = SeriesPause(
        series=series,
        starts_on=day,
        ends_on=day + dt.timedelta(days=10 + 2 * abs(days)),
        reason_ko=REASON,
    )
    add_pause(pause=pause)


@act
def lift(series: EventSeries) -> None:
    for pause in series.pauses.all()[:1]:
        lift_pause(pause=pause)


@act
def defaults(series: EventSeries, number: int) -> None:
    series.title_ko = f"금요 행동 {number}"
    save_series(series=series)


@act
def usual_place(series: EventSeries, number: int) -> None:
    place = UsualPlace(
        venue=make_venue(name_ko=f"광장 {number}"),
        effective_from=series.today(timezone.now()) + dt.timedelta(days=number),
        reason_ko=REASON,
    )
    change_place(series=series, place=place)


answers = st.fixed_dictionaries(
    {
        "number": numbers,
        "days": st.integers(-4, 9),
        "time": times | st.none(),
        "duration": durations,
        "rule": rules,
        "wait": st.sampled_from([0, 1, 10, 25]),
    }
)
# Everything happens once, in any order.
histories = st.permutations(sorted(ACTS)).flatmap(
    lambda acts: st.tuples(*(st.tuples(st.just(each), answers) for each in acts))
)


class Told:
    """What both shapes said so far: the same tag must stand for the same bytes."""

    def __init__(self) -> None:
        self.by_tag: dict[str, bytes] = {}

    def fetch(self, path: str) -> bytes:
        cache.clear()
        response = Client().get(path)
        assert response.status_code == 200
        assert faults(response.content, rules=path == FILE) == []
        kept = self.by_tag.setdefault(response["ETag"], response.content)
        assert response.content == kept
        return response.content


def happen(series: EventSeries, name: str, answers: dict[str, Any], clock: Any) -> None:
    clock.shift(A_MINUTE + dt.timedelta(days=answers["wait"]))
    series = EventSeries.objects.get(pk=series.pk)
    freeze_past_occurrences(series=series)
    generate_occurrences(series=series, today=series.today(timezone.now()))
    function = ACTS[name]
    wanted = function.__annotations__.keys() - {"series", "return"}
    try:
        with transaction.atomic():
            function(series, **{each: answers[each] for each in wanted})
    except ValidationError:
        pass  # What makes no sense is refused, and nothing has happened.


def live(zone: str, rule: dict[str, Any], history: Iterable[tuple]) -> list[bytes]:
    """Feed and file after each act of a history that is forgotten afterwards."""
    with time_machine.travel(BEGIN, tick=False) as clock, transaction.atomic():
        series = make_series(slug="history", timezone=zone, schedule=rule)
        # Known before its dates were made, so that there are none.
        series.pauses.create(
            starts_on=dt.date(2026, 10, 20),
            ends_on=dt.date(2026, 11, 5),
            reason_ko=REASON,
        )
        told = Told()
        shapes = []
        for name, values in history:
            happen(series, name, values, clock)
            shapes += [told.fetch(FEED), told.fetch(FILE)]
        transaction.set_rollback(True)
    return shapes


@pytest.mark.django_db
def test_both_shapes_agree_after_any_history():
    """All are read at once: to start the readers takes longer than to read."""
    shapes = {}
    for number, zone in enumerate(ZONES):

        @seed(number)
        @settings(max_examples=2, deadline=None, database=None)
        @given(zone=st.just(zone), rule=rules, history=histories)
        def collect(zone, rule, history):
            for step, shape in enumerate(live(zone, rule, history)):
                lived = f"{zone} {rule} {history[: step // 2 + 1]}"
                shapes[lived, step % 2] = shape

        collect()

    assert any(b"EXDATE" in shape for shape in shapes.values())
    for process_zone in PROCESS_ZONES:
        readings = map(without_uids, read_all(list(shapes.values()), process_zone))
        found = dict(zip(shapes, readings, strict=True))
        for lived, is_file in shapes:
            flat = sorted(map(tuple, found[lived, 0]["icalendar"]))
            reading = found[lived, is_file]
            if is_file:
                del reading["icalendar"]  # It gives no dates of rules.
            assert (lived, disagreements(reading, flat)) == (lived, {})
