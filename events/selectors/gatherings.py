"""One gathering or series, and what stands around it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.enums import Provenance
from coalition.models import Organization
from events.enums import Availability, HostRole, OccurrenceState
from events.models import (
    EventSeries,
    Occurrence,
    OccurrenceHost,
    SeriesHost,
    SeriesPause,
    SeriesSchedule,
    Venue,
)
from events.querysets import OccurrenceQuerySet

HOSTED_COMING_SHOWN = 4


HOSTED_PAST_SHOWN = 20


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
    found = found.with_told(timezone.now()).prefetch_related("claims__sources")
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
        (_("child care"), occurrence.child_care),
        (_("accessible toilet"), venue.toilet),
        (_("seating"), venue.seating),
        (_("quiet place to withdraw to"), venue.quiet_place),
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
