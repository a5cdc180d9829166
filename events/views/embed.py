"""A gathering on other people's sites: the card in a frame, and oEmbed for it."""

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files
from urllib.parse import unquote, urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import resolve, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from coalition.localized import language_of_path, localized
from coalition.pages import absolute_url, public_page
from events import selectors
from events.documents.sharing import frame_html, quoted_link_html
from events.forms.embed import OembedForm
from events.models import Occurrence
from events.models.day_wording import late_text, weather_text
from events.models.wording import public_title
from events.selectors.boundaries import occurrence_boundary
from events.views.cards import card_words, shown_card
from events.views.keeping import kept_until

WIDTH, HEIGHT = 480, 380
# What the card is dressed in: the colours and type of the site, and its own few rules.
STYLES = (
    ("coalition", "static/coalition/css/tokens.css"),
    ("events.documents", "embed.css"),
)
SCRIPT = ("events.documents", "embed.js")


@xframe_options_exempt
@public_page
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The card as a page of its own: nothing is loaded, always as it stands."""
    now = timezone.now()
    found = selectors.public_occurrences().with_hosts()
    occurrence = get_object_or_404(found, slug=slug)
    context = {
        "occurrence": occurrence,
        "card": card_words(occurrence),
        "phase": occurrence.phase(now),
        "day": [late_text(occurrence, now), weather_text(occurrence, now)],
        "page_url": absolute_url(occurrence.get_absolute_url()),
        "style": _style(),
        "script": _script(),
    }
    headers = _framed() | kept_until(occurrence_boundary(occurrence, now), now)
    return TemplateResponse(request, "events/embed.html", context, headers=headers)


@public_page
def oembed(request: HttpRequest) -> HttpResponse:
    """What an editor asks who pastes an address (https://oembed.com, 2.3).

    In the language of that address. 404 for what is no page of a gathering, 501 for
    any format but JSON, 400 for a size that is no number.
    """
    form = OembedForm(request.GET)
    if not form.is_valid():
        return HttpResponse(status=400)
    if form.cleaned_data["format"] not in ("", "json"):
        return HttpResponse(status=501)
    largest = [form.cleaned_data[name] for name in ("maxwidth", "maxheight")]
    path = _path_of(form.cleaned_data["url"])
    language = language_of_path(path)
    with translation.override(language):
        described = _described(_occurrence_at(path), *largest)
    return JsonResponse(described, headers={"Content-Language": language})


def oembed_url(occurrence: Occurrence) -> str:
    """Where the answer about its page is found; named in the head of that page."""
    query = urlencode({"url": absolute_url(occurrence.get_absolute_url())})
    return f"{absolute_url(reverse('events:oembed'))}?{query}"


def embed_code(occurrence: Occurrence) -> str:
    """The HTML that partners put on their sites."""
    return _frame(occurrence, "100%", HEIGHT)


@lru_cache(maxsize=1)
def _style() -> str:
    """Stands in the page itself: a frame that is shut off (sandbox) has no origin, and
    could load nothing of ours.
    """
    return "".join(_text(*each) for each in STYLES)


@lru_cache(maxsize=1)
def _script() -> str:
    """Stands there for the same reason."""
    return _text(*SCRIPT)


def _text(package: str, path: str) -> str:
    return files(package).joinpath(path).read_text("utf-8")


def _hash(text: str) -> str:
    """What a Content-Security-Policy allows: these very words."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@lru_cache(maxsize=1)
def _framed() -> dict[str, str]:
    """Lets every site show it; the middlewares of config refuse that for all others."""
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src {_hash(_style())}; "
            f"script-src {_hash(_script())}; base-uri 'none'; form-action 'none'; "
            "frame-ancestors *"
        ),
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


def _path_of(url: str) -> str:
    """404 for a page of another site."""
    try:
        asked, own = urlsplit(url), urlsplit(settings.SITE_URL)
    except ValueError as error:
        raise Http404 from error
    if (asked.scheme, asked.netloc) != (own.scheme, own.netloc):
        raise Http404
    return unquote(asked.path)


def _occurrence_at(path: str) -> Occurrence:
    """Also at a former address; needs the language of the path."""
    match = resolve(path)
    if match.view_name != "events:occurrence":
        raise Http404
    found, slug = selectors.public_occurrences().with_hosts(), match.kwargs["slug"]
    occurrence = found.filter(slug=slug).first()
    return occurrence or get_object_or_404(found, former_addresses__slug=slug)


def _described(
    occurrence: Occurrence, maxwidth: int | None, maxheight: int | None
) -> dict[str, object]:
    width, height = min(WIDTH, maxwidth or WIDTH), min(HEIGHT, maxheight or HEIGHT)
    described: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": public_title(occurrence),
        "provider_name": _("Yeondae"),
        "provider_url": absolute_url(reverse("home")),
        "html": _link(occurrence) + _frame(occurrence, width, height),
        "width": width,
        "height": height,
    }
    card = shown_card(occurrence)
    # A picture has one size: too large, it is not named at all.
    if card.width <= (maxwidth or card.width) and card.height <= (
        maxheight or card.height
    ):
        described |= {
            "thumbnail_url": card.url,
            "thumbnail_width": card.width,
            "thumbnail_height": card.height,
        }
    return described


def _link(occurrence: Occurrence) -> str:
    """Never says how it stands: what an editor has pasted is kept for years."""
    page_url = absolute_url(occurrence.get_absolute_url())
    return quoted_link_html(page_url, localized(occurrence, "title"))


def _frame(occurrence: Occurrence, width: int | str, height: int) -> str:
    path = reverse("events:embed", args=(occurrence.slug,))
    title = localized(occurrence, "title")
    return frame_html(absolute_url(path), title, width, height)
