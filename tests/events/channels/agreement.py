"""Compares what every channel tells with what is true."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.test import Client

from tests.events.channels.feeds import fetch as fetch_feed
from tests.events.channels.feeds import read_api, read_atom, read_calendar, read_sitemap
from tests.events.channels.pages import (
    Reading,
    fetch,
    read_cards,
    read_friday,
    read_front_page,
    read_month,
    read_page,
)
from tests.events.channels.told import LANGUAGES, Told

FOLLOWING = 3  # dates after the one /friday/ speaks of
LASTS = dt.timedelta(hours=2)


@dataclass(frozen=True)
class Truth:
    """How one date really stands. Words are given by language."""

    starts_at: dt.datetime
    title: Mapping[str, str]
    place: Mapping[str, str | None]
    state: str = "scheduled"

    def in_words(self, language: str) -> Told:
        return Told(
            self.title[language], self.state, self.starts_at, self.place[language]
        )


@dataclass(frozen=True)
class Site:
    """The dates of the main series by the path of their page, and who calls them.

    ``awaited`` is the date that this week's visitors ask for.
    """

    client: Client
    series: str
    host: str
    truths: Mapping[str, Truth]
    awaited: str
    closely: Iterable[str] = field(default_factory=list)

    def disagreements(self, now: dt.datetime) -> list[str]:
        """Who does not tell the truth, as sentences; the pages of all ``closely``."""
        found = []
        for language in LANGUAGES:
            for channel, reading, expected in self._readings(language, now):
                truth = {
                    path: self.truths[path].in_words(language) for path in expected
                }
                found += [
                    f"{language} {channel}: {each}" for each in _differ(reading, truth)
                ]
        return found

    def _readings(
        self, language: str, now: dt.datetime
    ) -> Iterable[tuple[str, Reading, Iterable[str]]]:
        """Each channel: its name, what it tells, and the dates it has to tell of."""
        coming = [
            path for path, truth in self.truths.items() if truth.starts_at + LASTS > now
        ]
        everything = list(self.truths)
        yield "/events/", self._list("/events/", language), coming
        yield "series", self._list(self.series, language), everything
        yield "front page", read_front_page(self.client, language), [self.awaited]
        following = self._following(coming)
        for name, reading in read_friday(self.client, language).items():
            yield name, reading, following if name == "after that" else [self.awaited]
        yield "API", read_api(self.client, language), everything
        yield (
            "Atom",
            read_atom(self._feed("/events/feed.atom", language), language),
            everything,
        )
        yield "sitemap", self._listed(language), everything
        for path in ("/events/", self.series, f"/events/hosts/{self.host}/"):
            feed = f"{path}calendar.ics"
            yield feed, read_calendar(self._feed(feed, language)), everything
        yield from self._pages(language)

    def _pages(self, language: str) -> Iterable[tuple[str, Reading, Iterable[str]]]:
        months = set()
        for path in self.closely:
            for name, told in read_page(self.client, path, language).items():
                yield name, {path: told}, [path]
            feed = self._feed(f"{path}event.ics", language)
            yield "event.ics", read_calendar(feed), [path]
            months.add(self.truths[path].starts_at.date().replace(day=1))
        for first in sorted(months):
            held = [
                path
                for path, truth in self.truths.items()
                if truth.starts_at.date().replace(day=1) == first
            ]
            yield f"{first:%Y-%m}", read_month(self.client, first, language), held

    def _following(self, coming: list[str]) -> list[str]:
        """The next dates that are held, soonest first."""
        held = [
            path
            for path in coming
            if path != self.awaited and self.truths[path].state == "scheduled"
        ]
        return sorted(held, key=lambda path: self.truths[path].starts_at)[:FOLLOWING]

    def _list(self, path: str, language: str) -> Reading:
        return read_cards(fetch(self.client, path, language), language)

    def _listed(self, language: str) -> Reading:
        """The sitemap tells of a date no more than that it has a page."""
        known = {path: truth.in_words(language) for path, truth in self.truths.items()}
        unknown = next(iter(known.values()))
        listed = read_sitemap(self.client, language)
        return {path: known.get(path, unknown) for path in listed}

    def _feed(self, path: str, language: str) -> bytes:
        return fetch_feed(self.client, path, language)


def _differ(reading: Reading, truth: Reading) -> list[str]:
    """A sentence for each date that is missing, too much, or told otherwise."""
    found = [f"{path} is missing" for path in truth if path not in reading]
    found += [f"{path} is not to be told" for path in reading if path not in truth]
    return found + [
        f"{path} is told as {reading[path]}, not {truth[path]}"
        for path in truth
        if path in reading and reading[path] != truth[path]
    ]
