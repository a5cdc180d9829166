"""The mailbox of a trial run: the mails this site sent, readable in the browser.

Loaded by ``urls_dev`` only. The mails are what a real SMTP conversation delivered
into the Maildir of the launcher's mail catcher.
"""

import mailbox
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.html import urlize

from coalition.pages import private_page


@private_page
def mail_list(request: HttpRequest) -> HttpResponseBase:
    """Every mail, the newest first."""
    mails = [_summary(key, mail) for key, mail in _maildir().items()]
    mails.sort(key=lambda mail: mail["date"], reverse=True)
    return TemplateResponse(request, "config/mail_list.html", {"mails": mails})


@private_page
def mail_detail(request: HttpRequest, key: str) -> HttpResponseBase:
    """One mail as its reader sees it: the text part, its links to be clicked."""
    matching = [name for name in _maildir() if _public_key(name) == key]
    if not matching:
        raise Http404
    mail = _maildir()[matching[0]]
    text = mail.get_body(("plain",))
    context = _summary(matching[0], mail) | {
        "text": urlize(text.get_content() if text else "", nofollow=True)
    }
    return TemplateResponse(request, "config/mail_detail.html", context)


def _maildir() -> mailbox.Maildir:
    return mailbox.Maildir(
        settings.BASE_DIR / "var" / "mail", factory=_parse, create=True
    )


def _parse(file: Any) -> EmailMessage:
    return BytesParser(policy=default).parse(file)  # type: ignore[arg-type]


def _public_key(name: str) -> str:
    return name.replace(".", "_").replace(",", "_").replace(":", "_")


def _summary(name: str, mail: EmailMessage) -> dict[str, Any]:
    return {
        "key": _public_key(name),
        "date": mail["Date"].datetime,
        "subject": mail["Subject"],
        "to": mail["To"],
    }
