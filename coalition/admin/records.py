"""Institutions, sources, and the audit trail, which nobody can change."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from coalition.admin.audited import AuditedAdmin
from coalition.admin.kept import ReadOnlyAdmin
from coalition.admin.trail import act_words, actor_words, type_words
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


class RecordTypeFilter(admin.SimpleListFilter):
    """The kinds of records of which something is told."""

    title = gettext_lazy("record type")
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        types = AuditEntry.objects.order_by().values_list("subject_type", flat=True)
        found = [(each, type_words(each)) for each in types.distinct()]
        return sorted(found, key=lambda each: each[1])

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry]
    ) -> QuerySet[AuditEntry]:
        known = dict(self.lookup_choices)
        chosen = self.value()
        return queryset.filter(subject_type=chosen) if chosen in known else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """To be read only: the database refuses changes as well."""

    list_display = ("at", "act", "record", "account")
    list_filter = (RecordTypeFilter,)
    date_hierarchy = "at"
    search_fields = ("action", "subject_type", "subject_id")
    fields = ("at", "act", "record", "account", "action", "detail")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        return super().get_queryset(request).select_related("actor")

    @admin.display(description=gettext_lazy("by"))
    def account(self, entry: AuditEntry) -> str:
        return actor_words(entry)

    @admin.display(description=gettext_lazy("act"), ordering="action")
    def act(self, entry: AuditEntry) -> str:
        return act_words(entry.action)

    @admin.display(description=gettext_lazy("record"), ordering="subject_type")
    def record(self, entry: AuditEntry) -> str:
        return f"{type_words(entry.subject_type)} {entry.subject_id}"
