"""Mails to staff about what the police is told; neutral in the subject.

Nothing of the notice itself is in them: no receipt, no place, no person.
"""

from typing import Any

from django.urls import reverse
from django.utils import timezone, translation

from coalition.emails import send_mail_to
from coalition.korean import moment
from coalition.localized import localized
from coalition.pages import absolute_url
from events.models import NoticeMail, Occurrence
from events.models.deadlines import deadlines_of
from events.models.wording import when_text


def send_reminder_mail(*, mail: NoticeMail, message_id: str) -> None:
    """That something has to be filed, until when, and where to do it."""
    notice = mail.notice
    with translation.override(mail.recipient.language):
        context = _about(notice.occurrence) | {"deadline": moment(notice.due_at)}
    _send(mail, "events/notice_due", context, message_id)


def send_change_mail(*, mail: NoticeMail, message_id: str) -> None:
    """That what is held is not what was filed, or is again, and what the law asks."""
    notice, now = mail.notice, timezone.now()
    with translation.override(mail.recipient.language):
        context = _about(notice.occurrence) | {
            "state": notice.occurrence.get_state_display(),
            "needs_another": notice.needs_another,
            "is_to_withdraw": notice.is_to_withdraw(now),
            "deadlines": deadlines_of(notice, now),
        }
    _send(mail, "events/notice_changed", context, message_id)


def _about(occurrence: Occurrence) -> dict[str, Any]:
    page = reverse("admin:events_occurrence_notice", args=(occurrence.pk,))
    return {
        "title": localized(occurrence, "title"),
        "when": when_text(occurrence),
        "link": absolute_url(page),
    }


def _send(
    mail: NoticeMail, template: str, context: dict[str, Any], message_id: str
) -> None:
    send_mail_to(
        to=mail.recipient.email,
        language=mail.recipient.language,
        template=template,
        context=context,
        message_id=message_id,
    )
