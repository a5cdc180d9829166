"""Building and sending one mail, text and HTML, in the reader's language."""

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from coalition.pages import absolute_url


def send_mail_to(
    *,
    to: str,
    language: str,
    template: str,
    context: dict[str, Any],
    message_id: str,
) -> None:
    """Sends ``templates/emails/<template>_{subject.txt,body.txt,body.html}``.

    ``message_id`` is the local part of the Message-ID: the same for every try of
    one job, so that a mail sent twice around a crash is recognized as one.
    Raises what the mail server raises; the job's retry deals with it.
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
        },
    )
    mail.attach_alternative(html, "text/html")
    mail.send()
