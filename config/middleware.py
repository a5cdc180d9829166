"""What happens around every request: memory, language, designed errors."""

from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from coalition.localized import language_of_path
from coalition.memory import Memory, last_change, note_change
from coalition.pages import CONDITIONS, answer_conditionally
from config.errors import error_response

GetResponse = Callable[[HttpRequest], HttpResponse]

PACKED = {"image/jpeg", "image/png", "application/pdf"}
DESIGNED_STATUSES = {400, 403, 405, 410, 413, 429, 503}


class PageMemoryMiddleware:
    """Keeps finished public pages in this process (coalition.memory)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.pages: Memory[HttpResponse] = Memory(
            stamp=last_change, is_kept=_is_rememberable
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            response = self.get_response(request)
            changes_pages = getattr(response, "changes_pages", True)
            if response.status_code < 400 and changes_pages:
                note_change()
            return response
        if request.method == "HEAD" or request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        # The page that is kept is a whole one, whoever asks for it first.
        conditions = {
            name: request.META.pop(name) for name in CONDITIONS & request.META.keys()
        }
        response = self.pages.recall(_key(request), lambda: self.get_response(request))
        request.META.update(conditions)
        if conditions and _is_whole_page(response):
            return answer_conditionally(request, response)
        return response


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
    # What browsers keep for good (photos) is seldom asked for twice.
    is_immutable = "immutable" in response.headers.get("Cache-Control", "")
    return _is_whole_page(response) and not is_immutable


def _is_whole_page(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and response.has_header("ETag")
        and _is_public(response)
    )


def _is_public(response: HttpResponse) -> bool:
    return response.headers.get("Cache-Control", "").startswith("public")


class PathLanguageMiddleware:
    """The language is in the path: ``/...`` Korean, ``/en/...`` English.

    Django's own LocaleMiddleware also looks at cookies and Accept-Language and
    says so in ``Vary``; a page here never differs between two visitors.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of_path(request.path_info)
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


class NoVisitorMiddleware:
    """With a public page no cookie is set or taken away, whoever asks for it.

    Django replaces or deletes a stale session or CSRF cookie wherever it meets one,
    and says that the page varies by it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_public(response):
            response.cookies.clear()
            others = set(response.get("Vary", "").split(", ")) - {"Cookie", ""}
            del response["Vary"]
            if others:
                patch_vary_headers(response, sorted(others))
        return response


class ContentPolicyMiddleware:
    """One Content-Security-Policy for every answer but the card for other sites
    (events.views.embed), built when the process starts.

    The library's own middleware builds it, twice, for each answer.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        return response


class PackedOnceMiddleware(GZipMiddleware):
    """Compresses answers, but no picture and no PDF: those are compressed already, and
    would only lose their strong ETag.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.get("Content-Type") in PACKED:
            return response
        return super().process_response(request, response)


class IsolationMiddleware:
    """Other sites cannot load our pages and files into theirs, but for that card and
    the pictures of gatherings.

    Django knows Cross-Origin-Opener-Policy but not Cross-Origin-Resource-Policy.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
