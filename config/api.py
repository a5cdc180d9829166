"""Read-only JSON for other sites: what the public pages say, never more.

OpenAPI at ``/api/v1/openapi.json``. Errors are ``application/problem+json``
(RFC 9457). Lists are ``{"items": [...], "next": cursor or null}``.
"""

import datetime as dt
import re
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from coalition.korean import SEOUL
from coalition.localized import localized
from coalition.models import Organization
from coalition.pages import View, absolute_url, public_page
from config.errors import PROBLEM_TYPE, error_response
from events import selectors as event_selectors
from events.models import AttendanceClaim, Occurrence, Venue
from statements import selectors as statement_selectors
from statements.models import Demand, Statement

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


class Problem(Schema):
    """RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""


class Target(Schema):
    slug: str
    name: str
    name_today: str


class DemandOut(Schema):
    text: str
    targets: list[Target]


class RevisionOut(Schema):
    number: int
    sha256: str
    published_at: dt.datetime


class CountsOut(Schema):
    """Numbers, and the minute they are true of.

    To the minute, so that an answer stays the same bytes (and a 304) within it.
    """

    organizations: int
    individuals: int
    as_of: dt.datetime


class StatementOut(Schema):
    slug: str
    url: str
    kind: str
    title: str
    state: str
    provenance: str
    revision: RevisionOut
    counts: CountsOut
    deadline: dt.datetime | None
    is_open: bool
    demands: list[DemandOut]


class OrganizationOut(Schema):
    slug: str
    url: str
    name: str
    kind: str
    provenance: str
    parent: str | None


class VenueOut(Schema):
    name: str
    address: str
    latitude: float | None
    longitude: float | None


class HostOut(Schema):
    slug: str
    name: str
    role: str


class ChangedFromOut(Schema):
    starts_at: dt.datetime | None
    venue: VenueOut | None


class SourceOut(Schema):
    title: str
    url: str


class AttendanceOut(Schema):
    """What somebody counted; several may differ, and none is the truth."""

    count: int
    is_approximate: bool
    counted_by: str
    counted_at: dt.datetime | None
    sources: list[SourceOut]


class OccurrenceOut(Schema):
    slug: str
    url: str
    series: str | None
    format: str
    title: str
    starts_at: dt.datetime
    is_time_known: bool
    ends_at: dt.datetime | None
    timezone: str
    state: str
    provenance: str
    venue: VenueOut | None
    is_online: bool
    online_url: str
    hosts: list[HostOut]
    changed_from: ChangedFromOut | None
    attendance: list[AttendanceOut]
    has_report: bool


class StatementList(Schema):
    items: list[StatementOut]
    next: str | None


class OrganizationList(Schema):
    items: list[OrganizationOut]
    next: str | None


class OccurrenceList(Schema):
    items: list[OccurrenceOut]
    next: str | None


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
    return _page([_statement(each) for each in found[:PAGE_SIZE]], start, len(found))


@api.get(
    "/statements/{slug}", response={200: StatementOut, **ERRORS}, url_name="statement"
)
def statement(request: HttpRequest, slug: str) -> Any:
    """One statement with its current revision, demands and counts."""
    try:
        return _statement(statement_selectors.statement_page(_text(slug)))
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
    return _page([_organization(each) for each in found[:PAGE_SIZE]], start, len(found))


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
    return _page([_occurrence(each) for each in found[:PAGE_SIZE]], start, len(found))


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


def _in_seoul(moment: dt.datetime | None) -> dt.datetime | None:
    return moment and moment.astimezone(SEOUL)


def _statement(statement: Statement) -> dict[str, Any]:
    revision = statement.revision
    counts = statement_selectors.counts_of(statement)
    return {
        "slug": statement.slug,
        "url": absolute_url(statement.get_absolute_url()),
        "kind": statement.kind,
        "title": localized(revision, "title"),
        "state": statement.state,
        "provenance": statement.provenance,
        "revision": {
            "number": revision.number,
            "sha256": revision.sha256,
            "published_at": _in_seoul(revision.published_at),
        },
        "counts": {
            "organizations": counts.organizations,
            "individuals": counts.individuals,
            "as_of": _in_seoul(counts.as_of.replace(second=0, microsecond=0)),
        },
        "deadline": _in_seoul(statement.closes_at),
        "is_open": statement.takes_signatures or statement.takes_endorsements,
        "demands": [_demand(each) for each in revision.demands.all()],
    }


def _demand(demand: Demand) -> dict[str, Any]:
    return {
        "text": localized(demand, "text"),
        "targets": [
            {
                "slug": target.slug,
                "name": localized(target, "name"),
                "name_today": localized(target.current(), "name"),
            }
            for target in demand.targets.all()
        ],
    }


def _organization(organization: Organization) -> dict[str, Any]:
    parent = organization.parent
    return {
        "slug": organization.slug,
        "url": absolute_url(organization.get_absolute_url()),
        "name": localized(organization, "name"),
        "kind": organization.kind,
        "provenance": organization.provenance,
        # One that is suspended is in no list and has no page.
        "parent": parent.slug if parent and parent.state == "active" else None,
    }


def _occurrence(occurrence: Occurrence) -> dict[str, Any]:
    return {
        "slug": occurrence.slug,
        "url": absolute_url(occurrence.get_absolute_url()),
        "series": occurrence.series and occurrence.series.slug,
        "format": occurrence.format,
        "title": localized(occurrence, "title"),
        "starts_at": occurrence.local_start,
        "is_time_known": occurrence.local_time is not None,
        "ends_at": occurrence.local_end,
        "timezone": occurrence.timezone,
        "state": occurrence.state,
        "provenance": occurrence.provenance,
        "venue": _venue(occurrence.venue),
        "is_online": occurrence.is_online,
        "online_url": occurrence.online_url,
        "hosts": [
            {
                "slug": host.organization.slug,
                "name": localized(host.organization, "name"),
                "role": host.role,
            }
            for host in occurrence.hosts
        ],
        "changed_from": _changed_from(occurrence),
        "attendance": [_attendance(claim) for claim in occurrence.claims.all()],
        "has_report": occurrence.has_report,  # type: ignore[attr-defined]
    }


def _attendance(claim: AttendanceClaim) -> dict[str, Any]:
    return {
        "count": claim.count,
        "is_approximate": claim.is_approximate,
        "counted_by": localized(claim, "counted_by"),
        "counted_at": _in_seoul(claim.counted_at),
        "sources": [
            {"title": source.title, "url": source.url} for source in claim.sources.all()
        ],
    }


def _changed_from(occurrence: Occurrence) -> dict[str, Any] | None:
    if not occurrence.moved_from_date and not occurrence.moved_from_venue:
        return None
    return {
        "starts_at": occurrence.moved_from_starts_at,
        "venue": _venue(occurrence.moved_from_venue),
    }


def _venue(venue: Venue | None) -> dict[str, Any] | None:
    if venue is None:
        return None
    return {
        "name": localized(venue, "name"),
        "address": localized(venue, "address"),
        "latitude": venue.latitude,
        "longitude": venue.longitude,
    }
