import datetime as dt
import gzip
import logging
import xml.etree.ElementTree as ET
from urllib.parse import urlsplit

import icalendar
import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coalition.enums import OrganizationState
from events.enums import HostRole, OccurrenceState, SeriesState
from events.models import Occurrence
from events.services.call_off import cancel_occurrence, postpone_occurrence
from events.services.edit import revise_occurrence
from events.services.generate import generate_occurrences
from events.services.move import move_occurrence
from tests.events.conformance.linter import faults
from tests.events.week import FRIDAY, MONDAY
from tests.factories.coalition import create_organization
from tests.factories.events import add_host, make_occurrence, make_series, make_venue

FEED = "/events/calendar.ics"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


pytestmark = pytest.mark.django_db


def read(client, path=FEED, **headers):
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    assert faults(response.content) == []
    return response


def entries(client, path=FEED):
    calendar = icalendar.Calendar.from_ical(read(client, path).content)
    assert calendar.errors == []
    return {str(event["uid"]): event for event in calendar.events}


def entry(client, occurrence, path=FEED):
    return entries(client, path)[str(occurrence.uid)]


def friday(**values):
    return make_occurrence(
        series=values.pop("series", None) or make_series(),
        local_date=FRIDAY,
        **values,
    )


class TestCalendar:
    def test_is_a_public_calendar_without_cookies(self, client):
        friday()
        response = read(client)

        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert response["Cache-Control"].startswith("public, max-age=300")
        assert not response.cookies
        assert response["Vary"] == "Accept-Encoding"

    def test_an_empty_calendar_is_valid(self, client):
        assert entries(client) == {}

    def test_one_entry_per_date_says_what_the_database_says(self, client):
        venue = make_venue(latitude="37.498095", longitude="127.027610")
        occurrence = friday(series=make_series(venue=venue))
        found = entry(client, occurrence)

        assert found["dtstart"].dt == occurrence.local_start
        assert found["dtstart"].params["TZID"] == "Asia/Seoul"
        assert found["dtend"].dt == occurrence.local_end
        assert found["status"] == "CONFIRMED"
        assert found["sequence"] == 0
        assert found["summary"] == "금요 집회"
        assert found["location"] == "강남역 10번 출구 앞"
        assert found["url"] == f"http://testserver/events/{occurrence.slug}/"
        assert found["dtstamp"].dt == found["last-modified"].dt
        assert found["dtstamp"].dt == occurrence.content_modified_at
        assert found["geo"].to_ical() == "37.498095;127.02761"
        assert found["transp"] == "TRANSPARENT"

    def test_calendars_are_told_its_name_and_when_to_ask_again(self, client):
        friday()
        calendar = icalendar.Calendar.from_ical(read(client, "/en" + FEED).content)

        assert calendar["x-wr-calname"] == calendar["name"] == "Gatherings"
        assert calendar["refresh-interval"].to_ical() == b"PT1H"
        assert calendar["source"] == "http://testserver/en/events/calendar.ics"
        assert calendar["url"] == "http://testserver/en/events/"
        assert calendar["x-published-ttl"] == "PT1H"
        assert calendar["color"] == "indigo"
        assert "method" not in calendar

    def test_each_date_has_its_picture_in_the_language_of_the_feed(self, client):
        found = entry(client, friday(), "/en" + FEED)
        path = found["image"].removeprefix("http://testserver")

        assert path == f"{urlsplit(found['url']).path}card.png"
        assert client.get(path)["Content-Type"] == found["image"].params["FMTTYPE"]
        assert found["image"].params["VALUE"] == "URI"

    def test_the_dates_of_a_series_are_tied_together(self, client):
        occurrence = friday()
        alone = make_occurrence(local_date=FRIDAY)

        assert entry(client, occurrence)["refid"] == f"series-{occurrence.series.uid}"
        assert "refid" not in entry(client, alone)

    def test_a_subscription_never_rings(self, client):
        friday()

        assert b"VALARM" not in read(client).content

    def test_an_unknown_hour_is_a_day_and_an_unknown_end_is_left_out(self, client):
        no_hour = friday(local_time=None, duration=None)
        no_end = make_occurrence(local_date=FRIDAY, duration=None)

        assert entry(client, no_hour)["dtstart"].dt == FRIDAY
        assert "dtend" not in entry(client, no_hour)
        assert "dtend" not in entry(client, no_end)

    def test_a_cancelled_date_stays_and_says_so(self, client):
        before = friday()
        cancel_occurrence(occurrence=before, reason_ko="폭우", reason_en="Heavy rain")
        found = entry(client, before, "/en" + FEED)

        assert found["status"] == "CANCELLED"
        assert found["summary"] == "[Cancelled] Friday gathering"
        assert entry(client, before)["summary"].startswith("[취소] ")
        assert found["sequence"] == 1
        assert found["dtstart"].dt == before.local_start
        assert found["dtstamp"].dt == MONDAY
        assert "Reason: Heavy rain" in found["description"]

    def test_a_cancelled_date_is_still_there_29_days_later(self, client):
        past = make_occurrence(
            local_date=MONDAY.date() - dt.timedelta(days=29),
            state=OccurrenceState.CANCELLED,
        )
        gone = make_occurrence(local_date=MONDAY.date() - dt.timedelta(days=61))

        assert entry(client, past)["status"] == "CANCELLED"
        assert str(gone.uid) not in entries(client)

    def test_a_moved_date_is_one_entry_at_the_new_time(self, client):
        before = friday()
        moved = move_occurrence(
            occurrence=before,
            local_date=dt.date(2026, 11, 28),
            local_time=dt.time(15, 0),
            venue=before.venue,
            reason_ko="광장 행사",
        )

        assert len(entries(client)) == 1
        found = entry(client, before, "/en" + FEED)
        assert found["dtstart"].dt == moved.local_start
        assert found["sequence"] == 1
        assert "Originally announced for: Fri 27 November 2026" in found["description"]

    def test_a_postponed_date_is_tentative(self, client):
        before = friday()
        postpone_occurrence(occurrence=before, reason_ko="장소 협의 중")
        found = entry(client, before, "/en" + FEED)

        assert found["status"] == "TENTATIVE"
        assert found["summary"] == "[Postponed] Friday gathering"

    def test_texts_come_back_as_they_were_written(self, client):
        text = "“말하기”, 행진; 역슬래시 \\ 그리고\n둘째 줄 🕯️ " + "가나다라 " * 390
        occurrence = friday(own_title_ko="집회, 행진; \\ 🕯️", own_summary_ko=text[:300])
        found = entry(client, occurrence)

        assert found["summary"] == occurrence.own_title_ko
        assert found["description"].startswith(occurrence.own_summary_ko)

    def test_drafts_and_draft_series_are_in_no_feed(self, client):
        friday(published=False)
        series = make_series(state=SeriesState.DRAFT)

        assert entries(client) == {}
        assert (
            client.get(f"/events/series/{series.slug}/calendar.ics").status_code == 404
        )

    def test_a_draft_has_no_file(self, client):
        draft = friday(published=False)

        assert client.get(f"/events/{draft.slug}/event.ics").status_code == 404

    def test_the_file_of_one_date_is_the_same_entry(self, client):
        occurrence = friday()
        make_occurrence(local_date=FRIDAY)
        path = f"/events/{occurrence.slug}/event.ics"

        found = entry(client, occurrence, path)
        found.subcomponents.clear()
        assert found == entry(client, occurrence)
        assert list(entries(client, path)) == [str(occurrence.uid)]
        assert client.get(path)["Content-Disposition"] == (
            f'attachment; filename="{occurrence.slug}.ics"'
        )

    def test_the_file_of_one_date_rings_two_hours_before(self, client):
        occurrence = friday()
        found = entry(client, occurrence, f"/events/{occurrence.slug}/event.ics")

        (alarm,) = found.subcomponents
        assert alarm["action"] == "DISPLAY"
        assert alarm["trigger"].dt == dt.timedelta(hours=-2)
        assert alarm["description"] == "금요 집회"

    def test_the_file_is_no_subscription(self, client):
        calendar = icalendar.Calendar.from_ical(
            read(client, f"/events/{friday().slug}/event.ics").content
        )

        assert sorted(calendar) == ["CALSCALE", "PRODID", "VERSION"]

    @pytest.mark.parametrize(
        "values",
        (
            {"state": OccurrenceState.CANCELLED},
            {"state": OccurrenceState.POSTPONED},
            {"local_time": None, "duration": None},
        ),
    )
    def test_what_is_not_held_or_has_no_hour_does_not_ring(self, client, values):
        occurrence = friday(**values)
        found = entry(client, occurrence, f"/events/{occurrence.slug}/event.ics")

        assert found.subcomponents == []

    def test_the_calendar_of_a_host_holds_what_it_calls(self, client, organization):
        series = make_series()
        add_host(series, organization)
        inherited = friday(series=series)
        own = make_occurrence(local_date=FRIDAY)
        for role in (HostRole.HOST, HostRole.SUPPORTER):
            add_host(own, organization, role=role)
        others = make_occurrence(series=series, local_date=dt.date(2026, 12, 4))
        add_host(others, create_organization())
        friday()
        draft = make_occurrence(local_date=FRIDAY, published=False)
        add_host(draft, organization)
        path = f"/en/events/hosts/{organization.slug}/calendar.ics"

        assert sorted(entries(client, path)) == sorted(
            str(each.uid) for each in (inherited, own)
        )
        calendar = icalendar.Calendar.from_ical(read(client, path).content)
        assert calendar["name"] == "(사)달빛여성회"
        assert calendar["url"].startswith("http://testserver/en/organizations/")

    def test_an_organization_that_calls_nothing_has_an_empty_calendar(
        self, client, organization
    ):
        assert entries(client, f"/events/hosts/{organization.slug}/calendar.ics") == {}

    def test_unknown_filters_are_not_found(self, client, organization):
        organization.state = OrganizationState.SUSPENDED
        organization.save()

        for path in ("series/none", "hosts/none", f"hosts/{organization.slug}"):
            assert client.get(f"/events/{path}/calendar.ics").status_code == 404

    def test_the_calendar_of_a_series_holds_only_its_dates(self, client):
        occurrence = friday()
        make_occurrence(local_date=FRIDAY)
        path = f"/events/series/{occurrence.series.slug}/calendar.ics"

        assert list(entries(client, path)) == [str(occurrence.uid)]

    def test_a_broken_date_takes_nobody_elses_calendar_away(self, client, caplog):
        fine = friday()
        broken = make_occurrence(local_date=FRIDAY)
        Occurrence.objects.filter(pk=broken.pk).update(timezone="Asia/Nowhere")
        with caplog.at_level(logging.ERROR, logger="events.ical"):
            assert list(entries(client)) == [str(fine.uid)]

        assert [record.getMessage() for record in caplog.records] == [
            f"occurrence {broken.pk} is not in the feed"
        ]

    def test_no_more_than_a_thousand_entries(self, client, monkeypatch):
        monkeypatch.setattr("events.feeds.FEED_LARGEST", 2)
        series = make_series()
        generate_occurrences(series=series, today=MONDAY.date())

        assert len(entries(client)) == 2


class TestAnsweringAgain:
    def test_two_fetches_are_the_same_bytes(self, client):
        friday()
        first = read(client)
        with time_machine.travel(MONDAY + dt.timedelta(seconds=2), tick=False):
            cache.clear()
            second = read(client)

        assert second.content == first.content
        assert second["ETag"] == first["ETag"]
        assert not first["ETag"].startswith("W/")

    def test_an_unchanged_feed_answers_304_to_both_questions(self, client):
        friday()
        first = read(client)

        by_tag = client.get(FEED, headers={"If-None-Match": first["ETag"]})
        by_date = client.get(
            FEED, headers={"If-Modified-Since": first["Last-Modified"]}
        )
        assert (by_tag.status_code, by_date.status_code) == (304, 304)
        assert by_tag.content == b""

    def test_a_304_costs_one_query(self, client):
        friday()
        tag = read(client)["ETag"]
        with CaptureQueriesContext(connection) as queries:
            client.get(FEED, headers={"If-None-Match": tag})

        assert len(queries) == 1

    def test_an_edit_changes_the_tag(self, client):
        occurrence = friday()
        first = read(client)
        occurrence.own_title_ko = "이름이 바뀐 집회"
        revise_occurrence(occurrence=occurrence, fields=["own_title_ko"])

        response = client.get(FEED, headers={"If-None-Match": first["ETag"]})
        assert response.status_code == 200
        assert response["ETag"] != first["ETag"]
        assert response["Last-Modified"] == "Mon, 23 Nov 2026 03:00:00 GMT"

    def test_so_does_an_act_that_began_before_the_last_one(self, client):
        """Two at once: the one that began first may be stored last."""
        late = friday()
        make_occurrence(local_date=FRIDAY, content_modified_at=MONDAY)
        tag = read(client)["ETag"]
        late.own_title_ko = "이름이 바뀐 집회"
        late.content_modified_at = MONDAY - dt.timedelta(seconds=1)
        late.save()

        response = client.get(FEED, headers={"If-None-Match": tag})
        assert response.status_code == 200
        assert "이름이 바뀐 집회" in response.content.decode()

    def test_languages_have_tags_of_their_own(self, client):
        friday()

        assert read(client)["ETag"] != read(client, "/en" + FEED)["ETag"]

    def test_head_has_the_headers_and_no_body(self, client):
        friday()
        got, head = client.get(FEED), client.head(FEED)

        assert head.content == b""
        assert head["ETag"] == got["ETag"]
        assert head["Content-Type"] == got["Content-Type"]

    def test_gzip_keeps_the_tag_strong_and_the_bytes_stable(self, client):
        friday()
        plain = read(client)
        zipped = client.get(FEED, headers={"Accept-Encoding": "gzip"})
        cache.clear()
        again = client.get(FEED, headers={"Accept-Encoding": "gzip"})

        assert gzip.decompress(zipped.content) == plain.content
        assert zipped["Content-Encoding"] == "gzip"
        assert again.content == zipped.content
        assert not zipped["ETag"].startswith("W/")
        assert zipped["ETag"] != plain["ETag"]

    def test_the_cost_does_not_grow_with_the_number_of_dates(self, client):
        series = make_series()
        friday(series=series)
        with CaptureQueriesContext(connection) as one:
            client.get(FEED)
        generate_occurrences(series=series, today=MONDAY.date())
        with CaptureQueriesContext(connection) as twelve:
            client.get(FEED)

        assert len(twelve) == len(one)

    @pytest.mark.parametrize("method", ("post", "put", "delete", "patch"))
    def test_other_methods_are_refused(self, client, method):
        assert getattr(client, method)(FEED).status_code == 405


class TestZones:
    """What other readers make of them is told by the package ``conformance``."""

    def zone(self, client, occurrence):
        feed = read(client, f"/events/{occurrence.slug}/event.ics").content
        (zone,) = icalendar.Calendar.from_ical(feed).timezones
        return [
            (
                part.name,
                part["dtstart"].dt.isoformat(),
                part["tzoffsetfrom"].td,
                part["tzoffsetto"].td,
            )
            for part in zone.subcomponents
        ]

    def test_a_clock_that_never_changes_is_one_part(self, client):
        nine = dt.timedelta(hours=9)

        assert self.zone(client, friday()) == [
            ("STANDARD", "2026-11-26T09:00:00", nine, nine)
        ]

    def test_each_change_is_told_by_the_clock_that_ends(self, client):
        berlin = make_series(timezone="Europe/Berlin")
        occurrence = make_occurrence(series=berlin, local_date=dt.date(2026, 10, 23))
        one, two = dt.timedelta(hours=1), dt.timedelta(hours=2)

        assert self.zone(client, occurrence) == [
            ("DAYLIGHT", "2026-10-22T02:00:00", two, two),
            ("STANDARD", "2026-10-25T03:00:00", two, one),
            ("DAYLIGHT", "2027-03-28T02:00:00", one, two),
        ]

    def test_it_is_described_without_what_readers_stumble_over(self, client):
        friday()
        feed = read(client).content

        assert b"COMMENT" not in feed
        assert b"RDATE" not in feed


class TestAtom:
    def entries(self, client, path="/events/feed.atom"):
        response = client.get(path)
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        return ET.fromstring(response.content).findall("a:entry", ATOM)

    def test_an_entry_keeps_its_id_and_follows_public_changes(self, client):
        occurrence = friday(own_title_ko="집회 & 행진 <함께>")
        before = self.entries(client)[0]
        cancel_occurrence(occurrence=occurrence, reason_ko="폭우")
        after = self.entries(client, "/en/events/feed.atom")[0]

        assert before.findtext("a:title", namespaces=ATOM) == "집회 & 행진 <함께>"
        assert after.findtext("a:title", namespaces=ATOM) == (
            "[Cancelled] 집회 & 행진 <함께>"
        )
        assert after.findtext("a:id", namespaces=ATOM) == f"urn:uuid:{occurrence.uid}"
        assert before.findtext("a:id", namespaces=ATOM) == f"urn:uuid:{occurrence.uid}"
        assert after.findtext("a:updated", namespaces=ATOM) == (
            "2026-11-23T03:00:00+00:00"
        )

    def test_the_latest_change_comes_first_and_drafts_never(self, client):
        friday(published=False)
        old = friday()
        new = make_occurrence(local_date=FRIDAY, content_modified_at=MONDAY)
        ids = [each.findtext("a:id", namespaces=ATOM) for each in self.entries(client)]

        assert ids == [f"urn:uuid:{new.uid}", f"urn:uuid:{old.uid}"]

    def test_an_empty_feed_is_stable(self, client):
        first = client.get("/events/feed.atom")
        cache.clear()
        with time_machine.travel(MONDAY + dt.timedelta(hours=1), tick=False):
            assert client.get("/events/feed.atom").content == first.content
