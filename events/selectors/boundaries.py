"""When a page about gatherings says something else by the clock alone."""

import datetime as dt
from collections.abc import Iterable

from events.models import Occurrence, SeriesPause
from events.models.wallclock import moment
from events.selectors.friday import Friday
from events.selectors.sheet import sheet_boundaries


def occurrence_boundary(
    occurrence: Occurrence, now: dt.datetime, *others: dt.datetime | None
) -> dt.datetime | None:
    """The next moment at which its page changes; None when it stays as it is.

    ``others`` are moments of what else the page shows.
    """
    own = [*_own_moments(occurrence), *sheet_boundaries(occurrence)]
    return _next([*own, *others], now)


def friday_boundary(friday: Friday, now: dt.datetime) -> dt.datetime | None:
    """The next moment at which ``/friday/`` changes; None when nothing is planned."""
    moments: list[dt.datetime | None] = []
    if friday.occurrence is not None:
        moments += [*_own_moments(friday.occurrence)]
        moments += sheet_boundaries(friday.occurrence)
    for occurrence in friday.following:
        moments += _own_moments(occurrence)
    if friday.pause is not None and friday.series is not None:
        moments.append(_end_of(friday.pause, friday.series.timezone))
    return _next(moments, now)


def _own_moments(occurrence: Occurrence) -> list[dt.datetime | None]:
    return [
        occurrence.moved_from_starts_at,  # it is awaited then no longer
        occurrence.starts_at,
        occurrence.over_at,
        occurrence.venue_reveal_at,
        occurrence.online_reveal_at,
    ]


def _end_of(pause: SeriesPause, zone: str) -> dt.datetime:
    """Midnight behind its last day, by the clock there."""
    return moment(pause.ends_on + dt.timedelta(days=1), None, zone)


def _next(
    moments: Iterable[dt.datetime | None], now: dt.datetime
) -> dt.datetime | None:
    return min((each for each in moments if each and each > now), default=None)
