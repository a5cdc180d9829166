"""Co-signatures, which are only read here; the timeline and earlier measures."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coalition.admin.audited import AuditedAdmin
from coalition.admin.kept import ReadOnlyAdmin
from coalition.korean import day
from statements.models import EarlierMeasure, Endorsement, TimelineEntry


@admin.register(Endorsement)
class EndorsementAdmin(ReadOnlyAdmin):
    """Who authorised a co-signature is sealed and shown nowhere here."""

    list_display = (
        "organization",
        "statement_title",
        "revision_number",
        "state",
        "method",
        "endorsed_on",
        "withdrawn_on",
    )
    list_filter = ("state", "method")
    search_fields = (
        "organization__name_ko",
        "organization__name_en",
        "revision__title_ko",
    )
    search_help_text = _("Search by organization or title of the statement")
    ordering = ("-endorsed_at", "-pk")
    fields = (*list_display, "sources")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Endorsement]:
        return super().get_queryset(request).select_related("organization", "revision")

    @admin.display(description=_("statement"))
    def statement_title(self, endorsement: Endorsement) -> str:
        return endorsement.revision.title_ko

    @admin.display(description=_("revision"))
    def revision_number(self, endorsement: Endorsement) -> int:
        return endorsement.revision.number

    @admin.display(description=_("co-signed on"), ordering="endorsed_at")
    def endorsed_on(self, endorsement: Endorsement) -> str:
        return day(endorsement.endorsed_at)

    @admin.display(description=_("withdrawn on"), ordering="withdrawn_at")
    def withdrawn_on(self, endorsement: Endorsement) -> str:
        return day(endorsement.withdrawn_at) if endorsement.withdrawn_at else "-"


SHOWN_AT_ONCE = _("Everything here appears on the history page as soon as it is saved.")


@admin.register(TimelineEntry)
class TimelineEntryAdmin(AuditedAdmin):
    list_display = ("on", "text_ko", "is_month_only", "provenance")
    list_display_links = ("on", "text_ko")
    list_filter = ("provenance",)
    date_hierarchy = "on"
    search_fields = ("text_ko", "text_en")
    filter_horizontal = ("demands", "sources")
    readonly_fields = ("provenance",)
    fieldsets = (
        (
            _("Shown publicly"),
            {
                "fields": ("on", "is_month_only", "text_ko", "text_en"),
                "description": SHOWN_AT_ONCE,
            },
        ),
        (_("Answers demands"), {"fields": ("demands",), "classes": ("collapse",)}),
        (_("Where this record comes from"), {"fields": ("provenance", "sources")}),
    )


@admin.register(EarlierMeasure)
class EarlierMeasureAdmin(AuditedAdmin):
    list_display = ("year", "name_ko", "name_en")
    list_display_links = ("year", "name_ko")
    search_fields = ("name_ko", "name_en")
    filter_horizontal = ("sources",)
    fieldsets = (
        (
            _("Shown publicly"),
            {"fields": ("year", "name_ko", "name_en"), "description": SHOWN_AT_ONCE},
        ),
        (_("Where this record comes from"), {"fields": ("sources",)}),
    )
