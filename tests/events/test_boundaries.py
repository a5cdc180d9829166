"""No shared cache tells a gathering beyond the moment its page becomes another."""

import datetime as dt
import re

import pytest
import time_machine

from coalition.pages import public_cache
from events.models import SeriesPause
from tests.events.week import FRIDAY, SEOUL
from tests.factories.events import make_occurrence, make_series, make_venue

START = dt.datetime(2026, 11, 27, 19, tzinfo=SEOUL)
USUAL = "public, max-age=0, s-maxage=5, stale-while-revalidate=30, stale-if-error=600"


@pytest.mark.parametrize(
    ("seconds", "fresh", "stale"),
    (
        (3600, 5, 30),
        (20, 5, 15),
        (5, 5, 0),
        (2.9, 2, 0),
        (0.4, 0, 0),
    ),
)
def test_fresh_and_stale_end_together_at_the_boundary(seconds, fresh, stale):
    directives = public_cache(seconds)
    assert f"s-maxage={fresh}, stale-while-revalidate={stale}, " in directives


def test_what_changes_by_no_clock_is_kept_as_usual():
    assert public_cache() == USUAL


def kept(response):
    """How many seconds a shared cache may tell it, fresh or stale."""
    assert response.status_code == 200
    found = re.findall(
        r"(?:s-maxage|while-revalidate)=(\d+)", response["Cache-Control"]
    )
    return sum(map(int, found))


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def series(self):
        return make_series(is_main=True, slug="friday")

    @pytest.fixture
    def occurrence(self, series):
        return make_occurrence(
            series=series,
            local_date=FRIDAY,
            local_time=dt.time(19),
            duration=dt.timedelta(hours=2),
        )

    @pytest.fixture(params=["/friday/", "/en/friday/", "page"])
    def address(self, request, occurrence):
        if request.param == "page":
            return occurrence.get_absolute_url()
        return request.param

    def seconds_before(self, client, address, moment, seconds):
        with time_machine.travel(moment - dt.timedelta(seconds=seconds), tick=False):
            return kept(client.get(address))

    def test_until_it_begins(self, client, address):
        assert self.seconds_before(client, address, START, 12) == 12
        assert self.seconds_before(client, address, START, 3600) == 35

    def test_until_it_is_over(self, client, address):
        end = START + dt.timedelta(hours=2)
        assert self.seconds_before(client, address, end, 3) == 3

    def test_until_the_place_is_told(self, client, occurrence, address):
        told = START - dt.timedelta(days=1)
        occurrence.own_venue = make_venue()
        occurrence.venue_reveal_at = told
        occurrence.save()
        assert self.seconds_before(client, address, told, 8) == 8
        assert self.seconds_before(client, address, told, 0) == 35

    def test_until_a_part_of_the_programme_is_told(self, client, occurrence, address):
        told = START - dt.timedelta(hours=5)
        occurrence.programme.create(title_ko="발언", is_public=True, reveal_at=told)
        assert self.seconds_before(client, address, told, 8) == 8

    def test_until_a_moved_date_is_awaited_no_longer(self, client, occurrence):
        occurrence.moved_from_date, occurrence.moved_from_time = FRIDAY, dt.time(19)
        occurrence.local_date = FRIDAY + dt.timedelta(days=1)
        occurrence.set_moments()
        occurrence.save()
        assert self.seconds_before(client, "/friday/", START, 6) == 6

    def test_until_a_break_is_over(self, client, series):
        SeriesPause.objects.create(
            series=series,
            starts_on=dt.date(2026, 11, 20),
            ends_on=dt.date(2026, 11, 30),
            reason_ko="쉬는 주간",
        )
        midnight = dt.datetime(2026, 12, 1, tzinfo=SEOUL)
        assert self.seconds_before(client, "/friday/", midnight, 9) == 9

    def test_as_usual_when_nothing_is_planned(self, client, series):
        assert kept(client.get("/friday/")) == 35

    def test_what_is_over_stays_as_it_is(self, client, occurrence):
        with time_machine.travel(START + dt.timedelta(days=9), tick=False):
            assert kept(client.get(occurrence.get_absolute_url())) == 35
