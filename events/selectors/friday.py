"""What /friday/ says."""

import datetime as dt
from dataclasses import dataclass

from django.db.models.functions import Least

from events.enums import OccurrenceState, Phase
from events.models import (
    EventSeries,
    Occurrence,
    SeriesPause,
)

# How many coming dates /friday/ considers, by the day they were announced for: one
# that was moved far ahead must still be told in that week.
DATES_CONSIDERED = 16


FOLLOWING_SHOWN = 3


@dataclass(frozen=True)
class Friday:
    """What ``/friday/`` has to say.

    ``situation`` is one of upcoming, running, cancelled, postponed, moved and none;
    ``following`` are the next dates that will be held, soonest first. ``pause`` is the
    break that runs now or begins before ``occurrence``, unless that is held in it.
    Without a main series ``series`` is None too.
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
        .with_public_programme(now)
        .with_ordinals()
        .with_hosts()
        .order_by(Least("local_date", "moved_from_date"), "starts_at", "pk")[
            :DATES_CONSIDERED
        ]
    )
    pauses = series.pauses_not_over(series.today(now))
    if not coming:
        return Friday("none", series, None, [], next(iter(pauses), None))
    occurrence = min(coming, key=lambda each: _awaited_at(each, now))
    pauses = [each for each in pauses if _is_told(each, occurrence)]
    following = [
        each
        for each in sorted(coming, key=lambda each: (each.starts_at, each.pk))
        if each is not occurrence and each.state == OccurrenceState.SCHEDULED
    ]
    situation = _situation(occurrence, now)
    shown = following[:FOLLOWING_SHOWN]
    return Friday(situation, series, occurrence, shown, next(iter(pauses), None))


def next_main_occurrence(now: dt.datetime) -> Occurrence | None:
    """The occurrence ``/friday/`` speaks of; it may be running, moved or cancelled."""
    return friday_situation(now).occurrence


def _is_told(pause: SeriesPause, occurrence: Occurrence) -> bool:
    """Whether a break stands between the visitor and the date.

    Of a date that is held in it all the same, "no gathering" would not be true.
    """
    is_held = occurrence.state == OccurrenceState.SCHEDULED
    is_within = pause.covers(occurrence.local_date)
    return pause.starts_on <= occurrence.local_date and not (is_held and is_within)


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
