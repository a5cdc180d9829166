"""What happens around every request: memory, language, designed errors."""

import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from coalition.pages import answer_conditionally
from config.errors import error_response

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]

LARGEST_MEMORY = 400
DESIGNED_STATUSES = {400, 403, 405, 410, 413, 429, 503}


@dataclass(slots=True)
class Remembered:
    response: HttpResponse
    until: float
    stamp: int


class PageMemoryMiddleware:
    """Keeps finished public pages in this process for a second.

    On the day a statement goes viral nearly every request is for the same few
    pages. A page is forgotten as soon as anybody changes something through any
    web process on this host: a successful POST touches the stamp file all of
    them look at (a `stat` costs microseconds), so a count is never old.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.pages: OrderedDict[tuple[str, ...], Remembered] = OrderedDict()
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            response = self.get_response(request)
            if response.status_code < 400 and _changes_pages(response):
                forget_pages()
            return response
        if not settings.PAGE_MEMORY_SECONDS or request.method == "HEAD":
            return self.get_response(request)
        key = _key(request)
        page = self.pages.get(key)
        stamp = _stamp()
        if page and page.until > time.monotonic() and page.stamp == stamp:
            return answer_conditionally(request, page.response)
        response = self.get_response(request)
        if _is_rememberable(response):
            self._remember(key, response, stamp)
        return response

    def _remember(
        self, key: tuple[str, ...], response: HttpResponse, stamp: int
    ) -> None:
        until = time.monotonic() + settings.PAGE_MEMORY_SECONDS
        with self.lock:
            self.pages[key] = Remembered(response, until, stamp)
            while len(self.pages) > LARGEST_MEMORY:
                self.pages.popitem(last=False)


def forget_pages() -> None:
    """Tells every web process on this host that a public page may have changed.

    The change itself is done: a stamp that cannot be written costs a page that is
    a second old, not the answer.
    """
    path = Path(settings.PAGE_MEMORY_STAMP)
    now = time.time_ns()  # the file system's own clock only ticks every few ms
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, ns=(now, now))
    except OSError:
        logger.exception("the page stamp cannot be written")


def _stamp() -> int:
    try:
        return Path(settings.PAGE_MEMORY_STAMP).stat().st_mtime_ns
    except OSError:
        return 0


def _changes_pages(response: HttpResponse) -> bool:
    # A new, unconfirmed signature shows nowhere: the sign view says so, because
    # on that day signing is what comes in thousands.
    return not getattr(response, "leaves_pages_alone", False)


def _key(request: HttpRequest) -> tuple[str, ...]:
    meta = request.META
    return (
        meta.get("HTTP_HOST", ""),
        request.path,
        meta.get("QUERY_STRING", ""),
        request.scheme or "",
        "gzip" if "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "") else "",
    )


def _is_rememberable(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and response.has_header("ETag")
        and response.get("Cache-Control", "").startswith("public")
    )


class PathLanguageMiddleware:
    """The language is in the path: ``/...`` Korean, ``/en/...`` English.

    Django's own LocaleMiddleware also looks at cookies and Accept-Language and
    says so in ``Vary``; a page here never differs between two visitors.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        language = "en" if path == "/en" or path.startswith("/en/") else "ko"
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class DesignedErrorMiddleware:
    """Gives bare error answers (405, 413 ...) the words that say what to do."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            response.status_code not in DESIGNED_STATUSES
            or response.streaming
            or response.content
        ):
            return response
        designed = error_response(request, response.status_code)
        for name in ("Allow", "Retry-After"):
            if name in response.headers:
                designed[name] = response[name]
        return designed


class IsolationMiddleware:
    """Other sites cannot load our pages and files into theirs.

    Django knows Cross-Origin-Opener-Policy but not Cross-Origin-Resource-Policy.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
