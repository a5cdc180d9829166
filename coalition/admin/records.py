"""Institutions, sources, and the audit trail, which nobody can change."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from coalition.admin.audited import AuditedAdmin
from coalition.models import AuditEntry, Institution, Source


@admin.register(Institution)
class InstitutionAdmin(AuditedAdmin):
    list_display = ("name_ko", "predecessor", "valid_from", "valid_until")
    list_select_related = ("predecessor",)
    search_fields = ("name_ko", "name_en", "slug")
    autocomplete_fields = ("predecessor",)
    filter_horizontal = ("sources",)
    fields = (
        "name_ko",
        "name_en",
        "slug",
        "predecessor",
        "valid_from",
        "valid_until",
        "sources",
    )

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        help_texts = {
            "predecessor": gettext_lazy(
                "When an institution is renamed, add a new record and name the old "
                "one here; statements keep the name of their day."
            )
        }
        return super().get_form(request, *args, help_texts=help_texts, **kwargs)


@admin.register(Source)
class SourceAdmin(AuditedAdmin):
    list_display = ("code", "title", "url")
    search_fields = ("code", "title", "url", "note")


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """To be read only: the database refuses changes as well."""

    list_display = ("at", "action", "account", "subject_type", "subject_id")
    list_filter = ("action",)
    date_hierarchy = "at"
    search_fields = ("action", "subject_type", "subject_id")
    fields = ("at", "action", "account", "subject_type", "subject_id", "detail")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        return super().get_queryset(request).select_related("actor")

    @admin.display(description=gettext_lazy("by"))
    def account(self, entry: AuditEntry) -> str:
        if entry.actor is None:
            return gettext("The system")
        return entry.actor.name or str(entry.actor)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
