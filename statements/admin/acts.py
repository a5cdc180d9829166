"""Buttons of the back office: each has a page that says what it will do.

GET shows exactly what becomes of the record; POST is one call of a service. Nothing
is half done: a refusal answers 422 and says why.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise

from coalition.admin.audited import AuditedAdmin, staff_member
from coalition.exceptions import StaleStateError
from coalition.models import User

Answers = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Act:
    """One way to change a record that is no mere editing of its fields.

    ``perform`` is the service; ``form`` holds what it asks of staff, if anything.
    """

    name: str
    title: str | Promise
    explanation: str | Promise
    done: str | Promise
    perform: Callable[[Any, Answers, User], object]
    is_possible: Callable[[Any], bool]
    template: str = "admin/statements/act.html"
    form: type[forms.Form] = forms.Form
    initial: Callable[[Any], Answers] = lambda record: {}
    permission: str = "change"
    is_danger: bool = False
    returns_to_list: bool = False


class ActsAdmin(AuditedAdmin):
    """A record with acts. ``act_context`` is what their pages show of it."""

    acts: tuple[Act, ...] = ()

    def get_urls(self) -> list[URLPattern]:
        pages = [
            path(
                f"<int:pk>/{act.name}/",
                self.admin_site.admin_view(partial(self.act_view, act=act)),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{act.name}",
            )
            for act in self.acts
        ]
        return pages + super().get_urls()

    def act_view(self, request: HttpRequest, pk: int, act: Act) -> HttpResponse:
        record = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.may_act(request, act):
            raise PermissionDenied
        is_post = request.method == "POST"
        if not act.is_possible(record):
            return self.refusal(request, record, act.title)
        form = act.form(request.POST if is_post else None, initial=act.initial(record))
        if form.is_bound and form.is_valid():
            try:
                act.perform(record, form.cleaned_data, staff_member(request))
            except ValidationError as error:
                form.add_error(None, error)
            except StaleStateError:
                return self.refusal(request, record, act.title)
            else:
                messages.success(request, str(act.done))
                to_list = act.returns_to_list
                return HttpResponseRedirect(self.page(None if to_list else record))
        context = self.act_context(request, record, act) | {"act": act, "form": form}
        return self.page_response(
            request, record, act.template, context, status=422 if form.errors else 200
        )

    def may_act(self, request: HttpRequest, act: Act) -> bool:
        permission = f"{act.permission}_{self.opts.model_name}"
        return request.user.has_perm(f"{self.opts.app_label}.{permission}")

    def possible_acts(self, request: HttpRequest, record: Model) -> list[Act]:
        return [
            act
            for act in self.acts
            if act.is_possible(record) and self.may_act(request, act)
        ]

    def act_context(self, request: HttpRequest, record: Any, act: Act) -> Answers:
        return {}

    def refusal(
        self, request: HttpRequest, record: Model, title: str | Promise
    ) -> HttpResponse:
        """The record is not what the reader saw: says so, and nothing is changed."""
        return self.page_response(
            request,
            record,
            "admin/statements/refusal.html",
            {"title": title},
            status=422 if request.method == "POST" else 200,
        )

    def page_response(
        self,
        request: HttpRequest,
        record: Model,
        template: str,
        context: Answers,
        status: int = 200,
    ) -> HttpResponse:
        """A page of this record in the frame of the back office."""
        act = context.get("act")
        shared = {
            "title": act.title if act else None,
            "subtitle": self.name_of(record),
            "opts": self.opts,
            "original": record,
            "record_name": self.name_of(record),
            "record_url": self.page(record),
            "list_url": self.page(None),
        }
        site = self.admin_site.each_context(request)
        return TemplateResponse(
            request, template, site | shared | context, status=status
        )

    def name_of(self, record: Any) -> str:
        """What staff call the record."""
        return str(record)

    def page(self, record: Model | None) -> str:
        """The record's own page, or the list of all."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if record is None:
            return reverse(f"{name}_changelist")
        return reverse(f"{name}_change", args=(record.pk,))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Answers | None = None,
    ) -> HttpResponse:
        record = self.get_object(request, object_id) if object_id else None
        shared: Answers = {"show_save_and_add_another": False}
        if record is not None:
            shared |= {
                "subtitle": self.name_of(record),
                "record_name": self.name_of(record),
                "acts": self.possible_acts(request, record),
            }
        return super().changeform_view(
            request, object_id, form_url, shared | (extra_context or {})
        )
