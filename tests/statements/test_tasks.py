"""Mailing the link: how often, to whom, and what happens when the server refuses."""

import datetime as dt
import logging

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.exceptions import MailServerError
from coalition.models import MailLimit
from coalition.queue import RETRY
from statements.enums import Display
from statements.models import Signature, Statement
from statements.services import moderation, signing
from tests.factories.coalition import create_staff
from tests.factories.statements import create_signature, create_statement, sign
from tests.jobs import make_due, run_job, run_jobs, run_worker

pytestmark = pytest.mark.django_db

SEOUL_MORNING = dt.datetime(2026, 11, 23, 9, tzinfo=dt.timezone(dt.timedelta(hours=9)))
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def clock():
    with time_machine.travel(SEOUL_MORNING, tick=False) as traveller:
        yield traveller


def recipients():
    return [address for each in mail.outbox for address in each.to]


# --- How often --------------------------------------------------------------------


def test_an_unconfirmed_signature_is_mailed_once_in_ten_minutes(clock):
    statement = create_statement()
    sent = []

    for _ in range(4):
        sign(statement, email="a@example.org")
        run_jobs()
        sent.append(len(mail.outbox))
        clock.shift(4 * MINUTE)

    assert sent == [1, 1, 1, 2]


def test_a_confirmed_signature_is_mailed_once_a_day(clock):
    statement = create_statement()
    create_signature(statement, email="a@example.org")
    sent = []

    for pause in (1, 12, 11, 2):
        clock.shift(pause * HOUR)
        sign(statement, email="a@example.org")
        run_jobs()
        sent.append(len(mail.outbox))

    assert sent == [1, 1, 1, 2]


def test_who_has_just_confirmed_gets_the_link_when_asking_for_it(clock):
    statement = create_statement()
    signature = sign(statement, email="a@example.org")
    run_jobs()
    clock.shift(MINUTE)
    signing.confirm_signature(code=signature.code)
    clock.shift(MINUTE)

    for _ in range(2):
        signing.request_signature_link(statement=statement, email="a@example.org")
        run_jobs()

    assert recipients() == ["a@example.org"] * 2


def test_one_mailbox_gets_three_mails_a_day_over_all_statements(clock):
    spellings = ("ab@gmail.com", "a.b@gmail.com", "ab+x@googlemail.com", "AB@gmail.com")
    for email in spellings:
        sign(create_statement(), email=email)
    sign(create_statement(), email="other@example.org")

    run_jobs()

    assert recipients() == [
        "ab@gmail.com",
        "a.b@gmail.com",
        "ab+x@googlemail.com",
        "other@example.org",
    ]


def test_the_next_day_in_seoul_there_are_three_mails_again(clock):
    clock.move_to(SEOUL_MORNING.replace(hour=23, minute=58))
    for _ in range(4):
        sign(create_statement(), email="a@example.org")
    run_jobs()
    today = len(mail.outbox)

    clock.shift(3 * MINUTE)
    sign(create_statement(), email="a@example.org")
    run_jobs()

    assert (today, len(mail.outbox)) == (3, 4)


def test_a_mail_beyond_the_limit_is_dropped_not_saved_up(clock):
    for _ in range(4):
        sign(create_statement(), email="a@example.org")
    run_jobs()

    clock.shift(24 * HOUR)
    run_jobs()

    assert len(mail.outbox) == 3
    assert ProcrastinateJob.objects.count() == 0


# --- To whom ----------------------------------------------------------------------


def withdrawn(signature):
    signing.withdraw_signature(code=signature.code)


def invalidated(signature):
    moderation.invalidate_signature(signature=signature, actor=create_staff())


def erased(signature):
    signature.delete()


def without_key(signature):
    Statement.objects.update(wrapped_data_key=None)


@pytest.mark.parametrize("end", (withdrawn, invalidated, erased, without_key))
def test_a_job_that_comes_too_late_sends_nothing(end):
    signature = sign(create_statement())
    end(signature)

    assert run_jobs() == 1

    assert mail.outbox == []
    assert MailLimit.objects.count() == 0


def test_an_address_that_never_signed_gets_nothing():
    signing.request_signature_link(
        statement=create_statement(), email="nobody@example.org"
    )

    assert run_jobs() == 1

    assert mail.outbox == []


def test_a_held_signature_gets_its_mail_like_any_other():
    sign(create_statement(), email="a@example.org", name="시발")

    run_jobs()

    assert recipients() == ["a@example.org"]


def test_the_link_goes_to_the_address_that_signed_not_to_the_one_that_asks():
    statement = create_statement()
    sign(statement, email="ab@gmail.com", display=Display.NAME)
    run_jobs()
    mail.outbox.clear()

    with time_machine.travel(timezone.now() + HOUR):
        signing.request_signature_link(statement=statement, email="A.B@gmail.com")
        run_jobs()

    assert recipients() == ["ab@gmail.com"]


# --- When the server refuses ------------------------------------------------------


def test_a_refusal_leaves_the_job_and_names_nobody(settings):
    settings.EMAIL_BACKEND = "tests.jobs.RefusingBackend"
    signature = sign(create_statement(), email="canary@example.org")

    with pytest.raises(MailServerError) as caught:
        run_jobs()

    assert str(caught.value) == "SMTPRecipientsRefused 451"
    assert caught.value.__suppress_context__
    assert ProcrastinateJob.objects.count() == 1
    signature.refresh_from_db()
    assert signature.mailed_at is None


def test_tries_of_one_job_use_up_one_mail_of_the_day(settings):
    sign(create_statement(), email="a@example.org")
    job = ProcrastinateJob.objects.get()
    backend, settings.EMAIL_BACKEND = (
        settings.EMAIL_BACKEND,
        "tests.jobs.RefusingBackend",
    )
    for attempt in range(5):
        with pytest.raises(MailServerError):
            run_job(job, attempts=attempt)
    settings.EMAIL_BACKEND = backend

    run_job(job, attempts=5)

    assert recipients() == ["a@example.org"]
    assert MailLimit.objects.get().sent_count == 1


def test_every_try_of_a_job_has_the_same_message_id():
    sign(create_statement(), email="a@example.org")
    job = ProcrastinateJob.objects.get()

    for attempt in range(2):
        run_job(job, attempts=attempt)
        Signature.objects.update(mailed_at=None)  # as if killed before it was noted

    ids = {each.message()["Message-ID"] for each in mail.outbox}
    assert len(mail.outbox) == 2
    assert ids == {f"<job-{job.pk}@testserver>"}


def test_the_pauses_between_tries_grow_to_ten_minutes_and_end_after_three_days():
    pauses = []
    for attempts in range(2000):
        job = type("Job", (), {"attempts": attempts})()
        decision = RETRY.get_retry_decision(exception=MailServerError(), job=job)
        if decision is None:
            break
        delta = decision.retry_at - timezone.now()
        pauses.append(delta.total_seconds())

    assert pauses[0] < 3
    assert max(pauses) < 751
    assert min(pauses[12:]) > 448
    assert dt.timedelta(days=2.5) < dt.timedelta(seconds=sum(pauses))
    assert dt.timedelta(seconds=sum(pauses)) < dt.timedelta(days=4)


# --- The real worker and a real SMTP conversation -----------------------------------


def formatted(record):
    """The line of the log with its traceback and everything passed along."""
    return logging.Formatter().format(record) + repr(record.__dict__)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queue")
def test_the_worker_speaks_smtp_and_tries_again_when_told_to(mail_server, caplog):
    signature = sign(create_statement(), email="canary@example.org", name="카나리아")
    # The worker may meanwhile queue what the clock asks for.
    jobs = ProcrastinateJob.objects.filter(
        task_name="statements.deliver_signature_mail"
    )
    mail_server.answers = ["451 4.7.1 <canary@example.org> not now"]

    with caplog.at_level("DEBUG"), caplog.at_level("DEBUG", "procrastinate"):
        run_worker()
        job = jobs.get()
        first = (job.status, job.attempts, job.scheduled_at is not None)
        make_due()
        run_worker()

    assert first == ("todo", 1, True)
    assert jobs.count() == 0
    (envelope,) = mail_server.envelopes
    assert envelope.rcpt_tos == ["canary@example.org"]
    assert envelope.mail_from == "yeondae@localhost"
    signature.refresh_from_db()
    assert signature.mailed_at is not None
    assert MailLimit.objects.get().sent_count == 1
    assert any(each.name.startswith("procrastinate") for each in caplog.records)
    assert not [each for each in caplog.records if "canary" in formatted(each)]
