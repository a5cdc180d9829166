import datetime as dt

import pytest

from events.models.wallclock import ASSUMED_LENGTH, local_day, moments
from tests.events.week import FRIDAY

SEVEN_PM = dt.time(19, 0)
TWO_HOURS = dt.timedelta(hours=2)


def test_friday_evening_in_seoul_is_ten_in_the_morning_utc():
    derived = moments(FRIDAY, SEVEN_PM, TWO_HOURS, "Asia/Seoul")

    assert derived.starts_at == dt.datetime(2026, 11, 27, 10, tzinfo=dt.UTC)
    assert derived.ends_at == dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)
    assert derived.over_at == derived.ends_at


def test_friday_morning_in_seoul_stays_friday_though_utc_says_thursday():
    derived = moments(FRIDAY, dt.time(8, 0), None, "Asia/Seoul")

    assert derived.starts_at == dt.datetime(2026, 11, 26, 23, tzinfo=dt.UTC)
    assert local_day(derived.starts_at, "Asia/Seoul") == FRIDAY


@pytest.mark.parametrize(
    ("date", "utc_hour"),
    ((dt.date(2026, 10, 23), 17), (dt.date(2026, 10, 30), 18)),
)
def test_the_hour_in_berlin_stays_when_the_clocks_change(date, utc_hour):
    derived = moments(date, SEVEN_PM, TWO_HOURS, "Europe/Berlin")

    assert derived.starts_at.hour == utc_hour


def test_an_unknown_end_is_not_invented():
    derived = moments(FRIDAY, SEVEN_PM, None, "Asia/Seoul")

    assert derived.ends_at is None
    assert derived.over_at == derived.starts_at + ASSUMED_LENGTH


def test_an_unknown_hour_is_over_at_the_end_of_the_local_day():
    derived = moments(FRIDAY, None, None, "Asia/Seoul")

    assert derived.starts_at == dt.datetime(2026, 11, 26, 15, tzinfo=dt.UTC)
    assert derived.ends_at is None
    assert derived.over_at == dt.datetime(2026, 11, 27, 15, tzinfo=dt.UTC)
