"""What happens by the clock: dates are made ahead, past ones are frozen."""

from django.utils import timezone
from procrastinate.contrib.django import app

from events.models import EventSeries
from events.services.freeze import freeze_past_occurrences
from events.services.generate import generate_occurrences


@app.periodic(cron="20 18 * * *")  # 03:20 in Seoul
@app.task(name="events.keep_dates_ahead", queueing_lock="events.keep_dates_ahead")
def keep_dates_ahead(timestamp: int) -> None:
    """Freezes what is over, then fills every active series up to its horizon."""
    freeze_past_occurrences()
    now = timezone.now()
    for series in EventSeries.objects.growing():
        generate_occurrences(series=series, today=series.today(now))
