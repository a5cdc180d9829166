"""Another usual place from a day on: the dates that follow go along and say so."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from coalition.exceptions import StaleStateError
from coalition.models import AuditEntry
from events.enums import OccurrenceState
from events.models import EventSeries, Occurrence
from events.services.call_off import cancel_occurrence
from events.services.generate import generate_occurrences
from events.services.places import UsualPlace, change_place, plan_place
from events.services.series import save_series
from tests.events.week import FRIDAY, MONDAY, WEEK
from tests.factories.alerts import follow
from tests.factories.events import make_occurrence, make_series, make_venue
from tests.jobs import work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

REASON = {"reason_ko": "공사 때문에 옮깁니다.", "reason_en": "Building works."}


@pytest.fixture
def series():
    series = make_series(slug="friday", is_main=True)
    generate_occurrences(series=series, today=MONDAY.date())
    return series


@pytest.fixture
def square():
    return make_venue(name_ko="보신각 앞", name_en="Bosingak")


def change(series, square, since=FRIDAY, **values):
    place = UsualPlace(venue=square, effective_from=since, **REASON)
    return change_place(series=series, place=place, **values)


def on(date):
    return Occurrence.objects.with_inherited().get(slot_date=date)


class TestDates:
    def test_that_follow_go_along_and_remember_where_they_were(self, series, square):
        old = series.venue
        plan = change(series, square)

        assert len(plan.changes) == 12
        friday = on(FRIDAY)
        assert (friday.venue, friday.own_venue) == (square, None)
        assert (friday.moved_from_venue, friday.sequence) == (old, 1)
        assert friday.is_moved
        assert friday.change_reason_ko == REASON["reason_ko"]

    def test_a_date_that_was_postponed_keeps_its_place(self, series, square):
        late = make_occurrence(
            series=series, local_date=FRIDAY - WEEK, state=OccurrenceState.POSTPONED
        )
        old = series.venue
        plan = change(series, square)

        assert late in plan.staying
        assert on(FRIDAY - WEEK).venue == old

    def test_before_that_day_stay_and_nobody_sees_a_change(self, series, square):
        old = series.venue
        modified_at = on(FRIDAY).content_modified_at
        change(series, square, since=FRIDAY + WEEK)

        friday = on(FRIDAY)
        assert (friday.venue, friday.sequence) == (old, 0)
        assert friday.content_modified_at == modified_at
        assert on(FRIDAY + WEEK).venue == square

    def test_with_a_place_of_their_own_or_called_off_stay(self, series, square):
        old, own = series.venue, make_venue(name_ko="광화문")
        Occurrence.objects.filter(slot_date=FRIDAY).update(own_venue=own)
        cancel_occurrence(occurrence=on(FRIDAY + WEEK), reason_ko="폭설")
        change(series, square)

        assert on(FRIDAY).venue == own
        assert on(FRIDAY + WEEK).venue == old

    def test_that_run_now_stay_where_they_are(self, series, square, clock):
        clock.move_to(on(FRIDAY).starts_at + dt.timedelta(minutes=5))
        old = series.venue
        change(series, square)

        assert on(FRIDAY).venue == old

    def test_made_later_meet_there_as_a_matter_of_course(self, series, square):
        change(series, square)
        generate_occurrences(series=series, today=MONDAY.date() + WEEK)

        newest = Occurrence.objects.with_inherited().latest("slot_date")
        assert (newest.venue, newest.moved_from_venue) == (square, None)

    def test_that_are_over_keep_what_they_said(self, series, square):
        past = make_occurrence(series=series, local_date=FRIDAY - WEEK)
        old = series.venue
        change(series, square)

        assert on(past.slot_date).venue == old


class TestTelling:
    def test_one_mail_to_whoever_follows_the_series(self, series, square):
        follow(series, "a@example.org")
        work()
        change(series, square)

        (message,) = work()
        assert "보신각 앞" in message.body

    def test_a_place_that_is_kept_back_is_told_in_none(self, series, square):
        reveal_at = on(FRIDAY).starts_at - dt.timedelta(days=1)
        Occurrence.objects.update(venue_reveal_at=reveal_at)
        follow(series, "a@example.org")
        work()
        change(series, square)

        assert work() == []
        friday = on(FRIDAY)
        assert (friday.actual_venue, friday.sequence) == (square, 0)
        assert (friday.moved_from_venue, friday.change_reason_ko) == (None, "")

    def test_calendars_move_the_entry(self, client, series, square):
        change(series, square)
        feed = client.get("/en/events/series/friday/calendar.ics").content.decode()

        assert feed.count("LOCATION:Bosingak") == 12
        assert feed.count("SEQUENCE:1") == 12

    def test_the_audit_trail_has_it_in_ids(self, series, square, staff):
        old = series.venue
        change(series, square, actor=staff)
        entry = AuditEntry.objects.get(action="series.place")

        assert (entry.actor, entry.detail["from"]) == (staff, old.pk)
        assert (entry.detail["to"], len(entry.detail["changed"])) == (square.pk, 12)


class TestRefusals:
    @pytest.mark.parametrize(
        ("values", "field"),
        (
            ({"effective_from": MONDAY.date() - WEEK}, "effective_from"),
            ({"effective_from": FRIDAY + 20 * WEEK}, "effective_from"),
            ({"reason_ko": " "}, "reason_ko"),
        ),
    )
    def test_name_their_field(self, series, square, values, field):
        answers = {"venue": square, "effective_from": FRIDAY, **REASON} | values
        with pytest.raises(ValidationError) as refusal:
            change_place(series=series, place=UsualPlace(**answers))
        assert list(refusal.value.message_dict) == [field]
        assert EventSeries.objects.get().venue == series.venue

    def test_the_present_place(self, series):
        with pytest.raises(ValidationError):
            change(series, series.venue)

    def test_a_first_place_of_a_later_day(self, square):
        series = make_series(venue=None)
        with pytest.raises(ValidationError):
            change(series, square, since=FRIDAY)
        change(series, square, since=MONDAY.date())
        assert EventSeries.objects.get().venue == square

    def test_a_plan_nobody_saw(self, series, square):
        with pytest.raises(StaleStateError):
            change(series, square, seen="something else")

    def test_another_place_by_editing_the_series(self, series, square):
        series.venue = square
        with pytest.raises(ValidationError) as refusal:
            save_series(series=series)
        assert list(refusal.value.message_dict) == ["venue"]


class TestBackOffice:
    def test_shows_what_changes_where_before_it_does(
        self, staff_client, series, square
    ):
        url = reverse("admin:events_eventseries_place", args=(series.pk,))
        own = make_venue(name_ko="광화문")
        Occurrence.objects.filter(slot_date=FRIDAY + 2 * WEEK).update(own_venue=own)
        answers = {
            "venue": square.pk,
            "effective_from": str(FRIDAY + WEEK),
            **REASON,
        }
        page = staff_client.post(url, answers).content.decode()
        plan = plan_place(
            series,
            UsualPlace(venue=square, effective_from=FRIDAY + WEEK, **REASON),
            MONDAY,
        )

        assert page.count("보신각 앞") == len(plan.changes) + 1  # and in the list
        assert "지금 장소를 그대로 쓰는 회차" in page
        assert series.venue == EventSeries.objects.get().venue
        answers |= {"seen": plan.fingerprint, "confirmed": "1"}
        assert staff_client.post(url, answers).status_code == 302
        assert EventSeries.objects.get().venue == square
