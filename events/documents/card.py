"""The picture of a gathering that chats and social media show beside its address.

A PNG of 1200 x 630 pixels: title, when, where as far as it is told, who calls it, and
above all whether it is called off or changed.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coalition.enums import Provenance
from coalition.korean import clock
from coalition.localized import active_language, localized
from coalition.models import Organization
from coalition.typesetting import typeset_png, typesetting_version
from events.enums import HostRole
from events.models import Occurrence
from events.models.wording import change_lines, change_title, where_text

WIDTH, HEIGHT = 1200, 630
TEMPLATE = files("events.documents").joinpath("card.typ")
WORDMARK = "components/wordmark.html"
HOSTS_NAMED = 2


@dataclass(frozen=True)
class Strip:
    """The band across the card: what happened, and what it was before."""

    tone: str
    label: str
    text: str


@dataclass(frozen=True)
class Card:
    """Every word on one card. Equal cards are equal pictures."""

    language: str
    kicker: str
    date: str
    hours: str
    title: str
    place: str
    hosts: str
    is_called_off: bool
    strip: Strip | None


def card_of(
    occurrence: Occurrence, hosts: Mapping[HostRole, Sequence[Organization]]
) -> Card:
    """What the card says now, in the active language.

    Its number in the series is not on it: pictures stay in chats for ever, and a
    number moves when an earlier date is called off.
    """
    return Card(
        language=active_language(),
        kicker=_kicker(occurrence),
        date=date_format(occurrence.local_date, pgettext("on a card", "l j F")),
        hours=_hours(occurrence),
        title=localized(occurrence, "title"),
        place=where_text(occurrence),
        hosts=_hosts(occurrence, hosts),
        is_called_off=occurrence.is_cancelled or occurrence.is_postponed,
        strip=_strip(occurrence),
    )


def card_text(card: Card) -> str:
    """The same in one line, for those who do not see the picture."""
    strip = f"{card.strip.label}: {card.strip.text}" if card.strip else ""
    parts = (strip, card.title, f"{card.date} {card.hours}", card.place, card.hosts)
    return " · ".join(part for part in parts if part)


def card_version(card: Card) -> str:
    """A few letters that change with any word and with the looks of the card.

    Chats keep a picture by its address.
    """
    return hashlib.sha256(f"{_looks()} {card}".encode()).hexdigest()[:10]


@lru_cache(maxsize=128)
def draw_card(card: Card) -> bytes:
    """The PNG, in about a tenth of a second, kept for the next who asks."""
    return typeset_png(TEMPLATE, asdict(card) | {"mark": _mark(card)})


@lru_cache(maxsize=1)
def _looks() -> str:
    """Everything but the words that a picture is made of."""
    drawing = (TEMPLATE.read_bytes(), render_to_string(WORDMARK))
    return f"{drawing} {typesetting_version()}"


def _mark(card: Card) -> str:
    """The site's name as a drawing of its own, in the colour of the card's text."""
    colour = "#221a26" if card.is_called_off else "#fff8ee"
    mark = render_to_string(WORDMARK).strip()
    return mark.replace("currentColor", colour).replace(
        "<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1
    )


def _kicker(occurrence: Occurrence) -> str:
    """The kind of gathering, and that it is invented when it is."""
    kind = occurrence.get_format_display()
    if occurrence.provenance == Provenance.DEMO:
        return " · ".join((kind, _("Fictional, for trying out")))
    return kind


def _hours(occurrence: Occurrence) -> str:
    """Year and hours in the gathering's own zone, as far as they are known."""
    year = date_format(occurrence.local_date, pgettext("date format", "Y"))
    if occurrence.local_time is None:
        return " ".join((year, _("(hour not known)")))
    start, end = occurrence.local_start, occurrence.local_end
    zone = ZoneInfo(occurrence.timezone)
    time = clock(start, zone)
    if active_language() == "en":  # the same as on the pages
        time = f"{time} {start.tzname()}"
    begins = pgettext("on a card", "%(year)s, %(time)s") % {"year": year, "time": time}
    if end is None or end.date() != start.date():
        return begins
    return _("%(start)s, until %(end)s") % {"start": begins, "end": clock(end, zone)}


def _hosts(
    occurrence: Occurrence, hosts: Mapping[HostRole, Sequence[Organization]]
) -> str:
    """The first role that is filled, two names, and how many there are in all."""
    for role, organizations in hosts.items():
        names = ", ".join(
            localized(each, "name") for each in organizations[:HOSTS_NAMED]
        )
        count = max(len(organizations), occurrence.declared_hosts_count or 0)
        if count > HOSTS_NAMED:
            facts = {"names": names, "count": count}
            names = _("%(names)s and others, %(count)s organizations in all") % facts
        return f"{role.label} {names}"
    return ""


def _strip(occurrence: Occurrence) -> Strip | None:
    label = change_title(occurrence)
    if not label:
        return None
    tone = "danger" if occurrence.is_cancelled else "warning"
    return Strip(tone, label, " · ".join(change_lines(occurrence)))
