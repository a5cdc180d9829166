"""Composed reads for pages, feeds and the JSON. Everything here is public."""

import datetime as dt
import uuid
from calendar import SUNDAY, Calendar
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.enums import Provenance
from coalition.models import Organization
from events.enums import Availability, HostRole, OccurrenceState, Phase
from events.models import (
    AlertSubscription,
    EventSeries,
    Occurrence,
    OccurrenceHost,
    SeriesHost,
    SeriesPause,
    SeriesSchedule,
    Venue,
)
from events.querysets import OccurrenceQuerySet

# How many coming dates /friday/ considers: a date that was moved far ahead must still
# be told in the week it was announced for.
DATES_CONSIDERED = 16
FOLLOWING_SHOWN = 3
HOSTED_COMING_SHOWN = 4
HOSTED_PAST_SHOWN = 20

FEED_PAST = dt.timedelta(days=60)
FEED_LARGEST = 1000


@dataclass(frozen=True)
class Friday:
    """What ``/friday/`` has to say.

    ``situation`` is one of upcoming, running, cancelled, postponed, moved and none;
    ``following`` are the next dates that will be held, soonest first. ``pause`` is the
    break that runs now or begins before ``occurrence``. Without a main series
    ``series`` is None too.
    """

    situation: str
    series: EventSeries | None
    occurrence: Occurrence | None
    following: list[Occurrence]
    pause: SeriesPause | None = None


def friday_situation(now: dt.datetime) -> Friday:
    """This week's truth about the main series, in two queries and their relations."""
    series = EventSeries.objects.public().with_defaults().filter(is_main=True).first()
    if series is None:
        return Friday("none", None, None, [])
    coming = list(
        Occurrence.objects.public()
        .filter(series=series)
        .upcoming(now)
        .with_inherited()
        .with_ordinals()
        .with_hosts()[:DATES_CONSIDERED]
    )
    pauses = series.pauses_not_over(series.today(now))
    if not coming:
        return Friday("none", series, None, [], next(iter(pauses), None))
    occurrence = min(coming, key=lambda each: _awaited_at(each, now))
    pauses = [each for each in pauses if each.starts_on <= occurrence.local_date]
    following = [
        each
        for each in coming
        if each is not occurrence and each.state == OccurrenceState.SCHEDULED
    ]
    situation = _situation(occurrence, now)
    shown = following[:FOLLOWING_SHOWN]
    return Friday(situation, series, occurrence, shown, next(iter(pauses), None))


def next_main_occurrence(now: dt.datetime) -> Occurrence | None:
    """The occurrence ``/friday/`` speaks of; it may be running, moved or cancelled."""
    return friday_situation(now).occurrence


def upcoming_occurrences(now: dt.datetime, limit: int) -> list[Occurrence]:
    """The next published occurrences of all series and none, soonest first."""
    return list(public_occurrences().upcoming(now)[:limit])


def occurrences_between(
    start: dt.datetime | None = None, end: dt.datetime | None = None
) -> OccurrenceQuerySet:
    """Published occurrences that start in ``[start, end)``, soonest first.

    Returns a queryset (ordered by ``starts_at, pk``, places and hosts loaded) so that
    the caller can page through it.
    """
    found = Occurrence.objects.public().with_inherited().with_hosts()
    found = found.order_by("starts_at", "pk")
    if start is not None:
        found = found.filter(starts_at__gte=start)
    if end is not None:
        found = found.filter(starts_at__lt=end)
    return found


def public_occurrences() -> OccurrenceQuerySet:
    """Published occurrences with what a list of them shows."""
    return Occurrence.objects.public().with_inherited().with_ordinals()


def coming_pauses(now: dt.datetime) -> list[SeriesPause]:
    """Breaks of all public series that run or come, soonest first."""
    found = SeriesPause.objects.public().select_related("series")
    # A day is not over everywhere at once: the series' own zone decides.
    return [
        pause
        for pause in found.not_over(now.date() - dt.timedelta(days=1))
        if pause.ends_on >= pause.series.today(now)
    ]


def press_record_occurrences() -> list[Occurrence]:
    """What the press reported, oldest first, with claims and sources."""
    return list(
        public_occurrences()
        .filter(provenance=Provenance.PRESS)
        .order_by("starts_at", "pk")
        .prefetch_related("sources", "claims__sources")
    )


def occurrences_hosted_by(
    organization: Organization, now: dt.datetime
) -> list[Occurrence]:
    """Published occurrences an organization calls, own or by its series.

    The next ones, soonest first, and then the latest past ones.
    """
    hosted = public_occurrences().hosted_by(organization)
    return [
        *hosted.upcoming(now)[:HOSTED_COMING_SHOWN],
        *hosted.past(now)[:HOSTED_PAST_SHOWN],
    ]


@dataclass(frozen=True)
class Neighbours:
    """The dates before and after one in its series."""

    previous: Occurrence | None
    next: Occurrence | None


def neighbours(occurrence: Occurrence) -> Neighbours:
    """Published dates of the same series around this one; none for a one-off."""
    if occurrence.series_id is None:
        return Neighbours(None, None)
    siblings = public_occurrences().filter(series_id=occurrence.series_id)
    earlier = siblings.filter(starts_at__lt=occurrence.starts_at)
    later = siblings.filter(starts_at__gt=occurrence.starts_at)
    return Neighbours(
        earlier.order_by("-starts_at").first(), later.order_by("starts_at").first()
    )


def next_held(occurrence: Occurrence, now: dt.datetime) -> Occurrence | None:
    """The date that will be held after one that is called off, in the same series."""
    if occurrence.series_id is None:
        return None
    return (
        public_occurrences()
        .filter(
            series_id=occurrence.series_id,
            state=OccurrenceState.SCHEDULED,
            starts_at__gt=occurrence.starts_at,
        )
        .upcoming(now)
        .first()
    )


@dataclass(frozen=True)
class FilterChoices:
    """By whom and where gatherings are held, for a filter."""

    hosts: list[Organization]
    regions: list[str]


def filter_choices(now: dt.datetime) -> FilterChoices:
    """Hosts of published gatherings and regions of the places that are told."""
    held = Occurrence.objects.public()
    told = held.filter(
        Q(venue_reveal_at__isnull=True) | Q(venue_reveal_at__lte=now), is_online=False
    )
    hosts = Organization.objects.public().filter(
        Q(hosted_occurrences__occurrence__in=held)
        | Q(hosted_series__series__occurrences__in=held)
    )
    venues = Venue.objects.exclude(region="").filter(
        Q(pk__in=told.values("own_venue")) | Q(pk__in=told.values("series__venue"))
    )
    return FilterChoices(
        list(Organization.objects.filter(pk__in=hosts.values("pk")).alphabetical()),
        list(venues.order_by("region").values_list("region", flat=True).distinct()),
    )


@dataclass(frozen=True)
class Month:
    """One month as a calendar: weeks of days, Sunday first as in Korea.

    A day is None outside the month. ``previous`` and ``next`` are the first days of
    the months beside it, None beyond the first and last month with a gathering.
    """

    first: dt.date
    weeks: list[list["MonthDay | None"]]
    previous: dt.date | None
    next: dt.date | None
    pauses: list[SeriesPause]


@dataclass(frozen=True)
class MonthDay:
    date: dt.date
    occurrences: list[Occurrence]


def month_bounds() -> tuple[dt.date, dt.date] | None:
    """The first days of the first and the last month with a published gathering."""
    dates = Occurrence.objects.public().aggregate(
        first=Min("local_date"), last=Max("local_date")
    )
    if dates["first"] is None:
        return None
    return dates["first"].replace(day=1), dates["last"].replace(day=1)


def month_calendar(
    first: dt.date,
    bounds: tuple[dt.date, dt.date],
    occurrences: OccurrenceQuerySet,
) -> Month:
    """The month that begins on ``first``, with those of the occurrences in it."""
    following = (first + dt.timedelta(days=31)).replace(day=1)
    before = (first - dt.timedelta(days=1)).replace(day=1)
    days: dict[dt.date, list[Occurrence]] = {}
    found = occurrences.filter(local_date__gte=first, local_date__lt=following)
    for occurrence in found.order_by("starts_at", "pk"):
        days.setdefault(occurrence.local_date, []).append(occurrence)
    weeks = [
        [
            MonthDay(date, days.get(date, [])) if date.month == first.month else None
            for date in week
        ]
        for week in Calendar(SUNDAY).monthdatescalendar(first.year, first.month)
    ]
    pauses = SeriesPause.objects.public().filter(
        starts_on__lt=following, ends_on__gte=first
    )
    return Month(
        first,
        weeks,
        before if before >= bounds[0] else None,
        following if following <= bounds[1] else None,
        list(pauses.select_related("series").order_by("starts_on", "pk")),
    )


@dataclass(frozen=True)
class ArchiveMonth:
    """A month of the archive and how many gatherings it holds."""

    year: int
    month: int
    count: int

    @property
    def first(self) -> dt.date:
        """Its first day, to be written in the reader's language."""
        return dt.date(self.year, self.month, 1)


def archive_months(now: dt.datetime) -> list[ArchiveMonth]:
    """The months that have past gatherings, latest first."""
    rows = (
        Occurrence.objects.public()
        .past(now)
        .order_by()
        .annotate(year=ExtractYear("local_date"), month=ExtractMonth("local_date"))
        .values("year", "month")
        .annotate(count=Count("pk"))
        .order_by("-year", "-month")
    )
    return [ArchiveMonth(row["year"], row["month"], row["count"]) for row in rows]


@dataclass(frozen=True)
class FeedState:
    """Which rows a feed holds and when they last changed, in one cheap query."""

    count: int
    modified_at: dt.datetime | None
    first: dt.datetime | None
    last: dt.datetime | None
    kept_back: int


def feed_occurrences(
    now: dt.datetime,
    *,
    series: EventSeries | None = None,
    host: Organization | None = None,
) -> OccurrenceQuerySet:
    """What a calendar feed holds: 60 days back to the horizon, soonest first."""
    found = Occurrence.objects.public().with_inherited()
    found = found.filter(over_at__gt=now - FEED_PAST)
    if series is not None:
        found = found.filter(series=series)
    if host is not None:
        found = found.hosted_by(host)
    return found.order_by("starts_at", "pk")


def feed_state(occurrences: OccurrenceQuerySet, now: dt.datetime) -> FeedState:
    """The fingerprint of a feed's rows; it changes when a place is told by the clock."""
    is_kept_back = Q(venue_reveal_at__gt=now) | Q(online_reveal_at__gt=now)
    return FeedState(
        **occurrences.order_by().aggregate(
            count=Count("pk"),
            modified_at=Max("content_modified_at"),
            first=Min("starts_at"),
            last=Max("starts_at"),
            kept_back=Count("pk", filter=is_kept_back),
        )
    )


def recently_changed(limit: int) -> list[Occurrence]:
    """Published occurrences by their last public change, latest first."""
    return list(public_occurrences().order_by("-content_modified_at", "-pk")[:limit])


def alert_by_code(code: uuid.UUID) -> AlertSubscription | None:
    """The alert behind a link, with what it is about; an expired one is gone."""
    return (
        AlertSubscription.objects.select_related("series", "occurrence__series")
        .live(timezone.now())
        .filter(code=code)
        .first()
    )


@dataclass(frozen=True)
class AccessFact:
    """One line of the access block: ``value`` is an Availability."""

    label: str
    value: Availability


def access_facts(occurrence: Occurrence) -> list[AccessFact]:
    """What is known about taking part; every line is there, also when unknown."""
    # A place nobody has named yet is like a new one: nothing is known about it.
    venue = occurrence.venue or Venue()
    facts = (
        (_("step-free route"), venue.step_free),
        (_("space for wheelchairs"), occurrence.wheelchair),
        (_("sign-language interpretation"), occurrence.sign_language),
        (_("live captions"), occurrence.captions),
        (_("accessible toilet"), venue.toilet),
        (_("seating"), venue.seating),
    )
    return [AccessFact(label, Availability(value)) for label, value in facts]


def hosts_by_role(
    hosts: Iterable[OccurrenceHost | SeriesHost],
) -> dict[HostRole, list[Organization]]:
    """Organizations by what they answer for: 주최, 주관, 후원; each in its order."""
    grouped: dict[HostRole, list[Organization]] = {}
    rows = list(hosts)
    for role in HostRole:
        organizations = [host.organization for host in rows if host.role == role]
        if organizations:
            grouped[role] = organizations
    return grouped


def current_schedule(series: EventSeries, now: dt.datetime) -> SeriesSchedule | None:
    """The rule in force, or the first one when it has not begun yet."""
    schedules = sorted(series.schedules.all(), key=lambda each: each.effective_from)
    begun = [each for each in schedules if each.effective_from <= series.today(now)]
    return begun[-1] if begun else next(iter(schedules), None)


def coming_schedules(
    series: EventSeries, current: SeriesSchedule | None
) -> list[SeriesSchedule]:
    """The rules that are announced and come after the current one, soonest first."""
    if current is None:
        return []
    later = (
        each
        for each in series.schedules.all()
        if each.effective_from > current.effective_from
    )
    return sorted(later, key=lambda each: each.effective_from)


def _awaited_at(occurrence: Occurrence, now: dt.datetime) -> tuple[dt.datetime, int]:
    """When a visitor expects it: a date moved away is awaited on its first day."""
    first = occurrence.moved_from_starts_at
    expected = occurrence.starts_at
    if first is not None and first > now:
        expected = min(first, expected)
    return expected, occurrence.pk


def _situation(occurrence: Occurrence, now: dt.datetime) -> str:
    if occurrence.state != OccurrenceState.SCHEDULED:
        return str(occurrence.state)
    if occurrence.phase(now) == Phase.RUNNING:
        return "running"
    return "moved" if occurrence.is_moved else "upcoming"
