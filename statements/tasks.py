"""Deliveries of this app. Arguments are ids only."""

import datetime as dt

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from coalition.addresses import canonical_address
from coalition.queue import RETRY
from coalition.services.mail_limits import take_mail_slot
from statements.emails import send_signature_mail
from statements.enums import LIVE_SIGNATURES
from statements.models import Signature
from statements.sealing import open_field, statement_cipher

# However often the form is sent: one mail in ten minutes while unconfirmed,
# one a day afterwards.
PAUSE_UNCONFIRMED = dt.timedelta(minutes=10)
PAUSE_CONFIRMED = dt.timedelta(hours=24)


@app.task(name="statements.deliver_signature_mail", retry=RETRY, pass_context=True)
def deliver_signature_mail(context: JobContext, signature_id: int) -> None:
    """Mails the link, unless this signature was mailed lately or its data is gone.

    Jobs of one signature share a lock, so two of them never send at once.
    """
    signature = (
        Signature.objects.select_related("statement", "revision", "personal_data")
        .filter(pk=signature_id, state__in=LIVE_SIGNATURES)
        .filter(statement__wrapped_data_key__isnull=False)
        .first()
    )
    if signature is None or _was_mailed_lately(signature):
        return
    address = open_field(
        statement_cipher(signature.statement),
        signature,
        "email",
        signature.personal_data.email,
    )
    if not address:  # erased 30 days after closing
        return
    # A retry after a mail server's failure has taken its slot already.
    is_first_try = context.job.attempts == 0
    if is_first_try and not take_mail_slot(address=canonical_address(address)):
        return
    send_signature_mail(
        signature=signature, to=address, message_id=f"job-{context.job.id}"
    )
    Signature.objects.filter(pk=signature.pk).update(mailed_at=timezone.now())


def _was_mailed_lately(signature: Signature) -> bool:
    if signature.mailed_at is None:
        return False
    if signature.confirmed_at is None:
        return signature.mailed_at > timezone.now() - PAUSE_UNCONFIRMED
    return (
        signature.mailed_at > signature.confirmed_at
        and signature.mailed_at > timezone.now() - PAUSE_CONFIRMED
    )
