"""This date and all that follow: a new rule, and what it does to announced dates."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from coalition.exceptions import StaleStateError
from coalition.models import AuditEntry
from events.enums import Frequency, OccurrenceState
from events.models import SeriesSchedule
from events.services.call_off import cancel_occurrence
from events.services.generate import generate_occurrences
from events.services.move import move_occurrence
from events.services.pauses import add_pause
from events.services.schedules import change_schedule, plan_schedule
from tests.events.test_pauses import chuseok
from tests.events.week import FRIDAY, MONDAY, WEEK
from tests.factories.events import (
    SEVEN_PM,
    TWO_HOURS,
    make_occurrence,
    make_series,
    make_venue,
)

DECEMBER = dt.date(2026, 12, 1)
HALF_PAST_SIX = dt.time(18, 30)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def series():
    series = make_series(slug="friday", is_main=True)
    generate_occurrences(series=series, today=MONDAY.date())
    return series


def rule(series, **values):
    values = {
        "effective_from": DECEMBER,
        "weekday": 4,
        "local_time": HALF_PAST_SIX,
        "duration": TWO_HOURS,
    } | values
    return SeriesSchedule(series=series, **values)


def starts(series, count=None):
    found = series.occurrences.order_by("starts_at")[:count]
    return [f"{each.local_start:%a %m-%d %H:%M}" for each in found]


class TestMonthlyRule:
    def slots(self, **values):
        values = {"frequency": Frequency.MONTHLY, "week_of_month": 1} | values
        schedule = rule(make_series(), effective_from=dt.date(2026, 1, 5), **values)
        schedule.full_clean()
        return list(schedule.slots(dt.date(2026, 1, 1), dt.date(2026, 7, 31)))

    def test_the_first_friday_of_every_month(self):
        assert [each.isoformat()[5:] for each in self.slots()] == [
            "02-06",
            "03-06",
            "04-03",
            "05-01",
            "06-05",
            "07-03",
        ]

    def test_the_last_saturday(self):
        found = self.slots(weekday=5, week_of_month=-1)
        assert [each.isoformat()[5:] for each in found][:3] == [
            "01-31",
            "02-28",
            "03-28",
        ]

    def test_every_second_month_is_counted_from_the_first_date(self):
        schedule = rule(
            make_series(),
            frequency=Frequency.MONTHLY,
            week_of_month=1,
            interval=2,
            effective_from=dt.date(2026, 1, 5),
        )
        whole = list(schedule.slots(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))

        assert [each.month for each in whole] == [2, 4, 6, 8, 10, 12]
        asked = list(schedule.slots(dt.date(2026, 3, 1), dt.date(2026, 12, 31)))
        assert asked == whole[1:]

    @pytest.mark.parametrize(
        "values", ({"week_of_month": None}, {"frequency": Frequency.WEEKLY})
    )
    def test_week_of_the_month_and_frequency_go_together(self, values):
        with pytest.raises(ValidationError):
            self.slots(**values)

    def test_a_series_may_be_monthly_from_the_start(self, client):
        series = make_series(
            schedule={"frequency": Frequency.MONTHLY, "week_of_month": -1}
        )
        generate_occurrences(series=series, today=MONDAY.date())

        assert starts(series) == [
            "Fri 11-27 19:00",
            "Fri 12-25 19:00",
            "Fri 01-29 19:00",
        ]
        page = client.get(f"/en{series.get_absolute_url()}").content.decode()
        assert "On the last Friday of every month at 7 p.m." in page


class TestNewTime:
    def test_holds_from_the_date_on_and_earlier_dates_keep_theirs(self, series, staff):
        plan = change_schedule(schedule=rule(series), actor=staff)

        assert len(plan.changes) == 11
        assert starts(series, 3) == [
            "Fri 11-27 19:00",
            "Fri 12-04 18:30",
            "Fri 12-11 18:30",
        ]
        assert AuditEntry.objects.get(action="series.schedule").actor == staff

    def test_a_changed_date_keeps_its_identity_and_says_what_it_was(self, series):
        before = series.occurrences.get(slot_date=FRIDAY + WEEK)
        change_schedule(
            schedule=rule(series),
            reason_ko="해가 짧아졌습니다.",
            reason_en="Early dark",
        )
        after = series.occurrences.get(pk=before.pk)

        assert (after.uid, after.slug) == (before.uid, before.slug)
        assert after.sequence == before.sequence + 1
        assert after.content_modified_at == after.changed_at == MONDAY
        assert after.moved_from_starts_at == before.local_start
        assert after.change_reason_en == "Early dark"
        assert after.ends_at - after.starts_at == TWO_HOURS

    def test_what_does_not_change_is_not_touched(self, series):
        earlier = series.occurrences.filter(slot_date=FRIDAY).values().get()
        change_schedule(schedule=rule(series))

        assert series.occurrences.filter(slot_date=FRIDAY).values().get() == earlier

    def test_moved_cancelled_and_elsewhere_stay_so(self, series):
        moved, off, elsewhere, draft, titled = series.occurrences.order_by("slot_date")[
            1:6
        ]
        move_occurrence(
            occurrence=moved,
            local_date=moved.local_date + dt.timedelta(days=1),
            local_time=SEVEN_PM,
            venue=series.venue,
            reason_ko="연휴",
        )
        cancel_occurrence(occurrence=off, reason_ko="폭우")
        filtered = series.occurrences.filter
        filtered(pk=elsewhere.pk).update(own_venue=make_venue())
        filtered(pk=draft.pk).update(published_at=None)
        filtered(pk=titled.pk).update(own_title_ko="송년 집회")
        plan = change_schedule(schedule=rule(series))

        assert {each.pk for each in plan.kept} == {
            each.pk for each in (moved, off, elsewhere, draft)
        }
        assert starts(series, 6) == [
            "Fri 11-27 19:00",
            "Sat 12-05 19:00",
            "Fri 12-11 19:00",
            "Fri 12-18 19:00",
            "Fri 12-25 19:00",
            "Fri 01-01 18:30",
        ]
        assert series.occurrences.get(pk=off.pk).state == OccurrenceState.CANCELLED

    def test_a_second_change_reaches_the_same_dates(self, series):
        change_schedule(schedule=rule(series))
        second = rule(series, effective_from=DECEMBER + WEEK, local_time=dt.time(18))
        plan = change_schedule(schedule=second)

        assert len(plan.changes) == 10
        third = series.occurrences.get(slot_date=FRIDAY + 2 * WEEK)
        assert third.moved_from_time == SEVEN_PM
        assert third.sequence == 2

    def test_a_second_change_from_the_same_day_replaces_the_first(self, series):
        change_schedule(schedule=rule(series))
        plan = change_schedule(schedule=rule(series, local_time=dt.time(18)))

        assert len(plan.changes) == 11
        assert starts(series, 2) == ["Fri 11-27 19:00", "Fri 12-04 18:00"]
        assert series.schedules.count() == 2
        changed = series.occurrences.get(slot_date=FRIDAY + WEEK)
        assert changed.moved_from_time == SEVEN_PM

        change_schedule(schedule=rule(series, local_time=SEVEN_PM))
        assert starts(series, 2) == ["Fri 11-27 19:00", "Fri 12-04 19:00"]
        changed.refresh_from_db()
        assert changed.moved_from_date is None

    def test_a_later_rule_that_is_planned_keeps_its_dates(self, series):
        later = rule(series, effective_from=DECEMBER + 2 * WEEK)
        change_schedule(schedule=later)
        plan = change_schedule(schedule=rule(series, local_time=dt.time(20)))

        assert [each.after.local_date for each in plan.changes] == [
            FRIDAY + WEEK,
            FRIDAY + 2 * WEEK,
        ]

    def test_new_dates_are_made_by_the_new_rule(self, series):
        series.occurrences.filter(slot_date__gt=FRIDAY + 3 * WEEK).delete()
        plan = change_schedule(schedule=rule(series))

        assert len(plan.added) == 8
        assert len(starts(series)) == 12
        assert starts(series)[-1].endswith("18:30")


class TestNewWeekday:
    def test_moves_each_date_to_the_nearest_day(self, series):
        change_schedule(schedule=rule(series, effective_from=DECEMBER, weekday=3))

        assert starts(series, 3) == [
            "Fri 11-27 19:00",
            "Thu 12-03 18:30",
            "Thu 12-10 18:30",
        ]
        assert len(starts(series)) == 12
        slots = series.occurrences.order_by("slot_date").values_list(
            "slot_date", flat=True
        )
        assert {slot.weekday() for slot in list(slots)[1:]} == {3}

    def test_a_cancelled_week_is_not_made_again_on_the_new_day(self, series):
        off = series.occurrences.get(slot_date=FRIDAY + WEEK)
        cancel_occurrence(occurrence=off, reason_ko="폭우")
        change_schedule(schedule=rule(series, weekday=3))

        assert starts(series, 3)[1] == "Fri 12-04 19:00"
        assert series.occurrences.count() == 12
        off.refresh_from_db()
        assert (off.slot_date, off.sequence) == (dt.date(2026, 12, 3), 1)

    def test_every_second_week_cancels_the_weeks_between_with_a_reason(self, series):
        biweekly = rule(series, interval=2)
        with pytest.raises(ValidationError) as refusal:
            change_schedule(schedule=biweekly)
        assert "reason_ko" in refusal.value.message_dict

        change_schedule(schedule=biweekly, reason_ko="격주로 모입니다.")
        held = series.occurrences.filter(state=OccurrenceState.SCHEDULED)
        assert [each.slot_date for each in held.order_by("slot_date")][:4] == [
            FRIDAY,
            FRIDAY + WEEK,
            FRIDAY + 3 * WEEK,
            FRIDAY + 5 * WEEK,
        ]

    def test_a_break_stays_a_break(self, series):
        add_pause(pause=chuseok(series, FRIDAY + WEEK, FRIDAY + WEEK))
        change_schedule(schedule=rule(series))

        assert starts(series, 3)[1] == "Fri 12-04 19:00"
        assert series.occurrences.count() == 12


class TestRefusals:
    @pytest.mark.parametrize(
        "values",
        (
            {"effective_from": dt.date(2026, 11, 22)},
            {"effective_from": dt.date(2026, 1, 2)},
            {"interval": 0},
            {"weekday": 7},
            {"duration": dt.timedelta(days=8)},
            {
                "effective_from": MONDAY.date(),
                "weekday": 0,
                "local_time": dt.time(9),
            },
        ),
    )
    def test_what_makes_no_sense_is_refused(self, series, values):
        if values.get("weekday") == 0:
            make_occurrence(
                series=series, local_date=MONDAY.date(), local_time=SEVEN_PM
            )
            series.schedules.update(weekday=0)
        before = list(series.occurrences.values())
        with pytest.raises(ValidationError):
            change_schedule(schedule=rule(series, **values))

        assert list(series.occurrences.values()) == before
        assert series.schedules.count() == 1

    def test_a_plan_stores_nothing(self, series):
        before = list(series.occurrences.values())
        plan_schedule(rule(series, weekday=3), MONDAY)

        assert list(series.occurrences.values()) == before
        assert series.schedules.count() == 1

    def test_a_plan_that_is_outdated_is_not_carried_out(self, series):
        seen = plan_schedule(rule(series), MONDAY).fingerprint
        date = series.occurrences.get(slot_date=FRIDAY + WEEK)
        cancel_occurrence(occurrence=date, reason_ko="폭우")

        with pytest.raises(StaleStateError):
            change_schedule(schedule=rule(series), seen=seen)
        assert series.schedules.count() == 1


class TestPages:
    def test_everything_tells_the_new_time(self, client, series):
        change_schedule(schedule=rule(series), reason_ko="해", reason_en="Early dark")
        page = client.get("/en/events/series/friday/").content.decode()

        assert "Every Friday at 7 p.m." in page
        assert "From Tue 1 December 2026: Every Friday at 6:30 p.m." in page
        changed = series.occurrences.get(slot_date=FRIDAY + WEEK)
        html = client.get(f"/en{changed.get_absolute_url()}").content.decode()
        assert "The time has changed." in html
        assert "Originally announced for: Fri 4 December 2026, 7 p.m. KST" in html
        assert "Reason: Early dark" in html
        feed = client.get("/events/calendar.ics").content.decode()
        assert "DTSTART;TZID=Asia/Seoul:20261127T190000" in feed
        assert "DTSTART;TZID=Asia/Seoul:20261204T183000" in feed
        assert "DTSTART;TZID=Asia/Seoul:20261204T190000" not in feed

    def test_the_back_office_shows_old_and_new_before_it_does_it(
        self, staff_client, series
    ):
        url = reverse("admin:events_eventseries_schedule", args=(series.pk,))
        assert 'value="19:00"' in staff_client.get(url).content.decode()
        answers = {
            "effective_from": "2026-12-01",
            "frequency": "weekly",
            "week_of_month": "",
            "weekday": "4",
            "interval": "1",
            "local_time": "18:30",
            "duration": "2:00:00",
            "reason_ko": "",
            "reason_en": "",
        }
        preview = staff_client.post(url, answers)
        html = preview.content.decode()
        text = " ".join(re.sub(r"<[^>]+>", " ", html).split())
        assert "2026년 12월 4일(금) 오후 7시" in text
        assert "2026년 12월 4일(금) 오후 6시 30분" in text
        assert "2026년 11월 27일(금)" not in text
        assert series.schedules.count() == 1

        seen = re.search(r'name="seen" value="([^"]+)"', html)[1]
        done = staff_client.post(url, {**answers, "seen": seen, "confirmed": "1"})
        assert done.status_code == 302
        assert starts(series, 2)[1] == "Fri 12-04 18:30"

    @pytest.mark.parametrize(
        "wrong",
        (
            {"local_time": ""},
            {"interval": "0"},
            {"effective_from": "2026-11-01"},
            {"week_of_month": "2"},
            {"interval": "2"},
            {"effective_from": "2026-01-02"},
        ),
    )
    def test_what_makes_no_sense_is_said_and_kept(self, staff_client, series, wrong):
        url = reverse("admin:events_eventseries_schedule", args=(series.pk,))
        answers = {
            "effective_from": "2026-12-01",
            "frequency": "weekly",
            "week_of_month": "",
            "weekday": "4",
            "interval": "1",
            "local_time": "18:30",
            "seen": "none",
            "confirmed": "1",
        }
        response = staff_client.post(url, answers | wrong)

        assert response.status_code == 422
        assert 'class="errorlist' in response.content.decode()
        assert series.schedules.count() == 1
