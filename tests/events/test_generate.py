import datetime as dt
import threading
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection

from coalition.enums import Provenance
from coalition.models import AuditEntry
from events.enums import OccurrenceState, SeriesState
from events.models import Occurrence
from events.periodic import keep_dates_ahead
from events.services.generate import generate_occurrences
from tests.events.week import MONDAY
from tests.factories.events import make_occurrence, make_series


@pytest.fixture
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


pytestmark = pytest.mark.usefixtures("_monday")


def generate(series):
    return generate_occurrences(series=series, today=series.today(MONDAY))


@pytest.mark.django_db
def test_twelve_weeks_of_fridays_are_announced():
    series = make_series(slug="friday")

    assert generate(series) == 12
    made = list(series.occurrences.order_by("slot_date"))
    assert [each.local_date.weekday() for each in made] == [4] * 12
    assert {each.starts_at.hour for each in made} == {10}
    assert made[0].slug == "friday-2026-11-27"
    assert made[0].local_start.isoformat() == "2026-11-27T19:00:00+09:00"
    assert made[-1].local_date == dt.date(2027, 2, 12)
    assert all(each.published_at == MONDAY for each in made)


@pytest.mark.django_db
def test_a_second_run_changes_nothing():
    series = make_series()
    generate(series)
    before = list(series.occurrences.values())
    audited = AuditEntry.objects.count()

    assert generate(series) == 0
    assert list(series.occurrences.values()) == before
    assert AuditEntry.objects.count() == audited


@pytest.mark.django_db(transaction=True)
def test_parallel_runs_make_every_date_once():
    series = make_series()
    barrier = threading.Barrier(4)
    made = []

    def run():
        barrier.wait()
        try:
            made.append(generate(series))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == [0, 0, 0, 12]
    assert series.occurrences.count() == 12


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state", (OccurrenceState.CANCELLED, OccurrenceState.POSTPONED)
)
def test_a_date_called_off_is_never_made_again(state):
    series = make_series()
    make_occurrence(series=series, local_date=dt.date(2026, 11, 27), state=state)

    assert generate(series) == 11
    assert series.occurrences.get(slot_date=dt.date(2026, 11, 27)).state == state


@pytest.mark.django_db
def test_the_slot_of_a_moved_date_is_not_filled_again():
    series = make_series()
    make_occurrence(
        series=series,
        local_date=dt.date(2026, 11, 28),
        slot_date=dt.date(2026, 11, 27),
    )
    generate(series)

    assert not series.occurrences.filter(local_date=dt.date(2026, 11, 27)).exists()


@pytest.mark.django_db
def test_the_hour_stays_through_the_october_change_in_berlin():
    with time_machine.travel(dt.datetime(2026, 10, 19, 12, tzinfo=dt.UTC), tick=False):
        series = make_series(timezone="Europe/Berlin")
        generate_occurrences(series=series, today=dt.date(2026, 10, 19))
    made = series.occurrences.order_by("slot_date")[:3]

    assert [each.local_start.isoformat() for each in made] == [
        "2026-10-23T19:00:00+02:00",
        "2026-10-30T19:00:00+01:00",
        "2026-11-06T19:00:00+01:00",
    ]


@pytest.mark.django_db
def test_a_friday_morning_in_seoul_falls_on_friday():
    series = make_series(schedule={"local_time": dt.time(8, 0)})
    generate(series)
    first = series.occurrences.order_by("slot_date").first()

    assert first.local_start.isoformat() == "2026-11-27T08:00:00+09:00"
    assert first.starts_at.date() == dt.date(2026, 11, 26)


@pytest.mark.django_db
def test_what_has_begun_is_not_announced_after_the_fact():
    series = make_series()
    friday_night = dt.datetime(2026, 11, 27, 22, tzinfo=ZoneInfo("Asia/Seoul"))
    with time_machine.travel(friday_night, tick=False):
        generate_occurrences(series=series, today=dt.date(2026, 11, 27))

    first = series.occurrences.order_by("slot_date").first()
    assert first.local_date == dt.date(2026, 12, 4)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    (
        {"state": SeriesState.DRAFT},
        {"state": SeriesState.PAUSED},
        {"state": SeriesState.ENDED},
        {"state": SeriesState.ACTIVE, "provenance": Provenance.PRESS},
    ),
)
def test_only_an_active_series_of_our_own_makes_dates(values):
    assert generate(make_series(**values)) == 0
    assert not Occurrence.objects.exists()


@pytest.mark.django_db
def test_a_taken_address_does_not_swallow_a_date():
    make_occurrence(local_date=dt.date(2026, 11, 27), slug="friday-2026-11-27")
    series = make_series(slug="friday")

    assert generate(series) == 12
    assert series.occurrences.count() == 12


@pytest.mark.django_db
def test_the_nightly_job_keeps_dates_ahead_and_freezes_the_past():
    series = make_series()
    past = make_occurrence(series=series, local_date=dt.date(2026, 11, 20))
    paused = make_series(state=SeriesState.PAUSED)

    keep_dates_ahead(timestamp=0)

    past.refresh_from_db()
    assert past.frozen_at == MONDAY
    assert series.occurrences.count() == 13
    assert paused.occurrences.count() == 0
