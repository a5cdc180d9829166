"""A new job wakes no worker; the worker looks every second.

NOTIFY makes the transactions of a database commit one after the other, each waiting for
the disk: with it thousands who sign at once would queue up behind each other. Why and
how much: docs/decisions/0008-polled-queue.md.
"""

from django.db import migrations

TRIGGER = "procrastinate_jobs_notify_queue_job_inserted_v1"


class Migration(migrations.Migration):
    dependencies = [
        ("coalition", "0002_guards"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE procrastinate_jobs DISABLE TRIGGER {TRIGGER}",
            f"ALTER TABLE procrastinate_jobs ENABLE TRIGGER {TRIGGER}",
        )
    ]
