"""What happens by itself."""

import datetime as dt

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from coalition.models import MailLimit
from coalition.services.registrations import purge_registrations

MAIL_LIMIT_LIFETIME = dt.timedelta(days=2)


@app.periodic(cron="20 * * * *")
@app.task(
    name="coalition.purge_hourly",
    queueing_lock="coalition.purge_hourly",
)
def purge_hourly(timestamp: int) -> None:
    """Erases the personal data and keyed hashes whose time is over."""
    purge_registrations(now=timezone.now())
    MailLimit.objects.filter(
        on__lte=timezone.localdate() - MAIL_LIMIT_LIFETIME
    ).delete()


@app.periodic(cron="* * * * *")
@app.task(
    name="coalition.requeue_stalled",
    queueing_lock="coalition.requeue_stalled",
    pass_context=True,
)
async def requeue_stalled(context: JobContext, timestamp: int) -> None:
    """Gives the jobs of a worker that died (no heartbeat for 30 s) to another."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)
