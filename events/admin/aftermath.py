"""The page of staff on which a gathering is told once it is over."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.admin.audited import staff_member
from coalition.exceptions import StaleStateError
from coalition.forms import add_refusal
from events.enums import PhotoState
from events.forms.aftermath import ClaimForm, LinkForm, ReportForm
from events.forms.photos import UploadForm
from events.models import AttendanceClaim, Occurrence, OccurrenceLink, OccurrenceReport
from events.models.photos import check_takes_photos
from events.models.reports import can_be_reported
from events.services.photos import upload_photo
from events.services.reports import (
    add_claim,
    add_link,
    publish_report,
    remove_link,
    save_report,
    withdraw_report,
)

Forms = dict[str, BaseForm]


def aftermath_page(
    model_admin: "ModelAdmin[Occurrence]", request: HttpRequest, pk: int
) -> HttpResponse:
    """GET shows what is told; POST with ``act`` changes one thing of it, 422 if refused."""
    occurrence = get_object_or_404(Occurrence.objects.with_inherited(), pk=pk)
    if not model_admin.has_change_permission(request, occurrence):
        raise PermissionDenied
    act = request.POST.get("act", "")
    forms = _forms(request, occurrence, act)
    form = forms.get(act)
    if request.method == "POST" and (form is None or form.is_valid()):
        if act not in ACTS:
            return HttpResponse(status=400)
        try:
            messages.success(request, ACTS[act](request, occurrence, form))
            return HttpResponseRedirect(request.path)
        except ValidationError as error:
            if form is None:
                messages.error(request, " ".join(error.messages))
                return HttpResponseRedirect(request.path)
            add_refusal(form, error)
        except StaleStateError:
            if not isinstance(form, ReportForm):
                messages.error(
                    request, _("Somebody else changed it. Please look again.")
                )
                return HttpResponseRedirect(request.path)
            form.keep_beside(_report_of(occurrence))
    return _render(model_admin, request, occurrence, forms)


def _forms(request: HttpRequest, occurrence: Occurrence, act: str) -> Forms:
    """The forms of the page; the one that was sent holds what was written."""

    def data(name: str) -> Any:
        return request.POST if act == name else None

    report = _report_of(occurrence)
    return {
        "report": ReportForm(data("report"), occurrence=occurrence, report=report),
        "link": LinkForm(
            data("link"), instance=OccurrenceLink(occurrence=occurrence), prefix="link"
        ),
        "upload": UploadForm(
            data("upload"), request.FILES if act == "upload" else None
        ),
        "claim": ClaimForm(
            data("claim"),
            instance=AttendanceClaim(occurrence=occurrence),
            prefix="claim",
        ),
    }


def _save_report(request: HttpRequest, occurrence: Occurrence, form: Any) -> str:
    save_report(
        occurrence=occurrence,
        text_ko=form.cleaned_data["text_ko"],
        text_en=form.cleaned_data["text_en"],
        seen_version=form.cleaned_data["seen_version"],
        actor=staff_member(request),
    )
    return _("The report is saved.")


def _publish(request: HttpRequest, occurrence: Occurrence, form: Any) -> str:
    publish_report(
        report=_seen_report(request, occurrence), actor=staff_member(request)
    )
    return _("The report is public.")


def _withdraw(request: HttpRequest, occurrence: Occurrence, form: Any) -> str:
    withdraw_report(
        report=_seen_report(request, occurrence), actor=staff_member(request)
    )
    return _("The report is a draft again.")


def _add_link(request: HttpRequest, occurrence: Occurrence, form: Any) -> str:
    add_link(link=form.instance, actor=staff_member(request))
    return _("The link is added.")


def _remove_link(request: HttpRequest, occurrence: Occurrence, form: Any) -> str:
    link = get_object_or_404(occurrence.links, pk=_number(request, "link"))
    remove_link(link=link, actor=staff_member(request))
    return _("The link is removed.")


def _add_claim(request: HttpRequest, occurrence: Occurrence, form: Any) -> str:
    add_claim(
        claim=form.instance,
        sources=form.cleaned_data["sources"],
        actor=staff_member(request),
    )
    return _("The number is added.")


def _upload(request: HttpRequest, occurrence: Occurrence, form: Any) -> str:
    """Each file for itself: the good ones wait for a check, the others are named."""
    refused = []
    files = form.cleaned_data["photos"]
    for file in files:
        try:
            upload_photo(
                occurrence=occurrence, upload=file, actor=staff_member(request)
            )
        except ValidationError as error:
            refused.append(f"{file.name}: {' '.join(error.messages)}")
    if len(refused) == len(files):
        raise ValidationError({"photos": refused})
    for refusal in refused:
        messages.error(request, refusal)
    taken = len(files) - len(refused)
    return ngettext(
        "%(number)s photo waits for a check by somebody else.",
        "%(number)s photos wait for a check by somebody else.",
        taken,
    ) % {"number": taken}


# What can be sent from the page; those named like a form take it.
ACTS: dict[str, Callable[[HttpRequest, Occurrence, Any], str]] = {
    "report": _save_report,
    "publish-report": _publish,
    "withdraw-report": _withdraw,
    "link": _add_link,
    "remove-link": _remove_link,
    "claim": _add_claim,
    "upload": _upload,
}


def _report_of(occurrence: Occurrence) -> OccurrenceReport | None:
    return OccurrenceReport.objects.filter(occurrence=occurrence).first()


def _seen_report(request: HttpRequest, occurrence: Occurrence) -> OccurrenceReport:
    report = get_object_or_404(OccurrenceReport, occurrence=occurrence)
    report.version = _number(request, "seen_version")
    return report


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else -1


def _photo_refusal(occurrence: Occurrence) -> str:
    """Why no photo can be added; empty when one can."""
    try:
        check_takes_photos(occurrence, timezone.now())
    except ValidationError as error:
        return error.messages[0]
    return ""


def _render(
    model_admin: "ModelAdmin[Occurrence]",
    request: HttpRequest,
    occurrence: Occurrence,
    forms: Forms,
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("After the event"),
        "subtitle": str(occurrence),
        "opts": model_admin.opts,
        "original": occurrence,
        "can_be_reported": can_be_reported(occurrence, timezone.now()),
        "report": _report_of(occurrence),
        "links": occurrence.links.all(),
        "claims": occurrence.claims.prefetch_related("sources"),
        "photos": occurrence.photos.exclude(state=PhotoState.REMOVED),
        "photo_refusal": _photo_refusal(occurrence),
        "forms": forms,
    }
    is_refused = any(form.errors for form in forms.values())
    return TemplateResponse(
        request,
        "admin/events/aftermath.html",
        context,
        status=422 if is_refused else 200,
    )
