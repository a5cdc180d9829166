"""A new job is one row: it wakes no worker and writes no history of itself.

NOTIFY makes the transactions of a database commit one after the other, each waiting for
the disk. The entry in the history is checked against the queue, which PostgreSQL, having
seen it empty, reads from end to end. With either, thousands who sign at once would slow
each other down: docs/decisions/0008-plain-queue.md.
"""

from django.db import migrations

TRIGGERS = (
    "procrastinate_jobs_notify_queue_job_inserted_v1",
    "procrastinate_trigger_status_events_insert_v1",
)


class Migration(migrations.Migration):
    dependencies = [
        ("coalition", "0002_guards"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE procrastinate_jobs DISABLE TRIGGER {trigger}",
            f"ALTER TABLE procrastinate_jobs ENABLE TRIGGER {trigger}",
        )
        for trigger in TRIGGERS
    ]
