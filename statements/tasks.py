"""Deliveries of this app. Arguments are ids only."""

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from coalition.queue import RETRY
from coalition.services.mail_limits import may_mail_link
from statements.emails import send_signature_mail
from statements.enums import LIVE_SIGNATURES
from statements.models import Signature
from statements.sealing import open_field, statement_cipher


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
    if signature is None:
        return
    address = open_field(
        statement_cipher(signature.statement),
        signature,
        "email",
        signature.personal_data.email,
    )
    # Erased 30 days after closing.
    if not address or not may_mail_link(
        address=address,
        mailed_at=signature.mailed_at,
        confirmed_at=signature.confirmed_at,
        is_first_try=context.job.attempts == 0,
    ):
        return
    send_signature_mail(
        signature=signature, to=address, message_id=f"job-{context.job.id}"
    )
    Signature.objects.filter(pk=signature.pk).update(mailed_at=timezone.now())
