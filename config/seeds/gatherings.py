"""Venues, the Friday series of 2024 and the gatherings around it."""

import datetime as dt
from functools import partial

from coalition.enums import Provenance
from coalition.models import Organization
from config.seeds.facts import Facts, sources_of, texts
from config.seeds.ledger import Ledger
from events.enums import Format, PhotoPolicy, SeriesState
from events.models import (
    AttendanceClaim,
    EventSeries,
    Occurrence,
    OccurrenceHost,
    SeriesHost,
    SeriesSchedule,
    Venue,
)
from events.services.freeze import freeze_past_occurrences


def seed_venues(facts: Facts, ledger: Ledger) -> None:
    for fact in facts["venues"]:
        ledger.keep(Venue, partial(_make_venue, fact), slug=fact["slug"])


def _make_venue(fact: Facts) -> Venue:
    """Where it is, within some ten metres, is read off a map and not from the press."""
    columns = ("region", "latitude", "longitude", "sketch_text")
    venue = Venue.objects.create(
        slug=fact["slug"],
        **texts(fact, "name"),
        **{column: fact[column] for column in columns},
    )
    venue.sources.set(sources_of(fact))
    return venue


def seed_series(fact: Facts, ledger: Ledger) -> None:
    """The series and the dates that are known; it never makes new ones."""
    series = ledger.keep(EventSeries, lambda: _make_series(fact), slug=fact["slug"])
    time = dt.time.fromisoformat(fact["local_time"])
    for each in fact["occurrences"]:
        slot = dt.date.fromisoformat(each["date"])
        ledger.keep(
            Occurrence,
            partial(_make_friday, series, slot, time, each),
            series=series,
            slot_date=slot,
        )
    freeze_past_occurrences(series=series)


def _make_series(fact: Facts) -> EventSeries:
    series = EventSeries.objects.create(
        slug=fact["slug"],
        format=Format(fact["format"]),
        venue=Venue.objects.get(slug=fact["venue"]),
        state=SeriesState.ENDED,
        photo_policy=PhotoPolicy.UNKNOWN,
        provenance=Provenance.PRESS,
        **texts(fact, "title", "summary", "description"),
    )
    series.sources.set(sources_of(fact))
    SeriesSchedule.objects.create(
        series=series,
        effective_from=dt.date.fromisoformat(fact["effective_from"]),
        local_time=dt.time.fromisoformat(fact["local_time"]),
    )
    SeriesHost.objects.create(
        series=series, organization=Organization.objects.get(slug=fact["host"])
    )
    return series


def _make_friday(
    series: EventSeries, slot: dt.date, time: dt.time, fact: Facts
) -> Occurrence:
    occurrence = Occurrence(
        series=series,
        slot_date=slot,
        slug=f"{series.slug}-{slot}",
        local_date=slot,
        local_time=time,
        timezone=series.timezone,
    )
    if "moved_to" in fact:
        occurrence.moved_from_venue = series.venue
        occurrence.own_venue = Venue.objects.get(slug=fact["moved_to"])
    return _record(occurrence, fact)


def seed_one_offs(facts: list[Facts], ledger: Ledger) -> None:
    for fact in facts:
        ledger.keep(Occurrence, partial(_make_one_off, fact), slug=fact["slug"])


def _make_one_off(fact: Facts) -> Occurrence:
    venue = fact.get("venue")
    occurrence = Occurrence(
        slug=fact["slug"],
        local_date=dt.date.fromisoformat(fact["date"]),
        own_venue=venue and Venue.objects.get(slug=venue),
    )
    return _record(occurrence, fact)


def _record(occurrence: Occurrence, fact: Facts) -> Occurrence:
    """Stores what the press told about it, public since the day it took place."""
    for name, value in fact.get("own", {}).items():
        setattr(occurrence, f"own_{name}", value)
    for name, value in texts(fact, "route", "change_reason").items():
        setattr(occurrence, name, value)
    occurrence.declared_hosts_count = fact.get("declared_hosts_count")
    occurrence.provenance = Provenance.PRESS
    occurrence.set_moments()
    occurrence.published_at = occurrence.content_modified_at = occurrence.starts_at
    occurrence.save()
    occurrence.sources.set(sources_of(fact))
    for order, slug in enumerate(fact.get("hosts", ())):
        OccurrenceHost.objects.create(
            occurrence=occurrence,
            organization=Organization.objects.get(slug=slug),
            order=order,
        )
    for claim in fact.get("claims", ()):
        stored = AttendanceClaim.objects.create(
            occurrence=occurrence, count=claim["count"], **texts(claim, "counted_by")
        )
        stored.sources.set(sources_of(claim))
    return occurrence
