"""The sitemap: every public page in both languages."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from coalition.models import Organization
from coalition.pages import public_page
from events.models import Occurrence
from statements.models import Statement

PAGES = (
    "home",
    "friday",
    "history",
    "events:occurrence-list",
    "statements:list",
    "coalition:organization-list",
    "privacy",
    "accessibility",
)


class TranslatedSitemap(Sitemap):
    """Both languages, at the address of the settings and not the one asked for."""

    i18n = True
    alternates = True

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PageSitemap(TranslatedSitemap):
    def items(self) -> tuple[str, ...]:
        return PAGES

    def location(self, item: str) -> str:
        return reverse(item)


class StatementSitemap(TranslatedSitemap):
    def items(self) -> QuerySet:
        return Statement.objects.public().order_by("pk")


class OccurrenceSitemap(TranslatedSitemap):
    def items(self) -> QuerySet:
        return Occurrence.objects.public().order_by("pk")


class OrganizationSitemap(TranslatedSitemap):
    def items(self) -> QuerySet:
        return Organization.objects.public().order_by("pk")


@public_page
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """One file; the index form of the protocol begins at 50,000 addresses."""
    sitemaps: dict[str, type[Sitemap] | Sitemap] = {
        "pages": PageSitemap,
        "statements": StatementSitemap,
        "occurrences": OccurrenceSitemap,
        "organizations": OrganizationSitemap,
    }
    return sitemap_view(request, sitemaps)
