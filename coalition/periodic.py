"""What happens by itself."""

import datetime as dt

from django.utils import timezone
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
