"""Filters, months and the archive."""

import datetime as dt
from calendar import SUNDAY, Calendar
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import ExtractMonth, ExtractYear

from coalition.models import Organization
from events.models import (
    Occurrence,
    SeriesPause,
    Venue,
)
from events.querysets import OccurrenceQuerySet


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
