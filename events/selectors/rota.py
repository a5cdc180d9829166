"""Reads of the rota: for staff the weeks of a series, for a host its dates."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Count, Prefetch
from django.utils import timezone

from coalition.models import Organization, Representative
from events.enums import DutyState, SwapState
from events.models import (
    EventSeries,
    HostChecklistItem,
    HostingDuty,
    HostingLink,
    HostingSwap,
    Occurrence,
    SeriesPause,
)
from events.models.rota import takes_host
from events.querysets import HostingDutyQuerySet, OccurrenceQuerySet

SOON = dt.timedelta(weeks=4)


@dataclass(frozen=True, kw_only=True)
class RotaWeek:
    """One line of the rota: a date, or the day a break takes out.

    ``duty`` is also that of somebody who declined. ``ticked_count`` counts lines of
    the checklist.
    """

    date: dt.date
    occurrence: Occurrence | None = None
    pause: SeriesPause | None = None
    duty: HostingDuty | None = None
    is_open: bool = False
    is_reachable: bool = True
    can_be_asked_again: bool = False
    ticked_count: int = 0
    swap: HostingSwap | None = None

    @property
    def host(self) -> Organization | None:
        return self.duty.organization if self.duty and self.duty.is_standing else None

    @property
    def is_unfilled(self) -> bool:
        return self.is_open and self.host is None


def rota_of(series: EventSeries, now: dt.datetime) -> list[RotaWeek]:
    """The coming dates of the series with their hosts, and the days of breaks."""
    coming = list(
        series.occurrences.upcoming(now)  # type: ignore[attr-defined]
        .with_inherited()
        .select_related("hosting_duty__organization")
    )
    duties = {each.pk: each.hosting_duty for each in coming if _has_duty(each)}
    ticks = _ticked_counts(list(duties.values()))
    swaps = _open_swaps(list(duties.values()))
    reachable = _reachable_organizations()
    weeks = [
        _week(each, duties.get(each.pk), now, ticks, swaps, reachable)
        for each in coming
    ]
    weeks += _days_of_breaks(series, {each.slot_date for each in coming}, now)
    return sorted(weeks, key=lambda week: week.date)


def unfilled_soon(now: dt.datetime) -> OccurrenceQuerySet:
    """Dates within four weeks that nobody hosts, of series that have a rota."""
    with_rota = EventSeries.objects.filter(occurrences__hosting_duty__isnull=False)
    standing = HostingDuty.objects.standing()
    return (
        Occurrence.objects.counted()
        .upcoming(now)
        .filter(starts_at__gt=now, starts_at__lt=now + SOON, series__in=with_rota)
        .exclude(hosting_duty__in=standing)
        .select_related("series")
    )


def hosting_link(code: uuid.UUID) -> HostingLink | None:
    """The link, while its representative may act for an organization that may."""
    acting = Representative.objects.acting(timezone.localdate())
    return (
        HostingLink.objects.select_related("representative__organization")
        .filter(code=code, representative__in=acting)
        .first()
    )


@dataclass(frozen=True, kw_only=True)
class HostDate:
    """One date of a host with what it can do about it.

    ``offered`` is its own open request, ``asked`` somebody else's; a request that
    cannot be accepted any more is neither.
    """

    duty: HostingDuty
    items: list[HostChecklistItem]
    ticked: set[int]
    swappable: list[HostingDuty]
    offered: HostingSwap | None = None
    asked: HostingSwap | None = None


def dates_of_host(organization: Organization, now: dt.datetime) -> list[HostDate]:
    """The coming dates of the organization, soonest first.

    The number of queries does not depend on how many there are.
    """
    lines = Prefetch("occurrence__series__host_checklist", to_attr="lines")
    duties = list(
        HostingDuty.objects.standing()
        .open(now)
        .filter(organization=organization)
        .select_related("occurrence__series__venue", "occurrence__own_venue")
        .prefetch_related("ticks", lines)
    )
    swaps = _open_swaps(duties)
    swappable = swappable_duties(duties, now)
    return [
        _host_date(duty, swaps.get(duty.pk), swappable[duty.pk], now) for duty in duties
    ]


def dates_given_back(
    organization: Organization, now: dt.datetime
) -> HostingDutyQuerySet:
    """The coming dates it has declined and that nobody else was asked to run."""
    return (
        HostingDuty.objects.open(now)
        .filter(organization=organization, state=DutyState.DECLINED)
        .select_related("occurrence")
    )


def swappable_duties(
    duties: list[HostingDuty], now: dt.datetime
) -> dict[int, list[HostingDuty]]:
    """Dates of others that may be asked for in exchange, by the key of one's own.

    In the same series. Not those that somebody has already asked for or offers, those
    whose host was asked by this one before and did not want to, and those nobody
    could answer for. Comes with the dates loaded.
    """
    swaps = HostingSwap.objects.open()
    candidates = list(
        HostingDuty.objects.standing()
        .open(now)
        .filter(
            occurrence__series__in={duty.occurrence.series_id for duty in duties},
            organization__in=_reachable_organizations(),
        )
        .exclude(pk__in=swaps.values("given"))
        .exclude(pk__in=swaps.values("wanted"))
        .select_related("occurrence__series", "organization")
    )
    settled = HostingSwap.objects.filter(
        given__in=duties, state__in=(SwapState.DECLINED, SwapState.WITHDRAWN)
    )
    refused = set(settled.values_list("asker", "given", "answerer", "wanted"))
    return {
        own.pk: [
            other
            for other in candidates
            if other.occurrence.series_id == own.occurrence.series_id
            and other.organization_id != own.organization_id
            and (own.organization_id, own.pk, other.organization_id, other.pk)
            not in refused
        ]
        for own in duties
    }


def _host_date(
    duty: HostingDuty,
    swap: HostingSwap | None,
    swappable: list[HostingDuty],
    now: dt.datetime,
) -> HostDate:
    series = duty.occurrence.series
    live = swap if swap and swap.still_holds(now) else None
    return HostDate(
        duty=duty,
        items=series.lines if series else [],  # type: ignore[attr-defined]
        ticked={tick.item_id for tick in duty.ticks.all()},
        swappable=[] if swap else swappable,
        offered=live if live and live.given_id == duty.pk else None,
        asked=live if live and live.wanted_id == duty.pk else None,
    )


def _week(
    occurrence: Occurrence,
    duty: HostingDuty | None,
    now: dt.datetime,
    ticks: dict[int, int],
    swaps: dict[int, HostingSwap],
    reachable: set[int],
) -> RotaWeek:
    is_open = takes_host(occurrence, now)
    is_reachable = duty is None or duty.organization_id in reachable
    is_silent = duty is not None and duty.can_be_asked_again(now)
    return RotaWeek(
        date=occurrence.local_date,
        occurrence=occurrence,
        duty=duty,
        is_open=is_open,
        is_reachable=is_reachable,
        can_be_asked_again=is_open and is_reachable and is_silent,
        ticked_count=ticks.get(duty.pk, 0) if duty else 0,
        swap=swaps.get(duty.pk) if duty else None,
    )


def _days_of_breaks(
    series: EventSeries, taken: set[dt.date | None], now: dt.datetime
) -> list[RotaWeek]:
    """The dates the rule would give without its breaks."""
    today = series.today(now)
    breaks = series.pauses_not_over(today)
    return [
        RotaWeek(date=slot, pause=pause)
        for slot, _ in series.planned_slots(today, series.horizon(today), pauses=())
        for pause in breaks
        if pause.covers(slot) and slot not in taken
    ]


def _has_duty(occurrence: Occurrence) -> bool:
    return getattr(occurrence, "hosting_duty", None) is not None


def _ticked_counts(duties: list[HostingDuty]) -> dict[int, int]:
    counted = HostingDuty.objects.filter(pk__in=[duty.pk for duty in duties])
    return dict(counted.annotate(count=Count("ticks")).values_list("pk", "count"))


def _open_swaps(duties: list[HostingDuty]) -> dict[int, HostingSwap]:
    """By the duty that is offered and by the one that is asked for."""
    ids = [duty.pk for duty in duties]
    found = (
        HostingSwap.objects.open()
        .touching(*ids)
        .with_dates()
        .select_related("asker", "answerer")
    )
    return {pk: swap for swap in found for pk in (swap.given_id, swap.wanted_id)}


def _reachable_organizations() -> set[int]:
    """Those with somebody who may act for them and be told by mail."""
    acting = Representative.objects.acting(timezone.localdate())
    return set(acting.values_list("organization_id", flat=True))
