"""Former addresses: what was public once is found for ever."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.urls import URLPattern, reverse

from coalition.pages import public_cache
from events.models import EventSeries, Occurrence

View = Callable[..., HttpResponseBase]

# Programs that subscribe to a calendar may not follow a redirect, and tell nobody.
SUBSCRIBED = "series-calendar"


def with_former_addresses(
    model: type[Occurrence] | type[EventSeries], pages: list[URLPattern]
) -> list[URLPattern]:
    """The pages below the ``slug`` of a record, reached by every one it had.

    Only what is not found costs a query more.
    """
    for page in pages:
        page.callback = _found_again(model, page.callback)
    return pages


def _found_again(model: type[Occurrence] | type[EventSeries], view: View) -> View:
    @wraps(view)
    def page(request: HttpRequest, *, slug: str, **rest: Any) -> HttpResponseBase:
        try:
            return view(request, slug=slug, **rest)
        except Http404:
            present = model.objects.public().filter(former_addresses__slug=slug).first()
            if present is None:
                raise
        match = request.resolver_match
        assert match is not None  # noqa: S101 (narrows: a view was reached)
        # What was written into a form is taken where it was sent.
        if request.method == "POST" or match.url_name == SUBSCRIBED:
            return view(request, slug=present.slug, **rest)
        path = reverse(match.view_name, kwargs={**rest, "slug": present.slug})
        return _permanent(request, path)

    return page


def _permanent(request: HttpRequest, path: str) -> HttpResponseBase:
    """301, asked for again each time: kept for good it would go round in a circle
    once the record takes its old address back.
    """
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    response["Cache-Control"] = public_cache()
    return response
