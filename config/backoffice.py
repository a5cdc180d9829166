"""Django's admin, with a task board as its index."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalition.models import PartnerRegistration
from config.taskboard import task_board
from config.taskboard.gatherings import next_movable_friday
from events.models import Occurrence
from statements.models import Statement

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

# What staff work with first; the queue's jobs are reached from the task board only.
APP_ORDER = ("statements", "events", "coalition", "auth")


class BackOffice(AdminSite):
    site_header = _("Yeondae back office")
    site_title = _("Yeondae back office")
    index_title = _("What is waiting")
    # In the reader's language; it is only rendered.
    site_url = reverse_lazy("home")  # type: ignore[assignment]
    enable_nav_sidebar = False

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Drops a query that the database would refuse: nobody asks for a NUL."""
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if any("\x00" in value for value in request.GET.dict().values()):
                return HttpResponseRedirect(request.path)
            return inner(request, *args, **kwargs)

        return cast("View", checked)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        def may_view(model: type[Model]) -> bool:
            return self.get_model_admin(model).has_view_permission(request)

        def may_change(model: type[Model]) -> bool:
            return self.get_model_admin(model).has_change_permission(request)

        now = timezone.now()
        context = {
            "tasks": task_board(may_view=may_view, may_change=may_change, now=now),
            "quick_acts": self._quick_acts(request, now),
        }
        return super().index(request, context | (extra_context or {}))

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        by_label = {app["app_label"]: app for app in apps}
        return [by_label[label] for label in APP_ORDER if label in by_label]

    def _quick_acts(
        self, request: HttpRequest, now: dt.datetime
    ) -> list[tuple[str, str]]:
        """What staff come for most often: words and address, as far as allowed."""
        acts = []
        if self.get_model_admin(Statement).has_add_permission(request):
            page = reverse("admin:statements_statement_add")
            acts.append((gettext("Write a new statement"), page))
        gatherings = self.get_model_admin(Occurrence)
        if gatherings.has_add_permission(request):
            page = reverse("admin:events_occurrence_add")
            acts.append((gettext("Announce a gathering"), page))
        if gatherings.has_change_permission(request):
            friday = next_movable_friday(now)
            if friday is not None:
                page = reverse("admin:events_occurrence_move", args=(friday.pk,))
                acts.append((gettext("Move the next Friday"), page))
                page = reverse("admin:events_occurrence_call-off", args=(friday.pk,))
                acts.append((gettext("Cancel the next Friday"), page))
        if self.get_model_admin(PartnerRegistration).has_view_permission(request):
            page = reverse("admin:coalition_partnerregistration_changelist")
            acts.append((gettext("Look at registrations"), page))
        return acts
