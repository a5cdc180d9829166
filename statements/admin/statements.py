"""Statements: the campaign around a text, and the way from draft to public."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coalition.admin.audited import staff_member
from coalition.admin.choices import PlainChoices
from coalition.korean import moment
from coalition.localized import localized
from statements import selectors
from statements.admin import publishing
from statements.admin.acts import Act, ActsAdmin
from statements.admin.forms import StatementForm, StatementStartForm
from statements.enums import StatementState
from statements.models import Proposer, Revision, Statement
from statements.services.publishing import start_statement

COLLECTING = ("collects_endorsements", "collects_signatures", "closes_at")
RECORD = ("issued_on", "earlier_measures", "sources")
# The columns that are edited as fields; all others change by acts.
EDITED_COLUMNS = {"kind", "slug", "issued_on", *COLLECTING}


class DeadlineFilter(admin.SimpleListFilter):
    title = gettext_lazy("deadline")
    parameter_name = "deadline"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("soon", _("Closing within a week"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Statement]
    ) -> QuerySet[Statement]:
        if self.value() == "soon":
            return queryset.closing_soon()  # type: ignore[attr-defined]
        return queryset


class ProposerInline(PlainChoices, admin.TabularInline):
    model = Proposer
    fields = ("organization", "order")
    autocomplete_fields = ("organization",)
    extra = 1
    verbose_name_plural = gettext_lazy(
        "Proposing organizations, named first and in this order"
    )


@admin.register(Statement)
class StatementAdmin(PlainChoices, ActsAdmin):
    """State, provenance and text change by acts of their own, never as fields."""

    acts = publishing.ACTS
    actions = None
    list_display = (
        "title",
        "badge",
        "kind",
        "organizations",
        "individuals",
        "deadline",
    )
    list_filter = ("state", DeadlineFilter, "kind", "provenance")
    list_per_page = 50
    search_fields = ("revisions__title_ko", "revisions__title_en", "slug")
    search_help_text = gettext_lazy("Search by title")
    ordering = ("-pk",)
    inlines = (ProposerInline,)
    autocomplete_fields = ("earlier_measures", "sources")
    readonly_fields = ("provenance",)
    start_fieldsets = (
        (
            gettext_lazy("Korean, the authoritative text"),
            {"fields": ("kind", "title_ko", "summary_ko", "text_ko")},
        ),
        (
            gettext_lazy("English"),
            {"fields": ("title_en", "summary_en", "text_en")},
        ),
        (gettext_lazy("How it is collected"), {"fields": COLLECTING}),
        (
            gettext_lazy("Record"),
            {"fields": ("slug", *RECORD), "classes": ("collapse",)},
        ),
    )
    fieldsets = (
        (None, {"fields": ("kind", "slug")}),
        (gettext_lazy("How it is collected"), {"fields": COLLECTING}),
        (
            gettext_lazy("Record"),
            {"fields": (*RECORD, "provenance"), "classes": ("collapse",)},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        titles = Revision.objects.only(
            "statement", "number", "title_ko", "title_en", "published_at"
        )
        drafts = titles.filter(published_at=None)
        statements = super().get_queryset(request).defer("wrapped_data_key")
        return selectors.with_counts(statements).prefetch_related(  # type: ignore[arg-type]
            Prefetch("current_revision", titles),
            Prefetch("revisions", drafts, to_attr="drafts"),
        )

    def name_of(self, record: Statement) -> str:
        return self.title(record)

    @admin.display(description=gettext_lazy("title"))
    def title(self, statement: Statement) -> str:
        revision = statement.current_revision or next(iter(statement.drafts), None)  # type: ignore[attr-defined]
        return localized(revision, "title") if revision else statement.slug

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def badge(self, statement: Statement) -> SafeString:
        kind, label = "good", statement.get_state_display()
        if statement.state == StatementState.DRAFT:
            kind, label = "notice", _("Draft: not public")
        elif statement.paused_at is not None:
            kind, label = "warning", _("Signing is paused")
        elif statement.is_closed:
            kind, label = "record", _("Closed")
        return format_html('<span class="c-badge c-badge--{}">{}</span>', kind, label)

    @admin.display(description=gettext_lazy("organizations"))
    def organizations(self, statement: Statement) -> str:
        return (
            f"{statement.declared_organizations or statement.confirmed_organizations:,}"  # type: ignore[attr-defined]
        )

    @admin.display(description=pgettext_lazy("who signed", "people"))
    def individuals(self, statement: Statement) -> str:
        return f"{statement.confirmed_individuals:,}"  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("deadline"), ordering="closes_at")
    def deadline(self, statement: Statement) -> str:
        return moment(statement.closes_at) if statement.closes_at else "-"

    def get_fieldsets(self, request: HttpRequest, obj: Statement | None = None) -> Any:
        return self.start_fieldsets if obj is None else self.fieldsets

    def get_form(
        self,
        request: HttpRequest,
        obj: Statement | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        form = StatementStartForm if obj is None else StatementForm
        return super().get_form(request, obj, change, form=form, **kwargs)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Statement | None = None
    ) -> tuple[str, ...]:
        is_public = obj is not None and obj.is_public
        return (*self.readonly_fields, "slug") if is_public else self.readonly_fields

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Statement | None = None
    ) -> dict[str, Sequence[str]]:
        return {"slug": ("title_en",)} if obj is None else {}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A draft is discarded by its act; what was public stays."""
        return False

    def get_urls(self) -> list[URLPattern]:
        preview = path(
            "<int:pk>/preview/",
            self.admin_site.admin_view(self.preview_view),
            name="statements_statement_preview",
        )
        return [preview, *super().get_urls()]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the public page shows or will show, in both languages."""
        statement = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, statement):
            raise PermissionDenied
        revision = publishing.shown_revision(statement)
        context = {
            "title": _("Preview"),
            "statement": statement,
            "previews": publishing.previews(statement, revision) if revision else [],
            "acts": self.possible_acts(request, statement),
        }
        return self.page_response(
            request, statement, "admin/statements/preview_page.html", context
        )

    def act_context(
        self, request: HttpRequest, record: Statement, act: Act
    ) -> dict[str, Any]:
        return publishing.act_page_context(record, act)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context: dict[str, Any] = {"title": _("New statement")}
        statement = self.get_object(request, object_id) if object_id else None
        if statement is not None:
            revision = publishing.shown_revision(statement)
            context = {
                "title": _("Statement"),
                "badge": self.badge(statement),
                "revision": revision,
                "demands_count": revision.demands.count() if revision else 0,
                "problems": publishing.problems(revision)
                if revision and revision.is_draft
                else [],
            }
        context["show_save_and_continue"] = False
        return super().changeform_view(
            request, object_id, form_url, context | (extra_context or {})
        )

    def save_model(
        self, request: HttpRequest, obj: Statement, form: Any, change: bool
    ) -> None:
        if change:
            # Only what was typed: a publication at this very moment must stand.
            typed = set(form.changed_data) & EDITED_COLUMNS
            obj.save(update_fields=typed)
            self.audit(request, obj, "change")
        else:
            start_statement(
                statement=obj,
                revision=form.to_revision(),
                actor=staff_member(request),
            )

    def response_add(
        self, request: HttpRequest, obj: Statement, post_url_continue: Any = None
    ) -> HttpResponse:
        messages.success(
            request, _("The draft is saved. Nobody outside sees it yet. Next: demands.")
        )
        return HttpResponseRedirect(self.page(obj))

    def response_change(self, request: HttpRequest, obj: Statement) -> HttpResponse:
        messages.success(
            request,
            _("Saved. The public page shows it now.") if obj.is_public else _("Saved."),
        )
        return HttpResponseRedirect(self.page(obj))
