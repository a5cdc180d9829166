"""One date is one calendar entry for ever, and what changes of it when."""

import datetime as dt

import icalendar
import pytest
from django.core.cache import cache

from events.models import Occurrence, SeriesSchedule
from events.services.call_off import (
    cancel_occurrence,
    postpone_occurrence,
    restore_occurrence,
)
from events.services.edit import revise_occurrence
from events.services.generate import generate_occurrences
from events.services.move import move_occurrence, move_online
from events.services.schedules import change_schedule
from events.services.series import save_series
from tests.events.conformance.linter import faults
from tests.events.conformance.readers import READERS
from tests.events.week import FRIDAY, MONDAY
from tests.factories.alerts import follow
from tests.factories.events import (
    TWO_HOURS,
    add_host,
    make_occurrence,
    make_series,
    make_venue,
)
from tests.jobs import run_jobs

AN_HOUR = dt.timedelta(hours=1)
FEED = "/events/calendar.ics"
UNTIDY = "“말하기”, '행진'; 역슬래시 \\ 🕯️👩🏽‍🦽\n둘째 줄: 50% & <함께>\n"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def feed_of(client, path=FEED):
    cache.clear()
    response = client.get(path)
    assert response.status_code == 200
    assert faults(response.content) == []
    return response.content


def entries(client, path=FEED):
    events = icalendar.Calendar.from_ical(feed_of(client, path)).events
    return {str(event["uid"]): event for event in events}


def title(occurrence):
    occurrence.own_title_ko = "금요 집회: 함께"
    return revise_occurrence(occurrence=occurrence, fields=["own_title_ko"])


def move(occurrence):
    return move_occurrence(
        occurrence=occurrence,
        local_date=dt.date(2026, 11, 28),
        local_time=dt.time(15),
        venue=occurrence.venue,
        reason_ko="광장 행사",
    )


def place(occurrence):
    return move_occurrence(
        occurrence=occurrence,
        local_date=occurrence.local_date,
        local_time=occurrence.local_time,
        venue=make_venue(name_ko="보신각"),
        reason_ko="광장 행사",
    )


def end(occurrence):
    occurrence.duration = dt.timedelta(hours=3)
    return revise_occurrence(occurrence=occurrence, fields=["duration"])


def cancel(occurrence):
    return cancel_occurrence(occurrence=occurrence, reason_ko="폭우")


def restore(occurrence):
    return restore_occurrence(occurrence=occurrence)


def postpone(occurrence):
    return postpone_occurrence(occurrence=occurrence, reason_ko="협의 중")


def online(occurrence):
    return move_online(
        occurrence=occurrence,
        online_address="https://meet.example.org/x",
        reason_ko="폭설",
    )


def rule(occurrence):
    change_schedule(
        schedule=SeriesSchedule(
            series=occurrence.series,
            effective_from=MONDAY.date(),
            weekday=4,
            local_time=dt.time(18, 30),
            duration=TWO_HOURS,
        )
    )


def defaults(occurrence):
    occurrence.series.title_ko = "금요 행동"
    save_series(series=occurrence.series)


class TestIdentity:
    def test_whatever_happens_it_is_the_same_entry(self, client, friday, clock):
        uids = set()
        for happen in (title, move, cancel, restore, postpone, place, online):
            clock.shift(AN_HOUR)
            friday = happen(Occurrence.objects.with_inherited().get(pk=friday.pk))
            generate_occurrences(series=friday.series, today=FRIDAY)
            (uid,) = [
                uid
                for uid, event in entries(client).items()
                if event["url"].endswith("/events/friday-2026-11-27/")
            ]
            uids.add(uid)

        assert uids == {str(friday.uid)}

    def test_feeds_are_selections_of_the_same_entries(
        self, client, friday, organization
    ):
        other = make_occurrence(local_date=FRIDAY)
        add_host(other, organization)
        everything = entries(client)

        assert everything.keys() == {str(friday.uid), str(other.uid)}
        for path, expected in {
            "/events/series/friday/calendar.ics": friday,
            f"/events/hosts/{organization.slug}/calendar.ics": other,
            f"/events/{friday.slug}/event.ics": friday,
        }.items():
            found = entries(client, path)
            assert found.keys() == {str(expected.uid)}
            assert entries(client, f"/en{path}").keys() == found.keys()


class TestSequence:
    """It rises with time, place and state; the date of change with all one can read."""

    @pytest.mark.parametrize(
        ("happen", "rises"),
        (
            (title, 0),
            (defaults, 0),
            (end, 1),
            (move, 1),
            (place, 1),
            (online, 1),
            (cancel, 1),
            (postpone, 1),
            (rule, 1),
        ),
    )
    def test_rises_when_people_must_look_again(
        self, client, friday, clock, happen, rises
    ):
        clock.shift(AN_HOUR)
        happen(friday)
        event = entries(client)[str(friday.uid)]

        assert event["sequence"] == rises
        assert event["last-modified"].dt == MONDAY + AN_HOUR
        assert event["dtstamp"].dt == event["last-modified"].dt

    def test_what_nobody_can_read_changes_no_byte(self, client, friday, clock, staff):
        before = feed_of(client)
        clock.shift(AN_HOUR)
        follow(friday)
        while run_jobs():
            pass
        make_occurrence(local_date=FRIDAY, published=False)
        friday.programme.create(title_ko="아직 비밀", is_public=False)
        generate_occurrences(series=make_series(state="draft"), today=FRIDAY)

        assert feed_of(client) == before


class TestText:
    def test_comes_back_through_every_reader_as_it_was_written(self, client):
        plan = (UNTIDY + "가나다라 마바사 " * 300)[:2000].rstrip()
        heading = "“말하기”, '행진'; \\ 🕯️ & <함께>"
        make_occurrence(local_date=FRIDAY, own_title_ko=heading, own_rain_plan_ko=plan)
        feed = feed_of(client)

        assert len(plan) > 1990
        assert {read(feed)[0][4] for read in READERS.values()} == {heading}
        (event,) = icalendar.Calendar.from_ical(feed).events
        assert f"우천 시: {plan}\n" in event["description"]

    def test_an_address_is_not_escaped(self, client):
        occurrence = make_occurrence(local_date=FRIDAY, slug="말하기-행진-2026")
        lines = feed_of(client).replace(b"\r\n ", b"").decode().split("\r\n")

        assert f"URL:http://testserver{occurrence.get_absolute_url()}" in lines

    def test_names_nobody_of_the_programme(self, client, friday):
        friday.programme.create(
            title_ko="발언", speaker="물결", speaker_consents=True, is_public=True
        )

        assert "물결" not in feed_of(client).replace(b"\r\n ", b"").decode()


def test_what_was_never_public_is_in_no_feed_even_when_it_is_over(client, clock):
    draft = make_occurrence(local_date=FRIDAY, published=False)
    clock.shift(dt.timedelta(days=7))

    assert str(draft.uid) not in entries(client)
