"""Read-only JSON for other sites: what the public pages say, never more.

OpenAPI at ``/api/v1/openapi.json``. Errors are ``application/problem+json``
(RFC 9457). Lists are ``{"items": [...], "next": cursor or null}``.
"""

import datetime as dt
import re
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from coalition.korean import SEOUL
from coalition.models import Organization
from coalition.pages import View, public_page
from config.api.records import occurrence_record, organization_record, statement_record
from config.api.schemas import (
    OccurrenceList,
    OrganizationList,
    Problem,
    StatementList,
    StatementOut,
)
from config.errors import PROBLEM_TYPE, error_response
from events import selectors as event_selectors
from statements import selectors as statement_selectors
from statements.models import Statement

PAGE_SIZE = 50
# RFC 3339; a date-time without offset is one in Seoul.
RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d([Tt]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)


class ReadOnlyAPI(NinjaAPI):
    """Describes errors as what they are: ninja knows one media type for everything."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status in ERRORS:
                    content = operation["responses"][status]["content"]
                    content[PROBLEM_TYPE] = content.pop("application/json")
        return schema


api = ReadOnlyAPI(
    title="Yeondae",
    version="1",
    description="Statements, organizations and occurrences of the coalition.",
    docs_url=None,
    urls_namespace="api",
)


ERRORS = {400: Problem, 404: Problem}


@api.get(
    "/statements", response={200: StatementList, **ERRORS}, url_name="statement-list"
)
def statement_list(request: HttpRequest, cursor: int = 0) -> Any:
    """Public statements, the newest first."""
    start = _start(cursor)
    statements = statement_selectors.public_statements().prefetch_related(
        f"current_revision__demands__{statement_selectors.TARGETS}"
    )
    found = list(statements[start : start + PAGE_SIZE + 1])
    return _page(
        [statement_record(each) for each in found[:PAGE_SIZE]], start, len(found)
    )


@api.get(
    "/statements/{slug}", response={200: StatementOut, **ERRORS}, url_name="statement"
)
def statement(request: HttpRequest, slug: str) -> Any:
    """One statement with its current revision, demands and counts."""
    try:
        return statement_record(statement_selectors.statement_page(_text(slug)))
    except Statement.DoesNotExist:
        raise Http404 from None


@api.get(
    "/organizations",
    response={200: OrganizationList, **ERRORS},
    url_name="organization-list",
)
def organization_list(request: HttpRequest, cursor: int = 0) -> Any:
    """The directory in Korean alphabetical order."""
    start = _start(cursor)
    organizations = (
        Organization.objects.public().alphabetical().select_related("parent")
    )
    found = list(organizations[start : start + PAGE_SIZE + 1])
    return _page(
        [organization_record(each) for each in found[:PAGE_SIZE]], start, len(found)
    )


@api.get(
    "/occurrences",
    response={200: OccurrenceList, **ERRORS},
    url_name="occurrence-list",
)
def occurrence_list(
    request: HttpRequest,
    from_: str = Query("", alias="from"),
    to: str = "",
    cursor: int = 0,
) -> Any:
    """Published occurrences that start between two dates or moments, soonest first.

    ``from`` and ``to`` are RFC 3339 dates or date-times; a date counts from
    midnight in Seoul, and ``to`` as a date includes that day.
    """
    start = _start(cursor)
    occurrences = event_selectors.occurrences_between(
        _moment(from_, "from"), _moment(to, "to", whole_day=True)
    )
    found = list(occurrences[start : start + PAGE_SIZE + 1])
    return _page(
        [occurrence_record(each) for each in found[:PAGE_SIZE]], start, len(found)
    )


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return error_response(request, 404)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    names = ", ".join(sorted({str(each["loc"][-1]) for each in error.errors}))
    return error_response(request, 400, f"Not understood: {names}.")


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return error_response(request, error.status_code, str(error.message))


def api_urls() -> tuple[list[Any], str, str]:
    """Every address of the API, the description too, as a public page."""
    patterns, app_name, namespace = api.urls
    return [_publish(each) for each in patterns], app_name, namespace


def _publish(pattern: Any) -> Any:
    pattern.callback = public_page(_answer_head(pattern.callback))
    return pattern


def _answer_head(view: View) -> View:
    """HEAD is answered like GET, which alone ninja knows; Django drops the body."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        method, request.method = request.method, "GET"
        try:
            return view(request, *args, **kwargs)
        finally:
            request.method = method

    return answer


def _page(items: list[Any], start: int, found: int) -> dict[str, Any]:
    following = str(start + PAGE_SIZE) if found > PAGE_SIZE else None
    return {"items": items, "next": following}


def _start(cursor: int) -> int:
    if not 0 <= cursor <= 100_000:
        raise HttpError(400, "The cursor is not one of ours.")
    return cursor


def _text(value: str) -> str:
    if "\x00" in value:
        raise Http404
    return value


def _moment(value: str, name: str, *, whole_day: bool = False) -> dt.datetime | None:
    if not value:
        return None
    value = value.replace(" ", "+")  # what becomes of a "+" that was not encoded
    refusal = HttpError(400, f"'{name}' is no RFC 3339 date or date-time.")
    if not RFC_3339.fullmatch(value):
        raise refusal
    try:
        if len(value) == len("2026-11-22"):
            day = dt.date.fromisoformat(value) + dt.timedelta(days=whole_day)
            return dt.datetime.combine(day, dt.time(), SEOUL)
        moment = dt.datetime.fromisoformat(value.upper())
    except (ValueError, OverflowError):
        raise refusal from None
    return moment if moment.tzinfo else moment.replace(tzinfo=SEOUL)
