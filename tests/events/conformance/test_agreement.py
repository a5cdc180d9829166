"""Every reader, under every process time zone, finds in a feed what is stored."""

import pytest
from django.utils import translation

from events.models import Occurrence
from tests.events.conformance.agreement import (
    PROCESS_ZONES,
    disagreements,
    read_all,
    stored_entries,
)
from tests.events.conformance.linter import faults

READERS = {"icalendar", "recurring-ical-events", "vobject", "ical.js"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gatherings")]


def fetched(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert faults(response.content) == []
    return response.content


@pytest.mark.parametrize("zone", PROCESS_ZONES)
def test_all_readers_agree_with_the_database(client, organization, zone):
    everything = Occurrence.objects.public().with_inherited()
    one = everything.get(series__slug="friday", slot_date="2026-11-27")
    expected = {
        "/events/calendar.ics": everything,
        "/en/events/calendar.ics": everything,
        "/events/series/friday/calendar.ics": everything.filter(series=one.series),
        f"/events/hosts/{organization.slug}/calendar.ics": everything.filter(
            series=one.series
        ),
        f"/events/{one.slug}/event.ics": [one],
    }
    feeds = [fetched(client, path) for path in expected]

    found = dict(zip(expected, read_all(feeds, zone), strict=True))

    for path, occurrences in expected.items():
        with translation.override("en" if path.startswith("/en/") else "ko"):
            stored = stored_entries(occurrences)
        assert stored != []
        assert found[path].keys() == READERS
        assert (path, disagreements(found[path], stored)) == (path, {})


def test_an_empty_feed_is_read_as_empty(client):
    Occurrence.objects.all().delete()
    feed = fetched(client, "/events/calendar.ics")

    (readings,) = read_all([feed], "UTC")
    assert readings == {reader: [] for reader in READERS}
