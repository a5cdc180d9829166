"""Places and links that are told late leak nowhere before; online is a kind of move."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from events.models import Occurrence
from events.periodic import tell_places
from events.services.call_off import cancel_occurrence
from events.services.edit import revise_occurrence
from events.services.freeze import freeze_past_occurrences
from events.services.move import move_occurrence, move_online
from tests.events.week import FRIDAY, MONDAY, SEOUL
from tests.factories.alerts import follow
from tests.factories.events import (
    SEVEN_PM,
    add_host,
    make_occurrence,
    make_series,
    make_venue,
)
from tests.jobs import run_jobs
from tests.public import leaked

REVEAL = dt.datetime(2026, 11, 26, 19, tzinfo=SEOUL)
A_MINUTE = dt.timedelta(minutes=1)
SECRETS = (
    "비밀 광장",
    "Secret square",
    "비밀로 1",
    "37.123456",
    "계단 옆",
    "비밀 경로",
    "meet.example.org",
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def series():
    return make_series(slug="friday", is_main=True)


@pytest.fixture
def square():
    return make_venue(
        name_ko="비밀 광장",
        name_en="Secret square",
        address_ko="비밀로 1",
        latitude="37.123456",
        longitude="127.1",
        directions_ko="계단 옆",
        access_note_ko="계단 옆",
    )


@pytest.fixture
def occurrence(series):
    return make_occurrence(series=series, local_date=FRIDAY)


def move(occurrence, venue, **values):
    answers = {
        "local_date": FRIDAY,
        "local_time": SEVEN_PM,
        "reason_ko": "안전을 위해 옮깁니다.",
    }
    return move_occurrence(occurrence=occurrence, venue=venue, **answers | values)


def online(occurrence, **values):
    answers = {"online_address": "https://meet.example.org/x", "reason_ko": "폭설"}
    return move_online(occurrence=occurrence, **answers | values)


class TestPlace:
    def test_leaks_nowhere_before_its_time_and_is_told_then(
        self, client, occurrence, square, organization, clock
    ):
        add_host(occurrence, organization)
        Occurrence.objects.update(route_ko="비밀 경로")
        moved = move(occurrence, square, venue_reveal_at=REVEAL)
        assert leaked(SECRETS, client, moved, organization) == []
        page = client.get("/en" + moved.get_absolute_url()).content.decode()
        assert "The place is told on Thu 26 November 2026, 7 p.m. KST" in page
        assert "Originally announced at: In front of Gangnam" in page

        clock.move_to(REVEAL - A_MINUTE)
        assert leaked(SECRETS, client, moved, organization) == []
        clock.move_to(REVEAL)
        assert leaked(SECRETS, client, moved, organization) == [
            secret for secret in SECRETS if secret != "meet.example.org"
        ]

    def test_that_the_series_has_is_kept_back_as_well(self, client, series):
        occurrence = make_occurrence(
            series=series, local_date=FRIDAY, venue_reveal_at=REVEAL
        )
        assert (
            "Gangnam"
            not in client.get("/en" + occurrence.get_absolute_url()).content.decode()
        )

    def test_the_feed_changes_with_the_clock_and_again_when_it_is_noted(
        self, client, occurrence, square, clock
    ):
        moved = move(occurrence, square, venue_reveal_at=REVEAL)
        tags = [client.get("/events/calendar.ics")["ETag"]]
        clock.move_to(REVEAL - A_MINUTE)
        tell_places(timestamp=0)
        tags.append(client.get("/events/calendar.ics")["ETag"])
        clock.move_to(REVEAL)
        tags.append(client.get("/events/calendar.ics")["ETag"])
        tell_places(timestamp=0)
        tags.append(client.get("/events/calendar.ics")["ETag"])

        assert tags[0] == tags[1]
        assert len(set(tags)) == 3
        moved.refresh_from_db()
        assert (moved.venue_reveal_at, moved.sequence) == (None, 2)
        assert moved.content_modified_at == REVEAL
        tell_places(timestamp=0)
        moved.refresh_from_db()
        assert moved.sequence == 2

    def test_that_was_never_told_is_not_what_it_was_moved_from(
        self, client, occurrence, square, organization
    ):
        hidden = move(occurrence, square, venue_reveal_at=REVEAL)
        moved = move(hidden, make_venue(name_ko="보신각"))
        assert leaked(SECRETS, client, moved, organization) == []
        assert moved.moved_from_venue == occurrence.series.venue

        draft_hidden = make_occurrence(
            local_date=FRIDAY, own_venue=square, venue_reveal_at=REVEAL
        )
        moved = move(draft_hidden, make_venue(name_ko="보신각"))
        assert moved.moved_from_venue is None
        assert leaked(SECRETS, client, moved, organization) == []

    def test_is_kept_when_history_is_frozen(self, series, square, clock):
        occurrence = make_occurrence(
            series=series, local_date=FRIDAY, venue_reveal_at=REVEAL
        )
        clock.move_to(REVEAL + dt.timedelta(days=3))
        freeze_past_occurrences()
        occurrence.refresh_from_db()

        assert occurrence.own_venue == series.venue

    @pytest.mark.parametrize(
        "reveal_at",
        (MONDAY, MONDAY - A_MINUTE, dt.datetime(2026, 11, 27, 19, tzinfo=SEOUL)),
    )
    def test_a_moment_that_makes_no_sense_is_refused(
        self, occurrence, square, reveal_at
    ):
        with pytest.raises(ValidationError) as refusal:
            move(occurrence, square, venue_reveal_at=reveal_at)
        assert list(refusal.value.message_dict) == ["venue_reveal_at"]

    def test_that_is_kept_back_may_be_told_sooner_later_or_at_once(
        self, occurrence, square
    ):
        hidden = move(occurrence, square, venue_reveal_at=REVEAL)
        for moment in (REVEAL - A_MINUTE, REVEAL + A_MINUTE):
            hidden = move(hidden, square, venue_reveal_at=moment)
            assert (hidden.venue, hidden.venue_reveal_at) == (None, moment)
        told = move(hidden, square)

        assert (told.venue, told.venue_reveal_at) == (square, None)
        assert told.moved_from_venue == occurrence.series.venue
        with pytest.raises(ValidationError):
            move(told, square)

    def test_what_is_public_cannot_be_taken_back(self, occurrence):
        with pytest.raises(ValidationError) as refusal:
            move(
                occurrence,
                occurrence.series.venue,
                local_time=dt.time(18),
                venue_reveal_at=REVEAL,
            )
        assert list(refusal.value.message_dict) == ["venue_reveal_at"]

    @pytest.mark.parametrize(
        "field", ("venue_reveal_at", "is_online", "online_address", "online_reveal_at")
    )
    def test_is_not_edited_silently(self, occurrence, field):
        with pytest.raises(ValidationError):
            revise_occurrence(occurrence=occurrence, fields=[field])

    def test_staff_see_the_place_and_that_the_preview_hides_it(
        self, staff_client, occurrence, square
    ):
        url = reverse("admin:events_occurrence_move", args=(occurrence.pk,))
        answers = {
            "seen": "scheduled-0",
            "local_date": "2026-11-27",
            "local_time": "19:00",
            "venue": square.pk,
            "venue_reveal_at": "2026-11-26T19:00",
            "reason_ko": "안전",
        }
        html = staff_client.post(url, answers).content.decode()
        preview = html[html.index('lang="en"') :]
        assert "The place is told on Thu 26 November 2026, 7 p.m. KST" in preview
        assert "Secret square" not in preview
        staff_client.post(url, {**answers, "confirmed": "1"})
        occurrence.refresh_from_db()
        assert occurrence.venue_reveal_at == REVEAL
        listed = staff_client.get(reverse("admin:events_occurrence_changelist"))
        assert "비밀 광장" in listed.content.decode()


class TestOnline:
    def test_says_so_and_keeps_its_identity(self, client, occurrence):
        before = occurrence.series.venue
        moved = online(occurrence, reason_en="Snow")
        page = client.get("/en" + moved.get_absolute_url()).content.decode()

        assert (moved.uid, moved.slug) == (occurrence.uid, occurrence.slug)
        assert (moved.sequence, moved.moved_from_venue) == (1, before)
        assert moved.local_start == occurrence.local_start
        assert "This gathering takes place online." in page
        assert 'href="https://meet.example.org/x"' in page
        assert "Originally announced at: In front of Gangnam" in page
        assert "Reason: Snow" in page
        feed = client.get("/en/events/calendar.ics").content.decode()
        assert "LOCATION:Online" in feed

    def test_the_link_leaks_nowhere_before_its_time(
        self, client, occurrence, organization, clock
    ):
        moved = online(occurrence, online_reveal_at=REVEAL)
        assert leaked(SECRETS, client, moved, organization) == []
        page = client.get("/en" + moved.get_absolute_url()).content.decode()
        assert "The link is told on Thu 26 November 2026, 7 p.m. KST" in page

        clock.move_to(REVEAL)
        assert leaked(SECRETS, client, moved, organization) == ["meet.example.org"]
        tell_places(timestamp=0)
        moved.refresh_from_db()
        assert (moved.online_reveal_at, moved.sequence) == (None, 2)

    def test_moving_it_to_its_place_brings_it_back(self, occurrence):
        back = move(online(occurrence), occurrence.series.venue)

        assert not back.is_online
        assert back.venue == occurrence.series.venue
        assert (back.moved_from_venue, back.own_venue) == (None, None)

    def test_a_place_that_was_never_told_is_forgotten(
        self, client, series, square, organization
    ):
        hidden = make_occurrence(
            series=series, local_date=FRIDAY, own_venue=square, venue_reveal_at=REVEAL
        )
        moved = online(hidden, online_reveal_at=REVEAL)
        assert moved.moved_from_venue is None
        assert leaked(SECRETS, client, moved, organization) == []
        assert leaked(SECRETS, client, move(moved, make_venue()), organization) == []

    @pytest.mark.parametrize(
        ("values", "field"),
        (
            ({"online_address": ""}, "online_address"),
            ({"online_address": "javascript:alert(1)"}, "online_address"),
            ({"online_address": "http://meet.example.org/"}, "online_address"),
            ({"online_reveal_at": MONDAY}, "online_reveal_at"),
            ({"reason_ko": " "}, "reason_ko"),
        ),
    )
    def test_what_makes_no_sense_is_refused(self, occurrence, values, field):
        with pytest.raises(ValidationError) as refusal:
            online(occurrence, **values)
        assert list(refusal.value.message_dict) == [field]

    def test_from_the_back_office(self, staff_client, occurrence):
        url = reverse("admin:events_occurrence_move-online", args=(occurrence.pk,))
        assert staff_client.get(url).status_code == 200
        answers = {
            "seen": "scheduled-0",
            "online_address": "https://meet.example.org/x",
            "online_reveal_at": "",
            "reason_ko": "폭설",
        }
        assert "meet.example.org" in staff_client.post(url, answers).content.decode()
        staff_client.post(url, {**answers, "confirmed": "1"})
        occurrence.refresh_from_db()
        assert occurrence.is_online


class TestAlerts:
    """Whoever asked for changes hears once when the place or the link is told."""

    def news(self):
        """Notes what is due, works the queue, and returns the new mails."""
        before = len(mail.outbox)
        tell_places(timestamp=0)
        while run_jobs():
            pass
        return mail.outbox[before:]

    def test_of_the_place_once(self, occurrence, square, clock):
        follow(occurrence, language="en")
        follow(occurrence.series, "ko@example.org")
        move(occurrence, square, venue_reveal_at=REVEAL)
        while run_jobs():
            pass
        assert [each.body for each in mail.outbox if "Secret square" in each.body] == []
        clock.move_to(REVEAL - A_MINUTE)
        assert self.news() == []

        clock.move_to(REVEAL)
        told = {each.to[0]: each.body for each in self.news()}
        assert told.keys() == {"a@example.org", "ko@example.org"}
        assert (
            "Where: The place is told on Thu 26 November 2026, 7 p.m. KST → "
            "Secret square\n"
        ) in told["a@example.org"]
        assert "→ 비밀 광장\n" in told["ko@example.org"]
        assert "When: Fri 27 November 2026, 7 p.m. KST" in told["a@example.org"]
        assert self.news() == []

    def test_of_the_link(self, occurrence, clock):
        follow(occurrence, language="en")
        online(occurrence, online_reveal_at=REVEAL)
        while run_jobs():
            pass
        clock.move_to(REVEAL)

        (told,) = self.news()
        assert (
            "Where: Online · The link is told on Thu 26 November 2026, 7 p.m. KST → "
            "Online · https://meet.example.org/x\n"
        ) in told.body

    def test_not_of_what_is_called_off_or_over(self, series, square, clock):
        for day in (20, 27):
            hidden = make_occurrence(
                series=series,
                local_date=dt.date(2026, 11, day),
                own_venue=square,
                venue_reveal_at=dt.datetime(2026, 11, day - 1, tzinfo=SEOUL),
            )
            follow(series)
        cancel_occurrence(occurrence=hidden, reason_ko="폭우")
        while run_jobs():
            pass
        clock.move_to(REVEAL)

        assert self.news() == []
        assert not Occurrence.objects.exclude(venue_reveal_at=None).exists()


class TestClearingAnOverride:
    """An empty field means: as the series says."""

    OVERRIDES = {
        "own_title_ko": "송년 집회",
        "own_title_en": "Year's end",
        "own_summary_ko": "요약",
        "own_format": "vigil",
        "own_photo_policy": "free",
        "own_sign_language": "yes",
        "own_rain_plan_ko": "우산",
    }

    def test_in_the_back_office_restores_the_series_value(
        self, staff_client, client, series, organization
    ):
        add_host(series, organization)
        occurrence = make_occurrence(series=series, local_date=FRIDAY, **self.OVERRIDES)
        host = add_host(occurrence, organization, role="supporter")
        url = reverse("admin:events_occurrence_change", args=(occurrence.pk,))
        html = staff_client.get(url).content.decode()
        names = re.findall(r'name="(own_[a-z_]+)"', html)
        answers = dict.fromkeys({*names, "route_ko", "route_en"}, "") | {
            "duration": "02:00:00",
            "declared_hosts_count": "",
            "provenance": "own",
            "own_hosts-TOTAL_FORMS": 1,
            "own_hosts-INITIAL_FORMS": 1,
            "own_hosts-0-id": host.pk,
            "own_hosts-0-occurrence": occurrence.pk,
            "own_hosts-0-organization": organization.pk,
            "own_hosts-0-role": "supporter",
            "own_hosts-0-order": 0,
            "own_hosts-0-DELETE": "on",
            "claims-TOTAL_FORMS": 0,
            "claims-INITIAL_FORMS": 0,
            "programme-TOTAL_FORMS": 0,
            "programme-INITIAL_FORMS": 0,
        }
        assert staff_client.post(url, answers).status_code == 302
        restored = Occurrence.objects.with_inherited().get(pk=occurrence.pk)

        assert restored.title_ko == series.title_ko
        assert restored.title_en == series.title_en
        assert restored.summary_ko == series.summary_ko
        assert restored.format == series.format
        assert restored.photo_policy == series.photo_policy
        assert restored.sign_language == series.sign_language
        assert restored.rain_plan_ko == series.rain_plan_ko
        assert [each.role for each in restored.hosts] == ["host"]
        assert restored.content_modified_at == MONDAY
        assert "송년 집회" not in client.get("/friday/").content.decode()
