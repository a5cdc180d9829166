"""Pages that mix the apps, and what operators and error handlers need."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from coalition import selectors as coalition_selectors
from coalition.models import Organization
from coalition.pages import absolute_url, private_page, public_page
from config.errors import replace_broken_connections
from events import selectors as event_selectors
from statements import selectors as statement_selectors


@public_page
def home(request: HttpRequest) -> HttpResponseBase:
    """What is on this Friday, which calls are open, what was said lately."""
    now = timezone.now()
    context = {
        "coalition": coalition_selectors.main_coalition(),
        "next_occurrence": event_selectors.next_main_occurrence(now),
        "upcoming": event_selectors.upcoming_occurrences(now, limit=4),
        "open_statements": statement_selectors.open_statement_cards(limit=3),
        "latest_statements": statement_selectors.latest_statement_cards(limit=3),
    }
    return TemplateResponse(request, "config/home.html", context)


@public_page
def history(request: HttpRequest) -> HttpResponseBase:
    """The founding story, each entry with its source."""
    context = {
        "timeline": statement_selectors.timeline(),
        "measures": statement_selectors.earlier_measures(),
        "institutions": coalition_selectors.institutions_with_succession(),
        "statements": statement_selectors.press_record_cards(),
        "occurrences": event_selectors.press_record_occurrences(),
        "organizations": coalition_selectors.press_record_organizations(),
        "sources": coalition_selectors.sources(),
    }
    return TemplateResponse(request, "config/history.html", context)


@public_page
def organization_detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One organization: who it is, what it co-signed, what it hosts."""
    try:
        organization = coalition_selectors.organization_page(slug)
    except Organization.DoesNotExist:
        raise Http404 from None
    context = {
        "organization": organization,
        "endorsements": statement_selectors.endorsements_of(organization),
        "occurrences": event_selectors.occurrences_hosted_by(
            organization, timezone.now()
        ),
        "calendar_url": absolute_url(reverse("events:host-calendar", args=(slug,))),
    }
    return TemplateResponse(request, "coalition/organization_detail.html", context)


@public_page
def privacy(request: HttpRequest) -> HttpResponseBase:
    return TemplateResponse(request, "config/privacy.html")


@public_page
def accessibility(request: HttpRequest) -> HttpResponseBase:
    return TemplateResponse(request, "config/accessibility.html")


@public_page
def report(request: HttpRequest) -> HttpResponseBase:
    """How to report misuse of a name, or harassment."""
    context = {"report_address": settings.REPORT_ADDRESS}
    return TemplateResponse(request, "config/report.html", context)


@private_page
def healthz(request: HttpRequest) -> HttpResponseBase:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@private_page
def readyz(request: HttpRequest) -> HttpResponseBase:
    """The database answers too; 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        replace_broken_connections()
        return JsonResponse({"status": "database unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


@public_page
def robots(request: HttpRequest) -> HttpResponseBase:
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /s/", "Disallow: /en/s/"]
    lines.append(f"Sitemap: {absolute_url('/sitemap.xml')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
