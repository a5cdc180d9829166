"""Mails to staff about assembly notices. Arguments are ids only."""

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from coalition.queue import RETRY
from events.emails.notice import send_change_mail, send_reminder_mail
from events.enums import NoticeMailKind
from events.models import NoticeMail


@app.task(name="events.deliver_notice_mail", retry=RETRY, pass_context=True)
def deliver_notice_mail(context: JobContext, mail_id: int) -> None:
    """Mails one member of staff, unless it was done or is no longer true."""
    mail = (
        NoticeMail.objects.select_related(
            "recipient",
            "change",
            "notice__occurrence__series__venue",
            "notice__occurrence__own_venue",
        )
        .filter(pk=mail_id, sent_at__isnull=True, recipient__is_active=True)
        .first()
    )
    if mail is None or not _is_true(mail):
        return
    is_change = mail.kind == NoticeMailKind.CHANGED
    send = send_change_mail if is_change else send_reminder_mail
    send(mail=mail, message_id=f"notice-{mail.pk}")
    NoticeMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now())


def _is_true(mail: NoticeMail) -> bool:
    notice = mail.notice
    if mail.change is None:
        start = notice.occurrence.starts_at
        return notice.is_waiting and timezone.now() < start == mail.starts_at
    # The newest change is told of as it stands now; one that was filed is done with.
    newer = NoticeMail.objects.filter(
        notice=notice, recipient=mail.recipient, change__gt=mail.change
    )
    is_filed = notice.filed_at is None or notice.filed_at > mail.change.changed_at
    return notice.is_standing and not is_filed and not newer.exists()
