"""Mails that remind staff of the police's deadlines; neutral in the subject."""

from django.urls import reverse
from django.utils import translation

from coalition.emails import send_mail_to
from coalition.korean import moment
from coalition.localized import localized
from coalition.pages import absolute_url
from events.enums import NoticeMailKind
from events.models import NoticeMail
from events.models.wording import when_text


def send_notice_mail(*, mail: NoticeMail, message_id: str) -> None:
    """That something has to be filed or withdrawn, until when, and where to do it.

    Nothing of the notice itself is in it: no receipt, no place, no person.
    """
    notice, language = mail.notice, mail.recipient.language
    occurrence = notice.occurrence
    is_withdrawal = mail.kind == NoticeMailKind.WITHDRAW
    with translation.override(language):
        page = reverse("admin:events_occurrence_notice", args=(occurrence.pk,))
        context = {
            "title": localized(occurrence, "title"),
            "when": when_text(occurrence),
            "deadline": moment(notice.withdraw_by if is_withdrawal else notice.due_at),
            "link": absolute_url(page),
        }
    send_mail_to(
        to=mail.recipient.email,
        language=language,
        template="events/notice_withdraw" if is_withdrawal else "events/notice_due",
        context=context,
        message_id=message_id,
    )
