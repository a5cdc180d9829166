"""Adding one date and subscribing are two things, and every page says which is which."""

import pytest

from coalition.enums import Provenance
from events.enums import OccurrenceState
from tests.events.week import FRIDAY
from tests.factories.events import add_host, make_occurrence, make_series
from tests.markup import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def occurrence(organization):
    series = make_series(is_main=True, slug="friday")
    add_host(series, organization)
    return make_occurrence(series=series, local_date=FRIDAY)


def offered(client, path):
    """(words, address) of the two buttons, and the address that can be copied."""
    (section,) = read(client.get(path)).all(
        "section", **{"aria-labelledby": "calendar-links"}
    )
    buttons = [(a.text, a["href"]) for a in section.all("a", **{"class": "c-button"})]
    field = section.by_id("calendar-url")
    assert "readonly" in field
    assert section.all("label", **{"for": "calendar-url"}) != []
    assert "only a day later" in section.text
    return buttons, field["value"]


@pytest.mark.parametrize(
    ("path", "feed"),
    (
        ("/en/events/", "calendar.ics"),
        ("/en/events/series/friday/", "series/friday/calendar.ics"),
        ("/en/events/friday-2026-11-27/", "series/friday/calendar.ics"),
        ("/en/friday/", "series/friday/calendar.ics"),
    ),
)
def test_a_page_offers_one_date_and_a_subscription(client, occurrence, path, feed):
    buttons, address = offered(client, path)

    assert buttons == [
        ("Add to calendar", f"/en/events/{occurrence.slug}/event.ics"),
        ("Subscribe", f"webcal://testserver/en/events/{feed}"),
    ]
    assert address == f"http://testserver/en/events/{feed}"
    assert client.get(address.removeprefix("http://testserver")).status_code == 200


def test_an_organization_offers_the_calendar_of_what_it_hosts(
    client, occurrence, organization
):
    buttons, address = offered(client, f"/en/organizations/{organization.slug}/")

    assert [words for words, _ in buttons] == ["Subscribe"]
    assert client.get(address.removeprefix("http://testserver")).status_code == 200
    assert "/en/events/hosts/" in address


def test_an_organization_known_from_the_press_offers_none(
    client, occurrence, organization
):
    organization.provenance = Provenance.PRESS
    organization.save()
    page = read(client.get(f"/en/organizations/{organization.slug}/"))

    assert page.all(id="calendar-links") == []


@pytest.mark.parametrize(
    "state", (OccurrenceState.CANCELLED, OccurrenceState.POSTPONED)
)
def test_what_is_called_off_is_not_added_but_followed(client, occurrence, state):
    occurrence.state = state
    occurrence.save()

    for path in (occurrence.get_absolute_url(), "/events/", "/friday/"):
        buttons, _ = offered(client, "/en" + path)
        assert [words for words, _ in buttons] == ["Subscribe"]


def test_the_korean_page_offers_the_korean_calendar(client, occurrence):
    page = read(client.get("/events/"))

    assert page.by_id("calendar-url")["value"] == (
        "http://testserver/events/calendar.ics"
    )


def test_without_a_date_a_series_can_still_be_followed(client):
    make_series(is_main=True, slug="friday")

    buttons, _ = offered(client, "/en/friday/")
    assert [words for words, _ in buttons] == ["Subscribe"]
