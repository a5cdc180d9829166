"""The feeds and the API, by parsers that know nothing of the site."""

import datetime as dt
import re
import xml.etree.ElementTree as ET

import icalendar
from django.test import Client

from tests.events.channels.pages import Reading
from tests.events.channels.told import (
    ONLINE,
    Told,
    moment_in,
    path_of,
    place_in,
    unmarked,
)
from tests.events.conformance.linter import faults
from tests.events.conformance.readers import READERS, written
from tests.markup import read_html

STATUS = {
    "CONFIRMED": "scheduled",
    "CANCELLED": "cancelled",
    "TENTATIVE": "postponed",
}
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
DATE = re.compile(r"^/events/.+-\d{4}-\d\d-\d\d/$")


def fetch(client: Client, path: str, language: str) -> bytes:
    response = client.get(path if language == "ko" else f"/en{path}")
    assert response.status_code == 200, path
    return response.content


def read_calendar(feed: bytes) -> Reading:
    """A calendar; three parsers must find the same entries in it, no byte amiss."""
    assert faults(feed) == []
    found = [sorted(read(feed)) for read in READERS.values()]
    assert all(each == found[0] for each in found)
    events = icalendar.Calendar.from_ical(feed).events
    assert sorted((str(each["uid"]), written(each.start)) for each in events) == [
        entry[:2] for entry in found[0]
    ]
    return {path_of(event["url"]): _entry(event) for event in events}


def read_atom(feed: bytes, language: str) -> Reading:
    """The Atom feed: the first two lines of each entry are when and where."""
    reading = {}
    for entry in ET.fromstring(feed).findall("a:entry", ATOM):
        link = entry.find("a:link", ATOM)
        summary = entry.find("a:summary", ATOM)
        assert link is not None
        assert summary is not None
        assert summary.text is not None
        lines = [each for each in read_html(summary.text).children if each != "\n"]
        when, where = [each for each in lines if isinstance(each, str)][:2]
        title, state = unmarked(entry.findtext("a:title", "", ATOM))
        reading[path_of(link.attrib["href"])] = Told(
            title, state, moment_in(when, language), place_in(where.strip())
        )
    return reading


def read_api(client: Client, language: str) -> Reading:
    """The JSON for other sites."""
    path = "/api/v1/occurrences"
    answer = client.get(path if language == "ko" else f"/en{path}").json()
    assert answer["next"] is None
    return {
        path_of(item["url"]): Told(
            title=item["title"],
            state=item["state"],
            starts_at=dt.datetime.fromisoformat(item["starts_at"]),
            place=(
                ONLINE[language]
                if item["is_online"]
                else item["venue"] and item["venue"]["name"]
            ),
        )
        for item in answer["items"]
    }


def read_sitemap(client: Client, language: str) -> set[str]:
    """The pages of dates that search engines are told of."""
    urls = ET.fromstring(client.get("/sitemap.xml").content)
    addresses = {each.text or "" for each in urls.findall("s:url/s:loc", SITEMAP)}
    own = {each for each in addresses if ("/en/" in each) == (language == "en")}
    return {path for path in map(path_of, own) if DATE.search(path)}


def _entry(event: icalendar.Event) -> Told:
    """One VEVENT; the word in its title must be that of its status."""
    title, state = unmarked(str(event["summary"]))
    assert STATUS[event["status"]] == state
    place = event.get("location")
    return Told(title, state, event.start, None if place is None else str(place))
