"""What every page of the back office has in common."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from coalition.admin.trail import act_words, actor_words
from coalition.models import AuditEntry, User
from coalition.pickers import ClockInput, DayInput, MomentInput
from coalition.services.audit import record_audit

# The latest, newest first, on the page of one record; the audit trail has them all.
MOST_TOLD = 200


class AuditedAdmin(admin.ModelAdmin):
    """Saving and deleting leave an audit entry in the same transaction.

    Records are deleted one by one, on a page that says what goes with them.
    """

    # The browser's own pickers: one labelled field, and a phone's keyboard knows it.
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.DateTimeField: {
            "form_class": forms.DateTimeField,
            "widget": MomentInput,
        },
        models.DateField: {"widget": DayInput},
        models.TimeField: {"widget": ClockInput},
    }

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        self.audit(request, obj, "change" if change else "create")

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        self.audit(request, obj, "delete")
        super().delete_model(request, obj)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing: no link here fills in a form, and whoever makes one up may err."""
        return {}

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,
        **kwargs: Any,
    ) -> HttpResponse:
        """A form that is refused answers 422, as everywhere on this site."""
        response = super().render_change_form(request, context, *args, **kwargs)
        if context.get("errors"):
            response.status_code = 422
        return response

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What the audit trail tells of the record: Django's own log knows no acts."""
        found = AuditEntry.objects.filter(
            subject_type=self.opts.label, subject_id=unquote(object_id)
        )
        told = found.select_related("actor")[:MOST_TOLD]
        context = {
            "title": gettext("Audit trail"),
            "told": [
                (entry.at, act_words(entry.action), actor_words(entry))
                for entry in told
            ],
        }
        return super().history_view(request, object_id, context | (extra_context or {}))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        """Not while another record stands on this one."""
        if obj is not None and is_referenced(obj):
            return False
        return super().has_delete_permission(request, obj)

    def audit(self, request: HttpRequest, obj: models.Model, verb: str) -> None:
        record_audit(
            action=f"{self.opts.model_name}.{verb}",
            subject=obj,
            actor=staff_member(request),
        )


def staff_member(request: HttpRequest) -> User:
    """Who is signed in; the back office lets nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101 (narrows what admin_view checked)
    return request.user


def is_referenced(record: models.Model) -> bool:
    """Whether a row that protects this one points at it, or names it among others.

    Institutions and sources are named so: what was public would lose them silently.
    """
    return any(
        relation.related_model._base_manager.filter(  # noqa: SLF001 (also hidden rows count)
            **{relation.field.name: record.pk}
        ).exists()
        for relation in record._meta.related_objects
        if relation.many_to_many or relation.on_delete is models.PROTECT
    )
