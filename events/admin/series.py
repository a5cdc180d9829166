import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coalition.admin.audited import AuditedAdmin, staff_member
from coalition.admin.choices import PlainChoices
from coalition.enums import Provenance
from coalition.exceptions import StaleStateError
from events.admin.act_page import where_it_appears
from events.admin.lookfirst import LookFirst, coming_dates_of
from events.admin.rota import checklist_page, rota_page
from events.admin.series_acts import (
    address_act,
    is_open_to_acts,
    lift_act,
    not_possible,
    pause_act,
    place_act,
    schedule_act,
    series_act_page,
)
from events.enums import SeriesState
from events.forms.acts import SeriesForm
from events.forms.duration import HoursField
from events.models import EventSeries, Occurrence, SeriesHost, SeriesSchedule
from events.services.generate import generate_occurrences
from events.services.series import (
    change_series_state,
    check_series_state,
    mark_coming_modified,
    save_series,
)

# Which buttons a series has, by its state.
TRANSITIONS = {
    SeriesState.DRAFT: (SeriesState.ACTIVE,),
    SeriesState.ACTIVE: (SeriesState.PAUSED, SeriesState.ENDED),
    SeriesState.PAUSED: (SeriesState.ACTIVE, SeriesState.ENDED),
    SeriesState.ENDED: (SeriesState.ACTIVE,),
}
BUTTONS = {
    SeriesState.ACTIVE: gettext_lazy("Publish and announce the dates"),
    SeriesState.PAUSED: gettext_lazy("Pause until further notice"),
    SeriesState.ENDED: gettext_lazy("End the series"),
}


class ScheduleInline(admin.StackedInline):
    """The rule of a draft. A public series gets a new one by its own act."""

    model = SeriesSchedule
    extra = 0
    formfield_overrides = AuditedAdmin.formfield_overrides | {
        models.DurationField: {"form_class": HoursField}
    }
    verbose_name_plural = gettext_lazy("Weekday and time")
    fields = (
        "effective_from",
        ("frequency", "week_of_month", "weekday", "interval"),
        ("local_time", "duration"),
    )

    def get_min_num(
        self, request: HttpRequest, obj: EventSeries | None = None, **kwargs: Any
    ) -> int:
        return 1 if obj is None else 0

    def has_add_permission(
        self, request: HttpRequest, obj: EventSeries | None = None
    ) -> bool:
        if obj is not None and obj.is_public:
            return False
        return super().has_add_permission(request, obj)

    def has_change_permission(
        self, request: HttpRequest, obj: EventSeries | None = None
    ) -> bool:
        if obj is not None and obj.is_public:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.is_public:
            return False
        return super().has_delete_permission(request, obj)


class HostInline(PlainChoices, admin.StackedInline):
    model = SeriesHost
    autocomplete_fields = ("organization",)
    extra = 0
    fields = (("role", "organization", "order"),)


@admin.register(EventSeries)
class EventSeriesAdmin(PlainChoices, LookFirst, AuditedAdmin):
    """Series and their defaults; dates are made by themselves."""

    form = SeriesForm
    list_display = ("title_ko", "format", "venue", "state", "is_main")
    list_select_related = ("venue",)
    list_filter = ("state", "provenance")
    search_fields = ("title_ko", "title_en")
    inlines = (ScheduleInline, HostInline)
    filter_horizontal = ("sources",)
    readonly_fields = ("state", "alerts_count")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("title_ko", "title_en"),
                    "slug",
                    ("summary_ko", "summary_en"),
                    ("description_ko", "description_en"),
                    "format",
                    "venue",
                    "state",
                    "is_main",
                    "alerts_count",
                )
            },
        ),
        (
            gettext_lazy("Taking part"),
            {
                "fields": (
                    ("sign_language", "captions"),
                    ("wheelchair", "child_care"),
                    ("pledge_ko", "pledge_en"),
                    "access_contact",
                    "photo_policy",
                    ("rain_plan_ko", "rain_plan_en"),
                    "weather_hours",
                )
            },
        ),
        (
            gettext_lazy("Safety"),
            {
                "fields": (
                    "safety_plan",
                    ("leaving_ko", "leaving_en"),
                    "emergency_phone",
                ),
                "classes": ("collapse",),
            },
        ),
        (
            gettext_lazy("Record"),
            {
                "fields": (
                    ("horizon_weeks", "first_number"),
                    "timezone",
                    "provenance",
                    "sources",
                ),
                "classes": ("collapse",),
            },
        ),
    )

    def is_looked_at_first(self, obj: EventSeries) -> bool:
        return obj.is_public

    def dates_reached(self, obj: EventSeries) -> list[Occurrence]:
        return coming_dates_of(obj)

    def get_readonly_fields(
        self, request: HttpRequest, obj: EventSeries | None = None
    ) -> tuple[str, ...]:
        if obj is not None and obj.is_public:
            return (*self.readonly_fields, "slug", "venue", "timezone")
        return self.readonly_fields

    @admin.display(description=gettext_lazy("people told of changes"))
    def alerts_count(self, series: EventSeries) -> int:
        """A number is all that staff see of them."""
        return series.alerts.confirmed().count() if series.pk else 0

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: EventSeries | None = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj is not None else {"slug": ("title_en",)}

    def has_change_permission(
        self, request: HttpRequest, obj: EventSeries | None = None
    ) -> bool:
        """Its dates inherit from it: who changes it needs the right to all of them."""
        may_change_dates = request.user.has_perm("events.change_occurrence")
        return may_change_dates and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.is_public:
            return False
        return super().has_delete_permission(request, obj)

    def get_urls(self) -> list[URLPattern]:
        def act(**of: Any) -> Callable[..., HttpResponse]:
            return partial(series_act_page, self, **of)

        views: dict[tuple[str, str], Callable[..., HttpResponse]] = {
            ("state", "state/<slug:state>"): self.state_view,
            ("pause", "pause"): act(build=pause_act),
            ("lift", "pause/<int:pause>/end"): act(build=lift_act),
            ("schedule", "schedule"): act(build=schedule_act),
            ("place", "place"): act(build=place_act),
            ("address", "address"): act(
                build=address_act, is_open=attrgetter("is_public")
            ),
            ("rota", "rota"): partial(rota_page, self),
            ("checklist", "checklist"): partial(checklist_page, self),
        }
        pages = [
            path(
                f"<int:pk>/{route}/",
                self.admin_site.admin_view(view),
                name=f"events_eventseries_{name}",
            )
            for (name, route), view in views.items()
        ]
        return [*pages, *super().get_urls()]

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if obj is not None and obj.provenance != Provenance.PRESS:
            targets = TRANSITIONS[SeriesState(obj.state)]
            context["is_open_to_acts"] = is_open_to_acts(obj)
            context["pauses"] = obj.pauses_not_over(obj.today(timezone.now()))
            context["transitions"] = [(each, BUTTONS[each]) for each in targets]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        save_series(series=obj, actor=staff_member(request))

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        series = form.instance
        if any(each.has_changed() for each in formsets):
            mark_coming_modified(series=series)
        today = series.today(timezone.now())
        _tell_made(request, generate_occurrences(series=series, today=today))

    def state_view(self, request: HttpRequest, pk: int, state: str) -> HttpResponse:
        """Publishes, pauses or ends a series after showing what that makes public."""
        series = get_object_or_404(EventSeries.objects.with_defaults(), pk=pk)
        if not self.has_change_permission(request, series):
            raise PermissionDenied
        if state not in SeriesState:
            raise Http404
        target = SeriesState(state)
        if target not in TRANSITIONS[SeriesState(series.state)]:
            return not_possible(request, series)
        refusal = _refusal(series, target)
        if request.method == "POST" and not refusal:
            return self._change_state(request, series, target)
        context = {
            **self.admin_site.each_context(request),
            "title": BUTTONS[target],
            "subtitle": str(series),
            "opts": self.opts,
            "original": series,
            "target": target,
            "refusal": refusal,
            "planned": _planned(series) if target == SeriesState.ACTIVE else [],
            "announced": Occurrence.objects.public()
            .filter(series=series)
            .upcoming(timezone.now())
            .count(),
            "places": where_it_appears(series),
        }
        return TemplateResponse(
            request,
            "admin/events/series_state.html",
            context,
            status=422 if refusal and request.method == "POST" else 200,
        )

    def _change_state(
        self, request: HttpRequest, series: EventSeries, target: SeriesState
    ) -> HttpResponse:
        try:
            made = change_series_state(
                series=series, state=target, actor=staff_member(request)
            )
        except StaleStateError:
            messages.error(request, _("Somebody else changed it. Please look again."))
        else:
            messages.success(
                request, _("The series is now: %(state)s.") % {"state": target.label}
            )
            _tell_made(request, made)
        return HttpResponseRedirect(
            reverse("admin:events_eventseries_change", args=(series.pk,))
        )


def _tell_made(request: HttpRequest, made: int) -> None:
    if made:
        messages.info(
            request,
            ngettext(
                "%(count)s new date is announced.",
                "%(count)s new dates are announced.",
                made,
            )
            % {"count": made},
        )


def _refusal(series: EventSeries, target: SeriesState) -> str:
    try:
        check_series_state(series, target)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _planned(series: EventSeries) -> list[tuple[dt.date, dt.time]]:
    """The dates that publishing would announce."""
    today = series.today(timezone.now())
    return [
        (slot, schedule.local_time)
        for slot, schedule in series.planned_slots(today, series.horizon(today))
    ]
