"""The queue of partner registrations: read, approve, decline."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalition.admin.audited import staff_member
from coalition.admin.filters import WaitingFirstFilter
from coalition.admin.kept import ReadOnlyAdmin
from coalition.enums import RegistrationState
from coalition.exceptions import CannotActError, StaleStateError
from coalition.forms import ApprovalForm, DeclineForm
from coalition.models import PartnerRegistration
from coalition.selectors import acting_coalition, similar_organizations
from coalition.services.registrations import (
    approve_registration,
    decline_registration,
)

# What an approval publishes, field by field, in the order of the public page.
PUBLIC_FIELDS = ("name_ko", "name_en", "kind", "website", "about_ko")


class StateFilter(WaitingFirstFilter):
    states = RegistrationState
    waiting = RegistrationState.WAITING


@admin.register(PartnerRegistration)
class PartnerRegistrationAdmin(ReadOnlyAdmin):
    """Read-only; deciding has two pages of its own."""

    change_form_template = "admin/coalition/partnerregistration/detail.html"
    list_display = ("name_ko", "kind", "state", "name_claim", "confirmed_at")
    list_filter = (StateFilter, "kind")
    search_fields = ("name_ko", "name_en")
    ordering = ("confirmed_at", "submitted_at")
    fieldsets = (
        (
            gettext_lazy("What the association wrote"),
            {"fields": (*PUBLIC_FIELDS, "parent_name", "name_claim")},
        ),
        (
            gettext_lazy("How it stands"),
            {
                "fields": (
                    "state",
                    "contact_person",
                    "language",
                    "submitted_at",
                    "confirmed_at",
                    "decided_at",
                    "decision_by",
                    "decline_reason",
                    "organization",
                )
            },
        ),
    )

    @admin.display(description=gettext_lazy("contact person"))
    def contact_person(self, registration: PartnerRegistration) -> str:
        """Whether there is one; who it is, is personal data and stays sealed."""
        return _("There is one") if hasattr(registration, "contact") else _("Erased")

    @admin.display(description=gettext_lazy("decided by"))
    def decision_by(self, registration: PartnerRegistration) -> str:
        decider = registration.decided_by
        return (decider.name or str(decider)) if decider else "-"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or _may_decide(request)

    def get_urls(self) -> list[Any]:
        pages = [
            path(
                f"<int:registration_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"coalition_partnerregistration_{name}",
            )
            for name, view in (
                ("approve", self.approve_view),
                ("decline", self.decline_view),
            )
        ]
        return pages + super().get_urls()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        registration = self.get_object(request, object_id)
        context = {
            "similar": similar_organizations(registration) if registration else [],
            "is_waiting": registration and _is_waiting(registration),
            "may_decide": _may_decide(request),
        }
        return super().change_view(
            request, object_id, form_url, context | (extra_context or {})
        )

    def approve_view(
        self, request: HttpRequest, registration_id: int
    ) -> HttpResponseBase:
        """GET previews what becomes public; POST approves."""

        def approve(form: ApprovalForm) -> str:
            registration = approve_registration(
                registration_id=registration_id,
                approval=form.to_approval(),
                actor=staff_member(request),
            )
            return _("%(name)s is now in the directory. The mail is on its way.") % {
                "name": registration.organization
            }

        return self._decide(
            request,
            registration_id,
            make_form=lambda data, registration: ApprovalForm(
                data, registration=registration
            ),
            act=approve,
            template="approve.html",
        )

    def decline_view(
        self, request: HttpRequest, registration_id: int
    ) -> HttpResponseBase:
        """GET asks for the reason; POST declines."""

        def decline(form: DeclineForm) -> str:
            decline_registration(
                registration_id=registration_id,
                reason=form.cleaned_data["reason"],
                actor=staff_member(request),
            )
            return _("The registration is declined. The mail is on its way.")

        return self._decide(
            request,
            registration_id,
            make_form=lambda data, _registration: DeclineForm(data),
            act=decline,
            template="decline.html",
        )

    def _decide(
        self,
        request: HttpRequest,
        registration_id: int,
        *,
        make_form: Callable[[Any, PartnerRegistration], forms.Form],
        act: Callable[[Any], str],
        template: str,
    ) -> HttpResponseBase:
        """The common walk: allowed, still waiting, form right, nobody was first."""
        if not _may_decide(request):
            raise PermissionDenied
        registration = get_object_or_404(PartnerRegistration, pk=registration_id)
        if not _is_waiting(registration):
            return self._already_decided(request, registration)
        is_post = request.method == "POST"
        form = make_form(request.POST if is_post else None, registration)
        if is_post and form.is_valid():
            try:
                message = act(form)
            except StaleStateError:
                return self._already_decided(request, registration)
            except CannotActError:
                form.add_error(None, _("This organization cannot act on this site."))
            except IntegrityError:  # somebody took the address a moment ago
                form.add_error(None, _("Another organization has this address."))
            else:
                messages.success(request, message)
                return redirect("admin:coalition_partnerregistration_changelist")
        return self._decision_page(request, registration, form, template)

    def _decision_page(
        self,
        request: HttpRequest,
        registration: PartnerRegistration,
        form: forms.Form,
        template: str,
    ) -> HttpResponseBase:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": registration.name_ko,
            "registration": registration,
            "form": form,
            "similar": similar_organizations(registration),
            "public_rows": _public_rows(registration),
            "coalition": acting_coalition(),
        }
        return TemplateResponse(
            request,
            f"admin/coalition/partnerregistration/{template}",
            context,
            status=422 if form.errors else 200,
        )

    def _already_decided(
        self, request: HttpRequest, registration: PartnerRegistration
    ) -> HttpResponseBase:
        messages.warning(request, _("This registration is already decided."))
        return redirect(
            reverse(
                "admin:coalition_partnerregistration_change", args=(registration.pk,)
            )
        )


def _may_decide(request: HttpRequest) -> bool:
    return request.user.has_perm("coalition.change_partnerregistration")


def _is_waiting(registration: PartnerRegistration) -> bool:
    return registration.state == RegistrationState.WAITING


def _public_rows(registration: PartnerRegistration) -> list[tuple[str, str]]:
    """(label, value) of every field that an approval publishes."""
    shown = {name: getattr(registration, name) for name in PUBLIC_FIELDS}
    shown["kind"] = registration.get_kind_display()
    return [
        (str(label_for_field(name, PartnerRegistration)), value)
        for name, value in shown.items()
    ]
