"""The read-only JSON: its shapes, and that it never says more than the pages."""

import datetime as dt
import json

import pytest
import schemathesis
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from coalition.enums import OrganizationKind, OrganizationState, Provenance, Relation
from coalition.models import Institution
from config import api as config_api
from config.wsgi import application
from events.services.call_off import cancel_occurrence
from events.services.move import move_online
from statements.enums import StatementKind, StatementState
from statements.services import publishing
from tests.factories.coalition import create_organization, create_staff
from tests.factories.events import add_host, make_occurrence, make_series, make_venue
from tests.factories.statements import (
    create_draft,
    create_signature,
    create_statement,
    endorse,
)

pytestmark = pytest.mark.django_db

SEOUL = dt.timezone(dt.timedelta(hours=9))
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=SEOUL)
FRIDAY = dt.date(2026, 11, 27)


def ask(client, path, language=""):
    response = client.get(f"{language}/api/v1/{path}")
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/json; charset=utf-8"
    return response.json()


def is_seoul(text):
    moment = dt.datetime.fromisoformat(text)
    return moment.utcoffset() == dt.timedelta(hours=9)


# --- Statements -----------------------------------------------------------------------


@pytest.fixture
def statement():
    """Open for signing, with a demand to a renamed institution, 1 person, 2 groups."""
    with time_machine.travel(NOW, tick=False):
        old = Institution.objects.create(
            slug="mogef", name_ko="여성가족부", name_en="Ministry of Gender Equality"
        )
        Institution.objects.create(
            slug="gender-equality", name_ko="성평등가족부", predecessor=old
        )
        draft = create_draft(slug="공동-성명", closes_at=NOW + dt.timedelta(days=3))
        demand = draft.revisions.get().demands.get()
        demand.targets.set([old])
        statement = publishing.publish_statement(statement=draft)
        create_signature(statement, name="카나리아")
        for _ in range(2):
            endorse(statement, create_organization())
        yield statement


def test_a_statement(client, statement):
    assert ask(client, "statements/공동-성명") == {
        "slug": "공동-성명",
        "url": "http://testserver/statements/%EA%B3%B5%EB%8F%99-%EC%84%B1%EB%AA%85/",
        "kind": StatementKind.JOINT_STATEMENT,
        "title": "딥페이크 성범죄를 규탄한다",
        "state": StatementState.COLLECTING,
        "provenance": Provenance.OWN,
        "revision": {
            "number": 1,
            "sha256": statement.current_revision.sha256,
            "published_at": "2026-11-23T09:00:00+09:00",
        },
        "counts": {
            "organizations": 2,
            "individuals": 1,
            "as_of": "2026-11-23T09:00:00+09:00",
        },
        "deadline": "2026-11-26T09:00:00+09:00",
        "is_open": True,
        "demands": [
            {
                "text": "수사를 강화하라",
                "targets": [
                    {
                        "slug": "mogef",
                        "name": "여성가족부",
                        "name_today": "성평등가족부",
                    }
                ],
            }
        ],
    }


def test_a_statement_in_english(client, statement):
    answer = ask(client, "statements/공동-성명", "/en")

    assert answer["title"] == "Against deepfake sex crimes"
    assert answer["url"].startswith("http://testserver/en/statements/")
    (demand,) = answer["demands"]
    assert demand["text"] == "Strengthen the investigation"
    assert demand["targets"][0]["name"] == "Ministry of Gender Equality"
    assert demand["targets"][0]["name_today"] == "성평등가족부"  # has no English name


def test_the_list_says_of_each_what_its_own_answer_says(client, statement):
    answer = ask(client, "statements")

    assert answer == {"items": [ask(client, "statements/공동-성명")], "next": None}


def test_the_newest_statement_comes_first(client):
    for number in range(3):
        with time_machine.travel(NOW + number * dt.timedelta(days=1)):
            create_statement(slug=f"s{number}")

    slugs = [each["slug"] for each in ask(client, "statements")["items"]]

    assert slugs == ["s2", "s1", "s0"]


def test_a_draft_is_as_good_as_unknown(client):
    create_draft(slug="secret")

    assert ask(client, "statements") == {"items": [], "next": None}
    unknown = client.get("/api/v1/statements/none")
    draft = client.get("/api/v1/statements/secret")
    assert (draft.status_code, draft.content) == (404, unknown.content)


def test_a_press_record_gives_the_number_of_its_day(client):
    with time_machine.travel(NOW, tick=False):
        create_statement(
            slug="record", provenance=Provenance.PRESS, declared_organizations=84
        )

    with time_machine.travel(NOW + dt.timedelta(days=9), tick=False):
        counts = ask(client, "statements/record")["counts"]

    assert counts == {
        "organizations": 84,
        "individuals": 0,
        "as_of": "2026-11-23T09:00:00+09:00",
    }


@pytest.mark.parametrize(
    ("change", "is_open"),
    (
        ({}, True),
        ({"collects_signatures": False}, True),
        ({"collects_signatures": False, "collects_endorsements": False}, False),
    ),
)
def test_whether_it_is_open(client, change, is_open):
    create_statement(slug="here", **change)

    assert ask(client, "statements/here")["is_open"] is is_open


def test_a_paused_or_closed_statement_is_not_open(client):
    publishing.pause_statement(statement=create_statement(slug="paused"))
    with time_machine.travel(NOW):
        create_statement(slug="closed", closes_at=NOW + dt.timedelta(hours=1))

    with time_machine.travel(NOW + dt.timedelta(days=1)):
        answers = ask(client, "statements")["items"]

    assert {each["slug"]: each["is_open"] for each in answers} == {
        "paused": False,
        "closed": False,
    }


def test_within_a_minute_a_statement_is_not_sent_twice(client, statement):
    path = f"/api/v1/statements/{statement.slug}"
    with time_machine.travel(NOW + dt.timedelta(seconds=1.5), tick=False):
        first = client.get(path)
    with time_machine.travel(NOW + dt.timedelta(seconds=58), tick=False):
        again = client.get(path, headers={"If-None-Match": first["ETag"]})

    assert first.json()["counts"]["as_of"] == "2026-11-23T09:00:00+09:00"
    assert again.status_code == 304


# --- Cursors --------------------------------------------------------------------------


def test_a_list_is_read_page_by_page(client, monkeypatch):
    monkeypatch.setattr(config_api, "PAGE_SIZE", 2)
    for name in ("가", "나", "다", "라", "마"):
        create_organization(name)
    pages, cursor = [], None

    while True:
        answer = ask(client, "organizations" + (f"?cursor={cursor}" if cursor else ""))
        pages.append([each["name"] for each in answer["items"]])
        cursor = answer["next"]
        if cursor is None:
            break

    assert pages == [["가", "나"], ["다", "라"], ["마"]]


def test_a_full_last_page_has_no_next(client, monkeypatch):
    monkeypatch.setattr(config_api, "PAGE_SIZE", 2)
    for name in ("가", "나"):
        create_organization(name)

    assert ask(client, "organizations")["next"] is None


def test_beyond_the_end_there_is_nothing(client):
    create_organization()

    assert ask(client, "organizations?cursor=50") == {"items": [], "next": None}


CURSORS = ("x", "-1", "1.5", "1e3", "99999999", "9" * 40, "%00", "%FF", "None", "[]")


@pytest.mark.parametrize("name", ("statements", "organizations", "occurrences"))
def test_a_cursor_that_is_none_of_ours(client, name):
    for cursor in CURSORS:
        response = client.get(f"/api/v1/{name}?cursor={cursor}")
        assert (response.status_code, cursor) == (400, cursor)
        assert response["Content-Type"] == "application/problem+json"
        assert "cursor" in json.loads(response.content)["detail"]


# --- Organizations --------------------------------------------------------------------


def test_organizations_in_korean_order(client):
    parent = create_organization("하늘연대", slug="하늘", name_en="Sky Alliance")
    create_organization(
        "(사)가람여성회",
        slug="garam",
        parent=parent,
        relation=Relation.BRANCH,
        provenance=Provenance.DEMO,
        kind=OrganizationKind.CENTRE,
    )
    create_organization("나쁜단체", state=OrganizationState.SUSPENDED)

    assert ask(client, "organizations") == {
        "items": [
            {
                "slug": "garam",
                "url": "http://testserver/organizations/garam/",
                "name": "(사)가람여성회",
                "kind": "centre",
                "provenance": "demo",
                "parent": "하늘",
            },
            {
                "slug": "하늘",
                "url": "http://testserver/organizations/%ED%95%98%EB%8A%98/",
                "name": "하늘연대",
                "kind": "association",
                "provenance": "own",
                "parent": None,
            },
        ],
        "next": None,
    }
    names = [each["name"] for each in ask(client, "organizations", "/en")["items"]]
    assert names == ["(사)가람여성회", "Sky Alliance"]


def test_a_suspended_parent_is_not_named(client):
    parent = create_organization(slug="secret", state=OrganizationState.SUSPENDED)
    create_organization(parent=parent, relation=Relation.BRANCH)

    assert "secret" not in client.get("/api/v1/organizations").content.decode()


# --- Occurrences ----------------------------------------------------------------------


@pytest.fixture
def friday():
    venue = make_venue(
        name_ko="강남역 10번 출구 앞",
        address_ko="서울 서초구",
        latitude="37.498100",
        longitude="127.027600",
    )
    series = make_series(slug="friday", venue=venue)
    occurrence = make_occurrence(
        local_date=FRIDAY, series=series, slug="friday-2026-11-27"
    )
    add_host(series, create_organization("달빛여성회", slug="moon"))
    return occurrence


def test_an_occurrence(client, friday):
    (found,) = ask(client, "occurrences")["items"]

    assert {
        name: found[name]
        for name in (
            "slug",
            "series",
            "format",
            "title",
            "starts_at",
            "is_time_known",
            "ends_at",
            "timezone",
            "state",
            "changed_from",
        )
    } == {
        "slug": "friday-2026-11-27",
        "series": "friday",
        "format": friday.format,
        "title": "금요 집회",
        "starts_at": "2026-11-27T19:00:00+09:00",
        "is_time_known": True,
        "ends_at": "2026-11-27T21:00:00+09:00",
        "timezone": "Asia/Seoul",
        "state": "scheduled",
        "changed_from": None,
    }
    assert found["url"] == "http://testserver/events/friday-2026-11-27/"
    assert found["venue"] == {
        "name": "강남역 10번 출구 앞",
        "address": "서울 서초구",
        "latitude": 37.4981,
        "longitude": 127.0276,
    }
    assert found["hosts"] == [{"slug": "moon", "name": "달빛여성회", "role": "host"}]


def test_one_that_moves_online_says_so_and_its_link_in_time(client, friday):
    (usual,) = ask(client, "occurrences")["items"]
    assert (usual["is_online"], usual["online_url"]) == (False, "")
    noon = dt.datetime(2026, 11, 27, 12, tzinfo=SEOUL)

    with time_machine.travel(NOW):
        move_online(
            occurrence=friday,
            online_address="https://meet.example.org/x",
            online_reveal_at=noon,
            reason_ko="폭설",
        )
        (found,) = ask(client, "occurrences")["items"]
    assert (found["is_online"], found["online_url"]) == (True, "")
    assert found["venue"] is None
    assert found["changed_from"]["venue"]["name"] == "강남역 10번 출구 앞"

    with time_machine.travel(noon):
        (found,) = ask(client, "occurrences")["items"]
    assert found["online_url"] == "https://meet.example.org/x"


def test_a_cancelled_one_stays_and_an_unannounced_one_is_not_there(client, friday):
    make_occurrence(local_date=FRIDAY, slug="secret", published=False)
    with time_machine.travel(NOW):
        cancel_occurrence(occurrence=friday, reason_ko="태풍", actor=create_staff())

    found = ask(client, "occurrences")["items"]

    assert [(each["slug"], each["state"]) for each in found] == [
        ("friday-2026-11-27", "cancelled")
    ]


DAYS = (FRIDAY - dt.timedelta(days=7), FRIDAY, FRIDAY + dt.timedelta(days=7))


@pytest.mark.parametrize(
    ("query", "found"),
    (
        ("", (0, 1, 2)),
        ("from=2026-11-27", (1, 2)),
        ("from=2026-11-28", (2,)),
        ("to=2026-11-27", (0, 1)),
        ("to=2026-11-26", (0,)),
        ("from=2026-11-27&to=2026-11-27", (1,)),
        ("from=2026-11-28&to=2026-11-27", ()),
        ("from=2026-11-27T19:00:00%2B09:00", (1, 2)),
        ("from=2026-11-27T19:00:01%2B09:00", (2,)),
        ("from=2026-11-27T10:00:00Z", (1, 2)),
        ("from=2026-11-27T10:00:01Z", (2,)),
        ("to=2026-11-27T19:00:01%2B09:00", (0, 1)),
        ("from=2026-11-27T19:00:00+09:00", (1, 2)),  # "+" as browsers send a space
        ("from=&to=", (0, 1, 2)),
        ("from=0001-01-01&to=9999-12-30", (0, 1, 2)),
    ),
)
def test_between_two_moments(client, query, found):
    for number, day in enumerate(DAYS):
        make_occurrence(local_date=day, slug=f"o{number}")

    slugs = [each["slug"] for each in ask(client, f"occurrences?{query}")["items"]]

    assert slugs == [f"o{number}" for number in found]


@pytest.mark.parametrize("name", ("from", "to"))
@pytest.mark.parametrize(
    "value",
    (
        "yesterday",
        "2026-13-01",
        "2026-02-30",
        "2026-11-27T25:00:00Z",
        "2026-11-27T19:00:00%2B99:00",
        "20261127",
        "2026-W48-5",
        "27.11.2026",
        "1700000000",
        "%00",
        "2026-11-2%00",
        "%FF%FE",
        "0000-00-00",
        "10000-01-01",
        "２０２６-11-27",
        "x" * 5000,
    ),
)
def test_a_moment_that_is_none(client, name, value):
    response = client.get(f"/api/v1/occurrences?{name}={value}")

    assert response.status_code == 400
    problem = json.loads(response.content)
    assert problem["detail"] == f"'{name}' is no RFC 3339 date or date-time."


@pytest.mark.parametrize("value", ("9999-12-31", "0001-01-01", "9999-12-31T23:59:59Z"))
@pytest.mark.parametrize("name", ("from", "to"))
def test_the_ends_of_the_calendar_break_nothing(client, name, value):
    response = client.get(f"/api/v1/occurrences?{name}={value}")

    assert response.status_code in (200, 400)


# --- Queries --------------------------------------------------------------------------


def asked(client, path):
    with CaptureQueriesContext(connection) as queries:
        ask(client, path)
    return len(queries)


def test_three_organizations_cost_no_more_than_one(client):
    def add():
        parent = create_organization()
        create_organization(parent=parent, relation=Relation.BRANCH)

    add()
    before = asked(client, "organizations")
    for _ in range(2):
        add()

    assert asked(client, "organizations") == before


def test_three_occurrences_cost_no_more_than_one(client):
    def add(number):
        series = make_series(slug=f"series-{number}")
        add_host(series, create_organization())
        make_occurrence(
            local_date=FRIDAY,
            series=series,
            moved_from_date=FRIDAY - dt.timedelta(days=1),
            moved_from_time=dt.time(19),
            moved_from_venue=make_venue(),
        )
        add_host(make_occurrence(local_date=FRIDAY), create_organization())

    add(1)
    before = asked(client, "occurrences")
    for number in (2, 3):
        add(number)

    assert asked(client, "occurrences") == before


# --- What the description promises ------------------------------------------------------


def test_the_description_names_every_address(client):
    description = client.get("/api/v1/openapi.json").json()

    assert set(description["paths"]) == {
        "/api/v1/statements",
        "/api/v1/statements/{slug}",
        "/api/v1/organizations",
        "/api/v1/occurrences",
    }
    for operations in description["paths"].values():
        assert set(operations) == {"get"}
        answers = operations["get"]["responses"]
        assert set(answers) == {"200", "400", "404"}
        for status in ("400", "404"):
            assert set(answers[status]["content"]) == {"application/problem+json"}


def test_the_description_is_of_the_language_of_its_path(client):
    paths = client.get("/en/api/v1/openapi.json").json()["paths"]

    assert all(path.startswith("/en/api/v1/") for path in paths)


def test_other_sites_cannot_read_it_with_a_visitor_s_browser(client):
    """Nothing in it is private, so nothing needs CORS: other sites ask themselves."""
    response = client.get(
        "/api/v1/statements", headers={"Origin": "https://other.example"}
    )

    assert "Access-Control-Allow-Origin" not in response


@pytest.fixture
def full(transactional_db):
    """Something in every list, so that answers are not trivially right."""
    statement = create_statement(slug="here", closes_at=None)
    create_signature(statement, name="카나리아", email="canary@example.org")
    endorse(statement, create_organization("달빛여성회", slug="moon"))
    series = make_series(slug="friday")
    make_occurrence(local_date=FRIDAY, series=series)
    make_occurrence(local_date=FRIDAY, local_time=None, duration=None)


KEPT = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SOME = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("prefix", ("", "/en"))
def test_every_answer_keeps_the_promises_of_the_description(prefix):
    description = f"{prefix}/api/v1/openapi.json"
    schema = schemathesis.openapi.from_wsgi(description, application)
    asked = []

    for found in schema.get_all_operations():

        @SOME
        @given(case=found.ok().as_strategy())
        def ask_and_check(case):
            response = case.call(headers={"Accept-Encoding": "identity"})
            asked.append(response.status_code)
            assert "카나리아" not in response.text
            assert "canary" not in response.text
            case.validate_response(response, checks=KEPT)

        ask_and_check()

    assert len(asked) > 30
    assert {200, 400} <= set(asked)


def test_the_api_needs_no_cookie_and_takes_none():
    browser = Client(enforce_csrf_checks=True)
    browser.get("/api/v1/statements")

    assert browser.cookies.output() == ""
