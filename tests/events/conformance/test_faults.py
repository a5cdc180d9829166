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

LINTER = "linter"
CAUGHT_BY: dict[str, set[str]] = {}


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
    assert caught == CAUGHT_BY
