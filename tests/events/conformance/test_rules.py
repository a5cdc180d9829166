"""A series as rules says exactly what its flat feed says, to every reader."""

import pytest
from django.utils import translation

from events.models import EventSeries, Occurrence
from tests.events.conformance.agreement import (
    PROCESS_ZONES,
    disagreements,
    read_all,
    stored_entries,
    without_uids,
)
from tests.events.conformance.faults import RULE_FAULTS
from tests.events.conformance.linter import faults

FEED = "/events/series/friday/calendar.ics"
FILE = f"{FEED}?shape=series"
# icalendar reads what is written and does not ask which dates a rule gives.
LINTER, ICALENDAR = "linter", "icalendar"
VOBJECT, RECURRING, ICAL_JS = "vobject", "recurring-ical-events", "ical.js"
EXPANDING = {VOBJECT, RECURRING, ICAL_JS}
ALL = {LINTER, *EXPANDING}

CAUGHT_BY = {
    "no UID": ALL - {ICAL_JS},
    "no DTSTART": ALL,
    "two DTSTART": ALL - {ICAL_JS},
    "STATUS in another spelling": ALL,
    "ends before it starts": ALL,
    "a syllable cut by folding": ALL,
    "cut off": ALL,
    "bare line feeds": {LINTER},
    "lines too long": {LINTER},
    "a zone not described": {LINTER, ICAL_JS},
    "unknown FREQ": ALL,
    "another INTERVAL": EXPANDING,
    "UNTIL and COUNT": {LINTER},
    "UNTIL in local time": {LINTER},
    "UNTIL an hour early": EXPANDING,
    "no UNTIL": ALL,
    "no EXDATE": EXPANDING,
    "EXDATE an hour off": ALL,
    "EXDATE in UTC": {LINTER},
    "no RECURRENCE-ID": ALL,
    "RECURRENCE-ID an hour off": ALL,
    "RECURRENCE-ID in UTC": {LINTER},
    "an exception that is for all that follow": ALL - {VOBJECT},
    "an exception to nothing": ALL - {ICAL_JS},
}

pytestmark = pytest.mark.django_db


def fetched(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert faults(response.content, rules=path.endswith("=series")) == []
    return response.content


def stored(series):
    dates = Occurrence.objects.filter(series=series).with_inherited()
    return sorted(each[1:] for each in stored_entries(dates))


def differing(readings, expected):
    return disagreements(without_uids(readings), expected)


def assert_agreement(client, zone):
    feeds, expected = [], []
    for series in EventSeries.objects.all():
        path = f"/events/series/{series.slug}/calendar.ics"
        feeds += [fetched(client, path), fetched(client, f"{path}?shape=series")]
        feeds.append(fetched(client, f"/en{path}?shape=series"))
        expected += [stored(series)] * 2
        with translation.override("en"):
            expected.append(stored(series))

    for feed, found, entries in zip(
        feeds, read_all(feeds, zone), expected, strict=True
    ):
        if b"RRULE" in feed:
            found.pop(ICALENDAR)
        assert found.keys() >= EXPANDING
        assert differing(found, entries) == {}


@pytest.mark.parametrize("zone", PROCESS_ZONES)
@pytest.mark.usefixtures("gatherings")
def test_expanding_readers_agree_with_the_database(client, zone):
    assert_agreement(client, zone)


@pytest.mark.parametrize("zone", PROCESS_ZONES)
@pytest.mark.usefixtures("nights")
def test_so_they_do_on_nights_in_which_the_clocks_change(client, zone):
    assert_agreement(client, zone)


@pytest.mark.usefixtures("gatherings")
def test_every_fault_is_caught(client):
    feed = fetched(client, FILE)
    expected = stored(EventSeries.objects.get(slug="friday"))
    spoiled = {name: spoil(feed) for name, spoil in RULE_FAULTS.items()}
    assert feed not in spoiled.values()

    caught = {
        name: {LINTER} if faults(each, rules=True) else set()
        for name, each in spoiled.items()
    }
    for zone in PROCESS_ZONES:
        found = read_all(list(spoiled.values()), zone)
        for name, readings in zip(spoiled, found, strict=True):
            readings.pop(ICALENDAR)
            caught[name] |= differing(readings, expected).keys()
    assert set() not in caught.values()
    assert caught == CAUGHT_BY
