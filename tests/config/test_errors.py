"""Error answers: designed, in both languages, without the database, never a traceback."""

import json

import pytest
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.http import HttpResponse
from django.template import TemplateDoesNotExist
from django.test import Client, RequestFactory
from django.utils import translation

from config.errors import error_response, server_error
from config.middleware import DESIGNED_STATUSES, DesignedErrorMiddleware
from tests.markup import read

STATUSES = sorted(DESIGNED_STATUSES | {404, 500})
PREFIXES = ("", "/en")


@pytest.fixture
def broken(monkeypatch):
    """Makes the home page fail with an error."""

    def break_with(error):
        def fail(*args, **kwargs):
            raise error

        monkeypatch.setattr("config.views.TemplateResponse", fail)

    return break_with


@pytest.fixture
def browser():
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize("language", ("ko", "en"))
@pytest.mark.parametrize("status", STATUSES)
def test_every_page_stands_without_the_database(rf, status, language):
    request = rf.get("/nowhere/" if language == "ko" else "/en/nowhere/")

    with translation.override(language):  # no django_db: a query would fail
        response = error_response(request, status)

    assert response.status_code == status
    page = read(response)
    assert page.one("html")["lang"] == language
    assert str(status) in page.one("main").text
    assert page.one("main").all("a") != []
    assert page.one("title").text
    assert "noindex" in page.one("meta", name="robots")["content"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("status", STATUSES)
def test_the_two_languages_differ(rf, status):
    headings = set()
    for language in ("ko", "en"):
        with translation.override(language):
            response = error_response(rf.get("/"), status)
        headings.add(read(response).one("h1").text)

    assert len(headings) == 2


def test_a_status_without_a_page_is_a_mistake_of_ours(rf):
    with pytest.raises(TemplateDoesNotExist):
        error_response(rf.get("/"), 418)


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_failure_shows_nothing_of_itself(browser, broken, console, prefix):
    broken(RuntimeError("the secret plan"))

    response = browser.get(f"{prefix}/")

    assert response.status_code == 500
    assert read(response).one("html")["lang"] == (prefix.strip("/") or "ko")
    for word in (b"secret plan", b"Traceback", b"RuntimeError", b"config/views.py"):
        assert word not in response.content
    assert "RuntimeError: the secret plan" in console.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", PREFIXES)
def test_while_the_database_is_away_the_answer_is_503(browser, broken, prefix):
    broken(OperationalError("connection refused"))

    response = browser.get(f"{prefix}/")

    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert read(response).one("html")["lang"] == (prefix.strip("/") or "ko")
    assert b"refused" not in response.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error", (DatabaseError("x"), InterfaceError("x"), KeyError("x"))
)
def test_other_failures_are_500(browser, broken, error):
    broken(error)

    assert browser.get("/").status_code == 500


def test_health_does_not_ask_the_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readiness_does(client, monkeypatch):
    def refuse():
        raise OperationalError("connection refused")

    ready = client.get("/readyz")
    monkeypatch.setattr("config.views.connection.cursor", refuse)
    away = client.get("/readyz")

    assert (ready.status_code, ready.json()) == (200, {"status": "ok"})
    assert (away.status_code, away.json()) == (503, {"status": "database unavailable"})
    assert "no-store" in away["Cache-Control"]


@pytest.fixture
def pooled(django_db_setup, django_db_blocker):
    """The database by way of three connections that are kept, as the site asks it."""
    pool = {"min_size": 3, "max_size": 3, "timeout": 5, "name": "pooled"}
    options = {**connection.settings_dict["OPTIONS"], "pool": pool}
    database = DatabaseWrapper({**connection.settings_dict, "OPTIONS": options})
    with django_db_blocker.unblock():
        database.pool.open(wait=True)
        yield database
        database.close_pool()


@pytest.mark.django_db
def test_a_restart_of_the_database_refuses_one_visitor(rf, pooled, monkeypatch):
    def answer():
        try:
            with pooled.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                return cursor.fetchone()[0]
        except OperationalError:
            return server_error(rf.get("/")).status_code
        finally:
            pooled.close()  # back into the pool, as at the end of a request

    monkeypatch.setattr("config.errors.connection", pooled)
    before = [answer() for _ in range(3)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s) AS pid", [before]
        )

    assert [answer() for _ in range(6)].count(503) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_staff_form_without_its_token_has_a_designed_page(browser, prefix):
    response = browser.post(f"{prefix}/admin/login/", {"username": "x"})

    assert response.status_code == 403
    assert read(response).one("html")["lang"] == (prefix.strip("/") or "ko")
    assert b"CSRF" not in response.content


# --- The API ------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    (
        ("get", "/api/v1/nowhere", 404, "Not Found"),
        ("get", "/api/v1/", 404, "Not Found"),
        ("get", "/api/v2/statements", 404, "Not Found"),
        ("get", "/api/v1/statements/none", 404, "Not Found"),
        ("get", "/api/v1/statements/%00", 404, "Not Found"),
        ("get", "/api/v1/statements/a%2Fb", 404, "Not Found"),
        ("get", "/api/v1/statements?cursor=x", 400, "Bad Request"),
        ("get", "/api/v1/statements?cursor=-1", 400, "Bad Request"),
        ("get", "/api/v1/occurrences?from=yesterday", 400, "Bad Request"),
        ("post", "/api/v1/statements", 405, "Method Not Allowed"),
        ("put", "/api/v1/statements/none", 405, "Method Not Allowed"),
        ("delete", "/api/v1/openapi.json", 405, "Method Not Allowed"),
        ("options", "/api/v1/occurrences", 405, "Method Not Allowed"),
    ),
)
def test_the_api_answers_with_problem_documents(
    browser, prefix, method, path, status, title
):
    response = getattr(browser, method)(prefix + path)

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["type"] == "about:blank"
    assert (problem["status"], problem["title"]) == (status, title)
    assert ("Allow" in response) == (status == 405)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_failure_of_the_api_is_a_problem_document_too(browser, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the secret plan")

    monkeypatch.setattr("config.api.statement_selectors.public_statements", fail)

    response = browser.get("/api/v1/statements")

    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert b"secret plan" not in response.content


def test_a_wrong_host_is_a_problem_of_the_api_too(browser):
    response = browser.get("/api/v1/statements", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


# --- Bare answers are dressed ---------------------------------------------------------


def dressed(response, path="/"):
    request = RequestFactory().get(path)
    return DesignedErrorMiddleware(lambda request: response)(request)


def test_what_a_bare_answer_said_to_programs_is_kept():
    bare = HttpResponse(status=429, headers={"Retry-After": "60", "X-Other": "1"})

    response = dressed(bare)

    assert response["Retry-After"] == "60"
    assert "X-Other" not in response
    assert read(response).one("h1").text


@pytest.mark.parametrize("status", (200, 204, 301, 304, 401, 422, 502))
def test_other_statuses_are_left_alone(status):
    bare = HttpResponse(status=status)

    assert dressed(bare) is bare


def test_an_answer_with_words_of_its_own_is_left_alone():
    own = HttpResponse("words", status=410)

    assert dressed(own) is own


def test_the_debug_page_is_off_everywhere():
    assert settings.DEBUG is False
