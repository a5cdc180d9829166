"""What newer standards tell calendars beside dates is read by every parser."""

import json
import subprocess

import icalendar
import pytest
import vobject

from events.models import Occurrence
from tests.events.conformance.agreement import HERE, node

FEED = "/en/events/series/friday/calendar.ics"

pytestmark = pytest.mark.django_db


def by_icalendar(feed):
    calendar = icalendar.Calendar.from_ical(feed)
    return [
        {
            name: value if isinstance(value, str) else value.to_ical().decode()
            for name, value in each.items()
        }
        for each in (calendar, calendar.events[0])
    ]


def by_vobject(feed):
    calendar = vobject.readOne(feed.decode(), transform=False)
    return [
        {line.name: line.value for line in each.lines()}
        for each in (calendar, calendar.vevent_list[0])
    ]


def by_ical_js(feed):
    command = [node(), str(HERE / "properties.mjs")]
    done = subprocess.run(command, input=feed, capture_output=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("read", (by_icalendar, by_vobject, by_ical_js))
def test_every_parser_finds_them(client, gatherings, read):
    first = Occurrence.objects.filter(series__slug="friday").order_by("starts_at")[0]
    page = f"http://testserver/en/events/{first.slug}/"
    calendar, event = read(client.get(FEED).content)

    expected = {
        "NAME": "Friday gathering",
        "X-WR-CALNAME": "Friday gathering",
        "COLOR": "indigo",
        "SOURCE": f"http://testserver{FEED}",
        "URL": "http://testserver/en/events/series/friday/",
        "REFRESH-INTERVAL": "PT1H",
        "X-PUBLISHED-TTL": "PT1H",
    }
    assert {name: calendar.get(name) for name in expected} == expected
    assert event["IMAGE"] == f"{page}card.png"
    assert event["URL"] == page
    assert event["REFID"] == f"series-{first.series.uid}"
