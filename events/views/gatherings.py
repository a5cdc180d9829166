"""The public pages of gatherings, the same for everybody."""

import datetime as dt
from datetime import MAXYEAR, MINYEAR

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from coalition.pages import absolute_url, public_page
from events import selectors
from events.documents.linked_data import event_data, series_data
from events.documents.sharing import chat_text, qr_code
from events.enums import Phase
from events.filters import OccurrenceFilter
from events.models import EventSeries, Occurrence
from events.models.alerts import takes_alerts
from events.models.day_wording import late_text, weather_text
from events.models.safety import public_phone
from events.models.wording import change_lines, when_text
from events.querysets import OccurrenceQuerySet
from events.selectors.boundaries import friday_boundary, occurrence_boundary
from events.selectors.speakers import shown_speaker_call
from events.views.cards import shown_card
from events.views.embed import embed_code, oembed_url
from events.views.keeping import kept_until

PAGE_SIZE = 20


@public_page
def friday(request: HttpRequest) -> HttpResponse:
    """``/friday/``: this week's truth about the main series, whatever happened."""
    now = timezone.now()
    state = selectors.friday_situation(now)
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
    kept = kept_until(friday_boundary(state, now), now)
    return TemplateResponse(request, "events/friday.html", context, headers=kept)


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
    past = selectors.public_occurrences().past(now).with_told(now)
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
    speaker_call = shown_speaker_call(occurrence, now)
    context = {
        "occurrence": occurrence,
        "linked_data": event_data(occurrence),
        "aftermath": selectors.aftermath(occurrence, now),
        "neighbours": selectors.neighbours(occurrence),
        "alerts_url": _alerts_url(occurrence),
        "calendar_url": _calendar_url(occurrence.series),
        "speaker_call": speaker_call,
        "embed_code": embed_code(occurrence),
        "oembed_url": oembed_url(occurrence),
        **_shown(occurrence),
    }
    if occurrence.is_cancelled or occurrence.is_postponed:
        context["next_held"] = selectors.next_held(occurrence, now)
    boundary = occurrence_boundary(
        occurrence, now, speaker_call.closes_at if speaker_call else None
    )
    return TemplateResponse(
        request,
        "events/occurrence_detail.html",
        context,
        headers=kept_until(boundary, now),
    )


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
        "series_file_url": f"{_calendar_url(series)}?shape=series",
        "alerts_url": _alerts_url(series),
    }
    return TemplateResponse(request, "events/series_detail.html", context)


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
    now = timezone.now()
    return {
        "phase": occurrence.phase(now),
        "late": late_text(occurrence, now),
        "weather": weather_text(occurrence, now),
        "phone": public_phone(occurrence, now),
        "hosts": selectors.hosts_by_role(occurrence.hosts),
        "access": selectors.access_facts(occurrence),
        "changes": change_lines(occurrence),
        "when": when_text(occurrence),
        "card": shown_card(occurrence),
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
