"""The back office: what staff do to gatherings, always with a look at it first."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from coalition.models import AuditEntry, User
from events.enums import Format, OccurrenceState, SeriesState
from events.models import EventSeries, Occurrence, ProgrammeItem, Venue
from tests.events.week import FRIDAY, MONDAY
from tests.factories.events import (
    add_host,
    make_occurrence,
    make_series,
    make_venue,
)

HOSTS = {"own_hosts-TOTAL_FORMS": 0, "own_hosts-INITIAL_FORMS": 0}
CLAIMS = {"claims-TOTAL_FORMS": 0, "claims-INITIAL_FORMS": 0}
PROGRAMME = {"programme-TOTAL_FORMS": 0, "programme-INITIAL_FORMS": 0}


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def series():
    return make_series(is_main=True, slug="friday")


@pytest.fixture
def occurrence(series):
    return make_occurrence(series=series, local_date=FRIDAY)


def act_url(occurrence, act):
    return reverse(f"admin:events_occurrence_{act}", args=(occurrence.pk,))


def change_url(record):
    name = type(record)._meta.model_name
    return reverse(f"admin:events_{name}_change", args=(record.pk,))


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def move_answers(occurrence, **values):
    return {
        "seen": f"{occurrence.state}-{occurrence.sequence}",
        "local_date": "2026-11-28",
        "local_time": "15:00",
        "venue": occurrence.venue.pk,
        "reason_ko": "광장을 쓸 수 없습니다.",
        "reason_en": "",
        **values,
    }


def record_answers(**values):
    """What the form of a gathering sends when only ``values`` are filled in."""
    return {
        "series": "",
        "local_date": "2026-11-27",
        "local_time": "14:00",
        "duration": "",
        "own_venue": "",
        "route_ko": "",
        "route_en": "",
        "own_format": "press_conference",
        "own_title_ko": "긴급 기자회견",
        "own_title_en": "Emergency press conference",
        "own_summary_ko": "",
        "own_summary_en": "",
        "own_description_ko": "",
        "own_description_en": "",
        "declared_hosts_count": "",
        "own_sign_language": "",
        "own_captions": "",
        "own_wheelchair": "",
        "own_photo_policy": "",
        "own_rain_plan_ko": "",
        "own_rain_plan_en": "",
        "slug": "",
        "provenance": "own",
        **HOSTS,
        **CLAIMS,
        **PROGRAMME,
        **values,
    }


class TestMove:
    def test_shows_the_form_and_how_it_stands(self, staff_client, occurrence):
        response = staff_client.get(act_url(occurrence, "move"))
        page = words(response)

        assert response.status_code == 200
        assert 'value="2026-11-27"' in response.content.decode()
        assert "2026년 11월 27일(금) 오후 7시" in page
        assert "http://testserver/friday/" in page
        assert 'name="confirmed"' not in response.content.decode()

    def test_shows_what_will_be_public_before_anything_is_changed(
        self, staff_client, occurrence
    ):
        response = staff_client.post(
            act_url(occurrence, "move"), move_answers(occurrence)
        )
        page = words(response)

        assert response.status_code == 200
        assert 'name="confirmed"' in response.content.decode()
        assert "2026년 11월 28일(토) 오후 3시" in page
        assert "Sat 28 November 2026, 3 p.m. KST" in page
        assert "Originally announced for: Fri 27 November 2026, 7 p.m. KST" in page
        occurrence.refresh_from_db()
        assert (occurrence.local_date, occurrence.sequence) == (FRIDAY, 0)
        assert not AuditEntry.objects.exists()

    def test_confirmed_it_is_moved_and_everybody_is_told(
        self, staff_client, staff, client, occurrence
    ):
        response = staff_client.post(
            act_url(occurrence, "move"), move_answers(occurrence, confirmed="1")
        )

        assert response.status_code == 302
        assert response["Location"] == change_url(occurrence)
        occurrence.refresh_from_db()
        assert occurrence.local_start.isoformat() == "2026-11-28T15:00:00+09:00"
        assert AuditEntry.objects.get().actor == staff
        assert "오후 3시" in words(client.get("/friday/"))
        feed = client.get("/events/calendar.ics").content.decode()
        assert "DTSTART;TZID=Asia/Seoul:20261128T150000" in feed

    @pytest.mark.parametrize(
        "wrong",
        (
            {"local_date": "2026-11-20"},
            {"local_date": "1926-11-28"},
            {"local_date": "tomorrow"},
            {"local_date": ""},
            {"local_time": "25:00"},
            {"reason_ko": ""},
            {"reason_ko": "가" * 301},
            {"venue": "0"},
            {"venue": ""},
            {"local_date": "2026-11-27", "local_time": "19:00"},
        ),
    )
    def test_what_makes_no_sense_is_said_and_kept(
        self, staff_client, occurrence, wrong
    ):
        answers = move_answers(occurrence, confirmed="1") | wrong
        response = staff_client.post(act_url(occurrence, "move"), answers)

        assert response.status_code == 422
        assert 'class="errorlist' in response.content.decode()
        assert 'name="confirmed"' not in response.content.decode()
        occurrence.refresh_from_db()
        assert (occurrence.local_date, occurrence.sequence) == (FRIDAY, 0)

    def test_a_decision_on_an_old_state_is_not_carried_out(
        self, staff_client, occurrence
    ):
        answers = move_answers(occurrence, confirmed="1", seen="scheduled-7")
        response = staff_client.post(act_url(occurrence, "move"), answers)

        assert response.status_code == 302
        occurrence.refresh_from_db()
        assert occurrence.local_date == FRIDAY


class TestCallingOff:
    def test_cancel_then_restore(self, staff_client, occurrence):
        answers = {"seen": "scheduled-0", "state": "cancelled", "reason_ko": "폭우"}
        url = act_url(occurrence, "call-off")

        preview = staff_client.post(url, answers)
        assert "This gathering is cancelled." in words(preview)
        staff_client.post(url, {**answers, "confirmed": "1"})
        occurrence.refresh_from_db()
        assert occurrence.state == OccurrenceState.CANCELLED

        url = act_url(occurrence, "restore")
        assert 'name="confirmed"' in staff_client.get(url).content.decode()
        staff_client.post(url, {"seen": "cancelled-1", "confirmed": "1"})
        occurrence.refresh_from_db()
        assert occurrence.state == OccurrenceState.SCHEDULED

    def test_postpone(self, staff_client, occurrence):
        answers = {
            "seen": "scheduled-0",
            "state": "postponed",
            "reason_ko": "장소 협의 중",
            "confirmed": "1",
        }
        staff_client.post(act_url(occurrence, "call-off"), answers)

        occurrence.refresh_from_db()
        assert occurrence.state == OccurrenceState.POSTPONED

    def test_an_act_that_is_not_possible_leads_back(self, staff_client, occurrence):
        response = staff_client.get(act_url(occurrence, "restore"))

        assert response["Location"] == change_url(occurrence)


class TestOneOff:
    def test_a_press_conference_from_the_empty_form_to_the_public_page(
        self, staff_client, client
    ):
        url = reverse("admin:events_occurrence_add")
        assert staff_client.get(url).status_code == 200
        staff_client.post(url, record_answers())
        draft = Occurrence.objects.get()
        assert draft.slug == "emergency-press-conference-2026-11-27"
        assert client.get(draft.get_absolute_url()).status_code == 404

        publish = act_url(draft, "publish")
        page = words(staff_client.get(publish))
        assert "2026년 11월 27일(금) 오후 2시" in page
        assert "http://testserver/events/calendar.ics" in page
        staff_client.post(publish, {"seen": "scheduled-0", "confirmed": "1"})

        assert client.get(draft.get_absolute_url()).status_code == 200
        actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
        assert list(actions) == ["occurrence.create", "occurrence.publish"]

    @pytest.mark.parametrize(
        "wrong",
        (
            {"own_title_ko": ""},
            {"own_format": ""},
            {"local_date": ""},
            {"local_date": "1999-01-01"},
            {"duration": "-1:00:00"},
            {"duration": "90"},
            {"local_time": "", "duration": "2:00:00"},
            {"slug": "archive"},
            {"slug": "with space"},
        ),
    )
    def test_what_cannot_be_is_refused_and_nothing_stored(self, staff_client, wrong):
        response = staff_client.post(
            reverse("admin:events_occurrence_add"), record_answers(**wrong)
        )

        assert response.status_code == 422
        assert "errorlist" in response.content.decode()
        assert not Occurrence.objects.exists()

    def test_a_second_date_on_a_slot_is_refused_beside_the_field(
        self, staff_client, occurrence, series
    ):
        response = staff_client.post(
            reverse("admin:events_occurrence_add"),
            record_answers(series=series.pk),
        )

        assert response.status_code == 422
        assert "errorlist" in response.content.decode()
        assert Occurrence.objects.count() == 1


class TestRecord:
    def test_a_text_is_revised_and_shown_at_once(
        self, staff_client, client, occurrence
    ):
        answers = record_answers(own_title_ko="금요 집회: 기억", own_format="")
        for name in ("series", "local_date", "local_time", "own_venue", "slug"):
            del answers[name]
        answers["duration"] = "02:00:00"
        response = staff_client.post(change_url(occurrence), answers)

        assert response.status_code == 302
        occurrence.refresh_from_db()
        assert occurrence.own_title_ko == "금요 집회: 기억"
        assert occurrence.content_modified_at == MONDAY
        assert occurrence.sequence == 0
        assert "금요 집회: 기억" in words(client.get("/friday/"))

    def test_date_place_and_address_of_a_public_date_are_not_in_the_form(
        self, staff_client, occurrence
    ):
        answers = record_answers(local_date="2030-01-01", slug="other", own_format="")
        staff_client.post(change_url(occurrence), answers)

        occurrence.refresh_from_db()
        assert (occurrence.local_date, occurrence.slug) == (
            FRIDAY,
            "friday-2026-11-27",
        )

    def test_saving_without_a_change_is_no_change(self, staff_client, occurrence):
        before = Occurrence.objects.filter(pk=occurrence.pk).values().get()
        answers = record_answers(
            own_title_ko="", own_title_en="", own_format="", duration="02:00:00"
        )
        staff_client.post(change_url(occurrence), answers)

        assert Occurrence.objects.filter(pk=occurrence.pk).values().get() == before

    @pytest.mark.parametrize(
        ("change", "is_seen"),
        (
            ({"staff_note": "마이크 둘", "minutes": 5}, False),
            ({"title_ko": "발언"}, True),
            ({"is_public": ""}, True),
        ),
    )
    def test_notes_of_the_run_sheet_change_no_calendar(
        self, staff_client, occurrence, change, is_seen
    ):
        item = ProgrammeItem.objects.create(
            occurrence=occurrence, kind="speech", is_public=True
        )
        row = {"id": item.pk, "occurrence": occurrence.pk, "order": 0, "kind": "speech"}
        row |= {"is_public": "on"} | change
        answers = record_answers(
            own_title_ko="", own_title_en="", own_format="", duration="02:00:00"
        )
        answers |= {"programme-TOTAL_FORMS": 1, "programme-INITIAL_FORMS": 1}
        answers |= {f"programme-0-{name}": value for name, value in row.items()}
        staff_client.post(change_url(occurrence), answers)

        item.refresh_from_db()
        assert (item.staff_note, item.title_ko, item.is_public) == (
            change.get("staff_note", ""),
            change.get("title_ko", ""),
            "is_public" not in change,
        )
        occurrence.refresh_from_db()
        assert (occurrence.content_modified_at == MONDAY) is is_seen

    def test_no_page_of_a_date_is_without_a_title(self, staff_client, occurrence):
        answers = record_answers(own_title_ko="", own_format="", duration="02:00:00")
        assert staff_client.post(change_url(occurrence), answers).status_code == 422

        occurrence.own_title_ko, occurrence.frozen_at = "지난 모임", MONDAY
        occurrence.own_format = "rally"
        occurrence.save()
        answers |= {"own_title_en": "", "own_format": "rally"}
        assert staff_client.post(change_url(occurrence), answers).status_code == 422

    def test_a_new_host_is_a_public_change(
        self, staff_client, occurrence, organization
    ):
        answers = record_answers(
            own_title_ko="", own_title_en="", own_format="", duration="02:00:00"
        ) | {
            "own_hosts-TOTAL_FORMS": 1,
            "own_hosts-0-occurrence": occurrence.pk,
            "own_hosts-0-organization": organization.pk,
            "own_hosts-0-role": "organizer",
            "own_hosts-0-order": 0,
        }
        staff_client.post(change_url(occurrence), answers)

        occurrence.refresh_from_db()
        assert [host.organization for host in occurrence.hosts] == [organization]
        assert occurrence.content_modified_at == MONDAY

    def test_buttons_lead_to_the_acts_that_are_possible(self, staff_client, occurrence):
        page = staff_client.get(change_url(occurrence)).content.decode()
        found = re.findall(
            r'href="([^"]*(?:publish|move|join|move-online|call-off|restore)/)"', page
        )

        assert [each.split("/")[-2] for each in found] == [
            "move",
            "join",
            "move-online",
            "call-off",
        ]
        assert [staff_client.get(each).status_code for each in found] == [200] * 4

    def test_what_is_public_is_never_deleted(self, staff_client, occurrence):
        url = reverse("admin:events_occurrence_delete", args=(occurrence.pk,))
        draft = make_occurrence(local_date=FRIDAY, published=False)

        assert staff_client.post(url, {"post": "yes"}).status_code == 403
        url = reverse("admin:events_occurrence_delete", args=(draft.pk,))
        assert staff_client.post(url, {"post": "yes"}).status_code == 302
        assert list(Occurrence.objects.all()) == [occurrence]

    def test_the_list_shows_what_is_coming_first(
        self, staff_client, series, occurrence
    ):
        make_occurrence(series=series, local_date=dt.date(2026, 10, 30))
        url = reverse("admin:events_occurrence_changelist")

        make_occurrence(series=series, local_date=dt.date(2026, 12, 4))
        coming = words(staff_client.get(url))
        assert coming.index("2026년 11월 27일(금)") < coming.index(
            "2026년 12월 4일(금)"
        )
        assert "2026년 10월 30일(금)" not in coming
        past = words(staff_client.get(url, {"when": "past"}))
        assert "2026년 10월 30일(금)" in past

    def test_the_list_costs_the_same_for_three_as_for_one(
        self, staff_client, series, occurrence, django_assert_max_num_queries
    ):
        for week in (1, 2):
            make_occurrence(series=series, local_date=FRIDAY + dt.timedelta(weeks=week))
        with django_assert_max_num_queries(9):
            staff_client.get(reverse("admin:events_occurrence_changelist"))


class TestSeries:
    def answers(self, **values):
        return {
            "title_ko": "금요 집회",
            "title_en": "Friday gathering",
            "slug": "friday",
            "summary_ko": "",
            "summary_en": "",
            "description_ko": "",
            "description_en": "",
            "format": Format.RALLY,
            "venue": make_venue().pk,
            "sign_language": "unknown",
            "captions": "unknown",
            "wheelchair": "unknown",
            "child_care": "unknown",
            "photo_policy": "no_faces",
            "rain_plan_ko": "",
            "rain_plan_en": "",
            "horizon_weeks": 12,
            "timezone": "Asia/Seoul",
            "provenance": "own",
            "schedules-TOTAL_FORMS": 1,
            "schedules-INITIAL_FORMS": 0,
            "schedules-0-effective_from": "2026-11-23",
            "schedules-0-frequency": "weekly",
            "schedules-0-weekday": 4,
            "schedules-0-interval": 1,
            "schedules-0-local_time": "19:00",
            "schedules-0-duration": "2:00:00",
            "hosts-TOTAL_FORMS": 0,
            "hosts-INITIAL_FORMS": 0,
            **values,
        }

    def test_from_the_empty_form_to_twelve_public_fridays(self, staff_client, client):
        add = reverse("admin:events_eventseries_add")
        assert staff_client.get(add).status_code == 200
        assert staff_client.post(add, self.answers(is_main="on")).status_code == 302
        series = EventSeries.objects.get()
        assert series.state == SeriesState.DRAFT
        assert series.occurrences.count() == 0
        assert client.get(series.get_absolute_url()).status_code == 404

        url = reverse("admin:events_eventseries_state", args=(series.pk, "active"))
        page = words(staff_client.get(url))
        assert "2026년 11월 27일(금) 오후 7시" in page
        assert "http://testserver/friday/" in page
        assert staff_client.post(url).status_code == 302

        assert series.occurrences.count() == 12
        assert "11월 27일" in words(client.get("/friday/"))

    def test_a_public_series_shows_new_defaults_at_once(
        self, staff_client, client, series, occurrence
    ):
        answers = self.answers(
            **{"title_ko": "금요 촛불", "schedules-TOTAL_FORMS": 0, "is_main": "on"}
        )
        staff_client.post(change_url(series), answers)

        assert "금요 촛불" in words(client.get("/friday/"))
        assert series.occurrences.count() == 12

    def test_the_rule_of_a_public_series_is_only_added_to(self, staff_client, series):
        page = staff_client.get(change_url(series)).content.decode()

        assert 'name="schedules-0-local_time"' not in page

    def test_pausing_says_what_stays(self, staff_client, series, occurrence):
        url = reverse("admin:events_eventseries_state", args=(series.pk, "paused"))

        assert staff_client.get(url).status_code == 200
        staff_client.post(url)
        series.refresh_from_db()
        assert series.state == SeriesState.PAUSED

    def test_a_series_without_a_rule_is_refused_with_a_reason(self, staff_client):
        series = make_series(state=SeriesState.DRAFT)
        series.schedules.all().delete()
        url = reverse("admin:events_eventseries_state", args=(series.pk, "active"))
        response = staff_client.post(url)

        assert response.status_code == 422
        assert "errorlist" in response.content.decode()

    @pytest.mark.parametrize("state", ("draft", "active", "gone"))
    def test_a_state_it_cannot_go_to_is_not_found(self, staff_client, series, state):
        url = reverse("admin:events_eventseries_state", args=(series.pk, state))

        assert staff_client.get(url).status_code == 404

    def test_publishing_twice_is_told_at_the_record(self, staff_client):
        series = make_series(state=SeriesState.DRAFT)
        url = reverse("admin:events_eventseries_state", args=(series.pk, "active"))
        staff_client.post(url)
        response = staff_client.post(url, follow=True)

        assert response.redirect_chain == [(change_url(series), 302)]
        assert "지금 상태에서는 할 수 없습니다" in words(response)
        assert series.occurrences.count() == 12

    @pytest.mark.parametrize(
        ("title_ko", "title_en", "slug"),
        (
            ("금요 빛모임 ‘다시’", "", "금요-빛모임-다시"),
            ("금요 빛모임", "Friday lights", "friday-lights"),
        ),
    )
    def test_an_empty_address_is_made_of_the_title(
        self, staff_client, title_ko, title_en, slug
    ):
        add = reverse("admin:events_eventseries_add")
        answers = self.answers(title_ko=title_ko, title_en=title_en, slug="")
        first = staff_client.post(add, answers)
        made = EventSeries.objects.get()

        assert made.slug == slug
        # It is opened, because the button that publishes it is there.
        assert first.url == change_url(made)
        assert staff_client.post(add, answers).status_code == 302
        assert EventSeries.objects.filter(slug__startswith=f"{slug}-").count() == 1

    @pytest.mark.parametrize("written", ("1:30", "01:30", "1:30:00"))
    def test_an_hour_and_a_half_is_no_minute_and_a_half(self, staff_client, written):
        add = reverse("admin:events_eventseries_add")
        answers = self.answers(**{"schedules-0-duration": written})
        staff_client.post(add, answers)
        series = EventSeries.objects.get()

        assert series.schedules.get().duration == dt.timedelta(hours=1, minutes=30)
        page = staff_client.get(change_url(series)).content.decode()
        assert 'value="1:30"' in page

    def test_a_second_main_series_is_refused_beside_the_field(
        self, staff_client, series
    ):
        answers = self.answers(slug="other", is_main="on")
        response = staff_client.post(reverse("admin:events_eventseries_add"), answers)

        assert response.status_code == 422
        assert "errorlist" in response.content.decode()
        assert EventSeries.objects.get() == series


class TestVenue:
    def test_is_written_and_changed(self, staff_client, series, occurrence):
        venue = series.venue
        answers = {
            "name_ko": "강남역 11번 출구 앞",
            "name_en": "",
            "slug": venue.slug,
            "step_free": "yes",
            "toilet": "unknown",
            "quiet_place": "unknown",
            "seating": "no",
        }
        staff_client.post(change_url(venue), answers)

        venue.refresh_from_db()
        occurrence.refresh_from_db()
        assert (venue.name_ko, venue.step_free) == ("강남역 11번 출구 앞", "yes")
        assert occurrence.content_modified_at == MONDAY

    @pytest.mark.parametrize(
        "wrong",
        (
            {"latitude": "37.5"},
            {"latitude": "91", "longitude": "127"},
            {"latitude": "37.5", "longitude": "181"},
            {"name_ko": ""},
        ),
    )
    def test_what_cannot_be_is_refused(self, staff_client, wrong):
        answers = {
            "name_ko": "보신각",
            "slug": "bosingak",
            "step_free": "unknown",
            "toilet": "unknown",
            "quiet_place": "unknown",
            "seating": "unknown",
            **wrong,
        }
        response = staff_client.post(reverse("admin:events_venue_add"), answers)

        assert response.status_code == 422
        assert not Venue.objects.exists()

    def test_one_that_is_in_use_cannot_be_deleted(self, staff_client, series):
        url = reverse("admin:events_venue_delete", args=(series.venue.pk,))
        staff_client.post(url, {"post": "yes"})

        assert Venue.objects.filter(pk=series.venue.pk).exists()


@pytest.mark.parametrize("act", ("publish", "move", "join", "call-off", "restore"))
def test_acts_are_for_staff_with_the_right_only(client, occurrence, act):
    url = act_url(occurrence, act)
    assert client.get(url).status_code == 302

    helper = User.objects.create_user(email="a@example.org", password="x" * 16)
    helper.is_staff = True
    helper.save()
    client.force_login(helper)
    assert client.get(url).status_code == 403
    assert client.post(url, {"confirmed": "1"}).status_code == 403


def test_no_page_carries_inline_style_or_script(
    staff_client, series, occurrence, organization
):
    add_host(series, organization)
    pages = (
        change_url(series),
        change_url(occurrence),
        act_url(occurrence, "move"),
        act_url(occurrence, "call-off"),
        reverse("admin:events_eventseries_state", args=(series.pk, "paused")),
        reverse("admin:events_occurrence_changelist"),
    )
    for page in pages:
        html = staff_client.get(page).content.decode()
        assert " style=" not in html, page
        assert (
            re.findall(r"<script(?![^>]*(?:src=|type=\"application/json\"))", html)
            == []
        )


def test_what_is_over_offers_no_act_that_would_be_refused(staff_client, series):
    past = make_occurrence(series=series, local_date=dt.date(2026, 10, 30))
    record = staff_client.get(change_url(past))

    assert [act.name for act in record.context["acts"]] == ["address"]
    for name in ("move", "join", "move-online", "call-off"):
        assert staff_client.get(act_url(past, name))["Location"] == change_url(past)
