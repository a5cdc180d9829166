"""Pages on which staff change a whole series: a form, the dates it touches, one call.

The first POST shows exactly which announced dates change and which stay; the button
below carries ``confirmed`` and the fingerprint of that plan.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm, Form, model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.admin.audited import staff_member
from coalition.enums import Provenance
from coalition.exceptions import StaleStateError
from coalition.forms import add_refusal
from coalition.models import User
from events.enums import SeriesState
from events.forms.acts import PauseForm, PlaceForm, ScheduleForm, SlugForm
from events.models import EventSeries, SeriesPause, SeriesSchedule
from events.selectors import current_schedule
from events.services.addresses import change_series_address, plan_series_address
from events.services.pauses import add_pause, lift_pause, plan_lifting, plan_pause
from events.services.places import UsualPlace, change_place, plan_place
from events.services.plans import SeriesPlan
from events.services.schedules import change_schedule, plan_schedule


@dataclass(frozen=True)
class SeriesAct:
    """One act on one series, with the form of this request."""

    title: str
    explanation: str
    done: str
    form: BaseForm
    plan: Callable[[dt.datetime], SeriesPlan]
    perform: Callable[[str, User], object]

    @property
    def asks(self) -> bool:
        return bool(self.form.fields)


def is_open_to_acts(series: EventSeries) -> bool:
    """A draft is edited directly; what has ended or the press told is not planned."""
    return series.provenance != Provenance.PRESS and series.state in (
        SeriesState.ACTIVE,
        SeriesState.PAUSED,
    )


def pause_act(request: HttpRequest, series: EventSeries) -> SeriesAct:
    """Announces a break."""
    pause = SeriesPause(series=series)
    return SeriesAct(
        title=_("Take a break"),
        explanation=_(
            "No gathering on these days, both included. Visitors read the reason on "
            "the page of the series, on the Friday page and in the list; afterwards "
            "weekday and rhythm go on as before."
        ),
        done=_("The break is announced."),
        form=PauseForm(request.POST or None, instance=pause),
        plan=lambda now: plan_pause(pause, now),
        perform=lambda seen, actor: add_pause(pause=pause, seen=seen, actor=actor),
    )


def lift_act(request: HttpRequest, series: EventSeries, pause: int) -> SeriesAct:
    """Ends a break or drops one that has not begun."""
    lifted = series.pauses.get(pk=pause)
    return SeriesAct(
        title=_("End the break"),
        explanation=_(
            "The break ends today; one that has not begun disappears. Dates that were "
            "cancelled for it stay cancelled: restore each that is held after all."
        ),
        done=_("The break is ended."),
        form=Form(request.POST or None),
        plan=lambda now: plan_lifting(lifted, now),
        perform=lambda seen, actor: lift_pause(pause=lifted, seen=seen, actor=actor),
    )


def schedule_act(request: HttpRequest, series: EventSeries) -> SeriesAct:
    """This date and all that follow: a new rule from a day on."""
    schedule = SeriesSchedule(series=series)
    form = ScheduleForm(
        request.POST or None, instance=schedule, initial=_present_rule(series)
    )
    reasons = ("reason_ko", "reason_en")

    def answers() -> dict[str, str]:
        return {name: form.cleaned_data[name] for name in reasons}

    return SeriesAct(
        title=_("Change the rule from a date on"),
        explanation=_(
            "Holds for every date from that day on, also for those that are already "
            "announced. Earlier dates keep their time. Dates that were moved, "
            "cancelled or have a place of their own stay as they are. Name the Monday "
            "of the first week when the weekday changes."
        ),
        done=_("The new rule holds."),
        form=form,
        plan=lambda now: plan_schedule(schedule, now, **answers()),
        perform=lambda seen, actor: change_schedule(
            schedule=schedule, seen=seen, actor=actor, **answers()
        ),
    )


def place_act(request: HttpRequest, series: EventSeries) -> SeriesAct:
    """This date and all that follow: another usual place from a day on."""
    today = series.today(timezone.now())
    form = PlaceForm(request.POST or None, initial={"effective_from": today})

    def place() -> UsualPlace:
        return UsualPlace(**form.cleaned_data)

    return SeriesAct(
        title=_("Change the usual place"),
        explanation=_(
            "Holds for every date from that day on, also for those that are already "
            "announced: their pages say where they were announced before, and whoever "
            "follows them is told. Earlier dates and those with a place of their own "
            "stay where they are."
        ),
        done=_("The dates that follow meet at the new place."),
        form=form,
        plan=lambda now: plan_place(series, place(), now),
        perform=lambda seen, actor: change_place(
            series=series, place=place(), seen=seen, actor=actor
        ),
    )


def address_act(request: HttpRequest, series: EventSeries) -> SeriesAct:
    """Corrects the address; also of a series that has ended or is a record."""
    form = SlugForm(request.POST or None, initial={"slug": series.slug})
    return SeriesAct(
        title=_("Change the address"),
        explanation=_(
            "For a mistake in the address of the page and of its dates. Every address "
            "they had leads to the new one for ever, and nothing else can take it. "
            "Calendars that follow the old address go on by themselves."
        ),
        done=_("The address is changed; the old one leads on."),
        form=form,
        plan=lambda now: plan_series_address(series, form.cleaned_data["slug"]),
        perform=lambda seen, actor: change_series_address(
            series=series, slug=form.cleaned_data["slug"], seen=seen, actor=actor
        ),
    )


def not_possible(request: HttpRequest, series: EventSeries) -> HttpResponse:
    """Whoever pressed twice, or second, is told at the record; no page leads here."""
    if request.method != "POST":
        raise Http404
    messages.error(request, _("This is not possible in its present state."))
    return HttpResponseRedirect(
        reverse("admin:events_eventseries_change", args=(series.pk,))
    )


def _present_rule(series: EventSeries) -> dict[str, object]:
    rule = current_schedule(series, timezone.now())
    return {} if rule is None else model_to_dict(rule, exclude=["id", "effective_from"])


def series_act_page(
    model_admin: ModelAdmin,
    request: HttpRequest,
    pk: int,
    build: Callable[..., SeriesAct],
    is_open: Callable[[EventSeries], bool] = is_open_to_acts,
    **values: int,
) -> HttpResponse:
    """The page of one act; 422 when the form or the act itself is refused."""
    series = get_object_or_404(EventSeries.objects.with_defaults(), pk=pk)
    if not model_admin.has_change_permission(request, series):
        raise PermissionDenied
    if not is_open(series):
        return not_possible(request, series)
    try:
        act = build(request, series, **values)
    except SeriesPause.DoesNotExist:
        return not_possible(request, series)
    plan = None
    if not act.asks or act.form.is_valid():
        try:
            plan = act.plan(timezone.now())
            if "confirmed" in request.POST:
                act.perform(request.POST.get("seen", ""), staff_member(request))
                messages.success(request, act.done)
                return HttpResponseRedirect(
                    reverse("admin:events_eventseries_change", args=(pk,))
                )
        except ValidationError as error:
            plan = None
            add_refusal(act.form, error)
        except StaleStateError:
            messages.error(request, _("Somebody else changed it. Please look again."))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": act.title,
        "subtitle": str(series),
        "opts": model_admin.opts,
        "original": series,
        "act": act,
        "form": act.form,
        "plan": plan,
    }
    return TemplateResponse(
        request,
        "admin/events/series_act.html",
        context,
        status=422 if act.form.errors else 200,
    )
