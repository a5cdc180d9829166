"""The pages, by their words and by their markup for machines."""

import datetime as dt
import json
import re
from typing import Any

from django.test import Client

from tests.events.channels.told import (
    ONLINE,
    Told,
    moment_in,
    path_of,
    place_in,
    state_in,
)
from tests.markup import Element, read

Reading = dict[str, Told]

CARD = "c-card c-card--occurrence"
STATUS = {
    "https://schema.org/EventScheduled": "scheduled",
    "https://schema.org/EventRescheduled": "scheduled",
    "https://schema.org/EventMovedOnline": "scheduled",
    "https://schema.org/EventCancelled": "cancelled",
    "https://schema.org/EventPostponed": "postponed",
}


def fetch(client: Client, path: str, language: str) -> Element:
    """A page in a language as a tree."""
    response = client.get(path if language == "ko" else f"/en{path}")
    assert response.status_code == 200, path
    return read(response)


def linked_data(page: Element) -> dict[str, Any]:
    """The JSON-LD of a page."""
    data: dict[str, Any] = json.loads(
        page.one("script", type="application/ld+json").text
    )
    return data


def read_page(client: Client, path: str, language: str) -> dict[str, Told]:
    """A date's own page: what people read there, and its JSON-LD."""
    page = fetch(client, path, language)
    header = page.one("header", class_="c-hero")
    facts = _facts(page)
    by_people = Told(
        title=header.one("h1").text,
        state=state_in(_badges(header)),
        starts_at=_time(facts["일시" if language == "ko" else "When"], language),
        place=place_in(
            facts["장소" if language == "ko" else "Where"].all("dd")[0].text
        ),
    )
    data = linked_data(page)
    assert path_of(data["url"]) == path
    by_machines = Told(
        title=data["name"],
        state=_state_of(data["eventStatus"]),
        starts_at=dt.datetime.fromisoformat(data["startDate"]),
        place=_place_of(data.get("location", {}), language),
    )
    return {
        "page": by_people,
        "JSON-LD": by_machines,
        "social card": read_card(page, language),
    }


def read_card(page: Element, language: str) -> Told:
    """The words of the picture that chats show: the last part names who calls."""
    text = page.one("meta", property="og:image:alt")["content"]
    assert text == page.one("meta", property="og:description")["content"]
    *strip, title, when, where = text.rpartition(" · ")[0].split(" · ")
    label, _, was = strip[0].partition(": ") if strip else ("", "", "")
    assert bool(label) == bool(was)
    return Told(
        title=title,
        state=state_in([label]),
        starts_at=moment_in(_with_year(when, language), language),
        place=place_in(where),
    )


def read_cards(page: Element, language: str) -> Reading:
    """The dates of a list."""
    return dict(
        _card(each, language)
        for each in page.all("article")
        if each.get("class").startswith(CARD)
    )


def read_friday(client: Client, language: str) -> dict[str, Reading]:
    """``/friday/``: the date it speaks of, its text for chats, and what follows."""
    page = fetch(client, "/friday/", language)
    hero = next(
        each for each in page.all("section") if "c-hero--poster" in each.get("class")
    )
    link = hero.one("strong").one("a")
    told = Told(
        title=link.text,
        state=state_in([hero.one("p", class_="c-kicker").text]),
        starts_at=_time(hero, language),
        place=place_in(hero.one("div", class_="c-hero__facts").all("p")[1].text),
    )
    path = path_of(link["href"])
    chat = page.by_id("chat-text").children[0]
    assert isinstance(chat, str)
    return {
        "/friday/": {path: told},
        "text for chats": {path: _chat(chat, language)},
        "social card of /friday/": {path: read_card(page, language)},
        "after that": read_cards(page, language),
    }


def read_front_page(client: Client, language: str) -> Reading:
    """The next gathering on the front page."""
    page = fetch(client, "/", language)
    hero = next(
        each
        for each in page.all("section")
        if each.get("aria-labelledby") == "next-gathering"
    )
    title, where, *_ = hero.one("div", class_="c-hero__facts").all("p")
    file = next(each for each in hero.all("a") if each["href"].endswith("event.ics"))
    told = Told(
        title=title.text,
        state=state_in(_badges(hero)),
        starts_at=_time(hero, language),
        place=place_in(where.text),
    )
    return {path_of(file["href"]).removesuffix("event.ics"): told}


def read_month(client: Client, first: dt.date, language: str) -> Reading:
    """A month: its list, which must name the days on which the table has them."""
    page = fetch(client, f"/events/month/{first:%Y/%-m}/", language)
    listed = read_cards(page, language)
    in_table = {
        path_of(link["href"]): cell.one("time")["datetime"]
        for cell in page.one("tbody").all("td")
        for link in cell.all("a")
    }
    days = {path: f"{told.starts_at:%Y-%m-%d}" for path, told in listed.items()}
    assert in_table == days
    return listed


def _card(card: Element, language: str) -> tuple[str, Told]:
    link = card.one("a")
    place = next(each for each in card.all("span") if "class" not in each)
    told = Told(
        title=link.text,
        state=state_in(_badges(card)),
        starts_at=_time(card, language),
        place=place_in(place.text),
    )
    return path_of(link["href"]), told


def _badges(part: Element) -> list[str]:
    return [each.text for each in part.all("span", class_="c-badge c-badge--warning")]


def _time(part: Element, language: str) -> dt.datetime:
    """The moment of a ``<time>``: its words and its attribute must be the same."""
    time = part.one("time")
    moment = dt.datetime.fromisoformat(time["datetime"])
    assert moment_in(time.text, language) == moment
    return moment


def _facts(page: Element) -> dict[str, Element]:
    facts = page.all("dl", class_="c-facts")[0]
    return {each.all("dt")[0].text: each for each in facts.all("div")}


def _chat(text: str, language: str) -> Told:
    """Title with its number, when, where; the lines below tell what it was."""
    title, when, where, *_ = text.strip().split("\n")
    number = r" \d+차" if language == "ko" else r", No\. \d+"
    title = re.sub(f"{number}$", "", title)
    marked = re.fullmatch(r"\[(.+?)\] (.+)", title)
    return Told(
        title=marked[2] if marked else title,
        state=state_in([marked[1]] if marked else []),
        starts_at=moment_in(when, language),
        place=place_in(where.partition(": ")[2]),
    )


def _state_of(status: str | list[str]) -> str:
    """Moved online and in time are two words for one state."""
    (state,) = {
        STATUS[each] for each in ([status] if isinstance(status, str) else status)
    }
    return state


def _place_of(location: dict[str, str], language: str) -> str | None:
    if location.get("@type") == "VirtualLocation":
        return ONLINE[language]
    return location.get("name")


def _with_year(words: str, language: str) -> str:
    """A card writes 9월 4일 금요일 2026년, 오후 7시; Friday 4 September 2026, 7 p.m."""
    if language == "ko":
        return re.sub(r"^(.+요일) (\d{4}년), ", r"\2 \1 ", words)
    return re.sub(r"^(\w{3})\w*day ", r"\1 ", words)
