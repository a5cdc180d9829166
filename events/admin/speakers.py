"""Speakers of one gathering: open the call, see the lot, read, put on the programme.

The page itself shows codes and states. What somebody wrote is opened one by one, by a
button that leaves an audit entry; there is none that draws the lot.
"""

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.admin.audited import staff_member
from coalition.forms import add_refusal
from coalition.pages import SeeOther
from events.enums import SpeakerState
from events.forms.speakers import SpeakerCallForm
from events.models import Occurrence, SpeakerApplication, SpeakerCall
from events.selectors.speakers import applications_of, speaker_call_of
from events.services.speakers.calls import (
    read_application,
    save_speaker_call,
    stop_speaker_call,
)
from events.services.speakers.programme import put_on_programme


def speakers_page(
    model_admin: "ModelAdmin[Occurrence]", request: HttpRequest, pk: int
) -> HttpResponse:
    """GET shows, POST does one act: 303, or 422 with the form that is refused."""
    found = Occurrence.objects.with_inherited()
    occurrence = get_object_or_404(found, pk=pk)
    if not model_admin.has_change_permission(request, occurrence):
        raise PermissionDenied
    call = speaker_call_of(occurrence)
    if request.method != "POST":
        return _page(model_admin, request, occurrence, call)
    action = request.POST.get("action", "")
    if action == "save":
        return _save(model_admin, request, occurrence, call)
    if call is None:
        raise Http404
    if action == "read":
        return _read(model_admin, request, call)
    act = ACTS.get(action)
    if act is None:
        return HttpResponse(status=400)
    try:
        messages.success(request, act(request, call))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return SeeOther(request.path)


def _save(
    model_admin: "ModelAdmin[Occurrence]",
    request: HttpRequest,
    occurrence: Occurrence,
    call: SpeakerCall | None,
) -> HttpResponse:
    instance = call or SpeakerCall(occurrence=occurrence)
    form = SpeakerCallForm(request.POST, instance=instance)
    if form.is_valid():
        try:
            save_speaker_call(call=form.instance, actor=staff_member(request))
        except ValidationError as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("The call is open."))
            return SeeOther(request.path)
    # The form has written what was refused into the instance.
    call = speaker_call_of(occurrence)
    return _page(model_admin, request, occurrence, call, form)


def _stop(request: HttpRequest, call: SpeakerCall) -> str:
    stop_speaker_call(call=call, stops=True, actor=staff_member(request))
    return _("No new applications are taken. The lot is drawn at the deadline.")


def _resume(request: HttpRequest, call: SpeakerCall) -> str:
    stop_speaker_call(call=call, stops=False, actor=staff_member(request))
    return _("Applications are taken again.")


def _put_on_programme(request: HttpRequest, call: SpeakerCall) -> str:
    count = put_on_programme(call=call, actor=staff_member(request))
    if not count:
        return _("Everybody drawn is in the programme already.")
    return ngettext(
        "%(count)d speaker was put into the programme, not public yet.",
        "%(count)d speakers were put into the programme, not public yet.",
        count,
    ) % {"count": count}


ACTS: dict[str, Callable[[HttpRequest, SpeakerCall], str]] = {
    "stop": _stop,
    "resume": _resume,
    "programme": _put_on_programme,
}


def _read(
    model_admin: "ModelAdmin[Occurrence]", request: HttpRequest, call: SpeakerCall
) -> HttpResponse:
    """What one applicant wrote, in the answer to the POST alone: no address has it."""
    number = request.POST.get("application", "")
    try:
        application, words = read_application(
            call=call,
            application_id=int(number) if number.isdecimal() else 0,
            actor=staff_member(request),
        )
    except SpeakerApplication.DoesNotExist:
        messages.error(request, _("This application was withdrawn or is erased."))
        return SeeOther(request.path)
    context = _context(model_admin, request, call.occurrence) | {
        "application": application,
        "words": words,
    }
    return TemplateResponse(request, "admin/events/speaker_read.html", context)


def _page(
    model_admin: "ModelAdmin[Occurrence]",
    request: HttpRequest,
    occurrence: Occurrence,
    call: SpeakerCall | None,
    form: SpeakerCallForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    applications = applications_of(call) if call else []
    context = _context(model_admin, request, occurrence) | {
        "call": call,
        "form": form or SpeakerCallForm(instance=call, initial={"places": 5}),
        "takes": call is not None and call.takes_applications(now),
        "applications": applications,
        "can_save": not call or not call.is_drawn or _may_begin_anew(call, now),
        "can_fill": any(
            each.state == SpeakerState.DRAWN and each.item_id is None
            for each in applications
        ),
    }
    status = 422 if form is not None else 200
    return TemplateResponse(
        request, "admin/events/speakers.html", context, status=status
    )


def _may_begin_anew(call: SpeakerCall, now: dt.datetime) -> bool:
    return call.is_empty_after_its_lot and now < call.occurrence.starts_at


def _context(
    model_admin: "ModelAdmin[Occurrence]", request: HttpRequest, occurrence: Occurrence
) -> dict[str, object]:
    return {
        **model_admin.admin_site.each_context(request),
        "title": _("Speakers"),
        "subtitle": str(occurrence),
        "opts": model_admin.opts,
        "original": occurrence,
    }
