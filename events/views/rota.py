"""The page of a host: its dates, what it answers, its checklist."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
)
from django.template.response import TemplateResponse
from django.utils import timezone

from coalition.models import Organization
from coalition.pages import SeeOther, visitor_form
from coalition.tokens import read_token
from events.emails.rota import HOSTING_LINK
from events.exceptions import RotaChangedError
from events.forms.rota import DeclineForm, HostActForm, SwapForm, TicksForm
from events.selectors.rota import (
    HostDate,
    dates_given_back,
    dates_of_host,
    hosting_link,
)
from events.services.rota.checklist import tick_checklist
from events.services.rota.hosting import confirm_hosting, decline_hosting
from events.services.rota.swaps import (
    accept_swap,
    ask_swap,
    decline_swap,
    withdraw_swap,
)


@dataclass(frozen=True)
class ShownDate:
    """One date of the page with its forms; the one that was tried keeps its input."""

    date: HostDate
    decline: BaseForm
    swap: BaseForm
    tick: BaseForm
    tried: str = ""


@visitor_form(methods=("GET", "HEAD", "POST"), referrer="no-referrer")
def hosting(request: HttpRequest, token: str) -> HttpResponseBase:
    """The personal link of a representative. GET shows, only POST changes.

    404 for an unknown link, 410 for one that has ended, in the same words; 422 with
    the page as it is now when a form is refused or somebody else was faster.
    """
    organization = host_of(token)
    if organization is None:
        return link_ended(request, token)
    if request.method != "POST":
        return _page(request, organization)
    act = HostActForm(request.POST)
    if not act.is_valid():
        return HttpResponse(status=400)
    try:
        refused = _perform(organization, act.cleaned_data, request.POST)
    except RotaChangedError:
        return _page(request, organization, is_changed=True)
    if refused is not None:
        return _page(request, organization, refused=refused)
    return SeeOther(request.path)


def host_of(token: str) -> Organization | None:
    """Whom the bearer of a link acts for; None when it is none or has ended."""
    code = read_token(HOSTING_LINK, token)
    link = hosting_link(code) if code else None
    return link.representative.organization if link else None


def link_ended(request: HttpRequest, token: str) -> HttpResponseBase:
    """404 for an unknown link, 410 for one that has ended, in the same words."""
    status = 410 if read_token(HOSTING_LINK, token) else 404
    return TemplateResponse(request, "events/rota_link_ended.html", status=status)


def _perform(
    organization: Organization, act: dict[str, Any], data: QueryDict
) -> ShownDate | None:
    """One act; returns the date with the form that was refused, or None when done."""
    duty_id, request_id = act["duty"], act["request"] or 0
    match act["action"]:
        case "confirm":
            confirm_hosting(
                duty_id=duty_id,
                organization=organization,
                seen_sequence=act["seen_sequence"],
            )
        case "accept":
            accept_swap(swap_id=request_id, organization=organization)
        case "refuse":
            decline_swap(swap_id=request_id, organization=organization)
        case "withdraw":
            withdraw_swap(swap_id=request_id, organization=organization)
        case action:
            return _perform_form(organization, duty_id, str(action), data)
    return None


def _perform_form(
    organization: Organization, duty_id: int, action: str, data: QueryDict
) -> ShownDate | None:
    date = _own_date(organization, duty_id, timezone.now())
    shown = _shown(date, data, action)
    form: BaseForm = getattr(shown, action)
    if not form.is_valid():
        return shown
    answers = form.cleaned_data
    if action == "decline":
        decline_hosting(duty_id=duty_id, organization=organization, **answers)
    elif action == "swap":
        ask_swap(
            given_id=duty_id,
            wanted_id=answers["wanted"],
            message=answers["message"],
            organization=organization,
        )
    else:
        tick_checklist(
            duty_id=duty_id,
            organization=organization,
            seen=answers["seen"],
            ticked=answers["done"],
        )
    return None


def _own_date(organization: Organization, duty_id: int, now: dt.datetime) -> HostDate:
    for date in dates_of_host(organization, now):
        if date.duty.pk == duty_id:
            return date
    raise RotaChangedError


def _shown(date: HostDate, data: QueryDict | None = None, tried: str = "") -> ShownDate:
    def given(name: str) -> QueryDict | None:
        return data if name == tried else None

    auto_id = f"id_{date.duty.pk}_%s"
    return ShownDate(
        date=date,
        decline=DeclineForm(given("decline"), auto_id=auto_id),
        swap=SwapForm(date.swappable, given("swap"), auto_id=auto_id),
        tick=TicksForm(date, given("tick"), auto_id=auto_id),
        tried=tried,
    )


def _page(
    request: HttpRequest,
    organization: Organization,
    *,
    refused: ShownDate | None = None,
    is_changed: bool = False,
) -> HttpResponseBase:
    now = timezone.now()
    dates = [_shown(date) for date in dates_of_host(organization, now)]
    if refused is not None:
        same = refused.date.duty.pk
        dates = [refused if each.date.duty.pk == same else each for each in dates]
    context = {
        "organization": organization,
        "dates": dates,
        "given_back": dates_given_back(organization, now),
        "is_changed": is_changed,
        "form": getattr(refused, refused.tried) if refused else None,
    }
    is_refused = is_changed or refused is not None
    return TemplateResponse(
        request, "events/rota.html", context, status=422 if is_refused else 200
    )
