"""What people with a shift are told, and that it happens once."""

import datetime as dt

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.exceptions import MailServerError
from events.enums import AssignmentState, ShiftRole
from events.models import VolunteerMessage
from events.periodic import remind_of_shifts
from events.services.call_off import (
    cancel_occurrence,
    postpone_occurrence,
    restore_occurrence,
)
from events.services.move import move_occurrence, move_online
from events.services.shifts.volunteers import give_up_shift, remind_volunteers
from tests.events.week import FRIDAY, MONDAY, SEOUL
from tests.factories.alerts import follow
from tests.factories.events import make_venue
from tests.factories.shifts import invite, make_shift, say_yes, wait_for_a_place
from tests.jobs import run_job, run_worker, work

THURSDAY_EVENING = dt.datetime(2026, 11, 26, 18, 12, tzinfo=SEOUL)
SECRET = "아직 비밀인 곳"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def shift(friday):
    return make_shift(friday)


def cancel(occurrence):
    return cancel_occurrence(
        occurrence=occurrence, reason_ko="폭우", reason_en="Heavy rain"
    )


def move(occurrence, **values):
    facts = {
        "local_date": dt.date(2026, 11, 28),
        "local_time": dt.time(15, 0),
        "venue": occurrence.venue,
        "reason_ko": "광장 행사",
        "reason_en": "Event on the square",
    }
    return move_occurrence(occurrence=occurrence, **facts | values)


class TestRequest:
    def test_says_what_when_where_and_whence_we_have_the_address(self, shift):
        invite(shift, name="별하", language="en")
        (told,) = work()

        assert told.subject == "We have a request"
        for words in (
            "Marshal",
            "When: Fri 27 November 2026, 6 p.m. KST, until 9:30 p.m.",
            "Meeting point: 9번 출구 안",
            "http://testserver/en/events/shifts/",
            "were given to us by those who prepare",
        ):
            assert words in told.body
        for text in (told.body, told.alternatives[0].content):
            assert "별하" not in text
        assert told.body.count("/shifts/") == 1

    def test_several_shifts_are_one_mail_with_one_link(self, friday, shift):
        invite(shift)
        invite(make_shift(friday, role=ShiftRole.SOUND))
        (told,) = work()

        assert "질서유지인" in told.body
        assert "음향" in told.body

    def test_a_second_run_mails_nothing(self, shift):
        invite(shift)
        job = ProcrastinateJob.objects.get()
        for _ in range(2):
            run_job(job)

        assert len(mail.outbox) == 1

    def test_who_declined_before_it_left_gets_none(self, shift):
        assignment = invite(shift)
        give_up_shift(code=assignment.volunteer.code, assignment_id=assignment.pk)

        assert work() == []

    def test_a_refusing_server_learns_no_address_from_the_log(self, shift, settings):
        invite(shift)
        settings.EMAIL_BACKEND = "tests.jobs.RefusingBackend"
        with pytest.raises(MailServerError) as error:
            run_job(ProcrastinateJob.objects.get())

        assert "example.org" not in str(error.value)


class TestChanges:
    def test_a_cancellation_is_told_once_and_asks_nothing(self, friday, shift):
        assignment = say_yes(invite(shift, language="en"))
        work()
        cancel(friday)
        fan_out = ProcrastinateJob.objects.get()
        for _ in range(2):
            run_job(fan_out)
        (told,) = work()

        assert told.subject == "Something has changed about your shift"
        assert "State: Scheduled → Cancelled" in told.body
        assert "Reason: Heavy rain" in told.body
        assert "You need not come" in told.body
        assert "What you take on is now" not in told.body
        assignment.refresh_from_db()
        assert assignment.state == AssignmentState.CONFIRMED
        assert VolunteerMessage.objects.exclude(sent_at=None).count() == 1

    def test_each_change_is_told(self, friday, shift):
        say_yes(invite(shift))
        work()
        changed = friday
        for act in (
            cancel,
            lambda each: restore_occurrence(occurrence=each),
            lambda each: postpone_occurrence(occurrence=each, reason_ko="협의 중"),
            move,
        ):
            changed = act(changed)
            assert len(work()) == 1

    def test_a_new_place_asks_nothing(self, friday, shift):
        assignment = say_yes(invite(shift, language="en"))
        work()
        move(
            friday,
            local_date=FRIDAY,
            local_time=friday.local_time,
            venue=make_venue(name_ko="보신각", name_en="Bosingak"),
        )
        (told,) = work()

        assert "→ Bosingak" in told.body
        assert "the meeting point may change too" in told.body
        assert "Your answer stands" in told.body
        assignment.refresh_from_db()
        assert assignment.state == AssignmentState.CONFIRMED

    def test_online_nobody_is_sent_to_a_meeting_point(self, friday, shift, clock):
        say_yes(invite(shift, language="en"))
        work()
        move_online(
            occurrence=friday,
            online_address="https://meet.example.org/x",
            reason_ko="폭우",
        )
        (told,) = work()
        clock.move_to(THURSDAY_EVENING)
        remind_of_shifts(timestamp=0)
        (reminder,) = work()

        assert "please do not come to the meeting point" in told.body
        for each in (told, reminder):
            assert "9번 출구" not in each.body
            assert "9번 출구" not in each.alternatives[0].content

    def test_a_new_time_takes_the_shift_along_and_asks_again(self, friday, shift):
        coming = say_yes(invite(shift, language="en"))
        waiting = wait_for_a_place(invite(shift, "b@example.org", language="en"))
        work()
        move(friday)

        for assignment in (coming, waiting):
            assignment.refresh_from_db()
            assert assignment.state == AssignmentState.INVITED
        told = work()
        assert sorted(each.to[0] for each in told) == ["a@example.org", "b@example.org"]
        for each in told:
            assert "When: Sat 28 November 2026, 2 p.m. KST" in each.body
            assert "We need your answer for this time." in each.body
        assert say_yes(coming).state == AssignmentState.CONFIRMED

    def test_who_was_not_mailed_yet_reads_the_new_time_in_the_request(
        self, friday, shift, clock
    ):
        invite(shift, language="en")
        move(friday)
        clock.shift(dt.timedelta(seconds=1))
        (told,) = work()

        assert told.subject == "We have a request"
        assert "Sat 28 November 2026, 2 p.m." in told.body

    def test_who_has_left_is_not_told(self, friday, shift):
        assignment = say_yes(invite(shift))
        work()
        give_up_shift(code=assignment.volunteer.code, assignment_id=assignment.pk)
        cancel(friday)

        assert work() == []

    def test_who_also_follows_the_gathering_gets_both_for_their_reasons(
        self, friday, shift
    ):
        follow(friday)
        say_yes(invite(shift))
        work()
        cancel(friday)

        assert len({each.subject for each in work()}) == 2

    def test_a_place_that_is_kept_back_is_in_no_mail(self, friday, shift):
        say_yes(invite(shift))
        work()
        move(
            friday,
            venue=make_venue(name_ko=SECRET, name_en=SECRET),
            venue_reveal_at=MONDAY + dt.timedelta(days=2),
        )

        assert not [each for each in work() if SECRET in each.body]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queue")
def test_by_the_real_worker(friday, shift):
    for name in "ab":
        invite(shift, f"{name}@example.org")
    run_worker()
    assert len(mail.outbox) == 2
    cancel(friday)
    run_worker()
    run_worker()  # what the first has fanned out

    assert sorted(each.to[0][0] for each in mail.outbox[2:]) == ["a", "b"]
    assert ProcrastinateJob.objects.count() == 0


class TestReminder:
    def test_on_the_evening_before_to_those_who_come_once(self, friday, shift, clock):
        say_yes(invite(shift, language="en"))
        invite(shift, "b@example.org")
        work()
        clock.move_to(THURSDAY_EVENING)
        for _ in range(3):
            remind_of_shifts(0)
            clock.shift(dt.timedelta(hours=1))
        (told,) = work()

        assert told.to == ["a@example.org"]
        assert told.subject == "Your shift tomorrow"
        assert "Meeting point: 9번 출구 안" in told.body

    def test_not_of_what_is_called_off(self, friday, shift, clock):
        say_yes(invite(shift))
        work()
        clock.move_to(THURSDAY_EVENING)
        assert remind_volunteers(now=THURSDAY_EVENING) == 1
        cancel(friday)

        assert [each.subject for each in work()] == ["맡은 일에 바뀐 점이 있습니다"]
