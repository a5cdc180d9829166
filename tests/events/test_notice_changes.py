"""What was filed is not held like that, or the police forbids it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from events.enums import Format, NoticeMailKind, NoticeState
from events.models import NoticeMail, SeriesPause, SeriesSchedule
from events.models.deadlines import deadlines_of
from events.selectors.notice import notices_to_do
from events.services.call_off import (
    cancel_occurrence,
    postpone_occurrence,
    restore_occurrence,
)
from events.services.edit import revise_occurrence
from events.services.move import move_occurrence, move_online
from events.services.notice import filing
from events.services.notice.reminders import remind_of_notices
from events.services.pauses import add_pause
from events.services.schedules import change_schedule
from tests.events.police import HOUR, START, act, current, file
from tests.events.week import FRIDAY, MONDAY, SEOUL
from tests.factories.coalition import create_staff
from tests.factories.events import make_occurrence, make_series, make_venue
from tests.jobs import work

DAY = dt.timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def friday():
    series = make_series(slug="friday", format=Format.SPEAK_OUT)
    return make_occurrence(series=series, local_date=FRIDAY)


@pytest.fixture
def actor():
    return create_staff(email="files@example.org")


def move(occurrence, days=0, venue=None, at=dt.time(19)):
    occurrence.refresh_from_db()
    return move_occurrence(
        occurrence=occurrence,
        local_date=FRIDAY + days * DAY,
        local_time=at,
        venue=venue or occurrence.series.venue,
        reason_ko="광장을 쓸 수 없습니다.",
    )


def answer(occurrence, actor, state, told_at=MONDAY):
    return act(
        filing.record_answer,
        occurrence,
        actor,
        state=state,
        told_at=told_at,
        police_note="",
    )


def asked(occurrence, now=MONDAY):
    return [deadline.at for deadline in deadlines_of(current(occurrence), now)]


class TestTelling:
    """Who may file is told of a change of what was filed, once for each."""

    def test_a_move_in_time_asks_for_a_new_notice_and_the_withdrawal(
        self, friday, actor
    ):
        file(friday, actor)
        move(friday, days=7)
        (sent,) = work()

        assert sent.to == [actor.email]
        assert "새로 신고하고 이전 신고는 철회" in sent.body
        assert "2026년 12월 2일(수) 오후 7시까지 신고" in sent.body
        assert "2026년 11월 26일(목) 오후 7시까지 철회" in sent.body
        assert f"/admin/events/occurrence/{friday.pk}/notice/" in sent.body

    def test_a_move_to_another_place_too_and_names_no_place(self, friday, actor):
        file(friday, actor)
        move(friday, venue=make_venue(name_ko="보신각 앞"))
        (sent,) = work()

        assert "새로 신고하고" in sent.body
        assert "보신각" not in sent.body
        assert "금요" not in sent.subject

    def test_a_deadline_that_has_passed_says_so(self, friday, actor, clock):
        file(friday, actor)
        clock.move_to(START - 30 * HOUR)
        move(friday, at=dt.time(20))
        (sent,) = work()

        assert "2026년 11월 25일(수) 오후 8시까지 신고 (기한이 지났습니다" in sent.body

    def test_going_online_asks_for_the_withdrawal_alone(self, friday, actor):
        file(friday, actor)
        move_online(
            occurrence=friday,
            online_address="https://example.org/",
            reason_ko="비가 옵니다.",
        )
        (sent,) = work()

        assert "새로 신고할 필요는 없습니다" in sent.body
        assert asked(friday) == [START - 24 * HOUR]

    def test_back_to_what_was_filed_says_that_nothing_is_needed(self, friday, actor):
        file(friday, actor)
        move(friday, days=1)
        work()
        move(friday)
        (sent,) = work()

        assert "다시 신고한 대로" in sent.body
        assert asked(friday) == []

    def test_each_change_is_told_once_and_a_newer_one_takes_its_place(
        self, friday, actor
    ):
        file(friday, actor)
        move(friday, days=1)
        move(friday, days=2)
        (sent,) = work()
        assert "11월 27일(금) 오후 7시까지 신고" in sent.body

        move(friday, days=3)
        assert len(work()) == 1
        assert NoticeMail.objects.filter(kind=NoticeMailKind.CHANGED).count() == 3

    def test_what_was_withdrawn_and_filed_anew_is_not_told(self, friday, actor, clock):
        file(friday, actor)
        move(friday, days=1)
        with pytest.raises(ValidationError):
            file(friday, actor)
        clock.move_to(MONDAY + HOUR)
        act(filing.record_withdrawal, friday, actor)
        file(friday, actor, filed_at=MONDAY + HOUR)

        assert work() == []

    def test_a_new_rule_or_a_break_of_the_series_too(self, friday, actor):
        file(friday, actor)
        rule = SeriesSchedule(
            series=friday.series,
            effective_from=FRIDAY,
            weekday=4,
            local_time=dt.time(18),
            duration=dt.timedelta(hours=2),
        )
        change_schedule(schedule=rule, reason_ko="해가 짧아졌습니다.")
        (sent,) = work()
        assert "11월 25일(수) 오후 6시까지 신고" in sent.body

        pause = SeriesPause(
            series=friday.series, starts_on=FRIDAY, ends_on=FRIDAY, reason_ko="쉽니다."
        )
        add_pause(pause=pause)
        (sent,) = work()
        assert "철회" in sent.body

    def test_a_new_end_asks_nothing(self, friday, actor):
        file(friday, actor)
        friday.duration = dt.timedelta(hours=3)
        revise_occurrence(occurrence=friday, fields=["duration"])

        assert work() == []

    def test_of_what_was_not_filed_nobody_is_told(self, friday, actor):
        moved = move(friday, days=1)
        cancel_occurrence(occurrence=moved, reason_ko="쉽니다.")

        assert work() == []
        assert notices_to_do(MONDAY) == []

    def test_a_change_that_is_rolled_back_tells_nobody(self, friday, actor):
        file(friday, actor)
        with transaction.atomic():
            move(friday, days=1)
            transaction.set_rollback(True)

        assert work() == []


class TestWithdrawal:
    @pytest.mark.parametrize("call_off", (cancel_occurrence, postpone_occurrence))
    def test_is_asked_for_when_it_is_called_off(self, friday, actor, call_off):
        file(friday, actor)
        call_off(occurrence=friday, reason_ko="쉽니다.")
        (sent,) = work()

        (task,) = notices_to_do(MONDAY)
        assert task.first.at == START - 24 * HOUR
        assert "2026년 11월 26일(목) 오후 7시까지 철회" in sent.body
        assert "새로 신고할 필요는 없습니다" in sent.body

        act(filing.record_withdrawal, friday, actor)
        assert notices_to_do(MONDAY) == []

    def test_calling_off_and_on_again_tells_how_it_stands(self, friday, actor):
        file(friday, actor)
        cancelled = cancel_occurrence(occurrence=friday, reason_ko="쉽니다.")
        restored = restore_occurrence(occurrence=cancelled)
        cancel_occurrence(occurrence=restored, reason_ko="쉽니다.")

        (sent,) = work()
        assert "철회" in sent.body

    def test_withdrawn_and_moved_it_is_filed_again(self, friday, actor):
        file(friday, actor)
        move(friday, days=1)
        act(filing.record_withdrawal, friday, actor)

        assert asked(friday) == [START + DAY - 48 * HOUR]


class TestBan:
    def test_an_objection_is_due_ten_days_after_the_day_it_came(self, friday, actor):
        file(friday, actor)
        banned = answer(friday, actor, NoticeState.BANNED)

        assert not banned.is_standing
        assert not banned.is_waiting
        assert asked(friday) == [dt.datetime(2026, 12, 3, 23, 59, tzinfo=SEOUL)]
        assert len(notices_to_do(MONDAY + 10 * DAY)) == 1
        assert notices_to_do(MONDAY + 11 * DAY) == []

    @pytest.mark.parametrize("is_upheld", (False, True))
    def test_held_at_another_time_it_is_filed_anew(self, friday, actor, is_upheld):
        file(friday, actor)
        answer(friday, actor, NoticeState.BANNED)
        if is_upheld:
            answer(friday, actor, NoticeState.OBJECTED)
            answer(friday, actor, NoticeState.UPHELD)
        move(friday, days=7)

        assert START + 7 * DAY - 48 * HOUR in asked(friday)
        assert remind_of_notices(now=START + 3 * DAY) == 1

    def test_a_decision_is_due_within_24_hours(self, friday, actor, clock):
        file(friday, actor)
        answer(friday, actor, NoticeState.BANNED)
        clock.move_to(MONDAY + HOUR)
        answer(friday, actor, NoticeState.OBJECTED, MONDAY + HOUR)
        assert asked(friday) == [MONDAY + 25 * HOUR]

        lifted = answer(friday, actor, NoticeState.FILED, MONDAY + HOUR)
        assert lifted.is_standing
        assert asked(friday) == []

    def test_upheld_leaves_nothing_to_do_here(self, friday, actor):
        file(friday, actor)
        for state in (NoticeState.BANNED, NoticeState.OBJECTED, NoticeState.UPHELD):
            notice = answer(friday, actor, state)

        assert not notice.is_waiting
        assert notices_to_do(MONDAY) == []

    @pytest.mark.parametrize(
        ("before", "after"),
        (
            (NoticeState.FILED, NoticeState.OBJECTED),
            (NoticeState.FILED, NoticeState.TO_FILE),
            (NoticeState.FILED, NoticeState.WITHDRAWN),
            (NoticeState.BANNED, NoticeState.FILED),
            (NoticeState.RESTRICTED, NoticeState.UPHELD),
        ),
    )
    def test_what_cannot_follow_is_refused(self, friday, actor, before, after):
        file(friday, actor)
        if before != NoticeState.FILED:
            answer(friday, actor, before)

        with pytest.raises(ValidationError):
            answer(friday, actor, after)

    def test_a_correction_is_due_within_24_hours(self, friday, actor):
        file(friday, actor)
        answer(friday, actor, NoticeState.CORRECTION_ASKED)
        assert asked(friday) == [MONDAY + 24 * HOUR]

        assert file(friday, actor).correct_by is None
        assert asked(friday) == []
