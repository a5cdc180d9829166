"""The picture that chats and social media show beside the address of a gathering."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from coalition.pages import absolute_url, public_page
from events import selectors
from events.documents.card import (
    HEIGHT,
    WIDTH,
    Card,
    card_of,
    card_text,
    card_version,
    draw_card,
)
from events.models import Occurrence
from events.selectors.boundaries import occurrence_boundary
from events.views.keeping import kept_until


@dataclass(frozen=True)
class ShownCard:
    """What the head of a page says of the card."""

    url: str
    text: str
    width: int = WIDTH
    height: int = HEIGHT


@public_page
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """A PNG in the language of its address. What stands behind ``?v=`` changes nothing."""
    now = timezone.now()
    found = selectors.public_occurrences().with_hosts()
    occurrence = get_object_or_404(found, slug=slug)
    changed = {"Last-Modified": http_date(_changed_at(occurrence, now).timestamp())}
    response = HttpResponse(
        draw_card(card_words(occurrence)),
        content_type="image/png",
        headers=changed | kept_until(occurrence_boundary(occurrence, now), now),
    )
    # Calendars and previews in a browser load it into their own pages.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _changed_at(occurrence: Occurrence, now: dt.datetime) -> dt.datetime:
    """Its last public change, or the moment at which the clock told its place."""
    changed, told = occurrence.content_modified_at, occurrence.venue_reveal_at
    return changed if told is None or told > now else max(changed, told)


def shown_card(occurrence: Occurrence) -> ShownCard:
    """The address of the card as it is now, and its words."""
    words = card_words(occurrence)
    path = reverse("events:card", args=(occurrence.slug,))
    return ShownCard(f"{absolute_url(path)}?v={card_version(words)}", card_text(words))


def card_words(occurrence: Occurrence) -> Card:
    """What a card says; ``occurrence`` with its hosts loaded."""
    return card_of(occurrence, selectors.hosts_by_role(occurrence.hosts))
