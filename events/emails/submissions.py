"""The mails to whoever sent a gathering in: neutral subjects, one link."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from coalition.emails import send_mail_to
from coalition.localized import localized
from coalition.pages import absolute_url
from coalition.tokens import make_token
from events.enums import SubmissionMail
from events.models import Submission, SubmissionChange
from events.models.wording import when_text, where_text

# Purpose of the token in the link.
SUBMISSION_LINK = "submission"
NEWS = {
    SubmissionMail.APPROVED: _("The gathering you sent in is announced."),
    SubmissionMail.DECLINED: _(
        "We have looked at the gathering you sent in and do not announce it as it "
        "stands. The reason:"
    ),
    SubmissionMail.CHANGE_ACCEPTED: _("The change you asked for is made."),
    SubmissionMail.CHANGE_DECLINED: _(
        "The change you asked for is not made. The reason:"
    ),
}


def submission_url(submission: Submission) -> str:
    """The one link that confirms, shows how it stands and asks for changes."""
    token = make_token(SUBMISSION_LINK, submission.code)
    with translation.override(submission.language):
        return absolute_url(reverse("events:submission", args=(token,)))


def send_submission_mail(
    *,
    submission: Submission,
    mail: SubmissionMail,
    change: SubmissionChange | None,
    to: str,
    message_id: str,
) -> None:
    """Asks to confirm the mailbox, or tells what staff decided."""
    occurrence = submission.occurrence
    is_declined = mail == SubmissionMail.DECLINED
    refused = submission if is_declined else change
    with translation.override(submission.language):
        context = {
            "link": submission_url(submission),
            "title": submission.gathering.title_ko,
            "news": NEWS.get(mail, ""),
            "reason": refused.decline_reason if refused else "",
            "form_url": absolute_url(reverse("events:submit")) if is_declined else "",
        }
        if occurrence is not None:
            context |= {
                "title": localized(occurrence, "title"),
                "when": when_text(occurrence),
                "where": where_text(occurrence),
                "page_url": absolute_url(occurrence.get_absolute_url()),
            }
    is_question = mail == SubmissionMail.CONFIRM
    send_mail_to(
        to=to,
        language=submission.language,
        template="events/submission_confirm"
        if is_question
        else "events/submission_news",
        context=context,
        message_id=message_id,
    )
