"""The run sheet: what stands beside the stage, on a phone or on paper."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.exceptions import StaleStateError
from coalition.pages import SeeOther
from events.forms.sheet import DelayForm, TakeBackForm
from events.models import Occurrence
from events.models.wording import when_text
from events.selectors.sheet import RunSheet, run_sheet, with_run_sheet
from events.services.sheet import (
    DELAY_MINUTES,
    check_delay,
    report_delay,
    take_back_delay,
)


def run_sheet_page(
    model_admin: "ModelAdmin[Occurrence]", request: HttpRequest, pk: int
) -> HttpResponse:
    """Shows the sheet; a POST says that it runs late, or takes that back.

    303 back to the sheet, whatever became of it; 400 for a form that is none.
    """
    occurrence = get_object_or_404(with_run_sheet(Occurrence.objects.all()), pk=pk)
    if not model_admin.has_view_permission(request, occurrence):
        raise PermissionDenied
    if request.method == "POST":
        if not model_admin.has_change_permission(request, occurrence):
            raise PermissionDenied
        return _report(request, occurrence)
    sheet = run_sheet(occurrence, timezone.now())
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Run sheet"),
        "subtitle": str(occurrence),
        "opts": model_admin.opts,
        "original": occurrence,
        "occurrence": occurrence,
        "when": when_text(occurrence),
        "sheet": sheet,
        "can_change": model_admin.has_change_permission(request, occurrence),
        **_buttons(occurrence, sheet),
    }
    return TemplateResponse(request, "admin/events/run_sheet.html", context)


def _buttons(occurrence: Occurrence, sheet: RunSheet) -> dict[str, Any]:
    """The two buttons, as far as they can do anything now."""
    buttons: dict[str, Any] = {"delay_minutes": DELAY_MINUTES}
    if sheet.last_delay is not None:
        buttons["take_back"] = TakeBackForm(
            initial={"delay": sheet.last_delay.pk}, auto_id=False
        )
    try:
        check_delay(occurrence, timezone.now())
    except ValidationError as error:
        buttons["refusal"] = " ".join(error.messages)
    else:
        buttons["delay"] = DelayForm.offered(sheet.late)
    return buttons


def _report(request: HttpRequest, occurrence: Occurrence) -> HttpResponse:
    takes_back = "delay" in request.POST
    form = TakeBackForm(request.POST) if takes_back else DelayForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    answers = form.cleaned_data
    actor: Any = request.user
    try:
        if takes_back:
            take_back_delay(
                occurrence=occurrence, delay_id=answers["delay"], actor=actor
            )
            messages.success(request, _("Taken back. The pages say so."))
        else:
            report_delay(occurrence=occurrence, actor=actor, **answers)
            messages.success(request, _("The pages tell it now."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except StaleStateError:
        messages.error(request, _("Somebody else was faster. Please look again."))
    return SeeOther(request.path)
