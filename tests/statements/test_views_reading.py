"""What everybody reads of a statement, and whose names are among it."""

import datetime as dt
import re
import xml.etree.ElementTree as ET

import pytest
import time_machine
from django.utils import timezone, translation
from django.utils.translation import gettext

from coalition.enums import OrganizationState, Provenance
from statements.enums import Display, StatementState
from statements.services import publishing, signing
from tests.factories.coalition import create_organization
from tests.factories.statements import (
    create_draft,
    create_signature,
    create_statement,
    endorse,
    sign,
)
from tests.markup import read

pytestmark = pytest.mark.django_db

PAGES = ("", "signatories/", "revisions/", "revisions/1/", "check-mail/", "find/")
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def korean(message):
    with translation.override("ko"):
        return gettext(message)


def main(response):
    assert response.status_code == 200
    return read(response).one("main")


# --- Drafts -----------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_a_draft_has_no_page(client, page):
    create_draft(slug="secret")

    draft = client.get(f"/statements/secret/{page}")
    unknown = client.get(f"/statements/nobody/{page}")

    assert draft.status_code == 404
    assert draft.content == unknown.content.replace(b"nobody", b"secret")


@pytest.mark.parametrize(
    "path",
    (
        "/",
        "/en/",
        "/statements/",
        "/statements/feed.atom",
        "/history/",
        "/sitemap.xml",
        "/api/v1/statements",
    ),
)
def test_a_draft_is_in_no_list(client, path):
    create_draft(slug="secret", title_ko="아직 비밀", provenance=Provenance.PRESS)
    create_statement(slug="known", title_ko="알려진 성명", provenance=Provenance.PRESS)

    body = client.get(path).content.decode()

    assert "secret" not in body
    assert "아직 비밀" not in body
    assert "known" in body or path == "/history/"


# --- The page of a statement --------------------------------------------------------


@pytest.mark.parametrize(
    ("prefix", "title", "demand", "institution"),
    (
        ("", "딥페이크 성범죄를 규탄한다", "수사를 강화하라", "경찰청"),
        (
            "/en",
            "Against deepfake sex crimes",
            "Strengthen the investigation",
            "National Police Agency",
        ),
    ),
)
def test_the_text_in_both_languages(client, prefix, title, demand, institution):
    statement = create_statement()

    page = main(client.get(f"{prefix}/statements/{statement.slug}/"))

    assert page.one("h1").text == title
    assert demand in page.text
    assert institution in page.text


def test_without_a_translation_the_korean_text_says_that_it_is_korean(client):
    draft = create_draft(slug="korean-only")
    draft.revisions.update(text_en="", title_en="")
    publishing.publish_statement(statement=draft)

    page = main(client.get("/en/statements/korean-only/"))

    assert "There is no English translation yet." in page.text
    korean = [each.text for each in page.one("div", class_="c-prose").all(lang="ko")]
    assert korean == ["우리는", "함께", "요구한다."]


@pytest.mark.parametrize("state", StatementState.values[1:])
def test_the_form_is_there_while_it_is_open(client, state):
    statement = create_statement(state=state)

    page = main(client.get(statement.get_absolute_url()))

    assert page.one("form", action=f"/statements/{statement.slug}/sign/")


def paused():
    return publishing.pause_statement(statement=create_statement()), dt.timedelta()


def closed():
    closes_at = timezone.now() + dt.timedelta(hours=1)
    return create_statement(closes_at=closes_at), dt.timedelta(hours=2)


def for_organizations():
    return create_statement(collects_signatures=False), dt.timedelta()


@pytest.mark.parametrize("make", (paused, closed, for_organizations))
def test_otherwise_there_is_none(client, make):
    statement, later = make()

    with time_machine.travel(timezone.now() + later):
        page = main(client.get(statement.get_absolute_url()))

    assert page.all("form") == []


def test_after_a_pause_signing_goes_on(client, visitor):
    statement = publishing.pause_statement(statement=create_statement())
    publishing.resume_statement(statement=statement)

    page = main(client.get(statement.get_absolute_url()))

    assert page.all("form") != []


@pytest.mark.parametrize("page", ("?page=2", "?page=x", "?page=-1", "?page=0"))
def test_a_page_of_the_list_that_is_none_shows_the_nearest(client, page):
    create_statement(title_ko="성명")

    assert "성명" in main(client.get(f"/statements/{page}")).text


def test_the_list_is_read_page_by_page(client, monkeypatch):
    monkeypatch.setattr("statements.views.reading.PAGE_SIZE", 2)
    for number in range(5):
        create_statement(title_ko=f"성명{number}")
    seen = []

    for number in (1, 2, 3):
        text = main(client.get(f"/statements/?page={number}")).text
        seen.append(re.findall(r"성명\d", text))

    assert seen == [["성명4", "성명3"], ["성명2", "성명1"], ["성명0"]]


def test_html_in_a_statement_is_not_markup(client):
    draft = create_draft(slug="x", title_ko='<b>"제목"</b>')
    draft.revisions.update(
        text_ko="<script>alert(1)</script> [x](javascript:alert(1)) **굵게**"
    )
    publishing.publish_statement(statement=draft)

    for path in ("", "revisions/1/", "signatories/"):
        response = client.get(f"/statements/x/{path}")
        page = read(response)
        assert '<b>"제목"</b>' in page.text
        assert b"<script>alert" not in response.content
        assert not [a for a in page.all("a") if a["href"].startswith("javascript")]


# --- Revisions and the feed -----------------------------------------------------------


def test_a_revision_with_its_digest(client):
    statement = create_statement()

    listed = main(client.get(f"/statements/{statement.slug}/revisions/"))
    shown = main(client.get(f"/statements/{statement.slug}/revisions/1/"))

    digest = publishing.revision_sha256(statement.current_revision)
    assert digest in listed.text
    assert digest in shown.text
    assert "우리는 함께 요구한다." in shown.text


def test_a_draft_of_a_new_text_is_not_shown(client):
    statement = create_statement()
    statement.revisions.create(number=2, title_ko="비밀 초안", text_ko="비밀 초안")

    assert client.get(f"/statements/{statement.slug}/revisions/2/").status_code == 404
    for path in ("", "revisions/"):
        body = client.get(f"/statements/{statement.slug}/{path}").content.decode()
        assert "비밀 초안" not in body


@pytest.mark.parametrize(
    ("prefix", "title"),
    (("", "딥페이크 성범죄를 규탄한다"), ("/en", "Against deepfake sex crimes")),
)
def test_the_feed(client, prefix, title):
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False):
        create_statement(slug="공동-성명")

    response = client.get(f"{prefix}/statements/feed.atom")

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.content)
    (entry,) = feed.findall("a:entry", ATOM)
    address = "http://testserver{}/statements/%EA%B3%B5%EB%8F%99-%EC%84%B1%EB%AA%85/"
    assert entry.find("a:title", ATOM).text == title
    assert entry.find("a:link", ATOM).get("href") == address.format(prefix)
    assert entry.find("a:updated", ATOM).text == "2026-11-23T09:00:00+00:00"
    # One statement is one entry, in whatever language somebody follows it.
    assert entry.find("a:id", ATOM).text == "http://testserver/statements/공동-성명/"
    links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)}
    assert links["self"] == f"http://testserver{prefix}/statements/feed.atom"


# --- Whose names are shown ------------------------------------------------------------

SHOWN = {"보이는이름하나", "보이는이름둘", "보이는이름셋"}


@pytest.fixture
def thirty_signers():
    """30 signers of whom 3 chose to be shown; others withdrew, hid, are held or wait."""
    statement = create_statement(slug="here", title_ko="공동 성명")
    for number in range(27):
        create_signature(
            statement,
            name=f"숨은이름{number}",
            email=f"hidden{number}@example.org",
            affiliation=f"숨은소속{number}",
        )
    for name in sorted(SHOWN):
        create_signature(
            statement, name=name, display=Display.NAME, affiliation="숨은소속"
        )
    sign(statement, name="숨은미확인", display=Display.NAME)
    held = create_signature(statement, name="숨은시발", display=Display.NAME)
    assert held.state == "held"
    gone = create_signature(statement, name="숨은철회", display=Display.NAME)
    signing.withdraw_signature(code=gone.code)
    back = create_signature(statement, name="숨은변심", display=Display.NAME)
    signing.change_display(code=back.code, display=Display.PRIVATE)
    return statement


def crawl(client):
    """Every page that can be reached from the home pages and the sitemap, with text."""
    waiting = {"/", "/en/", "/sitemap.xml", "/robots.txt", "/api/v1/openapi.json"}
    waiting |= {f"/api/v1/{name}" for name in ("statements", "occurrences")}
    waiting |= {"/api/v1/statements/here", "/en/api/v1/statements", "/nowhere/"}
    waiting |= {"/api/v1/organizations", "/statements/here/sign/", "/healthz"}
    waiting |= {"/events/calendar.ics", "/events/feed.atom", "/partners/register/"}
    pages = {}
    while waiting:
        path = waiting.pop()
        response = client.get(path)
        if response.streaming:
            response.close()
            continue
        pages[path] = response.content.decode()
        found = re.findall(
            r'(?:href|src)="(/[^"#]*)|<loc>http://testserver(/[^<]*)', pages[path]
        )
        links = {one or other for one, other in found}
        links = {link for link in links if not link.startswith(("/static/", "/admin/"))}
        waiting |= links - set(pages)
    return pages


def test_exactly_those_who_chose_so_are_shown_and_on_one_page_only(
    client, thirty_signers
):
    create_organization(slug="moon")
    endorse(thirty_signers, create_organization("달빛여성회"))

    pages = crawl(client)

    assert len(pages) > 40
    names = {
        path: set(re.findall("보이는이름[가-힣]+|숨은[가-힣]+[0-9]*", text))
        for path, text in pages.items()
    }
    assert {path: found for path, found in names.items() if found} == {
        "/statements/here/signatories/": SHOWN,
        "/en/statements/here/signatories/": SHOWN,
    }
    assert not [path for path, text in pages.items() if "@example.org" in text]


def test_the_crawl_reads_what_can_be_read(client, thirty_signers):
    """A crawl that misses pages would find no names for the wrong reason."""
    pages = set(crawl(client))

    assert {
        "/",
        "/en/",
        "/friday/",
        "/history/",
        "/statements/",
        "/statements/feed.atom",
        "/statements/here/",
        "/en/statements/here/",
        "/statements/here/revisions/",
        "/statements/here/revisions/1/",
        "/statements/here/signatories/",
        "/statements/here/find/",
        "/events/",
        "/events/calendar.ics",
        "/organizations/",
        "/api/v1/statements",
    } <= pages


def test_everybody_is_counted(client, thirty_signers):
    page = main(client.get("/statements/here/"))

    assert "31" in [each.text for each in page.all("span", class_="c-tally__number")]


def test_an_affiliation_is_shown_only_with_consent(client):
    statement = create_statement(slug="here")
    for name, display in (("하나", Display.NAME), ("둘", Display.NAME_AFFILIATION)):
        create_signature(
            statement, name=name, display=display, affiliation=f"{name}모임"
        )

    items = main(client.get("/statements/here/signatories/")).all("li")

    people = [each.text for each in items if each.text in ("하나", "둘 둘모임")]
    assert sorted(people) == ["둘 둘모임", "하나"]
    assert "하나모임" not in client.get("/statements/here/signatories/").text


def test_the_list_of_people_asks_search_engines_to_stay_out(client, thirty_signers):
    page = read(client.get("/statements/here/signatories/"))

    assert page.one("meta", name="robots")["content"] == "noindex, noarchive"


def test_the_list_of_people_is_not_without_end(client, monkeypatch):
    monkeypatch.setattr("statements.selectors.LISTED_AT_MOST", 2)
    statement = create_statement(slug="here")
    for number in range(3):
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=number)):
            create_signature(statement, name=f"이름{number}", display=Display.NAME)

    text = main(client.get("/statements/here/signatories/")).text

    assert re.findall(r"이름\d", text) == ["이름2", "이름1"]


def test_organizations_in_korean_order_and_without_those_that_withdrew(client):
    statement = create_statement(slug="here")
    for name in ("하늘", "(사)가람", "나래"):
        endorse(statement, create_organization(name))

    items = [each.text for each in main(client.get("/statements/here/")).all("li")]

    assert [each for each in items if each in ("하늘", "(사)가람", "나래")] == [
        "(사)가람",
        "나래",
        "하늘",
    ]


def test_a_suspended_organization_keeps_its_place_without_a_link_that_leads_nowhere(
    client,
):
    statement = create_statement(slug="here")
    organization = create_organization("하늘", slug="sky")
    endorse(statement, organization)
    statement.proposals.create(organization=organization)
    organization.state = OrganizationState.SUSPENDED
    organization.save()

    page = read(client.get("/statements/here/"))
    links = [each["href"] for each in page.all("a")]

    assert page.text.count("하늘") >= 2
    broken = [
        link
        for link in links
        if link.startswith("/organizations/") and client.get(link).status_code == 404
    ]
    assert broken == []
