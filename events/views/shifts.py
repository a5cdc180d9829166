"""The personal page of somebody who was asked for a shift. GET shows, POST answers."""

import uuid
from collections.abc import Callable, Mapping

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.exceptions import StaleStateError
from coalition.localized import active_language
from coalition.pages import SeeOther, visitor_form
from coalition.tokens import read_token
from events.consents import shift_consent
from events.emails.shifts import SHIFT_LINK
from events.exceptions import ShiftClosedError, ShiftFullError
from events.forms.shifts import AnswerForm
from events.models import ShiftAssignment, Volunteer
from events.selectors.shifts import shifts_of, volunteer_by_code
from events.services.shifts.planning import takes_answers
from events.services.shifts.volunteers import (
    confirm_shift,
    give_up_shift,
    own_data,
    stand_by,
)

Answer = Callable[..., None]


@visitor_form(methods=("GET", "HEAD", "POST"), referrer="no-referrer")
def shifts(request: HttpRequest, token: str) -> HttpResponseBase:
    """One person's shifts at one gathering; 410 once nothing is left of them."""
    code = read_token(SHIFT_LINK, token)
    if code is None:
        return _ended(request, status=404)
    action = request.POST.get("action") if request.method == "POST" else None
    if action in ("decline", "cancel"):
        return _give_up(request, code)
    volunteer = volunteer_by_code(code)
    if volunteer is None:
        return _ended(request, status=410)
    if request.method != "POST":
        return _page(request, volunteer)
    if action == "export":
        return _export(volunteer)
    if action == "confirm":
        return _say_yes(request, volunteer, confirm_shift)
    if action == "standby":
        return _say_yes(request, volunteer, stand_by)
    return HttpResponse(status=400)


def _say_yes(
    request: HttpRequest, volunteer: Volunteer, answer: Answer
) -> HttpResponseBase:
    """303 when it is done, 422 for mistakes, 409 with the words when it cannot be."""
    form = AnswerForm(request.POST, volunteer=volunteer, auto_id=_auto_id(request.POST))
    if not form.is_valid():
        return _page(request, volunteer, form=form, status=422)
    try:
        answer(
            code=volunteer.code,
            assignment_id=form.cleaned_data["assignment"],
            seen=form.cleaned_data["seen"],
            phone=form.cleaned_data.get("phone", ""),
            language=active_language(),
        )
    except ShiftAssignment.DoesNotExist:
        return _reread(request, volunteer, _("You are no longer asked for this shift."))
    except ShiftClosedError:
        return _reread(request, volunteer, _("Nothing can be answered any more."))
    except StaleStateError:
        return _reread(
            request, volunteer, _("The time has changed meanwhile. Please look again.")
        )
    except ShiftFullError:
        return _reread(
            request,
            volunteer,
            _(
                "All places are taken meanwhile. Thank you. If you like, we call you "
                "when somebody drops out."
            ),
        )
    return SeeOther(request.path, changes_pages=False)


def _give_up(request: HttpRequest, code: uuid.UUID) -> HttpResponseBase:
    """Declines or calls off; with the last shift everything of the person is erased."""
    try:
        assignment_id = int(request.POST.get("assignment", ""))
    except ValueError:
        return HttpResponse(status=400)
    give_up_shift(code=code, assignment_id=assignment_id)
    if volunteer_by_code(code) is None:
        return _ended(request, status=200)
    return SeeOther(request.path, changes_pages=False)


def _export(volunteer: Volunteer) -> HttpResponseBase:
    response = JsonResponse(
        own_data(volunteer), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="shifts.json"'
    return response


def _reread(
    request: HttpRequest, volunteer: Volunteer, notice: str
) -> HttpResponseBase:
    """The page as it stands now, with what happened; 409."""
    current = volunteer_by_code(volunteer.code)
    if current is None:
        return _ended(request, status=410)
    return _page(request, current, notice=notice, status=409)


def _page(
    request: HttpRequest,
    volunteer: Volunteer,
    *,
    form: AnswerForm | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponseBase:
    occurrence = volunteer.occurrence
    counted = {each.pk: each for each in shifts_of(occurrence)}
    bound = form["assignment"].value() if form else None
    rows = []
    for assignment in volunteer.live_assignments:  # type: ignore[attr-defined]
        shift = counted[assignment.shift_id]
        is_bound = form is not None and str(assignment.pk) == str(bound)
        rows.append(
            {
                "assignment": assignment,
                "shift": shift,
                "has_place": shift.confirmed_count < shift.needed,
                "form": form if is_bound else _fresh_form(assignment, volunteer),
            }
        )
    context = {
        "volunteer": volunteer,
        "occurrence": occurrence,
        "rows": rows,
        "form": form,
        "notice": notice,
        "consent": shift_consent(active_language()),
        "takes_answers": takes_answers(occurrence, timezone.now()),
    }
    return TemplateResponse(request, "events/shifts.html", context, status=status)


def _fresh_form(assignment: ShiftAssignment, volunteer: Volunteer) -> AnswerForm:
    values = {"assignment": assignment.pk, "seen": assignment.shift.seen}
    return AnswerForm(initial=values, volunteer=volunteer, auto_id=_auto_id(values))


def _auto_id(values: Mapping[str, object]) -> str:
    """Several forms on one page: each with ids of its own."""
    number = str(values.get("assignment", ""))
    return f"id_{number}_%s" if number.isdigit() else "id_%s"


def _ended(request: HttpRequest, *, status: int) -> HttpResponseBase:
    """The same words for a wrong link, an answered no and one that was erased."""
    return TemplateResponse(request, "events/shifts_ended.html", status=status)
