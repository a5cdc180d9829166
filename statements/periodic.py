"""What is decided by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from statements.enums import SignatureState
from statements.models import Signature
from statements.services.counting import fold_tally, recount_tallies
from statements.services.retention import destroy_keys, erase_addresses
from statements.services.signing import PENDING_LIFETIME


@app.periodic(cron="* * * * *")
@app.task(name="statements.fold_tally", queueing_lock="statements.fold_tally")
def fold(timestamp: int) -> None:
    fold_tally()


@app.periodic(cron="15 4 * * *")
@app.task(name="statements.recount", queueing_lock="statements.recount")
def recount(timestamp: int) -> None:
    recount_tallies()


@app.periodic(cron="50 * * * *")
@app.task(name="statements.purge", queueing_lock="statements.purge")
def purge(timestamp: int) -> None:
    """Keeps what the consent text says about the time after closing."""
    now = timezone.now()
    erase_addresses(now=now)
    destroy_keys(now=now)


@app.periodic(cron="40 * * * *")
@app.task(name="statements.expire", queueing_lock="statements.expire")
def expire_unconfirmed(timestamp: int) -> None:
    """Erases signatures that nobody confirmed in 72 hours, held ones included."""
    Signature.objects.filter(
        state__in=(SignatureState.PENDING, SignatureState.HELD),
        confirmed_at=None,
        signed_at__lt=timezone.now() - PENDING_LIFETIME,
    ).delete()
