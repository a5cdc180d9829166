"""Who is told what, and that it happens once."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.enums import Provenance
from coalition.exceptions import MailServerError
from events import tasks
from events.enums import OccurrenceState
from events.models import AlertMessage, OccurrenceChange, SeriesSchedule
from events.periodic import remind
from events.services.alerts import leave_alerts, remind_subscribers
from events.services.call_off import (
    cancel_occurrence,
    postpone_occurrence,
    restore_occurrence,
)
from events.services.edit import revise_occurrence
from events.services.generate import generate_occurrences
from events.services.move import move_occurrence
from events.services.schedules import change_schedule
from tests.events.week import FRIDAY, MONDAY, SEOUL
from tests.factories.alerts import ask, follow
from tests.factories.events import make_occurrence, make_series, make_venue
from tests.jobs import RefusingBackend, run_job, run_worker, work

THURSDAY_EVENING = dt.datetime(2026, 11, 26, 18, 10, tzinfo=SEOUL)
SECRET = "아직 비밀인 곳"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def cancel(occurrence, **values):
    return cancel_occurrence(occurrence=occurrence, reason_ko="폭우", **values)


def move(occurrence, **values):
    facts = {
        "local_date": dt.date(2026, 11, 28),
        "local_time": dt.time(15, 0),
        "venue": occurrence.venue,
        "reason_ko": "광장 행사",
        "reason_en": "Event on the square",
    }
    return move_occurrence(occurrence=occurrence, **facts | values)


class TestConfirming:
    def test_the_mail_names_the_date_or_all_of_them(self, friday):
        ask(friday, language="en")
        ask(friday.series, "b@example.org", language="en")
        one, every = (each.body for each in work())

        assert "When: Fri 27 November 2026, 7 p.m. KST" in one
        assert "Where: In front of Gangnam Station Exit 10" in one
        assert "When: all coming dates" in every
        assert "Where" not in every


class TestWhoIsTold:
    def test_everybody_who_confirmed_once_and_in_their_language(self, friday):
        follow(friday, "date@example.org", language="en")
        follow(friday.series, "series@example.org")
        ask(friday, "unconfirmed@example.org")
        follow(make_occurrence(local_date=FRIDAY), "elsewhere@example.org")
        work()
        cancel(friday, reason_en="Heavy rain")

        told = {each.to[0]: each for each in work()}
        assert told.keys() == {"date@example.org", "series@example.org"}
        assert "Heavy rain" in told["date@example.org"].body
        assert "폭우" in told["series@example.org"].body
        headers = [each.extra_headers["Content-Language"] for each in told.values()]
        assert sorted(headers) == ["en", "ko"]

    def test_who_follows_a_date_and_its_series_is_told_once(self, friday):
        follow(friday)
        follow(friday.series)
        work()
        cancel(friday)

        assert [each.to for each in work()] == [["a@example.org"]]

    def test_who_came_after_the_change_has_seen_it(self, friday, clock):
        cancel(friday)
        clock.shift(dt.timedelta(minutes=1))
        follow(friday, language="en")

        assert [each.subject for each in work()] == ["The link to your alerts"]

    def test_who_has_left_before_the_mail_is_not_told(self, friday):
        alert = follow(friday)
        work()
        cancel(friday)
        leave_alerts(code=alert.code)

        assert work() == []

    def test_each_change_is_told(self, friday):
        follow(friday)
        work()
        cancelled = cancel(friday)
        assert len(work()) == 1
        restored = restore_occurrence(occurrence=cancelled)
        assert len(work()) == 1
        postponed = postpone_occurrence(occurrence=restored, reason_ko="협의 중")
        assert len(work()) == 1
        move(postponed)
        assert len(work()) == 1

        assert AlertMessage.objects.exclude(sent_at=None).count() == 4

    def test_a_better_text_is_no_change(self, friday):
        follow(friday)
        work()
        friday.own_title_ko = "이름이 바뀐 집회"
        revise_occurrence(occurrence=friday, fields=["own_title_ko"])

        assert work() == []

    def test_a_new_end_is_told_while_it_is_to_come(self, friday, clock):
        follow(friday, language="en")
        work()
        friday.duration = dt.timedelta(hours=3)
        revise_occurrence(occurrence=friday, fields=["duration"])

        (told,) = work()
        assert "KST, until 9 p.m. → Fri 27" in told.body
        assert "KST, until 10 p.m.\n" in told.body
        clock.shift(dt.timedelta(days=5))
        friday.duration = dt.timedelta(hours=1)
        revise_occurrence(occurrence=friday, fields=["duration"])
        assert work() == []

    def test_an_act_that_is_refused_tells_nobody(self, friday):
        follow(friday)
        work()
        with pytest.raises(ValidationError):
            cancel_occurrence(occurrence=friday, reason_ko=" ")

        assert OccurrenceChange.objects.count() == 0
        assert ProcrastinateJob.objects.count() == 0

    def test_where_nobody_asked_there_is_no_job(self, friday):
        follow(make_series())
        work()
        cancel(friday)

        assert OccurrenceChange.objects.get().after["ko"]["reason"] == "폭우"
        assert ProcrastinateJob.objects.count() == 0

    def test_a_record_from_the_press_alerts_nobody(self):
        record = make_occurrence(local_date=FRIDAY, provenance=Provenance.PRESS)
        cancel(record)

        assert OccurrenceChange.objects.count() == 0
        assert ProcrastinateJob.objects.count() == 0


class TestOnce:
    def test_a_job_that_runs_twice_tells_once(self, friday):
        follow(friday)
        follow(friday.series, "b@example.org")
        work()
        cancel(friday)
        fan_out = ProcrastinateJob.objects.get()
        assert fan_out.args == {"change_id": OccurrenceChange.objects.get().pk}
        for _ in range(2):
            run_job(fan_out)
        deliveries = ProcrastinateJob.objects.filter(task_name="events.deliver_changes")
        assert deliveries.count() == 2
        for _ in range(2):
            for delivery in deliveries:
                run_job(delivery)

        assert len(mail.outbox) == 4  # two links, two changes
        assert AlertMessage.objects.count() == 2

    def test_who_died_on_the_way_has_told_nobody(self, friday, monkeypatch):
        for name in "abc":
            follow(friday, f"{name}@example.org")
        work()
        cancel(friday)
        fan_out = ProcrastinateJob.objects.get()
        queued = []

        class Dying:
            def defer(self, **values):
                queued.append(values)
                if len(queued) == 2:
                    raise MemoryError

        with monkeypatch.context() as patch:
            patch.setattr(tasks.deliver_changes, "configure", lambda **_: Dying())
            with pytest.raises(MemoryError):
                run_job(fan_out)
        assert AlertMessage.objects.count() == 0

        assert sorted(each.to[0][0] for each in work()) == ["a", "b", "c"]

    def test_a_refusing_server_is_asked_again_with_the_same_message_id(
        self, friday, settings, monkeypatch
    ):
        follow(friday)
        work()
        cancel(friday)
        run_job(ProcrastinateJob.objects.get())
        delivery = ProcrastinateJob.objects.get(task_name="events.deliver_changes")
        tried = []

        def refuse(self, messages):
            tried.extend(each.extra_headers["Message-ID"] for each in messages)
            return RefusingBackend.send_messages(self, messages)

        with monkeypatch.context() as patch:
            patch.setattr(
                "django.core.mail.backends.locmem.EmailBackend.send_messages", refuse
            )
            with pytest.raises(MailServerError) as error:
                run_job(delivery)
        assert "example.org" not in str(error.value)
        run_job(delivery)

        assert mail.outbox[-1].extra_headers["Message-ID"] == tried[0]

    def test_many_changes_by_one_act_are_one_mail(self):
        series = make_series()
        generate_occurrences(series=series, today=MONDAY.date())
        follow(series)
        work()
        change_schedule(
            schedule=SeriesSchedule(
                series=series,
                effective_from=dt.date(2026, 12, 1),
                weekday=4,
                local_time=dt.time(18, 30),
                duration=dt.timedelta(hours=2),
            ),
            reason_ko="해가 짧아져서",
        )
        changes = OccurrenceChange.objects.count()
        assert changes > 5

        (told,) = work()
        assert told.body.count("오후 7시") == changes
        assert AlertMessage.objects.exclude(sent_at=None).count() == changes

    def test_also_when_the_mail_leaves_before_all_are_fanned_out(self):
        series = make_series()
        generate_occurrences(series=series, today=MONDAY.date())
        person = follow(series)
        work()
        dates = series.occurrences.with_inherited().order_by("starts_at")[:3]
        for occurrence in dates:
            cancel(occurrence)
        first, *later = ProcrastinateJob.objects.order_by("pk")
        run_job(first)
        run_job(ProcrastinateJob.objects.order_by("pk").last())
        for job in later:
            run_job(job)

        assert len(mail.outbox) == 2  # the link to confirm, and this
        assert mail.outbox[-1].body.count("폭우") == 3
        assert person.messages.exclude(sent_at=None).count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queue")
def test_by_the_real_worker(friday):
    for name in "ab":
        follow(friday, f"{name}@example.org")
    run_worker()
    mail.outbox.clear()
    cancel(friday)
    run_worker()
    run_worker()  # what the first has fanned out

    assert sorted(each.to[0][0] for each in mail.outbox) == ["a", "b"]
    assert ProcrastinateJob.objects.count() == 0


class TestWords:
    def told(self, target, language="en"):
        follow(target, language=language)
        work()
        return target

    def test_what_it_was_and_what_it_is(self, friday):
        self.told(friday)
        move(friday, venue=make_venue(name_ko="보신각", name_en="Bosingak"))
        (mail_,) = work()

        assert mail_.subject == "Something has changed"
        assert (
            "When: Fri 27 November 2026, 7 p.m. KST, until 9 p.m. → "
            "Sat 28 November 2026, 3 p.m. KST, until 5 p.m."
        ) in mail_.body
        assert "Where: In front of Gangnam Station Exit 10 → Bosingak" in mail_.body
        assert "State" not in mail_.body
        assert "Reason: Event on the square" in mail_.body
        assert "http://testserver/en/events/friday-2026-11-27/" in mail_.body

    def test_the_second_move_tells_the_place_before_it(self, friday):
        self.told(friday)
        moved = move(friday, venue=make_venue(name_ko="보신각", name_en="Bosingak"))
        work()
        move(moved, venue=make_venue(name_ko="광화문", name_en="Gwanghwamun"))

        assert "Where: Bosingak → Gwanghwamun" in work()[0].body

    def test_a_cancellation_says_which_date(self, friday):
        self.told(friday)
        cancel(friday, reason_en="Heavy rain")
        (mail_,) = work()

        assert "State: Scheduled → Cancelled" in mail_.body
        assert "When: Fri 27 November 2026, 7 p.m. KST, until" in mail_.body
        assert "→ Fri 27" not in mail_.body

    def test_the_html_says_the_same(self, friday):
        friday.own_title_ko = friday.own_title_en = "집회 & <행진>"
        friday.save()
        self.told(friday)
        cancel(friday, reason_en="Rain & wind")
        (mail_,) = work()
        html = mail_.alternatives[0].content

        assert "집회 &amp; &lt;행진" in html
        assert "집회 & <행진>" in mail_.body
        assert "Scheduled → <strong>Cancelled</strong>" in html
        assert "Reason: Rain &amp; wind" in html

    def test_a_place_that_is_kept_back_is_in_no_mail(self, friday):
        self.told(friday)
        moved = move(
            friday,
            venue=make_venue(name_ko=SECRET, name_en=SECRET),
            venue_reveal_at=MONDAY + dt.timedelta(days=2),
        )
        cancel(moved)
        remind_subscribers(now=THURSDAY_EVENING)
        changes = str(list(OccurrenceChange.objects.values("before", "after")))

        assert SECRET not in changes
        assert not [each for each in work() if SECRET in each.body]

    def test_a_subject_tells_nothing(self, friday):
        self.told(friday, language="ko")
        cancel(friday)
        work()

        assert not [each for each in mail.outbox if "집회" in each.subject]
        assert not [each for each in mail.outbox if "취소" in each.subject]

    def test_one_press_in_the_mail_program_leaves(self, friday, client):
        self.told(friday)
        cancel(friday)
        (mail_,) = work()
        address = mail_.extra_headers["List-Unsubscribe"]

        assert mail_.extra_headers["List-Unsubscribe-Post"] == (
            "List-Unsubscribe=One-Click"
        )
        path = address.removeprefix("<http://testserver").removesuffix(">")
        response = client.post(path, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert not friday.alerts.exists()


class TestReminders:
    def due(self, now=THURSDAY_EVENING):
        with time_machine.travel(now, tick=False):
            remind(0)
            return work()

    def test_on_the_evening_before_to_whoever_wanted_it(self, friday):
        follow(friday, "yes@example.org", wants_reminder=True, language="en")
        follow(friday.series, "series@example.org", wants_reminder=True)
        follow(friday, "no@example.org")
        ask(friday, "unconfirmed@example.org", wants_reminder=True)
        work()

        told = {each.to[0]: each for each in self.due()}
        assert told.keys() == {"yes@example.org", "series@example.org"}
        body = told["yes@example.org"].body
        assert told["yes@example.org"].subject == "A reminder for tomorrow"
        assert "When: Fri 27 November 2026, 7 p.m. KST" in body
        assert "Where: In front of Gangnam Station Exit 10" in body
        assert "http://testserver/en/events/friday-2026-11-27/" in body
        assert "List-Unsubscribe" in told["yes@example.org"].extra_headers

    def test_once_however_often_the_clock_strikes(self, friday):
        follow(friday, wants_reminder=True)
        follow(friday.series, wants_reminder=True)
        work()

        assert len(self.due()) == 1
        assert self.due() == []
        assert self.due(THURSDAY_EVENING + dt.timedelta(hours=1)) == []

    @pytest.mark.parametrize(
        "hours", (-24, -1, 4, 24), ids=("days before", "too early", "night", "too late")
    )
    def test_at_no_other_time(self, friday, hours):
        follow(friday, wants_reminder=True)
        work()

        assert self.due(THURSDAY_EVENING + dt.timedelta(hours=hours)) == []

    def test_in_the_evening_of_the_place(self):
        abroad = make_occurrence(
            series=make_series(timezone="America/New_York"), local_date=FRIDAY
        )
        follow(abroad, wants_reminder=True)
        work()
        evening = THURSDAY_EVENING.replace(tzinfo=ZoneInfo("America/New_York"))

        assert self.due() == []
        assert len(self.due(evening)) == 1

    def test_of_a_date_whose_hour_nobody_knows(self):
        occurrence = make_occurrence(local_date=FRIDAY, local_time=None, duration=None)
        follow(occurrence, wants_reminder=True)
        work()

        assert len(self.due()) == 1

    @pytest.mark.parametrize(
        "state", (OccurrenceState.CANCELLED, OccurrenceState.POSTPONED)
    )
    def test_not_of_what_is_called_off(self, friday, state):
        follow(friday, wants_reminder=True)
        work()
        friday.state = state
        friday.save()

        assert self.due() == []

    def test_not_of_what_was_moved_meanwhile(self, friday):
        follow(friday, wants_reminder=True, language="en")
        work()
        remind_subscribers(now=THURSDAY_EVENING)
        move(friday)

        assert [each.subject for each in work()] == ["Something has changed"]

    def test_not_when_it_has_begun(self, friday):
        follow(friday, wants_reminder=True)
        work()
        remind_subscribers(now=THURSDAY_EVENING)

        with time_machine.travel(THURSDAY_EVENING + dt.timedelta(days=1, hours=1)):
            assert work() == []

    def test_of_the_new_date_after_a_move(self, friday):
        follow(friday, wants_reminder=True)
        work()
        assert len(self.due()) == 1
        with time_machine.travel(THURSDAY_EVENING, tick=False):
            move(friday)
            assert len(work()) == 1

        assert len(self.due(THURSDAY_EVENING + dt.timedelta(days=1))) == 1
