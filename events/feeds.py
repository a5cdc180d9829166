"""Calendar subscriptions and the Atom feed.

Each answer is the same bytes until its content changes: the ETag is made of the
rows' own fingerprint, so a repeated question costs one small query.
"""

import datetime as dt
import gzip
import hashlib
from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import content_disposition_header, http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coalition.localized import localized
from coalition.models import Organization
from coalition.pages import absolute_url, public_page
from events import selectors
from events.ical import calendar_bytes, file_bytes, series_bytes
from events.models import EventSeries, Occurrence
from events.models.wording import (
    change_lines,
    public_title,
    when_text,
    where_text,
)
from events.querysets import OccurrenceQuerySet
from events.selectors import FEED_LARGEST, FeedState, feed_occurrences, feed_state

# Raised when the bytes of an unchanged occurrence change with a new release.
RELEASE = 4
REMEMBERED_SECONDS = 24 * 60 * 60
FEED_CACHE = "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"
CALENDAR_TYPE = "text/calendar; charset=utf-8"
ATOM_TYPE = "application/atom+xml; charset=utf-8"
ATOM_ENTRIES = 50


@public_page
def calendar(request: HttpRequest) -> HttpResponse:
    """Every gathering, 60 days back to as far as dates are announced."""
    return _feed(
        request,
        feed_occurrences(timezone.now()),
        name=_("Gatherings"),
        source=reverse("events:calendar"),
        page=reverse("events:occurrence-list"),
    )


@public_page
def series_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The gatherings of one series; see ``views.addresses`` for its former ones.

    With ``?shape=series`` they are a file of rules.
    """
    series = get_object_or_404(EventSeries.objects.public(), slug=slug)
    occurrences = feed_occurrences(timezone.now(), series=series)
    shape = request.GET.get("shape")
    if shape == "series":
        return _series_file(request, series, occurrences)
    if shape is not None:
        raise Http404
    return _feed(
        request,
        occurrences,
        name=localized(series, "title"),
        source=reverse("events:series-calendar", args=(series.slug,)),
        page=series.get_absolute_url(),
    )


@public_page
def host_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The gatherings that one organization calls, in whichever role."""
    host = get_object_or_404(Organization.objects.public(), slug=slug)
    occurrences = feed_occurrences(timezone.now(), host=host)
    return _feed(
        request,
        occurrences,
        name=localized(host, "name"),
        source=reverse("events:host-calendar", args=(host.slug,)),
        page=host.get_absolute_url(),
    )


@public_page
def occurrence_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One gathering as a file to import; the entry of the feeds with a reminder."""
    found = selectors.public_occurrences().filter(slug=slug)
    occurrence = get_object_or_404(found)

    def build() -> bytes:
        return file_bytes(occurrence=occurrence)

    state = feed_state(found, timezone.now())
    names = ("file", request.path)
    return _as_file(_stable(request, state, names, build, CALENDAR_TYPE), slug)


@public_page
def atom(request: HttpRequest) -> HttpResponse:
    """What was announced or changed lately; ``updated`` follows public changes."""
    occurrences = selectors.public_occurrences()

    def build() -> bytes:
        return _atom_bytes(selectors.recently_changed(ATOM_ENTRIES))

    state = feed_state(occurrences, timezone.now())
    return _stable(request, state, ("atom",), build, ATOM_TYPE)


def _feed(
    request: HttpRequest,
    occurrences: OccurrenceQuerySet,
    *,
    name: str,
    source: str,
    page: str,
) -> HttpResponse:
    """``source`` is its own path, ``page`` that of the page about the same."""

    def build() -> bytes:
        return calendar_bytes(
            occurrences=occurrences[:FEED_LARGEST],
            name=name,
            source=absolute_url(source),
            page=absolute_url(page),
        )

    state = feed_state(occurrences, timezone.now())
    return _stable(request, state, (name, source), build, CALENDAR_TYPE)


def _series_file(
    request: HttpRequest, series: EventSeries, occurrences: OccurrenceQuerySet
) -> HttpResponse:
    def build() -> bytes:
        return series_bytes(series=series, occurrences=occurrences[:FEED_LARGEST])

    state = feed_state(occurrences, timezone.now())
    # Its rules and defaults, too, make the bytes.
    moments = (state.modified_at, series.content_modified_at)
    state = replace(state, modified_at=max(each for each in moments if each))
    names = ("series", series.get_absolute_url())
    return _as_file(
        _stable(request, state, names, build, CALENDAR_TYPE), name=series.slug
    )


def _as_file(response: HttpResponse, name: str) -> HttpResponse:
    """To be saved and imported, not followed."""
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{name}.ics"
    )
    return response


def _stable(
    request: HttpRequest,
    state: FeedState,
    names: tuple[str, ...],
    build: Callable[[], bytes],
    content_type: str,
) -> HttpResponse:
    """The remembered bytes with a strong ETag; built when the rows have changed.

    ``names`` tell it from others of the same rows. Compressed here rather than by the
    middleware, which would weaken the ETag.
    """
    parts = (RELEASE, settings.SITE_URL, get_language(), *names, state)
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    tag = f"{digest}-gzip" if zipped else digest
    body = cache.get(f"feed:{tag}")
    if body is None:
        plain = build()
        body = gzip.compress(plain, mtime=0) if zipped else plain
        cache.set(f"feed:{tag}", body, REMEMBERED_SECONDS)
    response = HttpResponse(body, content_type=content_type)
    response["ETag"] = f'"{tag}"'
    response["Cache-Control"] = FEED_CACHE
    if zipped:
        response["Content-Encoding"] = "gzip"
    if state.modified_at is not None:
        response["Last-Modified"] = http_date(state.modified_at.timestamp())
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


class _StableAtom(Atom1Feed):
    """Django's own puts the current moment into an empty feed."""

    def latest_post_date(self) -> dt.datetime:
        changed = (item["updateddate"] for item in self.items)
        return max(changed, default=dt.datetime.fromtimestamp(0, dt.UTC))


def _atom_bytes(occurrences: list[Occurrence]) -> bytes:
    feed = _StableAtom(
        title=_("Gatherings"),
        link=absolute_url(reverse("events:occurrence-list")),
        description=None,
        feed_url=absolute_url(reverse("events:atom")),
        language=get_language(),
    )
    for occurrence in occurrences:
        lines = [
            when_text(occurrence),
            where_text(occurrence),
            *change_lines(occurrence),
            localized(occurrence, "summary"),
        ]
        feed.add_item(
            title=public_title(occurrence),
            link=absolute_url(occurrence.get_absolute_url()),
            # Atom takes a summary for HTML: Django says so of every description.
            description="<br>".join(escape(line) for line in lines if line),
            unique_id=f"urn:uuid:{occurrence.uid}",
            pubdate=occurrence.published_at,
            updateddate=occurrence.content_modified_at,
        )
    return feed.writeString("utf-8").encode()
