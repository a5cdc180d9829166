"""The computed sunset against published ones: almanacs of KASI, NOAA and timeanddate."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from events.models.sun import sunset

TWO_MINUTES = dt.timedelta(minutes=2)


@pytest.mark.parametrize(
    ("date", "latitude", "longitude", "zone", "known"),
    (
        ("2024-03-20", 37.5665, 126.978, "Asia/Seoul", "18:44"),
        ("2024-06-21", 37.5665, 126.978, "Asia/Seoul", "19:57"),
        ("2024-12-21", 37.5665, 126.978, "Asia/Seoul", "17:17"),
        ("2026-06-21", 52.52, 13.405, "Europe/Berlin", "21:33"),
        ("2026-12-21", 40.7128, -74.006, "America/New_York", "16:32"),
        ("2026-12-21", -36.8485, 174.7633, "Pacific/Auckland", "20:39"),
        ("2026-06-21", 21.3069, -157.8583, "Pacific/Honolulu", "19:16"),
    ),
)
def test_known_sunsets(date, latitude, longitude, zone, known):
    day = dt.date.fromisoformat(date)
    expected = dt.datetime.combine(
        day, dt.time.fromisoformat(known), ZoneInfo(zone)
    ).astimezone(dt.UTC)

    assert abs(sunset(day, latitude, longitude) - expected) <= TWO_MINUTES


@pytest.mark.parametrize("date", ("2026-06-21", "2026-12-21"))
def test_none_where_the_sun_does_not_set(date):
    assert sunset(dt.date.fromisoformat(date), 69.65, 18.96) is None
