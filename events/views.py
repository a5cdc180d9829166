"""The public pages of gatherings, the same for everybody, and the change alerts."""

import datetime as dt
from datetime import MAXYEAR, MINYEAR

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from coalition.pages import absolute_url, private_page, public_page, visitor_form
from coalition.tokens import read_token
from events import selectors
from events.documents.linked_data import event_data, series_data
from events.documents.sharing import chat_text, qr_code
from events.emails import ALERT_LINK, LEAVE_LINK, alert_url
from events.enums import Phase
from events.exceptions import NoAlertsError
from events.filters import OccurrenceFilter
from events.forms import AlertForm
from events.models import EventSeries, Occurrence
from events.models.alerts import takes_alerts
from events.models.wording import change_lines, when_text
from events.querysets import OccurrenceQuerySet
from events.services.alerts import confirm_alerts, leave_alerts, request_alerts

PAGE_SIZE = 20


@public_page
def friday(request: HttpRequest) -> HttpResponse:
    """``/friday/``: this week's truth about the main series, whatever happened."""
    state = selectors.friday_situation(timezone.now())
    path = reverse("friday")
    context: dict[str, object] = {
        "friday": state,
        "occurrence": state.occurrence,
        "series": state.series,
        "short_url": absolute_url(path),
        "qr": qr_code(absolute_url(path)),
        "alerts_url": _alerts_url(state.series),
        "calendar_url": _calendar_url(state.series),
    }
    if state.occurrence is not None:
        context |= _shown(state.occurrence)
        context["chat_text"] = chat_text(state.occurrence, path, state.pause)
    return TemplateResponse(request, "events/friday.html", context)


@public_page
def occurrence_list(request: HttpRequest) -> HttpResponse:
    """What is coming, soonest first; what runs now stands above it."""
    now = timezone.now()
    page, narrowed = _page(request, selectors.public_occurrences().upcoming(now), now)
    running = [each for each in page if each.phase(now) == Phase.RUNNING]
    context = {
        "page": page,
        "filter": narrowed,
        "running": running,
        "upcoming": [each for each in page if each not in running],
        "pauses": selectors.coming_pauses(now),
        "calendar_url": _calendar_url(None),
    }
    return TemplateResponse(request, "events/occurrence_list.html", context)


@public_page
def archive(
    request: HttpRequest, year: int | None = None, month: int | None = None
) -> HttpResponse:
    """Past gatherings, latest first, of a year or month that has some."""
    now = timezone.now()
    months = selectors.archive_months(now)
    past = selectors.public_occurrences().past(now)
    if year is not None:
        if not any(
            each.year == year and month in (None, each.month) for each in months
        ):
            raise Http404
        past = past.filter(local_date__year=year)
    if month is not None:
        past = past.filter(local_date__month=month)
    page, narrowed = _page(request, past, now)
    context = {
        "page": page,
        "filter": narrowed,
        "months": months,
        "year": year,
        "month": month,
        "first": dt.date(year, month or 1, 1) if year is not None else None,
    }
    return TemplateResponse(request, "events/archive.html", context)


@public_page
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """A month as a table; only between the first and the last gathering announced."""
    now = timezone.now()
    bounds = selectors.month_bounds()
    if bounds is None or not 1 <= month <= 12 or not MINYEAR <= year <= MAXYEAR:
        raise Http404
    first = dt.date(year, month, 1)
    if not bounds[0] <= first <= bounds[1]:
        raise Http404
    narrowed = _filter(request, now)
    occurrences = narrowed.narrow(selectors.public_occurrences(), now)
    context = {
        "month": selectors.month_calendar(first, bounds, occurrences),
        "filter": narrowed,
    }
    return TemplateResponse(request, "events/month.html", context)


@public_page
def occurrence_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One gathering: when, where, what changed, who calls it, access, sources."""
    now = timezone.now()
    found = (
        selectors.public_occurrences()
        .with_hosts()
        .with_public_programme(now)
        .prefetch_related("sources", "claims__sources")
    )
    occurrence = get_object_or_404(found, slug=slug)
    context = {
        "occurrence": occurrence,
        "linked_data": event_data(occurrence),
        "neighbours": selectors.neighbours(occurrence),
        "alerts_url": _alerts_url(occurrence),
        "calendar_url": _calendar_url(occurrence.series),
        **_shown(occurrence),
    }
    if occurrence.is_cancelled or occurrence.is_postponed:
        context["next_held"] = selectors.next_held(occurrence, now)
    return TemplateResponse(request, "events/occurrence_detail.html", context)


@public_page
def series_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One series: what it is, its rule, its coming and its latest past dates."""
    series = get_object_or_404(EventSeries.objects.public().with_defaults(), slug=slug)
    now = timezone.now()
    dates = selectors.public_occurrences().filter(series=series)
    schedule = selectors.current_schedule(series, now)
    context = {
        "series": series,
        "linked_data": series_data(series, now),
        "schedule": schedule,
        "coming_schedules": selectors.coming_schedules(series, schedule),
        "hosts": selectors.hosts_by_role(series.hosts.all()),
        "upcoming": dates.upcoming(now)[:PAGE_SIZE],
        "pauses": series.pauses_not_over(series.today(now)),
        "past": dates.past(now)[:PAGE_SIZE],
        "calendar_url": _calendar_url(series),
        "alerts_url": _alerts_url(series),
    }
    return TemplateResponse(request, "events/series_detail.html", context)


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
            return _see_other(request.path)
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
            return _see_other(reverse("events:alert-check-mail"))
        if form.is_valid():
            try:
                request_alerts(target=target, request=form.to_request(_language()))
            except NoAlertsError:
                return _alert_ended(request, status=410)
            return _see_other(reverse("events:alert-check-mail"))
    context = {"target": target, "form": form}
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "events/alert_form.html", context, status=status)


def _alert_ended(request: HttpRequest, *, status: int) -> HttpResponseBase:
    """The same words for a wrong link, an expired one and one that was left."""
    return TemplateResponse(request, "events/alert_ended.html", status=status)


def _see_other(path: str) -> HttpResponseBase:
    """303 after a form that changes nothing on any public page."""
    response = HttpResponseRedirect(path, status=303)
    response.leaves_pages_alone = True  # type: ignore[attr-defined] # see config.middleware
    return response


def _language() -> str:
    return "en" if (get_language() or "ko").startswith("en") else "ko"


def _calendar_url(series: EventSeries | None) -> str:
    """The feed to subscribe to: that of the series, or of everything."""
    if series is None:
        return absolute_url(reverse("events:calendar"))
    return absolute_url(reverse("events:series-calendar", args=(series.slug,)))


def _alerts_url(target: EventSeries | Occurrence | None) -> str:
    """Where to ask for alerts; empty when nothing can change any more."""
    if target is None or not takes_alerts(target, timezone.now()):
        return ""
    kind = "series" if isinstance(target, EventSeries) else "occurrence"
    return reverse(f"events:{kind}-alerts", args=(target.slug,))


def _shown(occurrence: Occurrence) -> dict[str, object]:
    """What every full description of a gathering shows."""
    return {
        "phase": occurrence.phase(timezone.now()),
        "hosts": selectors.hosts_by_role(occurrence.hosts),
        "access": selectors.access_facts(occurrence),
        "changes": change_lines(occurrence),
        "when": when_text(occurrence),
    }


def _filter(request: HttpRequest, now: dt.datetime) -> OccurrenceFilter:
    """What the visitor asked to see; 404 for a value that does not exist."""
    narrowed = OccurrenceFilter(request.GET, offered=selectors.filter_choices(now))
    if not narrowed.is_valid():
        raise Http404
    return narrowed


def _page(
    request: HttpRequest, occurrences: OccurrenceQuerySet, now: dt.datetime
) -> "tuple[Page[Occurrence], OccurrenceFilter]":
    """The page asked for, narrowed by the filter; 404 for one that does not exist."""
    narrowed = _filter(request, now)
    paginator = Paginator(narrowed.narrow(occurrences, now), PAGE_SIZE)
    try:
        return paginator.page(request.GET.get("page", 1)), narrowed
    except InvalidPage as error:
        raise Http404 from error
