"""Building and sending one mail, text and HTML, in the reader's language."""

import smtplib
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from coalition.exceptions import MailServerError
from coalition.pages import absolute_url


def send_mail_to(
    *,
    to: str,
    language: str,
    template: str,
    context: dict[str, Any],
    message_id: str,
    headers: dict[str, str] | None = None,
) -> None:
    """Sends ``templates/emails/<template>_{subject.txt,body.txt,body.html}``.

    ``message_id`` is the local part of the Message-ID: the same for every try of
    one job, so that a mail sent twice around a crash is recognized as one.
    Raises MailServerError, or OSError when there is no mail server; the job's retry
    deals with both.
    """
    with translation.override(language):
        context = {**context, "site_url": absolute_url("/"), "language": language}
        subject = render_to_string(f"emails/{template}_subject.txt", context).strip()
        text = render_to_string(f"emails/{template}_body.txt", context)
        html = render_to_string(f"emails/{template}_body.html", context)
    host = absolute_url("").partition("://")[2].partition(":")[0]
    mail = EmailMultiAlternatives(
        subject=subject,
        body=text.strip() + "\n",
        to=[to],
        headers={
            "Message-ID": f"<{message_id}@{host}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": language,
            **(headers or {}),
        },
    )
    mail.attach_alternative(html, "text/html")
    try:
        mail.send()
    except smtplib.SMTPException as error:
        # What the server said names the address, and errors are logged.
        raise MailServerError(_reason(error)) from None


def _reason(error: smtplib.SMTPException) -> str:
    """The kind of refusal and its reply codes."""
    codes: set[int] = set()
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = {code for code, _ in error.recipients.values()}
    elif isinstance(error, smtplib.SMTPResponseException):
        codes = {error.smtp_code}
    return " ".join([type(error).__name__, *map(str, sorted(codes))])
