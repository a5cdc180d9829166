"""How jobs are deferred and tried again."""

import datetime as dt

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from coalition.queue import RETRY, job_for_row


def pause_after(attempts: int) -> float | None:
    job = Job(
        id=1, queue="default", lock=None, queueing_lock=None, task_name="t",
        attempts=attempts,
    )  # fmt: skip
    decision = RETRY.get_retry_decision(exception=OSError(), job=job)
    if decision is None:
        return None
    return (decision.retry_at - dt.datetime.now(dt.UTC)).total_seconds()


@pytest.mark.parametrize(
    ("attempts", "least", "most"),
    ((0, 0, 2), (3, 5, 11), (8, 190, 321), (9, 380, 641), (300, 440, 751)),
)
def test_pauses_grow_to_ten_minutes_with_jitter(attempts, least, most):
    assert least <= pause_after(attempts) <= most


def test_it_gives_up_after_three_days():
    assert pause_after(RETRY.max_attempts - 1) is not None
    assert pause_after(RETRY.max_attempts) is None
    assert RETRY.max_attempts * 600 >= 72 * 3600


@pytest.mark.django_db
def test_a_job_deferred_in_sql_is_the_one_that_python_defers():
    task = app.tasks["statements.deliver_signature_mail"]
    task.configure(lock="signature-7").defer(signature_id=7)
    with connection.cursor() as cursor:
        sql = job_for_row(task, argument="signature_id", lock="signature")
        cursor.execute(f"SELECT {sql} FROM (VALUES (7)) AS row (id)")

    one, other = ProcrastinateJob.objects.values(
        "queue_name", "task_name", "priority", "lock", "queueing_lock", "args", "status"
    )
    assert one == other


@pytest.mark.django_db
def test_a_new_job_is_one_row_and_nothing_else():
    """Else signers would wait for each other: docs/decisions/0008-plain-queue.md."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT tgname FROM pg_trigger
            WHERE tgrelid = 'procrastinate_jobs'::regclass AND NOT tgisinternal
                AND tgenabled <> 'D' AND tgtype & 4 <> 0
            """
        )
        # Fires only on jobs for a later time.
        assert cursor.fetchall() == [("procrastinate_trigger_scheduled_events_v1",)]
