"""Working the queue in tests: inside the test's transaction, or by the real worker."""

import smtplib

from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job


class RefusingBackend(BaseEmailBackend):
    """A mail server that says "not now", naming the address as real ones do."""

    def send_messages(self, email_messages):
        raise smtplib.SMTPRecipientsRefused(
            {
                address: (451, f"4.7.1 <{address}> try again later".encode())
                for message in email_messages
                for address in message.recipients()
            }
        )


def run_jobs() -> int:
    """Does what is due, oldest first, in this transaction; returns how many jobs.

    A job that fails raises here and stays in the queue.
    """
    due = ProcrastinateJob.objects.filter(status="todo").order_by("pk")
    rows = [
        row
        for row in due
        if row.scheduled_at is None or row.scheduled_at <= timezone.now()
    ]
    for row in rows:
        run_job(row)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [row.pk])
    return len(rows)


def work() -> list[EmailMessage]:
    """Does every job, also those that jobs have queued; returns the new mails."""
    before = len(mail.outbox)
    while run_jobs():
        pass
    return mail.outbox[before:]


def run_job(row: ProcrastinateJob, *, attempts: int | None = None) -> None:
    """One try of one job, as the worker would call it."""
    task = app.tasks[row.task_name]
    job = Job(
        id=row.pk,
        queue=row.queue_name,
        lock=row.lock,
        queueing_lock=row.queueing_lock,
        task_name=row.task_name,
        task_kwargs=row.args,
        attempts=row.attempts if attempts is None else attempts,
    )
    context = JobContext(app=app, job=job, start_timestamp=0, abort_reason=lambda: None)
    task.func(context, **row.args)


def run_worker() -> None:
    """The real worker, once over the queue; for ``django_db(transaction=True)``."""
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(
            wait=False,
            listen_notify=False,
            install_signal_handlers=False,
            delete_jobs="successful",
        )


def make_due() -> None:
    """Ends the pause before the next try of every job."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
