"""schema.org data in the pages: the status of each state, nothing hidden, no escape."""

import datetime as dt
import json
import re
import shutil

import pytest

from events.enums import Frequency, SeriesState
from events.services.call_off import cancel_occurrence, postpone_occurrence
from events.services.move import move_occurrence, move_online
from events.services.pauses import add_pause
from events.services.schedules import change_schedule
from tests.events.test_pauses import chuseok
from tests.events.test_schedules import rule
from tests.events.week import FRIDAY, SEOUL
from tests.factories.events import (
    SEVEN_PM,
    add_host,
    make_occurrence,
    make_series,
    make_venue,
)

SATURDAY = dt.date(2026, 11, 28)
SCHEMA = "https://schema.org/"


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def series():
    return make_series(slug="friday", is_main=True, summary_en="Every week.")


@pytest.fixture
def occurrence(series):
    return make_occurrence(series=series, local_date=FRIDAY)


def data(client, record):
    html = client.get(f"/en{record.get_absolute_url()}").content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert len(blocks) == 1
    return json.loads(blocks[0])


def move(occurrence, date=SATURDAY, venue=None, time=SEVEN_PM):
    return move_occurrence(
        occurrence=occurrence,
        local_date=date,
        local_time=time,
        venue=venue or occurrence.venue,
        reason_ko="연휴",
    )


class TestEvent:
    def test_when_where_and_by_whom(self, client, series, occurrence, organization):
        add_host(series, organization)
        venue = series.venue
        venue.address_en = "Gangnam-daero"
        venue.latitude, venue.longitude = "37.5", "127.02"
        venue.save()
        found = data(client, occurrence)

        assert found == {
            "@context": "https://schema.org",
            "@type": "Event",
            "name": "Friday gathering",
            "description": "Every week.",
            "url": f"http://testserver/en{occurrence.get_absolute_url()}",
            "inLanguage": "en",
            "startDate": "2026-11-27T19:00:00+09:00",
            "endDate": "2026-11-27T21:00:00+09:00",
            "eventStatus": f"{SCHEMA}EventScheduled",
            "eventAttendanceMode": f"{SCHEMA}OfflineEventAttendanceMode",
            "location": {
                "@type": "Place",
                "name": "In front of Gangnam Station Exit 10",
                "address": "Gangnam-daero",
                "geo": {
                    "@type": "GeoCoordinates",
                    "latitude": 37.5,
                    "longitude": 127.02,
                },
            },
            "organizer": [
                {
                    "@type": "Organization",
                    "name": organization.name_ko,
                    "url": f"http://testserver/en{organization.get_absolute_url()}",
                }
            ],
            "superEvent": {
                "@type": "EventSeries",
                "name": "Friday gathering",
                "url": "http://testserver/en/events/series/friday/",
            },
        }

    @pytest.mark.parametrize(
        ("change", "status", "start", "previous"),
        (
            (
                lambda each: cancel_occurrence(occurrence=each, reason_ko="비"),
                "EventCancelled",
                "2026-11-27T19:00:00+09:00",
                None,
            ),
            (
                lambda each: postpone_occurrence(occurrence=each, reason_ko="비"),
                "EventPostponed",
                "2026-11-27T19:00:00+09:00",
                None,
            ),
            (
                move,
                "EventRescheduled",
                "2026-11-28T19:00:00+09:00",
                "2026-11-27T19:00:00+09:00",
            ),
            (
                lambda each: move(each, date=FRIDAY, venue=make_venue()),
                "EventScheduled",
                "2026-11-27T19:00:00+09:00",
                None,
            ),
            (
                lambda each: move_online(
                    occurrence=each,
                    online_address="https://meet.example.org/",
                    reason_ko="눈",
                ),
                "EventMovedOnline",
                "2026-11-27T19:00:00+09:00",
                None,
            ),
            (
                lambda each: cancel_occurrence(occurrence=move(each), reason_ko="비"),
                "EventCancelled",
                "2026-11-28T19:00:00+09:00",
                None,
            ),
        ),
    )
    def test_the_status_of_every_state(
        self, client, occurrence, change, status, start, previous
    ):
        change(occurrence)
        found = data(client, occurrence)

        assert found["eventStatus"] == SCHEMA + status
        assert found["startDate"] == start
        assert found.get("previousStartDate") == previous

    def test_moved_online_and_to_another_day_is_both(self, client, occurrence):
        online = move_online(
            occurrence=move(occurrence),
            online_address="https://meet.example.org/",
            reason_ko="눈",
        )
        found = data(client, online)

        assert found["eventStatus"] == [
            f"{SCHEMA}EventMovedOnline",
            f"{SCHEMA}EventRescheduled",
        ]
        assert found["location"] == {
            "@type": "VirtualLocation",
            "url": "https://meet.example.org/",
        }

    def test_what_is_told_later_is_not_in_it(self, client, occurrence):
        reveal_at = dt.datetime(2026, 11, 26, 19, tzinfo=SEOUL)
        move_occurrence(
            occurrence=occurrence,
            local_date=FRIDAY,
            local_time=SEVEN_PM,
            venue=make_venue(name_en="Secret square"),
            venue_reveal_at=reveal_at,
            reason_ko="안전",
        )
        assert "location" not in data(client, occurrence)

        occurrence.refresh_from_db()
        move_online(
            occurrence=occurrence,
            online_address="https://meet.example.org/",
            online_reveal_at=reveal_at,
            reason_ko="눈",
        )
        assert "meet.example" not in json.dumps(data(client, occurrence))

    def test_of_an_unknown_hour_the_date_alone(self, client):
        one_off = make_occurrence(local_date=FRIDAY, local_time=None, duration=None)
        found = data(client, one_off)

        assert found["startDate"] == "2026-11-27"
        assert not {"endDate", "location", "superEvent", "organizer"} & found.keys()

    def test_text_of_staff_cannot_leave_the_block(self, client):
        title = "</script><script>alert(1)</script> & <!-- \u2028"
        one_off = make_occurrence(local_date=FRIDAY, own_title_ko=title)
        one_off.own_title_en = title
        one_off.save()
        html = client.get(f"/en{one_off.get_absolute_url()}").content.decode()
        block = re.search(r"ld\+json\">(.*?)</script>", html)[1]

        assert not set("<>&\u2028") & set(block)
        assert "<script>alert" not in html
        assert data(client, one_off)["name"] == title


class TestSeries:
    def test_its_rule_with_the_dates_it_skips(self, client, series):
        add_pause(pause=chuseok(series))
        found = data(client, series)

        assert found["@type"] == "EventSeries"
        assert found["eventSchedule"] == [
            {
                "@type": "Schedule",
                "startDate": "2026-01-02",
                "startTime": "19:00:00",
                "scheduleTimezone": "Asia/Seoul",
                "repeatFrequency": "P1W",
                "byDay": f"{SCHEMA}Friday",
                "duration": "P0DT02H00M00S",
                "exceptDate": ["2026-11-27", "2026-12-04"],
            }
        ]

    def test_a_coming_rule_stands_beside_the_present_one(self, client, series):
        change_schedule(schedule=rule(series))
        first, second = data(client, series)["eventSchedule"]

        assert first["endDate"] == "2026-11-30"
        assert (second["startDate"], second["startTime"]) == ("2026-12-01", "18:30:00")

    def test_a_monthly_rule(self, client):
        monthly = make_series(
            schedule={
                "frequency": Frequency.MONTHLY,
                "week_of_month": -1,
                "interval": 2,
            }
        )
        (schedule,) = data(client, monthly)["eventSchedule"]

        assert (schedule["repeatFrequency"], schedule["byDay"]) == ("P2M", "-1FR")

    def test_what_has_ended_has_no_rule_in_force(self, client):
        ended = make_series(state=SeriesState.ENDED)

        assert "eventSchedule" not in data(client, ended)


@pytest.mark.browser
def test_the_strict_policy_lets_the_block_stand(client, occurrence):
    """In Chromium: the data is there, nothing of it runs, nothing is reported."""
    from playwright.sync_api import sync_playwright

    response = client.get(occurrence.get_absolute_url())
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy

    body = response.content

    def answer(route):
        if "/events/" in route.request.url:
            route.fulfill(
                status=200,
                body=body,
                headers={
                    "Content-Type": response["Content-Type"],
                    "Content-Security-Policy": policy,
                },
            )
        else:
            kind = "javascript" if ".js" in route.request.url else "css"
            route.fulfill(status=200, body="", content_type=f"text/{kind}")

    said = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.route("**/*", answer)
        page.goto(f"http://testserver{occurrence.get_absolute_url()}")
        block = page.locator('script[type="application/ld+json"]').text_content()
        heard_of_data = list(said)
        # The same ears do hear of a script that runs.
        body += b"<script>1</script>"
        page.reload()
        browser.close()

    assert heard_of_data == []
    assert "Content Security Policy" in said[-1]
    assert json.loads(block)["@type"] == "Event"
