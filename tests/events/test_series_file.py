"""A series as one entry with exceptions: a file, for programs that handle it so.

That it says the same as the flat feed is shown by the package ``conformance``.
"""

import datetime as dt
import gzip
import uuid

import icalendar
import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.enums import Frequency, SeriesState
from events.models import Occurrence, SeriesPause, SeriesSchedule
from events.services.call_off import cancel_occurrence
from events.services.freeze import freeze_past_occurrences
from events.services.generate import generate_occurrences
from events.services.move import move_occurrence
from events.services.pauses import add_pause
from events.services.schedules import change_schedule
from events.services.series import save_series
from tests.events.conformance.linter import faults
from tests.events.week import FRIDAY, MONDAY, SEOUL
from tests.factories.events import make_occurrence, make_series, make_venue

FEED = "/events/series/friday/calendar.ics"
FILE = f"{FEED}?shape=series"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def series():
    """Twelve Fridays from 27 November to 12 February."""
    series = make_series(slug="friday", content_modified_at=MONDAY)
    generate_occurrences(series=series, today=FRIDAY)
    return series


def dates(series):
    return list(series.occurrences.with_inherited().order_by("slot_date"))


def events_of(client, path=FILE):
    response = client.get(path)
    assert response.status_code == 200
    assert faults(response.content, rules=True) == []
    return icalendar.Calendar.from_ical(response.content).events


def rules(client):
    return [event for event in events_of(client) if "rrule" in event]


def written(event):
    return event["rrule"].to_ical().decode()


def exdates(event):
    return [each.date() for each in event.exdates]


def test_is_saved_and_not_followed(client, series):
    response = client.get(FILE)
    calendar = icalendar.Calendar.from_ical(response.content)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="friday.ics"'
    assert sorted(calendar) == ["CALSCALE", "PRODID", "VERSION"]
    assert b"VALARM" not in response.content
    assert "Content-Disposition" not in client.get(FEED)


def test_one_rule_is_one_entry_that_ends_with_the_last_date(client, series):
    (event,) = events_of(client)

    assert written(event) == "FREQ=WEEKLY;UNTIL=20270219T100000Z;INTERVAL=1;BYDAY=FR"
    assert event.start.date() == FRIDAY
    assert event["url"] == "http://testserver/events/series/friday/"
    assert event["dtstamp"].dt == event["last-modified"].dt == MONDAY
    # One date has a picture; a series has none.
    assert "image" not in event


def test_what_differs_is_an_exception_with_a_page_of_its_own(client, series):
    moved, cancelled = dates(series)[1:3]
    move_occurrence(
        occurrence=moved,
        local_date=dt.date(2026, 12, 5),
        local_time=dt.time(15),
        venue=moved.venue,
        reason_ko="광장 행사",
    )
    cancel_occurrence(occurrence=cancelled, reason_ko="폭우")
    rule, *exceptions = events_of(client)

    assert exdates(rule) == []
    assert [event["recurrence-id"].dt for event in exceptions] == [
        dt.datetime(2026, 12, 4, 19, tzinfo=SEOUL),
        dt.datetime(2026, 12, 11, 19, tzinfo=SEOUL),
    ]
    assert [event.start.isoformat() for event in exceptions] == [
        "2026-12-05T15:00:00+09:00",
        "2026-12-11T19:00:00+09:00",
    ]
    assert exceptions[1]["status"] == "CANCELLED"
    for event in exceptions:
        assert (event["uid"], event["sequence"]) == (rule["uid"], rule["sequence"])
        assert "/events/friday-2026-12-" in event["url"]
        assert event["image"].endswith("/card.png")


def test_dates_that_are_not_there_are_taken_out(client):
    series = make_series(slug="friday")
    pause = SeriesPause(
        series=series,
        starts_on=dt.date(2026, 12, 24),
        ends_on=dt.date(2027, 1, 2),
        reason_ko="겨울 쉼",
    )
    add_pause(pause=pause)
    generate_occurrences(series=series, today=FRIDAY)
    Occurrence.objects.filter(slot_date="2027-01-15").update(published_at=None)
    (event,) = events_of(client)

    assert exdates(event) == [
        dt.date(2026, 12, 25),
        dt.date(2027, 1, 1),
        dt.date(2027, 1, 15),
    ]


def test_a_new_rule_is_another_entry(client, series):
    schedule = SeriesSchedule(
        series=series,
        effective_from=dt.date(2027, 1, 1),
        weekday=3,
        local_time=dt.time(18, 30),
        duration=dt.timedelta(hours=1),
    )
    change_schedule(schedule=schedule, reason_ko="평일 저녁으로 옮깁니다.")
    first, second = rules(client)

    assert written(first) == "FREQ=WEEKLY;UNTIL=20261225T100000Z;INTERVAL=1;BYDAY=FR"
    assert written(second) == "FREQ=WEEKLY;UNTIL=20270218T093000Z;INTERVAL=1;BYDAY=TH"
    assert first["uid"] != second["uid"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    (
        ({"interval": 2}, "FREQ=WEEKLY;UNTIL=20270212T100000Z;INTERVAL=2;BYDAY=FR"),
        (
            {"frequency": Frequency.MONTHLY, "week_of_month": -1},
            "FREQ=MONTHLY;UNTIL=20270129T100000Z;INTERVAL=1;BYDAY=-1FR",
        ),
    ),
)
def test_rhythms(client, rule, expected):
    series = make_series(slug="friday", schedule=rule)
    generate_occurrences(series=series, today=MONDAY.date())

    assert [written(event) for event in rules(client)] == [expected]


def test_what_no_rule_gives_stands_alone(client, series):
    added = make_occurrence(series=series, local_date=dt.date(2026, 12, 1))
    rule, alone = events_of(client)

    assert "rrule" in rule
    assert alone.start == added.local_start
    assert "recurrence-id" not in alone


def test_a_rule_begins_with_a_date_that_keeps_it(client, series):
    """Programs stumble over an exception that is the first of its rule."""
    cancel_occurrence(occurrence=dates(series)[0], reason_ko="폭우")
    rule, alone = events_of(client)

    assert rule.start.date() == dt.date(2026, 12, 4)
    assert alone["status"] == "CANCELLED"


def test_a_rule_that_no_date_keeps_is_none(client, series, clock):
    """Their place may be untold: it is not told by the rule either."""
    secret = make_venue(name_ko="비밀 광장")
    series.venue = secret
    series.save()
    series.occurrences.update(venue_reveal_at=MONDAY + dt.timedelta(hours=1))
    response = client.get(FILE)

    assert len(events_of(client)) == 13
    assert rules(client) == []
    assert secret.name_ko not in response.content.decode()
    clock.shift(dt.timedelta(hours=2))
    assert [str(event["location"]) for event in rules(client)] == [secret.name_ko]


def test_the_past_keeps_what_it_said(client, series, clock):
    clock.move_to(dt.datetime(2026, 12, 20, tzinfo=dt.UTC))
    freeze_past_occurrences(series=series)
    series.title_ko = "금요 행동"
    save_series(series=series)
    rule, *alone = events_of(client)

    assert rule.start.date() == dt.date(2026, 12, 25)
    assert str(rule["summary"]) == "금요 행동"
    assert {str(event["summary"]) for event in alone} == {"금요 집회"}


def test_names_are_never_those_of_the_feed_and_stay(client, series, clock):
    make_occurrence(series=series, local_date=dt.date(2026, 12, 1))
    cancel_occurrence(occurrence=dates(series)[4], reason_ko="폭우")
    flat = {str(event["uid"]) for event in events_of(client, FEED)}
    names = {str(event["uid"]) for event in events_of(client)}

    assert len(names) == 2
    assert flat.isdisjoint(names)
    assert {uuid.UUID(name).version for name in names} == {5}
    # Also when more dates are announced, and the first are too long ago.
    clock.shift(dt.timedelta(days=60))
    generate_occurrences(series=series, today=series.today(dt.datetime.now(dt.UTC)))
    assert {str(event["uid"]) for event in events_of(client)} == names


def test_its_sequence_rises_with_every_change(client, series, clock):
    sequences = [rules(client)[0]["sequence"]]
    for number in (3, 5):
        clock.shift(dt.timedelta(hours=1))
        cancel_occurrence(occurrence=dates(series)[number], reason_ko="폭우")
        sequences.append(rules(client)[0]["sequence"])

    assert sequences == sorted(set(sequences))
    assert max(sequences) < 2**31  # RFC 5545, 3.3.8


def test_a_broken_date_takes_no_other_away(client, series, caplog):
    broken = dates(series)[3]
    Occurrence.objects.filter(pk=broken.pk).update(timezone="Asia/Nowhere")
    (event,) = events_of(client)

    assert exdates(event) == [broken.slot_date]
    assert f"occurrence {broken.pk} is not in the feed" in caplog.text


def test_an_unknown_shape_is_not_found(client, series):
    for shape in ("", "flat", "rules", "series2"):
        assert client.get(FEED, {"shape": shape}).status_code == 404
    series.state = SeriesState.DRAFT
    series.save()
    assert client.get(FILE).status_code == 404


def test_without_dates_it_is_empty(client):
    make_series(slug="friday")

    assert events_of(client) == []


class TestAnsweringAgain:
    def test_as_the_feeds_do(self, client, series, clock):
        first = client.get(FILE)
        cache.clear()
        clock.shift(2)
        again, head = client.get(FILE), client.head(FILE)

        assert again.content == first.content
        assert first["ETag"] == again["ETag"] == head["ETag"]
        assert not first["ETag"].startswith("W/")
        assert first["ETag"] != client.get(FEED)["ETag"]
        assert head.content == b""
        assert "public" in first["Cache-Control"]
        assert not first.cookies
        for name, value in (
            ("If-None-Match", first["ETag"]),
            ("If-Modified-Since", first["Last-Modified"]),
        ):
            assert client.get(FILE, headers={name: value}).status_code == 304

    def test_compressed(self, client, series):
        zipped = client.get(FILE, headers={"Accept-Encoding": "gzip"})

        assert gzip.decompress(zipped.content) == client.get(FILE).content

    def test_a_304_costs_no_more_than_the_feeds(self, client, series):
        tag = client.get(FILE)["ETag"]
        with CaptureQueriesContext(connection) as queries:
            client.get(FILE, headers={"If-None-Match": tag})

        assert len(queries) == 2

    def test_new_defaults_are_told_even_when_all_dates_are_over(
        self, client, series, clock
    ):
        clock.move_to(dt.datetime(2027, 3, 1, tzinfo=dt.UTC))
        series.state = SeriesState.ENDED
        first = client.get(FILE)
        series.title_ko = "금요 행동"
        save_series(series=series)
        second = client.get(FILE)

        assert first["ETag"] != second["ETag"]
        assert second["Last-Modified"] == "Mon, 01 Mar 2027 00:00:00 GMT"
