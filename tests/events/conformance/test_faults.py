"""The suite tested on itself: twenty spoiled feeds, and who notices each."""

import pytest

from events.models import Occurrence
from tests.events.conformance.agreement import (
    PROCESS_ZONES,
    disagreements,
    read_all,
    stored_entries,
)
from tests.events.conformance.faults import FAULTS
from tests.events.conformance.linter import faults

LINTER, ICALENDAR, VOBJECT = "linter", "icalendar", "vobject"
RECURRING, ICAL_JS = "recurring-ical-events", "ical.js"
ALL = {LINTER, ICALENDAR, RECURRING, VOBJECT, ICAL_JS}
EXPANDING = ALL - {ICALENDAR}

# Readers are lenient each in its own way: none of them sees everything.
CAUGHT_BY = {
    "no UID": ALL,
    "no DTSTART": ALL,
    "no PRODID": {LINTER, VOBJECT},
    "no VERSION": {LINTER},
    "two DTSTART": ALL - {ICAL_JS},
    "STATUS in another spelling": ALL,
    "ends before it starts": ALL,
    "one UID twice": ALL,
    "unknown FREQ": ALL,
    "UNTIL and COUNT": EXPANDING,
    "UNTIL in local time": EXPANDING,
    "RECURRENCE-ID an hour off": ALL,
    "RECURRENCE-ID in UTC": ALL,
    "a syllable cut by folding": {LINTER, VOBJECT},
    "cut off": ALL,
    "an error page": ALL,
    "bare line feeds": {LINTER},
    "lines too long": {LINTER},
    "a zone not described": {LINTER, ICAL_JS},
    "a comma not escaped": {LINTER, VOBJECT},
}


@pytest.mark.django_db
@pytest.mark.usefixtures("gatherings")
def test_every_fault_is_caught(client):
    feed = client.get("/events/series/friday/calendar.ics").content
    stored = stored_entries(Occurrence.objects.filter(series__slug="friday"))
    spoiled = {name: spoil(feed) for name, spoil in FAULTS.items()}
    assert faults(feed) == []
    assert feed not in spoiled.values()

    caught = {
        name: {LINTER} if faults(each) else set() for name, each in spoiled.items()
    }
    for zone in PROCESS_ZONES:
        found = read_all(list(spoiled.values()), zone)
        for name, readings in zip(spoiled, found, strict=True):
            caught[name] |= disagreements(readings, stored).keys()

    assert len(caught) == 20
    assert set() not in caught.values()
    assert caught == CAUGHT_BY
