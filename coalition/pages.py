"""Every view is one of three kinds; a test fails on one that is none.

* ``public_page``: the same bytes for every visitor, cacheable, no cookie.
* ``private_page``: made for one reader; never stored, never indexed.
* ``visitor_form``: a private page that takes a visitor's form without a CSRF
  cookie: the browser's own Origin and Sec-Fetch-Site headers show where the form
  was sent from (OWASP ASVS 5.0, 3.5.1 and 3.5.3).
"""

import math
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.http import parse_http_date_safe
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from coalition.localized import active_language

View = Callable[..., HttpResponseBase]

# Browsers ask again each time (a 304 is cheap and a count is never old);
# shared caches carry the crowd and stay useful while we are down.
SHARED_SECONDS = 5
STALE_SECONDS = 30
PRIVATE_CACHE = "private, no-store"
LARGEST_FORM = 64 * 1024
CONDITIONS = {"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"}
FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}


class SeeOther(HttpResponseRedirect):
    """303: after a form that was accepted, look there.

    Pages kept in memory are made anew, unless the form ``changes_pages`` of nobody.
    """

    status_code = 303

    def __init__(self, path: str, *, changes_pages: bool = True) -> None:
        super().__init__(path)
        self.changes_pages = changes_pages


def public_page(view: View) -> View:
    """GET and HEAD only; adds Cache-Control and ETag and answers 304."""

    @wraps(view)
    @require_safe
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            response.render()
            # Who keeps the page in memory must not keep all the rows it shows with it.
            response.context_data = None
        if response.status_code != 200 or not isinstance(response, HttpResponse):
            return response
        response.headers.setdefault("Cache-Control", public_cache())
        return answer_conditionally(request, response)

    page.page_kind = "public"  # type: ignore[attr-defined]
    # Nothing to protect: a POST gets its 405 and not a word about cookies.
    return csrf_exempt(page)


def public_cache(seconds: float = math.inf) -> str:
    """Cache-Control of a public page that stays true for so many seconds.

    No shared cache tells it longer, except while the site is down.
    """
    fresh = math.floor(min(SHARED_SECONDS, seconds))
    stale = math.floor(min(STALE_SECONDS, seconds - fresh))
    return (
        f"public, max-age=0, s-maxage={fresh}, stale-while-revalidate={stale}, "
        "stale-if-error=600"
    )


def answer_conditionally(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response with an ETag, or 304 when the browser has these very bytes."""
    if not response.has_header("ETag"):
        set_response_etag(response)
    if not CONDITIONS.intersection(request.META):
        return response
    last_modified = response.headers.get("Last-Modified")
    answer = get_conditional_response(
        request,
        etag=response["ETag"],
        last_modified=parse_http_date_safe(last_modified) if last_modified else None,
        response=response,
    )
    return answer or response


def private_page(
    view: View | None = None,
    *,
    methods: tuple[str, ...] = ("GET", "HEAD"),
    referrer: str = "same-origin",
) -> Any:
    """Never stored or indexed. ``referrer="no-referrer"`` for pages with a token."""

    def decorate(view: View) -> View:
        @wraps(view)
        @require_http_methods(methods)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            response.headers["Cache-Control"] = PRIVATE_CACHE
            response.headers["X-Robots-Tag"] = "noindex, noarchive"
            response.headers["Referrer-Policy"] = referrer
            return response

        page.page_kind = "private"  # type: ignore[attr-defined]
        # Only what can be sent needs a token; the rest gets its 405.
        return page if "POST" in methods else csrf_exempt(page)

    return decorate(view) if view else decorate


def visitor_form(
    view: View | None = None,
    *,
    methods: tuple[str, ...] = ("POST",),
    referrer: str = "same-origin",
) -> Any:
    """A private page whose POST must come from our own pages and stay small.

    403 for a foreign origin, 413 above 64 kB, 400 for anything but a form.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                if _content_length(request) > LARGEST_FORM:
                    return HttpResponse(status=413)
                if request.content_type not in FORM_TYPES:
                    return HttpResponse(status=400)
                if not is_same_site(request):
                    return HttpResponse(status=403)
            return view(request, *args, **kwargs)

        guarded = private_page(methods=methods, referrer=referrer)(page)
        return csrf_exempt(guarded)

    return decorate(view) if view else decorate


def is_same_site(request: HttpRequest) -> bool:
    """Whether the browser says that the form was on one of our own pages.

    A page that sends no referrer makes the browser send ``Origin: null``; then
    Sec-Fetch-Site alone decides. With neither header the answer is no.
    """
    origin = request.META.get("HTTP_ORIGIN", "null")
    if origin != "null" and origin not in (_own_origin(request), settings.SITE_URL):
        return False
    fetch_site = request.META.get("HTTP_SEC_FETCH_SITE")
    if fetch_site is not None:
        return fetch_site in ("same-origin", "none")
    return origin != "null"


def absolute_url(path: str) -> str:
    """The path on the public site, for mails, feeds and previews."""
    return settings.SITE_URL + path


def page_context(request: HttpRequest) -> dict[str, str]:
    """For every template: this page in the other language.

    Its full address for search engines and sharing only when it is public: that
    of a private page may hold a token.
    """
    path = request.get_full_path()
    if active_language() == "en":
        # Another path after "/en" than "/..." would lead to another site.
        alternate, language = "/" + path.removeprefix("/en").lstrip("/"), "ko"
    else:
        alternate, language = "/en" + path, "en"
    context = {"alternate_url": alternate, "alternate_language": language}
    match = request.resolver_match
    if match and getattr(match.func, "page_kind", "") == "public":
        context["canonical_url"] = absolute_url(request.path)
        context["alternate_absolute_url"] = absolute_url(alternate.partition("?")[0])
    return context


def _own_origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _content_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return LARGEST_FORM + 1
