"""The mailbox of a trial run: the mails this site sent, readable in the browser.

Loaded by ``urls_dev`` only. The mails are what a real SMTP conversation delivered
into the Maildir of the launcher's mail catcher.
"""

import datetime as dt
import mailbox
import re
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from coalition.pages import private_page


@private_page
def mail_list(request: HttpRequest) -> HttpResponseBase:
    """Every mail, the newest first."""
    mails = [_summary(key, mail) for key, mail in _mails().items()]
    mails.sort(key=lambda mail: mail["date"], reverse=True)
    return TemplateResponse(request, "config/mail_list.html", {"mails": mails})


@private_page
def mail_detail(request: HttpRequest, key: str) -> HttpResponseBase:
    """One mail as its reader sees it: the text part, its links to be clicked."""
    mail = _mails().get(key)
    if mail is None:
        raise Http404
    text = mail.get_body(("plain",))
    context = _summary(key, mail) | {"text": text.get_content() if text else ""}
    return TemplateResponse(request, "config/mail_detail.html", context)


def _mails() -> dict[str, EmailMessage]:
    """All mails by a key that fits into an address."""
    folder = settings.BASE_DIR / "var" / "mail"
    maildir = mailbox.Maildir(folder, factory=None, create=True)
    parser = BytesParser(policy=default)
    return {
        re.sub(r"\W", "_", name): parser.parsebytes(maildir.get_bytes(name))
        for name in maildir.iterkeys()
    }


def _summary(key: str, mail: EmailMessage) -> dict[str, Any]:
    date = mail["Date"].datetime
    return {
        "key": key,
        # RFC 5322: "-0000" is UTC without a hint at the sender's zone.
        "date": date if date.tzinfo else date.replace(tzinfo=dt.UTC),
        "subject": mail["Subject"],
        "to": mail["To"],
    }
