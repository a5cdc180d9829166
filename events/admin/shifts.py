"""Roles and shifts of one gathering: plan, ask people, print the list.

The page itself shows numbers only. Names are opened by a button of its own, which
leaves an audit entry, and every act upon a person starts from there.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.admin.audited import staff_member
from coalition.forms import add_refusal
from coalition.pages import SeeOther
from events.forms.shifts import InvitationForm, ShiftDetailsForm, ShiftForm
from events.models import Occurrence, Shift, ShiftAssignment
from events.selectors.shifts import roster, shifts_of
from events.services.shifts.planning import (
    add_shift,
    ask_again,
    copy_shifts,
    invite_volunteer,
    record_roster_read,
    release_volunteer,
    remove_shift,
    revise_shift,
    takes_answers,
)

Forms = dict[str, BaseForm]


def shifts_page(
    model_admin: "ModelAdmin[Occurrence]", request: HttpRequest, pk: int
) -> HttpResponse:
    """GET plans, POST does one act: 303, or 422 with the form that is refused."""
    found = Occurrence.objects.select_related("series__venue", "own_venue")
    occurrence = get_object_or_404(found, pk=pk)
    if not model_admin.has_change_permission(request, occurrence):
        raise PermissionDenied
    if request.method != "POST":
        return _page(model_admin, request, occurrence)
    if "roster" in request.POST:
        return _roster_page(model_admin, request, occurrence)
    act = ACTS.get(request.POST.get("action", ""))
    if act is None:
        return HttpResponse(status=400)
    refused: Forms = {}
    try:
        done = act(request, occurrence, refused)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return SeeOther(request.path)
    if refused:
        return _page(model_admin, request, occurrence, refused, status=422)
    messages.success(request, done)
    return SeeOther(request.path)


def _add(request: HttpRequest, occurrence: Occurrence, refused: Forms) -> str:
    form = ShiftForm(request.POST, occurrence=occurrence, prefix="new")
    if not form.is_valid():
        refused["new"] = form
        return ""
    add_shift(shift=form.instance, actor=staff_member(request))
    return _("The shift is added.")


def _revise(request: HttpRequest, occurrence: Occurrence, refused: Forms) -> str:
    shift = _shift(request, occurrence)
    form = ShiftDetailsForm(request.POST, instance=shift, prefix=f"details-{shift.pk}")
    if not form.is_valid():
        refused[f"details-{shift.pk}"] = form
        return ""
    revise_shift(shift=form.instance, actor=staff_member(request))
    return _("The shift is changed.")


def _invite(request: HttpRequest, occurrence: Occurrence, refused: Forms) -> str:
    shift = _shift(request, occurrence)
    form = InvitationForm(request.POST, prefix=f"invite-{shift.pk}")
    if form.is_valid():
        try:
            invite_volunteer(
                shift=shift,
                invitation=form.to_invitation(),
                actor=staff_member(request),
            )
        except ValidationError as error:
            add_refusal(form, error)
    if form.errors:
        refused[f"invite-{shift.pk}"] = form
    return _("The mail with the personal link is on its way.")


def _remove(request: HttpRequest, occurrence: Occurrence, refused: Forms) -> str:
    remove_shift(shift=_shift(request, occurrence), actor=staff_member(request))
    return _("The shift is removed.")


def _copy(request: HttpRequest, occurrence: Occurrence, refused: Forms) -> str:
    copy_shifts(occurrence=occurrence, actor=staff_member(request))
    return _("The shifts of the date before are copied. Nobody was asked yet.")


def _ask_again(request: HttpRequest, occurrence: Occurrence, refused: Forms) -> str:
    ask_again(assignment=_assignment(request, occurrence), actor=staff_member(request))
    return _("The mail with the personal link is on its way.")


def _release(request: HttpRequest, occurrence: Occurrence, refused: Forms) -> str:
    release_volunteer(
        assignment=_assignment(request, occurrence),
        actor=staff_member(request),
    )
    return _("The person is told by mail; then name and address are erased.")


ACTS: dict[str, Callable[[HttpRequest, Occurrence, Forms], str]] = {
    "add": _add,
    "revise": _revise,
    "invite": _invite,
    "remove": _remove,
    "copy": _copy,
    "ask-again": _ask_again,
    "release": _release,
}


def _shift(request: HttpRequest, occurrence: Occurrence) -> Shift:
    return get_object_or_404(occurrence.shifts, pk=_number(request, "shift"))


def _assignment(request: HttpRequest, occurrence: Occurrence) -> ShiftAssignment:
    found = ShiftAssignment.objects.select_related("shift")
    number = _number(request, "assignment")
    return get_object_or_404(found, pk=number, shift__occurrence=occurrence)


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() else 0


def _page(
    model_admin: "ModelAdmin[Occurrence]",
    request: HttpRequest,
    occurrence: Occurrence,
    refused: Forms | None = None,
    status: int = 200,
) -> HttpResponse:
    refused = refused or {}
    rows = [
        {
            "shift": shift,
            "details": refused.get(f"details-{shift.pk}")
            or ShiftDetailsForm(instance=shift, prefix=f"details-{shift.pk}"),
            "invite": refused.get(f"invite-{shift.pk}")
            or InvitationForm(prefix=f"invite-{shift.pk}"),
        }
        for shift in shifts_of(occurrence)
    ]
    context = _context(model_admin, request, occurrence) | {
        "rows": rows,
        "new": refused.get("new") or ShiftForm(occurrence=occurrence, prefix="new"),
        "takes_answers": takes_answers(occurrence, timezone.now()),
        "can_copy": not rows and occurrence.series_id is not None,
    }
    return TemplateResponse(request, "admin/events/shifts.html", context, status=status)


def _roster_page(
    model_admin: "ModelAdmin[Occurrence]",
    request: HttpRequest,
    occurrence: Occurrence,
) -> HttpResponse:
    """The printable list; only the coordinator's version opens the numbers."""
    with_numbers = request.POST["roster"] == "coordinator"
    record_roster_read(
        occurrence=occurrence,
        with_numbers=with_numbers,
        actor=staff_member(request),
    )
    context = _context(model_admin, request, occurrence) | {
        "rows": roster(occurrence, with_numbers=with_numbers),
        "with_numbers": with_numbers,
        "takes_answers": takes_answers(occurrence, timezone.now()),
    }
    return TemplateResponse(request, "admin/events/shifts_roster.html", context)


def _context(
    model_admin: "ModelAdmin[Occurrence]",
    request: HttpRequest,
    occurrence: Occurrence,
) -> dict[str, Any]:
    return {
        **model_admin.admin_site.each_context(request),
        "title": _("Roles and shifts"),
        "subtitle": str(occurrence),
        "opts": model_admin.opts,
        "original": occurrence,
    }
