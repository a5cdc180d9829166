"""Accounts. An e-mail address is shown on the account's own page only."""

from typing import Any

from django.contrib import admin, auth
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey, ManyToManyField
from django.forms import Field
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from coalition.admin.audited import AuditedAdmin
from coalition.models import Representative, User

# What a permission allows, by the beginning of its code.
MAY = {
    "add": pgettext_lazy("permission", "add"),
    "change": pgettext_lazy("permission", "change"),
    "delete": pgettext_lazy("permission", "delete"),
    "view": pgettext_lazy("permission", "view"),
}


class LowercaseEmail:
    """One mailbox, one account: addresses are compared in lower case."""

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()  # type: ignore[attr-defined]


class AccountCreationForm(LowercaseEmail, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name", "language")


class AccountChangeForm(LowercaseEmail, UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes: dict[str, type[Field]] = {}


class PermissionChoices:
    """Permissions in words, and only for what the back office shows."""

    def formfield_for_manytomany(
        self,
        db_field: "ManyToManyField[Any, Any]",
        request: HttpRequest | None = None,
        **kwargs: Any,
    ) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
        if db_field.related_model is Permission and field:
            models = self.admin_site._registry  # type: ignore[attr-defined]  # noqa: SLF001
            kinds = ContentType.objects.get_for_models(*models).values()
            field.queryset = field.queryset.filter(content_type__in=kinds)
            field.label_from_instance = _permission_label
        return field


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(PermissionChoices, AuditedAdmin, DjangoGroupAdmin):
    """Several permissions under one name, for several accounts."""


@admin.register(User)
class UserAdmin(PermissionChoices, AuditedAdmin, DjangoUserAdmin):
    form = AccountChangeForm
    add_form = AccountCreationForm
    list_display = (
        "number",
        "name",
        "language",
        "is_staff",
        "is_superuser",
        "is_active",
        "last_login",
    )
    list_display_links = ("number", "name")
    list_filter = ("is_staff", "is_superuser", "is_active", "groups")
    search_fields = ("name", "email")
    search_help_text = _("Search by name or e-mail address")
    ordering = ("pk",)
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ("groups", "user_permissions")
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "language")}),
        (
            _("What this account may do"),
            {
                "fields": (
                    "is_active",
                    "is_staff",
                    "is_superuser",
                    "groups",
                    "user_permissions",
                ),
                "description": _(
                    "Take away “active” instead of deleting an account: what it "
                    "did stays in the audit trail."
                ),
            },
        ),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "email",
                    "name",
                    "language",
                    "usable_password",
                    "password1",
                    "password2",
                ),
                "description": _(
                    "The e-mail address is what the person signs in with. What the "
                    "account may do is set on the next page."
                ),
            },
        ),
    )

    @admin.display(description=_("account"), ordering="pk")
    def number(self, user: User) -> str:
        return str(user)


class AccountChoices:
    """Accounts are offered by name and number, never by address."""

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
        if db_field.related_model is auth.get_user_model() and field:
            field.label_from_instance = _account_label
        return field


@admin.register(Representative)
class RepresentativeAdmin(AccountChoices, AuditedAdmin):
    list_display = ("account", "organization", "appointed_on", "ended_on")
    list_select_related = ("user", "organization")
    autocomplete_fields = ("organization",)
    list_filter = (("ended_on", admin.EmptyFieldListFilter),)
    search_fields = ("organization__name_ko", "user__name")
    ordering = ("organization__sort_key", "pk")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Which mailbox acts for which organization is decided by approving it."""
        is_mailbox = obj is not None and obj.registration_id is not None
        return ("registration", "account", "organization") if is_mailbox else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        who = self.get_readonly_fields(request, obj) or ("user", "organization")
        return (*who, "appointed_on", "ended_on")

    @admin.display(description=_("account"))
    def account(self, representative: Representative) -> str:
        if representative.user is None:
            return gettext("The mailbox of its registration")
        return _account_label(representative.user)


def _permission_label(permission: Permission) -> str:
    model = permission.content_type.model_class()
    verb = permission.codename.partition("_")[0]
    if model is None or verb not in MAY:
        return permission.name
    names = (model._meta.app_config.verbose_name, model._meta.verbose_name)
    return f"{names[0]} · {names[1]}: {MAY[verb]}"


def _account_label(user: User) -> str:
    return f"{user.name} ({user})" if user.name else str(user)
