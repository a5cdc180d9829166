"""Mails to staff about assembly notices. Arguments are ids only."""

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from coalition.queue import RETRY
from events.emails.notice import send_notice_mail
from events.enums import NoticeMailKind
from events.models import NoticeMail


@app.task(name="events.deliver_notice_mail", retry=RETRY, pass_context=True)
def deliver_notice_mail(context: JobContext, mail_id: int) -> None:
    """Mails one member of staff, unless it was done or is no longer true."""
    mail = (
        NoticeMail.objects.select_related(
            "recipient", "notice__occurrence__series__venue"
        )
        .filter(pk=mail_id, sent_at__isnull=True, recipient__is_active=True)
        .first()
    )
    if mail is None or not _is_true(mail):
        return
    send_notice_mail(mail=mail, message_id=f"notice-{mail.pk}")
    NoticeMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now())


def _is_true(mail: NoticeMail) -> bool:
    notice, now = mail.notice, timezone.now()
    if mail.kind == NoticeMailKind.WITHDRAW:
        return notice.is_to_withdraw(now)
    start = notice.occurrence.starts_at
    return notice.is_waiting and start == mail.starts_at and start > now
