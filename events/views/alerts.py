"""Asking for change alerts, and the page behind the link in their mails."""

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from coalition.localized import active_language
from coalition.pages import SeeOther, private_page, public_page, visitor_form
from coalition.tokens import read_token
from events import selectors
from events.emails.alerts import ALERT_LINK, LEAVE_LINK, alert_url
from events.exceptions import NoAlertsError
from events.forms.alerts import AlertForm
from events.models import EventSeries, Occurrence
from events.models.alerts import takes_alerts
from events.services.alerts import confirm_alerts, leave_alerts, request_alerts


@visitor_form(methods=("GET", "HEAD", "POST"))
def series_alerts(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Asks for alerts of all dates of a series."""
    series = get_object_or_404(EventSeries.objects.public(), slug=slug)
    return _ask_for_alerts(request, series)


@visitor_form(methods=("GET", "HEAD", "POST"))
def occurrence_alerts(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Asks for alerts of one date."""
    occurrence = get_object_or_404(selectors.public_occurrences(), slug=slug)
    return _ask_for_alerts(request, occurrence)


@public_page
def alert_check_mail(request: HttpRequest) -> HttpResponseBase:
    """The same page for everybody who asked."""
    return TemplateResponse(request, "events/alert_check_mail.html")


@visitor_form(methods=("GET", "HEAD", "POST"), referrer="no-referrer")
def alert(request: HttpRequest, token: str) -> HttpResponseBase:
    """The link in the mails. GET shows, only POST confirms or leaves."""
    code = read_token(ALERT_LINK, token)
    if code is None:
        return _alert_ended(request, status=404)
    if request.method == "POST":
        action = request.POST.get("action")
        if action == "leave":
            leave_alerts(code=code)
            return _alert_ended(request, status=200)
        if action != "confirm":
            return HttpResponse(status=400)
        if confirm_alerts(code=code):
            return SeeOther(request.path, changes_pages=False)
        return _alert_ended(request, status=410)
    subscription = selectors.alert_by_code(code)
    if subscription is None:
        return _alert_ended(request, status=410)
    context = {"subscription": subscription, "target": subscription.target}
    return TemplateResponse(request, "events/alert.html", context)


@csrf_exempt
@private_page(methods=("GET", "HEAD", "POST"), referrer="no-referrer")
def alert_leave(request: HttpRequest, token: str) -> HttpResponseBase:
    """A mail program leaves for its reader, with one POST (RFC 8058).

    It comes from elsewhere and without cookies, so no origin can be asked for: the
    token is the proof, and it can do nothing else. A GET only leads to the page.
    """
    code = read_token(LEAVE_LINK, token)
    if code is None:
        return _alert_ended(request, status=404)
    if request.method == "POST":
        if request.POST.get("List-Unsubscribe") != "One-Click":
            return HttpResponse(status=400)
        leave_alerts(code=code)
        return _alert_ended(request, status=200)
    subscription = selectors.alert_by_code(code)
    if subscription is None:
        return _alert_ended(request, status=410)
    return HttpResponseRedirect(alert_url(subscription))


def _ask_for_alerts(
    request: HttpRequest, target: EventSeries | Occurrence
) -> HttpResponseBase:
    """303 whatever became of the address, 422 for mistakes, 410 when it is over."""
    if not takes_alerts(target, timezone.now()):
        return _alert_ended(request, status=410)
    form = AlertForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form.is_from_a_machine:
            return SeeOther(reverse("events:alert-check-mail"), changes_pages=False)
        if form.is_valid():
            try:
                request_alerts(
                    target=target, request=form.to_request(active_language())
                )
            except NoAlertsError:
                return _alert_ended(request, status=410)
            return SeeOther(reverse("events:alert-check-mail"), changes_pages=False)
    context = {"target": target, "form": form}
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "events/alert_form.html", context, status=status)


def _alert_ended(request: HttpRequest, *, status: int) -> HttpResponseBase:
    """The same words for a wrong link, an expired one and one that was left."""
    return TemplateResponse(request, "events/alert_ended.html", status=status)
