"""The rota of a series in the back office: who hosts which date, in one form."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.admin.audited import staff_member
from coalition.enums import Provenance
from coalition.exceptions import StaleStateError
from coalition.forms import add_refusal
from coalition.services.audit import record_audit
from events.forms.rota import RotaForm, checklist_lines
from events.models import EventSeries, HostingDuty
from events.selectors.rota import rota_of
from events.services.rota.hosting import ask_again, assign_hosts


def rota_page(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The coming weeks with a choice each; one save; 422 when it is refused."""
    series = _series(model_admin, request, pk)
    if "ask-again" in request.POST:
        return _ask_again(request, series)
    weeks = rota_of(series, timezone.now())
    form = RotaForm(weeks, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            changed = assign_hosts(
                series=series,
                assignments=form.assignments(),
                actor=staff_member(request),
            )
        except StaleStateError:
            messages.error(request, _("Somebody else changed it. Please look again."))
        except ValidationError as error:
            add_refusal(form, error)
        else:
            _tell_saved(request, changed)
        if not form.errors:
            return HttpResponseRedirect(request.path)
    context = {
        "title": _("Rota"),
        "lines": [
            (week, _fields(form, week.occurrence.pk) if week.is_open else None)  # type: ignore[union-attr]
            for week in weeks
        ],
        "unfilled_count": sum(week.is_unfilled for week in weeks),
        "checklist_count": series.host_checklist.count(),
        "form": form,
    }
    return _render(model_admin, request, series, "admin/events/rota.html", context)


def checklist_page(
    model_admin: ModelAdmin, request: HttpRequest, pk: int
) -> HttpResponse:
    """The lines every host of the series sees; 422 when one is refused."""
    series = _series(model_admin, request, pk)
    data = request.POST if request.method == "POST" else None
    formset = checklist_lines(series, data)
    if formset.is_bound and formset.is_valid():
        with transaction.atomic():
            formset.save()
            record_audit(
                action="series.checklist",
                subject=series,
                actor=staff_member(request),
            )
        messages.success(request, _("The checklist is saved."))
        return HttpResponseRedirect(
            reverse("admin:events_eventseries_rota", args=(pk,))
        )
    context: dict[str, object] = {
        "title": _("Host's checklist"),
        "formset": formset,
        "form": formset,
    }
    template = "admin/events/host_checklist.html"
    return _render(model_admin, request, series, template, context)


def _ask_again(request: HttpRequest, series: EventSeries) -> HttpResponse:
    duties = HostingDuty.objects.filter(occurrence__series=series)
    number = request.POST["ask-again"]
    try:
        duty = get_object_or_404(duties, pk=number if number.isdecimal() else 0)
        ask_again(duty_id=duty.pk, actor=staff_member(request))
    except StaleStateError:
        messages.error(request, _("Somebody else changed it. Please look again."))
    else:
        messages.success(request, _("The organization is asked again by mail."))
    return HttpResponseRedirect(request.path)


def _series(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> EventSeries:
    series = get_object_or_404(EventSeries.objects.with_defaults(), pk=pk)
    if not model_admin.has_change_permission(request, series):
        raise PermissionDenied
    if series.provenance == Provenance.PRESS:
        raise Http404
    return series


def _fields(form: RotaForm, key: int) -> tuple[object, object]:
    return form[f"host-{key}"], form[f"seen-{key}"]


def _tell_saved(request: HttpRequest, changed: int) -> None:
    if not changed:
        messages.info(request, _("Nothing was changed."))
        return
    messages.success(
        request,
        ngettext(
            "%(count)s date is changed. Who acts for the organization is told by mail.",
            "%(count)s dates are changed. Who acts for the organizations is told by "
            "mail.",
            changed,
        )
        % {"count": changed},
    )


def _render(
    model_admin: ModelAdmin,
    request: HttpRequest,
    series: EventSeries,
    template: str,
    context: dict[str, object],
) -> HttpResponse:
    form: RotaForm = context["form"]  # type: ignore[assignment]
    is_refused = form.is_bound and not form.is_valid()
    return TemplateResponse(
        request,
        template,
        {
            **model_admin.admin_site.each_context(request),
            "subtitle": str(series),
            "opts": model_admin.opts,
            "original": series,
            **context,
        },
        status=422 if is_refused else 200,
    )
