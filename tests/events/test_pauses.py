"""Breaks with a reason: what the rule leaves out and what visitors are told."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from coalition.enums import Provenance
from coalition.exceptions import StaleStateError
from coalition.models import AuditEntry
from events.enums import OccurrenceState, SeriesState
from events.models import SeriesPause
from events.services.generate import generate_occurrences
from events.services.move import move_occurrence
from events.services.pauses import add_pause, lift_pause, plan_pause
from tests.events.week import FRIDAY, MONDAY, WEEK
from tests.factories.events import SEVEN_PM, make_series

LATER = FRIDAY + 20 * WEEK


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def series():
    series = make_series(slug="friday", is_main=True)
    generate_occurrences(series=series, today=MONDAY.date())
    return series


def chuseok(series, first=FRIDAY, last=None, **values):
    values = {"reason_ko": "추석 연휴", "reason_en": "Chuseok"} | values
    return SeriesPause(
        series=series, starts_on=first, ends_on=last or first + WEEK, **values
    )


def states(series):
    return list(
        series.occurrences.order_by("slot_date").values_list("state", flat=True)
    )


def words(response):
    assert response.status_code == 200
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


class TestRule:
    def test_gives_no_date_inside_and_the_same_weekday_behind(self):
        series = make_series(slug="friday")
        add_pause(pause=chuseok(series))
        generate_occurrences(series=series, today=MONDAY.date())

        slots = series.occurrences.order_by("slot_date").values_list(
            "slot_date", flat=True
        )
        assert list(slots) == [FRIDAY + week * WEEK for week in range(2, 12)]

    def test_every_second_week_keeps_its_parity_behind_a_break(self):
        series = make_series(schedule={"interval": 2})
        last = FRIDAY + 30 * WEEK
        before = [slot for slot, _ in series.planned_slots(FRIDAY, last)]
        add_pause(pause=chuseok(series, before[1], before[1] + 3 * WEEK))
        after = [slot for slot, _ in series.planned_slots(FRIDAY, last)]

        assert after == [before[0], *before[3:]]


class TestAdding:
    def test_cancels_what_is_announced_inside_with_its_reason(self, series, staff):
        plan = add_pause(pause=chuseok(series), actor=staff)
        inside = series.occurrences.filter(local_date__lte=FRIDAY + WEEK)

        assert len(plan.changes) == 2
        assert states(series)[:3] == ["cancelled", "cancelled", "scheduled"]
        assert {each.change_reason_ko for each in inside} == {"추석 연휴"}
        assert {(each.sequence, each.content_modified_at) for each in inside} == {
            (1, MONDAY)
        }
        actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
        assert list(actions)[1:] == [
            "occurrence.cancel",
            "occurrence.cancel",
            "series.pause",
        ]

    def test_a_plan_stores_nothing(self, series):
        plan_pause(chuseok(series), MONDAY)

        assert set(states(series)) == {"scheduled"}
        assert not SeriesPause.objects.exists()

    def test_what_was_moved_out_called_off_or_is_a_draft_stays(self, series):
        moved, off, draft = series.occurrences.order_by("slot_date")[:3]
        move_occurrence(
            occurrence=moved,
            local_date=FRIDAY + 5 * WEEK + dt.timedelta(days=1),
            local_time=SEVEN_PM,
            venue=series.venue,
            reason_ko="연휴",
        )
        series.occurrences.filter(pk=off.pk).update(state=OccurrenceState.POSTPONED)
        series.occurrences.filter(pk=draft.pk).update(published_at=None)
        plan = add_pause(pause=chuseok(series, last=FRIDAY + 2 * WEEK))

        assert plan.changes == []
        assert {each.pk for each in plan.kept} == {moved.pk, off.pk, draft.pk}
        assert "cancelled" not in states(series)

    @pytest.mark.parametrize(
        ("values", "field"),
        (
            ({"last": FRIDAY - WEEK}, "ends_on"),
            ({"first": FRIDAY - 3 * WEEK, "last": FRIDAY - 2 * WEEK}, "ends_on"),
            ({"reason_ko": ""}, "reason_ko"),
            ({"first": dt.date(1999, 1, 1)}, "starts_on"),
            ({"first": LATER}, "starts_on"),
        ),
    )
    def test_what_makes_no_sense_is_refused(self, series, values, field):
        add_pause(pause=chuseok(series, LATER))
        with pytest.raises(ValidationError) as refusal:
            add_pause(pause=chuseok(series, **values))

        assert field in refusal.value.message_dict
        assert SeriesPause.objects.count() == 1
        assert set(states(series)) == {"scheduled"}

    def test_a_plan_that_is_outdated_is_not_carried_out(self, series):
        pause = chuseok(series)
        seen = plan_pause(pause, MONDAY).fingerprint
        series.occurrences.filter(local_date=FRIDAY).update(sequence=1)

        with pytest.raises(StaleStateError):
            add_pause(pause=pause, seen=seen)
        assert not SeriesPause.objects.exists()


class TestLifting:
    def test_one_that_has_not_begun_disappears_and_its_dates_are_made(self):
        series = make_series()
        pause = chuseok(series)
        add_pause(pause=pause)

        assert lift_pause(pause=pause) == 12
        assert not SeriesPause.objects.exists()

    def test_one_that_runs_ends_today_and_stays_on_record(self):
        series = make_series()
        pause = chuseok(series, first=FRIDAY - WEEK)
        add_pause(pause=pause)
        lift_pause(pause=pause)
        pause.refresh_from_db()

        assert pause.ends_on == MONDAY.date() - dt.timedelta(days=1)

    def test_what_was_cancelled_for_it_stays_cancelled(self, series):
        pause = chuseok(series)
        add_pause(pause=pause)

        assert lift_pause(pause=pause) == 0
        assert states(series)[:3] == ["cancelled", "cancelled", "scheduled"]

    def test_one_that_is_over_is_history(self, series):
        pause = chuseok(series, FRIDAY - 3 * WEEK, FRIDAY - 2 * WEEK)
        pause.save()

        with pytest.raises(ValidationError):
            lift_pause(pause=pause)


class TestPages:
    SENTENCE = "No gathering from Fri 27 November 2026 to Fri 4 December 2026: Chuseok"

    def test_series_list_and_friday_tell_the_gap_and_its_reason(self, client):
        series = make_series(slug="friday", is_main=True)
        add_pause(pause=chuseok(series))
        generate_occurrences(series=series, today=MONDAY.date())

        for path in ("/en/events/series/friday/", "/en/events/", "/en/friday/"):
            assert self.SENTENCE in words(client.get(path)), path
        assert "11 December" in words(client.get("/en/friday/"))

    def test_friday_tells_it_also_when_no_date_is_announced(self, client):
        add_pause(pause=chuseok(make_series(is_main=True)))

        assert self.SENTENCE in words(client.get("/en/friday/"))

    def test_a_break_behind_the_next_date_is_not_this_weeks_news(self, client, series):
        add_pause(pause=chuseok(series, FRIDAY + WEEK))

        assert "Chuseok" not in words(client.get("/en/friday/"))
        assert "Chuseok" in words(client.get("/en/events/"))

    def test_a_single_day(self, client, series):
        add_pause(pause=chuseok(series, FRIDAY, FRIDAY))

        assert "No gathering on Fri 27 November 2026: Chuseok" in words(
            client.get("/en/events/")
        )

    def test_what_is_over_and_what_is_a_draft_is_not_shown(self, client, series):
        chuseok(series, FRIDAY - 3 * WEEK, FRIDAY - 2 * WEEK).save()
        draft = make_series(state=SeriesState.DRAFT, title_ko="비밀")
        chuseok(draft, reason_en="Secret").save()
        page = words(client.get("/en/events/"))

        assert "Chuseok" not in page
        assert "Secret" not in page


class TestBackOffice:
    def url(self, series):
        return reverse("admin:events_eventseries_pause", args=(series.pk,))

    def answers(self, **values):
        return {
            "starts_on": "2026-11-27",
            "ends_on": "2026-12-04",
            "reason_ko": "추석 연휴",
            "reason_en": "Chuseok",
            **values,
        }

    def seen(self, response):
        return re.search(r'name="seen" value="([^"]+)"', response.content.decode())[1]

    def test_shows_which_dates_are_cancelled_before_it_does_it(
        self, staff_client, client, series
    ):
        url = self.url(series)
        assert staff_client.get(url).status_code == 200
        preview = staff_client.post(url, self.answers())
        page = words_of_admin(preview)

        assert page.count("오후 7시") == 2
        assert "2026년 11월 27일(금) 오후 7시" in page
        assert "2026년 12월 11일(금)" not in page
        assert set(states(series)) == {"scheduled"}

        answers = self.answers(confirmed="1", seen=self.seen(preview))
        assert staff_client.post(url, answers).status_code == 302
        assert states(series)[:3] == ["cancelled", "cancelled", "scheduled"]
        assert "Chuseok" in words(client.get("/en/friday/"))

    def test_an_outdated_preview_is_shown_again(self, staff_client, series):
        url = self.url(series)
        answers = self.answers(confirmed="1", seen="somebody-elses")
        response = staff_client.post(url, answers)

        assert response.status_code == 200
        assert not SeriesPause.objects.exists()

    @pytest.mark.parametrize(
        "wrong",
        (
            {"ends_on": "2026-11-20"},
            {"ends_on": ""},
            {"starts_on": "tomorrow"},
            {"reason_ko": ""},
            {"reason_ko": "가" * 301},
            {"starts_on": "2026-10-01", "ends_on": "2026-10-02"},
        ),
    )
    def test_what_makes_no_sense_is_said_and_kept(self, staff_client, series, wrong):
        answers = self.answers(confirmed="1", seen="none") | wrong
        response = staff_client.post(self.url(series), answers)

        assert response.status_code == 422
        assert 'class="errorlist' in response.content.decode()
        assert not SeriesPause.objects.exists()

    def test_the_record_leads_to_its_breaks_and_ends_them(self, staff_client, series):
        pause = chuseok(series, FRIDAY + WEEK)
        add_pause(pause=pause)
        change = reverse("admin:events_eventseries_change", args=(series.pk,))
        end = reverse("admin:events_eventseries_lift", args=(series.pk, pause.pk))

        html = staff_client.get(change).content.decode()
        assert f'href="{end}"' in html
        assert f'href="{self.url(series)}"' in html
        page = staff_client.get(end)
        assert "2026년 12월 4일(금)" in words_of_admin(page)
        staff_client.post(end, {"confirmed": "1", "seen": self.seen(page)})
        assert not SeriesPause.objects.exists()
        again = staff_client.post(end, {"confirmed": "1"}, follow=True)
        assert "지금 상태에서는 할 수 없습니다." in words_of_admin(again)

    def test_a_draft_and_a_record_from_the_press_have_no_breaks(self, staff_client):
        for values in (
            {"state": SeriesState.DRAFT},
            {"state": SeriesState.ENDED},
            {"provenance": Provenance.PRESS},
        ):
            assert staff_client.get(self.url(make_series(**values))).status_code == 404

    def test_another_series_break_is_not_found(self, staff_client, series):
        pause = chuseok(make_series())
        pause.save()
        end = reverse("admin:events_eventseries_lift", args=(series.pk, pause.pk))

        assert staff_client.get(end).status_code == 404


def words_of_admin(response):
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
