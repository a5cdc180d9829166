"""What happens by the clock: dates are made, past ones frozen, places told."""

from django.utils import timezone
from procrastinate.contrib.django import app

from events.models import EventSeries
from events.services.alerts import purge_alerts, remind_subscribers
from events.services.freeze import freeze_past_occurrences
from events.services.generate import generate_occurrences
from events.services.notice.files import purge_notices
from events.services.notice.reminders import remind_of_notices
from events.services.photos import erase_orphaned_photos, tell_due_photos
from events.services.reveal import reveal_due
from events.services.rota.hosting import forget_reasons, tell_changed_dates
from events.services.rota.proposals import forget_proposals
from events.services.rota.swaps import expire_swaps
from events.services.safety import forget_phones
from events.services.shifts.volunteers import purge_volunteers, remind_volunteers
from events.services.speakers.lots import (
    call_speakers_off,
    draw_due_lots,
    purge_speakers,
    renew_emptied_lots,
)
from events.services.submissions.sending import purge_submissions


@app.periodic(cron="20 18 * * *")  # 03:20 in Seoul
@app.task(name="events.keep_dates_ahead", queueing_lock="events.keep_dates_ahead")
def keep_dates_ahead(timestamp: int) -> None:
    """Freezes what is over, then fills every active series up to its horizon."""
    freeze_past_occurrences()
    now = timezone.now()
    for series in EventSeries.objects.growing():
        generate_occurrences(series=series, today=series.today(now))


@app.periodic(cron="* * * * *")
@app.task(name="events.tell_places", queueing_lock="events.tell_places")
def tell_places(timestamp: int) -> None:
    """Places and links whose time has come reach the calendars."""
    reveal_due(now=timezone.now())


@app.periodic(cron="10 * * * *")
@app.task(name="events.remind", queueing_lock="events.remind")
def remind(timestamp: int) -> None:
    """On the evening before, whoever wanted it is told where and when."""
    remind_subscribers(now=timezone.now())


@app.periodic(cron="50 * * * *")
@app.task(name="events.purge_alerts", queueing_lock="events.purge_alerts")
def purge(timestamp: int) -> None:
    """Erases the alerts, addresses, contacts and phones whose time is over."""
    now = timezone.now()
    purge_alerts(now=now)
    purge_submissions(now=now)
    forget_phones(now=now)


@app.periodic(cron="*/10 * * * *")
@app.task(name="events.keep_rota", queueing_lock="events.keep_rota")
def keep_rota(timestamp: int) -> None:
    """Hosts learn what became of their dates; requests that are too late end."""
    now = timezone.now()
    expire_swaps(now=now)
    tell_changed_dates(now=now)
    forget_reasons(now=now)
    forget_proposals(now=now)


@app.periodic(cron="12 * * * *")
@app.task(name="events.remind_volunteers", queueing_lock="events.remind_volunteers")
def remind_of_shifts(timestamp: int) -> None:
    """On the evening before, whoever has a shift is told when and where."""
    remind_volunteers(now=timezone.now())


@app.periodic(cron="52 * * * *")
@app.task(name="events.purge_volunteers", queueing_lock="events.purge_volunteers")
def purge_of_shifts(timestamp: int) -> None:
    """Erases who helped at gatherings that are long over."""
    purge_volunteers(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="events.draw_lots", queueing_lock="events.draw_lots")
def draw_lots(timestamp: int) -> None:
    """At the deadline who speaks is drawn; what has to be erased by then is."""
    now = timezone.now()
    draw_due_lots(now=now)
    call_speakers_off(now=now)
    purge_speakers(now=now)
    renew_emptied_lots(now=now)


@app.periodic(cron="15 * * * *")
@app.task(name="events.remind_of_notices", queueing_lock="events.remind_of_notices")
def remind_staff(timestamp: int) -> None:
    """Who may file an assembly is told 14 days, 4 days and 72 hours before."""
    remind_of_notices(now=timezone.now())


@app.periodic(cron="40 18 * * *")  # 03:40 in Seoul
@app.task(name="events.purge_notices", queueing_lock="events.purge_notices")
def purge_filed(timestamp: int) -> None:
    """Erases the people and scans of assembly notices whose time is over."""
    purge_notices(now=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="events.tell_photos", queueing_lock="events.tell_photos")
def tell_photos(timestamp: int) -> None:
    """Feeds notice the photos that became public."""
    tell_due_photos(now=timezone.now())


@app.periodic(cron="40 * * * *")
@app.task(name="events.erase_orphans", queueing_lock="events.erase_orphans")
def erase_orphans(timestamp: int) -> None:
    """Deletes files of photos that no record stands for."""
    erase_orphaned_photos(now=timezone.now())
