"""The run sheet, and a gathering that runs late: one tap, and every page says so."""

import datetime as dt
import re
import uuid
from functools import partial

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalition.exceptions import StaleStateError
from coalition.models import AuditEntry
from events.enums import NoisePeriod, Phase
from events.models import NoiseLimit, Occurrence, OccurrenceDelay
from events.models.delays import expected_at, late_minutes
from events.selectors.sheet import run_sheet, sheet_boundaries
from events.services.call_off import cancel_occurrence
from events.services.edit import revise_occurrence
from events.services.move import move_occurrence
from events.services.sheet import report_delay, take_back_delay
from tests.events.week import FRIDAY, SEOUL
from tests.factories.events import make_occurrence, make_series, make_venue
from tests.factories.sheet import add_item
from tests.public import leaked
from tests.threads import at_once

SECRETS = ("비밀노트", "비밀음향", "비밀순서", "비밀이름", "비밀계획")

pytestmark = pytest.mark.django_db


def at(hour, minute=0):
    return dt.datetime(2026, 11, 27, hour, minute, tzinfo=SEOUL)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at(18, 50), tick=False) as traveller:
        yield traveller


@pytest.fixture
def occurrence():
    series = make_series(slug="friday", is_main=True)
    occurrence = make_occurrence(series=series, local_date=FRIDAY)
    add_item(occurrence, order=1, starts_after=0)
    add_item(occurrence, order=2, starts_after=30, title_ko="공연", title_en="Music")
    return occurrence


def late(occurrence, *, seen=0, press=None, **values):
    return report_delay(
        occurrence=occurrence, press=press or uuid.uuid4(), seen=seen, **values
    )


def times(occurrence):
    items = Occurrence.objects.get(pk=occurrence.pk).programme.all()
    return [f"{item.expected_at:%H:%M}" for item in items]


def words(response):
    assert response.status_code == 200
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def sheet_url(occurrence):
    return reverse("admin:events_occurrence_run-sheet", args=(occurrence.pk,))


class TestDelay:
    def test_shifts_what_has_not_begun_and_the_end(self, occurrence, staff, clock):
        clock.move_to(at(19, 5))
        stored = late(occurrence, actor=staff)

        assert times(occurrence) == ["19:00", "19:40"]
        assert expected_at(stored, stored.local_end) == at(21, 10)
        assert (stored.starts_at, stored.ends_at) == (at(19), at(21))
        assert stored.phase(at(21, 9)) == Phase.RUNNING
        assert stored.phase(at(21, 10)) == Phase.OVER
        entry = AuditEntry.objects.get()
        assert (entry.action, entry.actor) == ("occurrence.delay", staff)
        assert entry.detail == {"minutes": 10}

    def test_before_the_start_all_of_it_is_shifted(self, occurrence):
        late(occurrence)

        assert times(occurrence) == ["19:10", "19:40"]

    def test_reports_add_up_each_from_its_moment_on(self, occurrence, clock):
        late(occurrence)
        clock.move_to(at(19, 20))
        late(occurrence, seen=10)

        assert times(occurrence) == ["19:10", "19:50"]

    def test_a_double_tap_shifts_once(self, occurrence):
        press = uuid.uuid4()
        late(occurrence, press=press)
        late(occurrence, press=press)

        assert late_minutes(occurrence) == 10
        assert AuditEntry.objects.count() == 1

    def test_two_people_who_say_the_same_thing_shift_once(self, occurrence):
        late(occurrence, seen=0)
        with pytest.raises(StaleStateError):
            late(occurrence, seen=0)

        assert late_minutes(occurrence) == 10

    def test_taken_back_it_is_as_announced(self, occurrence, staff):
        press = uuid.uuid4()
        late(occurrence, press=press)
        delay = OccurrenceDelay.objects.get()
        for _ in range(2):
            stored = take_back_delay(
                occurrence=occurrence, delay_id=delay.pk, actor=staff
            )

        assert times(occurrence) == ["19:00", "19:30"]
        assert stored.over_at == at(21)
        actions = list(AuditEntry.objects.values_list("action", flat=True))
        assert sorted(actions) == ["occurrence.delay", "occurrence.delay_taken_back"]
        # The old button, come back from a page that stayed open, does nothing.
        late(occurrence, press=press)
        assert late_minutes(Occurrence.objects.get()) == 0

    def test_only_the_last_one_is_taken_back(self, occurrence):
        late(occurrence)
        first = OccurrenceDelay.objects.get()
        late(occurrence, seen=10)
        with pytest.raises(StaleStateError):
            take_back_delay(occurrence=occurrence, delay_id=first.pk)
        with pytest.raises(StaleStateError):
            take_back_delay(occurrence=occurrence, delay_id=0)

    @pytest.mark.parametrize("moment", (at(15, 59), at(21)))
    def test_is_told_only_around_the_gathering(self, occurrence, clock, moment):
        clock.move_to(moment)
        with pytest.raises(ValidationError):
            late(occurrence)

    def test_of_what_is_not_held_nothing_is_late(self, occurrence):
        draft = make_occurrence(local_date=FRIDAY, published=False)
        without_hour = make_occurrence(
            local_date=FRIDAY, local_time=None, duration=None
        )
        called_off = cancel_occurrence(occurrence=occurrence, reason_ko="폭설")
        for each in (draft, without_hour, called_off):
            with pytest.raises(ValidationError):
                late(each)

    def test_three_hours_are_the_most(self, occurrence):
        for seen in range(0, 180, 10):
            late(occurrence, seen=seen)
        with pytest.raises(ValidationError):
            late(occurrence, seen=180)

    def test_a_stale_reader_is_refused(self, occurrence):
        seen = Occurrence.objects.get()
        cancel_occurrence(occurrence=occurrence, reason_ko="폭설")
        with pytest.raises(StaleStateError):
            late(seen)

    def test_moved_to_another_hour_it_is_punctual_again(self, occurrence):
        late(occurrence)
        moved = move_occurrence(
            occurrence=occurrence,
            local_date=FRIDAY,
            local_time=dt.time(20),
            venue=occurrence.venue,
            reason_ko="앞 행사가 길어집니다.",
        )

        assert late_minutes(moved) == 0
        assert moved.over_at == at(22)

    def test_a_new_duration_keeps_the_delay(self, occurrence):
        late(occurrence)
        stored = Occurrence.objects.get()
        stored.duration = dt.timedelta(hours=1)
        revise_occurrence(occurrence=stored, fields=["duration"])

        assert Occurrence.objects.get().over_at == at(20, 10)


@pytest.mark.django_db(transaction=True)
class TestTapsAtOnce:
    """Two people at the same sheet, in threads and connections of their own."""

    ROUNDS = 5

    def test_what_both_say_counts_once_and_double_taps_too(self, occurrence):
        for before in range(0, self.ROUNDS * 10, 10):
            one, other = uuid.uuid4(), uuid.uuid4()
            answers = at_once(
                *(
                    partial(tap, occurrence, seen=before, press=press)
                    for press in (one, other, one, other)
                )
            )
            assert answers.count("late") == answers.count("stale") == 2
            assert late_minutes(occurrence_now(occurrence)) == before + 10

        delays = OccurrenceDelay.objects.filter(occurrence=occurrence)
        assert delays.count() == self.ROUNDS
        assert AuditEntry.objects.filter(action="occurrence.delay").count() == (
            self.ROUNDS
        )

    def test_whoever_looks_again_and_means_it_adds_ten_minutes(self, occurrence):
        def insist():
            while tap(occurrence, seen=late_minutes(occurrence_now(occurrence))) != (
                "late"
            ):
                pass

        at_once(*[insist] * 6)

        assert late_minutes(occurrence_now(occurrence)) == 60
        assert OccurrenceDelay.objects.count() == 6
        assert AuditEntry.objects.filter(action="occurrence.delay").count() == 6
        assert occurrence_now(occurrence).over_at == at(22)

    def test_taken_back_by_two_while_a_third_adds(self, occurrence):
        late(occurrence)
        delay = OccurrenceDelay.objects.get()

        def take_back():
            try:
                take_back_delay(occurrence=occurrence, delay_id=delay.pk)
            except StaleStateError:
                return "stale"
            return "punctual"

        answers = at_once(take_back, take_back, partial(tap, occurrence, seen=10))

        minutes = 0 if "punctual" in answers else 20
        assert answers == (
            ["punctual", "punctual", "stale"]
            if minutes == 0
            else ["stale", "stale", "late"]
        )
        assert late_minutes(occurrence_now(occurrence)) == minutes
        entries = AuditEntry.objects.filter(action__startswith="occurrence.delay")
        assert entries.count() == 2


def tap(occurrence, *, seen, press=None):
    try:
        late(occurrence, seen=seen, press=press)
    except StaleStateError:
        return "stale"
    return "late"


def occurrence_now(occurrence):
    return Occurrence.objects.get(pk=occurrence.pk)


class TestCalendars:
    PATHS = ("/events/calendar.ics", "/events/feed.atom", "/events/friday/event.ics")

    def test_a_delay_moves_no_entry(self, client, occurrence):
        Occurrence.objects.update(slug="friday")
        before = [client.get(path).content for path in self.PATHS]
        modified_at = occurrence.content_modified_at
        late(occurrence)

        assert [client.get(path).content for path in self.PATHS] == before
        stored = Occurrence.objects.get()
        assert (stored.sequence, stored.content_modified_at) == (0, modified_at)


class TestPublicPages:
    def test_say_when_it_begins_and_that_it_runs_late(self, client, occurrence, clock):
        late(occurrence)
        page = f"/en{occurrence.get_absolute_url()}"
        paths = (page, "/en/friday/", f"{page}programme/")
        for path in paths:
            text = words(client.get(path))
            assert "It begins about 10 minutes late, at 7:10 p.m." in text
            assert "7:40 p.m. (planned for 7:30 p.m.)" in text
        clock.move_to(at(19, 30))
        for path in paths:
            text = words(client.get(path))
            assert "It is running about 10 minutes late." in text
        clock.move_to(at(21, 10))
        for path in paths:
            assert "minutes late" not in words(client.get(path))

    def test_the_announced_start_stays(self, client, occurrence):
        late(occurrence)
        text = words(client.get(f"/en{occurrence.get_absolute_url()}"))

        assert "Fri 27 November 2026, 7 p.m. KST, until 9 p.m." in text

    def test_called_off_it_is_not_late(self, client, occurrence):
        stored = late(occurrence)
        cancel_occurrence(occurrence=stored, reason_ko="폭설")

        assert "minutes late" not in words(client.get("/en/friday/"))

    def test_the_programme_has_a_page_of_its_own(self, client, occurrence):
        path = f"/en{occurrence.get_absolute_url()}programme/"
        page = client.get(f"/en{occurrence.get_absolute_url()}").content.decode()
        response = client.get(path)

        assert f'href="{path}"' in page
        assert "Speech : Opening" in words(response)
        assert response["Cache-Control"].startswith("public")
        occurrence.programme.all().delete()
        assert "not announced yet" in words(client.get(path))
        page = client.get(f"/en{occurrence.get_absolute_url()}").content.decode()
        assert path not in page

    def test_no_shared_cache_tells_it_beyond_a_part_that_is_revealed(
        self, client, occurrence
    ):
        soon = at(18, 50) + dt.timedelta(seconds=3)
        add_item(occurrence, title_ko="나중순서", reveal_at=soon)
        response = client.get(f"{occurrence.get_absolute_url()}programme/")

        assert "s-maxage=3, stale-while-revalidate=0" in response["Cache-Control"]

    def test_of_a_draft_there_is_no_page(self, client):
        draft = make_occurrence(local_date=FRIDAY, published=False)

        assert client.get(f"/events/{draft.slug}/programme/").status_code == 404

    def test_what_is_for_staff_leaks_nowhere(self, client, occurrence):
        Occurrence.objects.update(own_safety_plan="비밀계획")
        named = {"speaker": "비밀이름", "speaker_consents": True}
        add_item(occurrence, staff_note="비밀노트", sound="비밀음향", minutes=5)
        add_item(occurrence, title_ko="비밀순서", is_public=False, **named)
        add_item(occurrence, title_ko="비밀순서", reveal_at=at(19), **named)
        late(occurrence)

        assert leaked(SECRETS, client, occurrence, occurrence.series) == []

    def test_the_number_of_queries_does_not_grow(self, client, occurrence):
        path = f"{occurrence.get_absolute_url()}programme/"

        def count():
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            return len(queries)

        before = count()
        for order in range(3):
            add_item(occurrence, order=order, starts_after=order)
            late(occurrence, seen=order * 10)
        assert count() == before


class TestSheet:
    def test_knows_lengths_what_runs_now_and_what_does_not_fit(self, occurrence):
        occurrence.programme.filter(order=1).update(minutes=40)
        sheet = run_sheet(occurrence, at(19, 45))

        assert [row.minutes for row in sheet.rows] == [40, 90]
        assert [row.is_now for row in sheet.rows] == [False, True]
        assert [row.is_too_long for row in sheet.rows] == [True, False]

    def test_without_times_nothing_is_invented(self, occurrence):
        occurrence.programme.update(starts_after=None)
        sheet = run_sheet(occurrence, at(19, 45))

        assert [row.minutes for row in sheet.rows] == [None, None]
        assert not any(row.is_now for row in sheet.rows)

    def test_tells_the_sunset_where_the_place_is_known(self, occurrence):
        assert run_sheet(occurrence, at(19)).sunset is None
        occurrence.own_venue = make_venue(latitude="37.497900", longitude="127.027600")
        assert f"{run_sheet(occurrence, at(19)).sunset:%H:%M}" == "17:15"

    def test_prints_the_limits_of_its_day_and_no_others(self, occurrence):
        def enter(average, **values):
            NoiseLimit.objects.create(
                area_ko="그 밖의 지역",
                period=NoisePeriod.EVENING,
                average=average,
                source="가상의 별표",
                **values,
            )

        assert run_sheet(occurrence, at(19)).noise_limits == []
        last_year = {"valid_from": "2025-01-01", "valid_until": "2025-12-31"}
        enter(11, **last_year)
        enter(22, valid_from="2026-01-01", valid_until="2026-11-27")
        enter(33, valid_from="2026-11-28")
        limits = run_sheet(occurrence, at(19)).noise_limits
        assert [limit.average for limit in limits] == [22]

    def test_knows_at_which_moments_pages_change(self, occurrence):
        Occurrence.objects.update(own_emergency_phone="02-000-0000")
        add_item(occurrence, reveal_at=at(18, 55))

        stored = Occurrence.objects.get()
        assert sheet_boundaries(stored) == [at(18), at(18, 55), at(22)]
        late(stored)
        stored = Occurrence.objects.get()
        revealed, begins, ends = at(18, 55), at(19, 10), at(22, 10)
        assert sheet_boundaries(stored) == [at(18), revealed, begins, ends]


class TestBackOffice:
    def press(self, client, occurrence, **values):
        page = client.get(sheet_url(occurrence)).context
        answers = {
            "press": page["delay"].initial["press"],
            "seen": page["delay"].initial["seen"],
        }
        return client.post(sheet_url(occurrence), answers | values)

    def test_shows_everything(self, staff_client, occurrence):
        Occurrence.objects.update(own_safety_plan="**모이는 곳**: 광장")
        add_item(
            occurrence,
            order=3,
            starts_after=60,
            is_public=False,
            title_ko="정리",
            staff_note="무대 철거",
            sound="무선 마이크 2개",
            has_sign_language=True,
        )
        response = staff_client.get(sheet_url(occurrence))
        html = response.content.decode()

        assert response.status_code == 200
        for each in (
            "무대 철거",
            "무선 마이크 2개",
            "<strong>모이는 곳</strong>",
            "20:00",
        ):
            assert each in html
        assert "no-cache" in response["Cache-Control"]

    def test_one_tap_and_back(self, staff_client, occurrence):
        response = self.press(staff_client, occurrence)
        assert (response.status_code, response.url) == (303, sheet_url(occurrence))
        assert late_minutes(occurrence) == 10
        html = staff_client.get(sheet_url(occurrence)).content.decode()
        assert "19:10" in html
        assert "<s>19:00</s>" in html

        delay = OccurrenceDelay.objects.get()
        response = staff_client.post(sheet_url(occurrence), {"delay": delay.pk})
        assert response.status_code == 303
        assert late_minutes(occurrence) == 0

    def test_a_form_that_is_none_changes_nothing(self, staff_client, occurrence):
        url = sheet_url(occurrence)
        assert staff_client.post(url, {}).status_code == 400
        assert staff_client.post(url, {"delay": "x"}).status_code == 400
        assert self.press(staff_client, occurrence, seen=30).status_code == 303
        assert not OccurrenceDelay.objects.exists()

    def test_days_before_there_is_no_button(self, staff_client, occurrence, clock):
        clock.move_to(at(9))
        page = staff_client.get(sheet_url(occurrence))

        assert "delay" not in page.context
        response = staff_client.post(
            sheet_url(occurrence), {"press": uuid.uuid4(), "seen": 0}
        )
        assert response.status_code == 303
        assert not OccurrenceDelay.objects.exists()

    def test_no_one_else_gets_in(self, client, occurrence, django_user_model):
        django_user_model.objects.create_user(
            email="x@example.org", password="x" * 16, is_staff=True
        )
        client.login(email="x@example.org", password="x" * 16)

        assert client.get(sheet_url(occurrence)).status_code == 403
        assert client.post(sheet_url(occurrence), {}).status_code == 403
        assert client.get(sheet_url(Occurrence(pk=0))).status_code == 404

    def test_a_plan_for_staff_is_no_public_change(self, occurrence):
        modified_at = occurrence.content_modified_at
        occurrence.own_safety_plan = "모이는 곳"
        revise_occurrence(occurrence=occurrence, fields=["own_safety_plan"])

        stored = Occurrence.objects.get()
        assert stored.own_safety_plan == "모이는 곳"
        assert stored.content_modified_at == modified_at
