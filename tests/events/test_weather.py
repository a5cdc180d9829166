"""Whether it goes ahead in the rain: promised by an hour, told on the page, kept."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from coalition.exceptions import StaleStateError
from coalition.models import AuditEntry
from config.taskboard import task_board
from events.enums import WeatherDecision
from events.models import AlertMessage, EventSeries, Occurrence, OccurrenceChange
from events.models.weather import weather_decision, weather_decision_at
from events.selectors.sheet import sheet_boundaries
from events.selectors.weather import weather_decisions_due
from events.services.call_off import cancel_occurrence, restore_occurrence
from events.services.move import move_occurrence
from events.services.weather import decide_weather, reopen_weather
from tests.events.week import FRIDAY, SEOUL
from tests.factories.events import make_occurrence, make_series, make_venue

pytestmark = pytest.mark.django_db


def at(day, hour, minute=0):
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=SEOUL)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at(27, 12), tick=False) as traveller:
        yield traveller


@pytest.fixture
def occurrence():
    series = make_series(
        slug="friday",
        is_main=True,
        weather_hours=4,
        rain_plan_ko="우비를 나눕니다.",
        rain_plan_en="Raincoats are handed out.",
    )
    return make_occurrence(series=series, local_date=FRIDAY)


def pages(client, occurrence):
    """What both pages say, joined; they must agree."""
    found = []
    for path in (occurrence.get_absolute_url(), "/friday/"):
        html = client.get(f"/en{path}").content.decode()
        main = html[html.index("<main") : html.index("</main>")]
        found.append(" ".join(re.sub(r"<[^>]+>", " ", main).split()))
    return found


def say(client, occurrence, sentence):
    return [sentence in page for page in pages(client, occurrence)] == [True, True]


def move(occurrence, **values):
    answers = {
        "local_date": FRIDAY,
        "local_time": dt.time(19),
        "venue": occurrence.actual_venue,
        "reason_ko": "비가 옵니다.",
    }
    return move_occurrence(occurrence=occurrence, **answers | values)


def weather_url(occurrence):
    return reverse("admin:events_occurrence_weather", args=(occurrence.pk,))


class TestPages:
    def test_promise_an_hour_and_then_tell(self, client, occurrence, clock):
        clock.move_to(at(26, 12))
        sentence = (
            "In case of rain Raincoats are handed out. Whether it goes ahead is told on "
            "this page by 3 p.m. on Fri 27 November 2026."
        )
        assert say(client, occurrence, sentence)
        clock.move_to(at(27, 12))
        assert say(client, occurrence, "on this page by 3 p.m. today.")
        clock.move_to(at(27, 15))
        assert say(client, occurrence, "The decision takes longer.")
        decide_weather(occurrence=occurrence)
        sentence = "It goes ahead as announced (decided 3 p.m. today)."
        assert say(client, occurrence, sentence)
        clock.move_to(at(27, 19))
        assert not say(client, occurrence, sentence)
        assert say(client, occurrence, "In case of rain Raincoats are handed out.")

    def test_change_by_the_clock_at_moments_that_are_known(self, occurrence):
        decision_day, decision = at(27, 0), at(27, 15)
        assert sheet_boundaries(occurrence) == [decision_day, decision, at(27, 19)]
        decided = decide_weather(occurrence=occurrence)
        assert sheet_boundaries(decided) == [at(27, 19), at(28, 0)]

    def test_the_decision_shows_without_a_promise_too(self, client, occurrence):
        EventSeries.objects.update(weather_hours=None, rain_plan_ko="")
        assert not say(client, occurrence, "In case of rain")
        decide_weather(occurrence=Occurrence.objects.get())
        assert say(client, occurrence, "In case of rain It goes ahead as announced")

    def test_moved_and_called_off_are_told_by_their_own_notices(
        self, client, occurrence
    ):
        moved = move(occurrence, venue=make_venue(name_en="The hall"))
        assert say(client, occurrence, "on this page by 3 p.m. today.")
        decided = decide_weather(occurrence=moved)
        assert weather_decision(decided) == WeatherDecision.MOVED
        assert say(client, occurrence, "It goes ahead as told above")
        cancel_occurrence(occurrence=decided, reason_ko="폭우")
        assert not say(client, occurrence, "In case of rain")

    def test_an_own_hour_goes_before_that_of_the_series(self, occurrence):
        occurrence.own_weather_hours = 2
        assert weather_decision_at(occurrence) == at(27, 17)

    def test_without_an_hour_nothing_is_promised(self, occurrence):
        occurrence.local_time = None
        assert weather_decision_at(occurrence) is None
        assert weather_decision(occurrence) == WeatherDecision.NONE


class TestDecision:
    def test_tells_nobody_and_moves_no_entry(self, occurrence, staff):
        decided = decide_weather(occurrence=occurrence, actor=staff)

        assert decided.weather_decided_at == at(27, 12)
        assert (decided.sequence, decided.content_modified_at) == (0, at(27, 12))
        assert not OccurrenceChange.objects.exists()
        assert not AlertMessage.objects.exists()
        entry = AuditEntry.objects.get()
        assert (entry.action, entry.actor) == ("occurrence.weather_decided", staff)

    def test_a_second_tap_keeps_the_first_moment(self, occurrence, clock):
        decide_weather(occurrence=occurrence)
        clock.move_to(at(27, 13))
        again = decide_weather(occurrence=occurrence)

        assert again.weather_decided_at == at(27, 12)
        assert AuditEntry.objects.count() == 1

    def test_is_taken_back(self, occurrence, clock):
        decide_weather(occurrence=occurrence)
        for _ in range(2):
            reopened = reopen_weather(occurrence=occurrence)

        assert weather_decision(reopened) == WeatherDecision.OPEN
        assert AuditEntry.objects.count() == 2
        decide_weather(occurrence=occurrence)
        clock.move_to(at(27, 19))
        with pytest.raises(ValidationError):
            reopen_weather(occurrence=occurrence)

    def test_holds_for_the_hour_it_was_made_for(self, occurrence):
        decided = decide_weather(occurrence=occurrence)
        moved = move(decided, local_date=FRIDAY + dt.timedelta(days=1))

        assert weather_decision(moved) == WeatherDecision.OPEN
        assert weather_decision_at(moved) == at(28, 15)

    def test_holds_when_a_cancellation_is_taken_back(self, occurrence):
        decided = decide_weather(occurrence=occurrence)
        called_off = cancel_occurrence(occurrence=decided, reason_ko="폭우")
        assert weather_decision(called_off) == WeatherDecision.CALLED_OFF
        restored = restore_occurrence(occurrence=called_off)
        assert weather_decision(restored) == WeatherDecision.GOES_AHEAD

    def test_only_of_what_is_to_come(self, occurrence, clock):
        draft = make_occurrence(local_date=FRIDAY, published=False)
        called_off = cancel_occurrence(occurrence=occurrence, reason_ko="폭우")
        for each in (draft, called_off):
            with pytest.raises(ValidationError):
                decide_weather(occurrence=each)
        restored = restore_occurrence(occurrence=called_off)
        clock.move_to(at(27, 19))
        with pytest.raises(ValidationError):
            decide_weather(occurrence=restored)

    def test_a_stale_reader_is_refused(self, occurrence):
        seen = Occurrence.objects.get()
        move(occurrence, venue=make_venue())
        with pytest.raises(StaleStateError):
            decide_weather(occurrence=seen)


class TestTaskBoard:
    def due(self, now):
        tasks = task_board(
            may_view=lambda model: True, may_change=lambda model: True, now=now
        )
        return next((task for task in tasks if task.name == "weather"), None)

    def test_asks_a_day_before_and_until_it_begins(self, occurrence):
        assert self.due(at(26, 14, 59)) is None
        task = self.due(at(26, 15))
        assert [record.url for record in task.records] == [weather_url(occurrence)]
        assert self.due(at(27, 18)).count == 1
        assert self.due(at(27, 19)) is None

    def test_is_quiet_once_it_is_decided(self, occurrence):
        stored = decide_weather(occurrence=occurrence)
        assert weather_decisions_due(at(27, 14)) == []
        stored = reopen_weather(occurrence=stored)
        assert weather_decisions_due(at(27, 14)) == [stored]
        cancel_occurrence(occurrence=stored, reason_ko="폭우")
        assert weather_decisions_due(at(27, 14)) == []


class TestBackOffice:
    def test_goes_ahead_and_back(self, staff_client, occurrence):
        url = weather_url(occurrence)
        page = staff_client.get(url)
        assert page.status_code == 200
        html = page.content.decode()
        for act in ("move", "move-online", "call-off"):
            target = reverse(f"admin:events_occurrence_{act}", args=(occurrence.pk,))
            assert f'href="{target}"' in html

        response = staff_client.post(url, {"seen": "scheduled-0"})
        assert (response.status_code, response.url) == (303, url)
        stored = Occurrence.objects.get()
        assert weather_decision(stored) == WeatherDecision.GOES_AHEAD
        staff_client.post(url, {"seen": "scheduled-0", "reopen": "1"})
        assert weather_decision(Occurrence.objects.get()) == WeatherDecision.OPEN

    def test_what_was_seen_is_what_is_decided(self, staff_client, occurrence):
        url = weather_url(occurrence)
        move(occurrence, venue=make_venue())
        response = staff_client.post(url, {"seen": "scheduled-0"})

        assert response.status_code == 303
        assert Occurrence.objects.get().weather_decided_at is None
        assert staff_client.post(url, {}).status_code == 400

    def test_says_why_it_is_refused(self, staff_client, occurrence, clock):
        clock.move_to(at(27, 19))
        url = weather_url(occurrence)
        response = staff_client.post(url, {"seen": "scheduled-0"}, follow=True)

        assert "c-notice--info" in response.content.decode()
        assert Occurrence.objects.get().weather_decided_at is None

    def test_no_one_else_gets_in(self, client, occurrence, django_user_model):
        django_user_model.objects.create_user(
            email="x@example.org", password="x" * 16, is_staff=True
        )
        client.login(email="x@example.org", password="x" * 16)

        assert client.get(weather_url(occurrence)).status_code == 403
