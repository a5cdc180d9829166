"""The words of a statement and its demands, while they are a draft."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalition.admin.audited import staff_member
from coalition.admin.choices import PlainChoices
from coalition.admin.kept import KeptAdmin
from coalition.exceptions import StaleStateError
from statements.admin.acts import ActsAdmin
from statements.admin.forms import RevisionForm
from statements.models import Demand, Revision
from statements.services.publishing import revise_draft


class DemandInline(PlainChoices, admin.StackedInline):
    """What the draft asks for, and of whom."""

    model = Demand
    formfield_overrides = {
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}
    }
    fields = ("order", "text_ko", "text_en", "targets")
    autocomplete_fields = ("targets",)
    verbose_name_plural = gettext_lazy("Demands, each with whom it addresses")

    def get_extra(
        self, request: HttpRequest, obj: Revision | None = None, **kwargs: Any
    ) -> int:
        """One empty form for the first demand; more come with the link below it."""
        return 0 if obj is None or obj.demands.exists() else 1

    def has_add_permission(
        self, request: HttpRequest, obj: Revision | None = None
    ) -> bool:
        return _is_open(obj) and super().has_add_permission(request, obj)

    def has_change_permission(
        self, request: HttpRequest, obj: Revision | None = None
    ) -> bool:
        return _is_open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(
        self, request: HttpRequest, obj: Revision | None = None
    ) -> bool:
        return _is_open(obj) and super().has_delete_permission(request, obj)


@admin.register(Revision)
class RevisionAdmin(KeptAdmin, ActsAdmin):
    """Reached from its statement. What is published can only be read."""

    form = RevisionForm
    list_display = ("title_ko", "number", "statement", "published_at")
    list_select_related = ("statement",)
    search_fields = ("title_ko", "title_en")
    inlines = (DemandInline,)
    fieldsets = (
        (
            gettext_lazy("Korean, the authoritative text"),
            {"fields": ("seen", "title_ko", "summary_ko", "text_ko")},
        ),
        (
            gettext_lazy("English"),
            {"fields": ("title_en", "summary_en", "text_en")},
        ),
    )
    published_fieldsets = (
        (
            gettext_lazy("Korean, the authoritative text"),
            {"fields": ("title_ko", "summary_ko", "text_ko")},
        ),
        fieldsets[1],
        (
            gettext_lazy("As published"),
            {"fields": ("number", "published_at", "sha256")},
        ),
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        """No line of its own on the index: its statement leads here."""
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Revision | None = None
    ) -> bool:
        return _is_open(obj) and super().has_change_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        return super().get_queryset(request).select_related("statement")

    def get_fieldsets(self, request: HttpRequest, obj: Revision | None = None) -> Any:
        is_editable = self.has_change_permission(request, obj)
        return self.fieldsets if is_editable else self.published_fieldsets

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Two people write: the one who comes after the publication is told so."""
        revision = self.get_object(request, object_id)
        if revision is None:
            return super().change_view(request, object_id, form_url, extra_context)
        title = _("Text and demands")
        if request.method == "POST" and not revision.is_draft:
            if not super().has_change_permission(request):
                raise PermissionDenied
            return self.refusal(request, revision, title)
        context = {"title": title, "statement_url": _statement_page(revision)}
        try:
            return super().change_view(
                request, object_id, form_url, context | (extra_context or {})
            )
        except StaleStateError:
            return self.refusal(request, revision, title)

    def save_model(
        self, request: HttpRequest, obj: Revision, form: Any, change: bool
    ) -> None:
        revise_draft(revision=obj, actor=staff_member(request))

    def response_change(self, request: HttpRequest, obj: Revision) -> HttpResponse:
        messages.success(request, _("The draft is saved. Nobody outside sees it yet."))
        page = _statement_page(obj)
        if "_preview" in request.POST:
            page = reverse(
                "admin:statements_statement_preview", args=(obj.statement_id,)
            )
        return HttpResponseRedirect(page)


def _is_open(revision: Revision | None) -> bool:
    return revision is None or revision.is_draft


def _statement_page(revision: Revision) -> str:
    return reverse("admin:statements_statement_change", args=(revision.statement_id,))
