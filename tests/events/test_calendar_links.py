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
    assert "Google Calendar and some others show a change only a day later" in (
        section.text
    )
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


def test_calendars_on_the_web_are_offered_too(client, occurrence):
    page = read(client.get("/en/events/series/friday/"))
    (section,) = page.all("section", **{"aria-labelledby": "calendar-links"})
    links = {a.text: a for a in section.all("a")}
    feed = "testserver%2Fen%2Fevents%2Fseries%2Ffriday%2Fcalendar.ics"

    assert links["Google Calendar"]["href"] == (
        f"https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F{feed}"
    )
    for name, host in (("Outlook.com", "live"), ("Outlook (work or school)", "office")):
        assert links[name]["href"] == (
            f"https://outlook.{host}.com/calendar/0/addfromweb?url=http%3A%2F%2F{feed}"
        )
        assert links[name]["rel"] == "noopener noreferrer"


@pytest.mark.parametrize("field", ("calendar-url", "chat-text"))
def test_a_button_copies_once_there_is_a_script_to_do_it(client, occurrence, field):
    page = read(client.get("/en/friday/"))
    (button,) = page.all("button", **{"data-copies": field})

    assert page.by_id(field)
    assert button["type"] == "button"
    assert "hidden" in button


def test_a_series_is_offered_as_one_entry_on_its_own_page_only(client, occurrence):
    """As a file: nobody is led to subscribe to it."""
    file = "testserver/en/events/series/friday/calendar.ics?shape=series"
    paths = ("/en/events/series/friday/", "/en/friday/", occurrence.get_absolute_url())
    pages = [client.get(path).content.decode() for path in paths]

    assert [page.count("shape=series") for page in pages] == [1, 0, 0]
    assert f'href="http://{file}"' in pages[0]
    occurrence.delete()
    assert "shape=" not in client.get(paths[0]).content.decode()
