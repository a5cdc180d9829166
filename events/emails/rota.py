"""The mails to hosts: which date, and one personal link; no names, neutral subjects."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalition.emails import send_mail_to
from coalition.localized import localized
from coalition.pages import absolute_url
from coalition.selectors import mailbox_of
from coalition.tokens import make_token
from events.enums import RotaMail
from events.models import HostingLink, Occurrence
from events.models.wording import change_lines, public_title, when_text, where_text

HOSTING_LINK = "hosting"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What one kind of mail says around the date."""

    subject: str | Promise
    news: str | Promise
    next_step: str | Promise
    other: str | Promise = ""


_SEE = gettext_lazy("Your dates and the checklist are on this page:")
WORDS = {
    RotaMail.ASKED: Words(
        subject=gettext_lazy("A date to confirm"),
        news=gettext_lazy("Your organization is asked to run this gathering (주관):"),
        next_step=gettext_lazy(
            "On this page you can confirm or decline it, ask another organization to "
            "swap, and see the checklist:"
        ),
    ),
    RotaMail.CHANGED: Words(
        subject=gettext_lazy("A date has changed"),
        news=gettext_lazy("The gathering your organization runs has changed:"),
        next_step=gettext_lazy("If you cannot keep it, please say so on this page:"),
    ),
    RotaMail.RELEASED: Words(
        subject=gettext_lazy("A date is off your list"),
        news=gettext_lazy("Your organization does not run this gathering any more:"),
        next_step=_SEE,
    ),
    RotaMail.SWAP_ASKED: Words(
        subject=gettext_lazy("A question about your date"),
        news=gettext_lazy("Another organization asks to swap. Your date:"),
        other=gettext_lazy("In exchange you would run:"),
        next_step=gettext_lazy("Accept or decline on this page:"),
    ),
    RotaMail.SWAP_ACCEPTED: Words(
        subject=gettext_lazy("The swap is agreed"),
        news=gettext_lazy("Your organization now runs this gathering:"),
        other=gettext_lazy("You gave away:"),
        next_step=_SEE,
    ),
    RotaMail.SWAP_DECLINED: Words(
        subject=gettext_lazy("An answer to your request"),
        news=gettext_lazy("The swap was declined. You keep this date:"),
        other=gettext_lazy("You had asked for:"),
        next_step=_SEE,
    ),
    RotaMail.SWAP_EXPIRED: Words(
        subject=gettext_lazy("A swap request has ended"),
        news=gettext_lazy(
            "A date or its host has changed, so this request has ended. It was about:"
        ),
        other=gettext_lazy("and:"),
        next_step=_SEE,
    ),
    RotaMail.PROGRAMME_ACCEPTED: Words(
        subject=gettext_lazy("Your programme is announced"),
        news=gettext_lazy("The programme your organization sent is public now:"),
        next_step=gettext_lazy("You can propose changes on this page:"),
    ),
    RotaMail.PROGRAMME_DECLINED: Words(
        subject=gettext_lazy("About the programme you sent"),
        news=gettext_lazy("The office has not taken over the programme as it is:"),
        next_step=gettext_lazy("The reason is on this page; please send it again:"),
    ),
}


def hosting_url(link: HostingLink, language: str) -> str:
    """The personal page of a representative."""
    token = make_token(HOSTING_LINK, link.code)
    with translation.override(language):
        return absolute_url(reverse("hosting", args=(token,)))


def send_rota_mail(
    *,
    link: HostingLink,
    mail: RotaMail,
    occurrence: Occurrence,
    other: Occurrence | None,
    message_id: str,
) -> None:
    """To the mailbox of the representative, in its language."""
    reader = mailbox_of(link.representative)
    with translation.override(reader.language):
        context = {
            "words": WORDS[mail],
            "date": _facts(occurrence),
            "other": _facts(other) if other else None,
            "organization": localized(link.representative.organization, "name"),
            "link": hosting_url(link, reader.language),
        }
    send_mail_to(
        to=reader.address,
        language=reader.language,
        template="events/rota",
        context=context,
        message_id=message_id,
    )


def _facts(occurrence: Occurrence) -> dict[str, object]:
    """Only what the public may know of the date."""
    lines = [(_("When"), when_text(occurrence)), (_("Where"), where_text(occurrence))]
    return {
        "title": public_title(occurrence),
        "lines": lines,
        "changes": change_lines(occurrence),
    }
