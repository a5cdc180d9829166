"""Organizations, their branches and memberships."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from coalition.admin.audited import AuditedAdmin, staff_member
from coalition.models import Membership, Organization, ReportedCount
from coalition.services.organizations import save_organization


class BranchInline(admin.TabularInline):
    """The branches, to be opened one by one."""

    model = Organization
    fk_name = "parent"
    verbose_name = _("branch")
    verbose_name_plural = _("branches and affiliated bodies")
    fields = ("name", "relation", "state")
    readonly_fields = ("name", "relation", "state")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Organization]:
        return super().get_queryset(request).alphabetical()  # type: ignore[attr-defined]

    @admin.display(description=_("name (Korean)"))
    def name(self, branch: Organization) -> str:
        page = reverse("admin:coalition_organization_change", args=(branch.pk,))
        return format_html('<a href="{}">{}</a>', page, branch.name_ko)


class MembershipInline(admin.TabularInline):
    model = Membership
    fk_name = "organization"
    verbose_name_plural = _("memberships of coalitions")
    fields = ("coalition", "tier", "joined_on", "left_on")
    extra = 0
    can_delete = False


class ReportedCountInline(admin.TabularInline):
    model = ReportedCount
    fields = (
        "as_of",
        "organizations_count",
        "organizations_approximate",
        "individuals_count",
        "individuals_approximate",
        "sources",
    )
    extra = 0
    classes = ("collapse",)


@admin.register(Organization)
class OrganizationAdmin(AuditedAdmin):
    list_display = ("name_ko", "parent", "kind", "state", "provenance")
    list_select_related = ("parent",)
    list_filter = ("state", "kind", "provenance")
    list_per_page = 50
    search_fields = ("name_ko", "name_en", "short_name_ko", "slug")
    search_help_text = _("Search by name")
    prepopulated_fields = {"slug": ("name_ko",)}
    autocomplete_fields = ("parent",)
    filter_horizontal = ("sources",)
    inlines = (MembershipInline, BranchInline, ReportedCountInline)
    fieldsets = (
        (
            _("Shown publicly"),
            {
                "fields": (
                    "name_ko",
                    "name_en",
                    "short_name_ko",
                    "kind",
                    "website",
                    "about_ko",
                    "about_en",
                ),
                "description": _(
                    "Everything here appears on the organization's page at once."
                ),
            },
        ),
        (
            _("Belongs to another organization"),
            {
                "fields": ("parent", "relation"),
                "description": _("Only for branches, centres, clubs and members."),
            },
        ),
        (_("In the directory"), {"fields": ("slug", "state", "sort_key_override")}),
        (_("Where this record comes from"), {"fields": ("provenance", "sources")}),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Organization]:
        return super().get_queryset(request).alphabetical()  # type: ignore[attr-defined]

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new record has no branches or counts yet."""
        return (MembershipInline,) if obj is None else self.inlines

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        save_organization(organization=obj, actor=staff_member(request))


@admin.register(Membership)
class MembershipAdmin(AuditedAdmin):
    list_display = ("organization", "coalition", "tier", "joined_on", "left_on")
    list_select_related = ("organization", "coalition")
    list_filter = ("tier", ("left_on", admin.EmptyFieldListFilter))
    search_fields = ("organization__name_ko", "organization__name_en")
    autocomplete_fields = ("organization",)
    ordering = ("organization__sort_key", "pk")
