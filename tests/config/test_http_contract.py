"""What every answer of the site promises: headers, caching, methods, no cookies."""

import contextlib
import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
import time_machine
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from coalition import encryption
from coalition.tokens import make_token
from events.services.addresses import change_address
from tests.factories.coalition import create_organization, create_staff
from tests.factories.events import make_occurrence, make_series
from tests.factories.statements import create_signature, create_statement, form_data
from tests.markup import read

ROOT = Path(__file__).resolve().parents[2]
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LATER = dt.date(2030, 1, 4)

PUBLIC = (
    "/",
    "/friday/",
    "/history/",
    "/privacy/",
    "/accessibility/",
    "/report/",
    "/organizations/",
    "/organizations/here/",
    "/partners/register/check-mail/",
    "/events/",
    "/events/archive/",
    "/events/calendar.ics",
    "/events/feed.atom",
    "/events/series/friday/",
    "/events/series/friday/calendar.ics",
    "/events/series/friday/calendar.ics?shape=series",
    "/events/rally/",
    "/events/rally/event.ics",
    "/events/rally/card.png",
    "/events/rally/embed/",
    "/statements/",
    "/statements/feed.atom",
    "/statements/here/",
    "/statements/here/check-mail/",
    "/statements/here/signatories/",
    "/statements/here/revisions/",
    "/statements/here/revisions/1/",
    "/api/v1/statements",
    "/api/v1/statements/here",
    "/api/v1/organizations",
    "/api/v1/occurrences",
    "/api/v1/openapi.json",
)
PUBLIC_ONCE = ("/robots.txt", "/sitemap.xml")
ALL_PUBLIC = (*PUBLIC, *(f"/en{path}" for path in PUBLIC), *PUBLIC_ONCE)
PRIVATE = (
    "/healthz",
    "/readyz",
    "/statements/here/find/",
    "/statements/here/sign/",
    "/partners/register/",
    "/en/partners/register/",
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    """One of everything that has a page."""
    create_organization(slug="here")
    statement = create_statement(slug="here")
    create_signature(statement)
    series = make_series(slug="friday")
    typo = make_occurrence(local_date=LATER, series=series, slug="raly")
    change_address(occurrence=typo, slug="rally")
    return statement


def csp(response):
    """The policy with its directives in the order of the settings."""
    directives = dict(
        each.strip().split(" ", 1)
        for each in response["Content-Security-Policy"].split(";")
        if each.strip()
    )
    wanted = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert set(directives) == set(wanted)
    return "; ".join(f"{name} {directives[name]}" for name in wanted)


# --- Public pages -------------------------------------------------------------------


def frozen():
    return time_machine.travel(dt.datetime(2029, 12, 31, 9, tzinfo=dt.UTC), tick=False)


def problems(paths, check):
    """What ``check(path)`` finds wrong with each of the paths, by path."""
    found = {}
    with frozen():
        for path in paths:
            try:
                check(path)
            except AssertionError as error:
                found[path] = str(error)
    return found


@pytest.mark.usefixtures("site")
def test_a_public_page_is_cacheable_and_sets_no_cookie(client):
    def check(path):
        response = client.get(path)
        assert response.status_code == 200
        assert response["Cache-Control"].startswith("public, max-age=")
        assert response["ETag"]
        assert not response.cookies
        assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"
        assert response["Content-Language"] == ("en" if path[:4] == "/en/" else "ko")

    assert problems(ALL_PUBLIC, check) == {}


@pytest.mark.usefixtures("site")
def test_a_public_page_answers_304_to_who_has_it(client):
    def check(path):
        first = client.get(path)
        etag = first["ETag"]
        again = client.get(path, headers={"If-None-Match": etag})
        other = client.get(path, headers={"If-None-Match": '"another"'})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == etag
        assert again["Cache-Control"] == first["Cache-Control"]
        assert (other.status_code, other["ETag"]) == (200, etag)

    assert problems(ALL_PUBLIC, check) == {}


@pytest.mark.usefixtures("site")
def test_a_public_page_answers_head_like_get_without_the_body(client):
    def check(path):
        got, asked = client.get(path), client.head(path)
        assert (asked.status_code, asked.content) == (200, b"")
        got.headers.pop("Content-Length", None)
        asked.headers.pop("Content-Length", None)
        assert dict(asked.headers) == dict(got.headers)

    assert problems(ALL_PUBLIC, check) == {}


STRANGE = {
    "Accept-Language": "en-US,en;q=0.9",
    "Cookie": "session=abcdefghijklmnop; csrf=def; django_language=en",
    "X-Forwarded-Host": "canary.example",
    "X-Forwarded-Proto": "https",
    "X-Host": "canary.example",
    "X-Original-URL": "/canary",
    "X-Forwarded-Scheme": "canary",
    "Referer": "https://canary.example/",
    "User-Agent": "canary",
    "Range": "bytes=0-10",
    "Accept": "application/json",
}


@pytest.mark.usefixtures("site")
def test_nothing_the_visitor_sends_along_changes_a_public_page(client):
    def check(path):
        plain = client.get(path)
        same = client.get(path, headers=STRANGE)
        assert same.content == plain.content
        assert dict(same.headers) == dict(plain.headers)
        assert not same.cookies

    assert problems(ALL_PUBLIC, check) == {}


@pytest.mark.usefixtures("site")
def test_a_public_page_is_the_same_for_staff(client):
    staff = Client()
    with frozen():
        staff.force_login(create_staff())

    def check(path):
        plain, same = client.get(path), staff.get(path)
        assert same.content == plain.content
        assert dict(same.headers) == dict(plain.headers)
        assert not same.cookies

    assert problems(ALL_PUBLIC, check) == {}
    assert staff.get("/admin/").status_code == 200


@pytest.mark.usefixtures("site")
def test_an_absolute_address_is_that_of_the_settings(client, settings):
    settings.SITE_URL = "https://yeondae.example"
    settings.ALLOWED_HOSTS = ["canary.test"]

    def check(path):
        response = client.get(path, headers={"Host": "canary.test"})
        assert response.status_code == 200
        assert b"canary.test" not in response.content
        assert b"testserver" not in response.content

    assert problems(ALL_PUBLIC, check) == {}


# --- Private pages ------------------------------------------------------------------


@pytest.mark.usefixtures("site")
def test_a_private_page_is_never_kept(client):
    def check(path):
        response = client.get(path)
        assert response.status_code in (200, 302)
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex, noarchive"
        assert not response.cookies
        assert "ETag" not in response

    assert problems(PRIVATE, check) == {}


def test_the_back_office_is_never_kept_and_its_cookies_are_strict(site):
    staff = Client()
    staff.force_login(create_staff())

    login, index = Client().get("/admin/login/"), staff.get("/admin/")

    for response in (login, index):
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert csp(response) == CSP
    csrf = login.cookies["csrf"]
    assert csrf["httponly"]
    assert csrf["samesite"] == "Lax"


# --- Headers of every kind of answer --------------------------------------------------

KINDS = {
    "page": ("get", "/", 200),
    "english page": ("get", "/en/", 200),
    "feed": ("get", "/statements/feed.atom", 200),
    "calendar": ("get", "/events/calendar.ics", 200),
    "api": ("get", "/api/v1/statements", 200),
    "description of the api": ("get", "/api/v1/openapi.json", 200),
    "robots": ("get", "/robots.txt", 200),
    "sitemap": ("get", "/sitemap.xml", 200),
    "health": ("get", "/healthz", 200),
    "private form": ("get", "/statements/here/find/", 200),
    "static file": ("get", "/static/coalition/css/base.css", 200),
    "missing static file": ("get", "/static/coalition/css/none.css", 404),
    "redirect": ("get", "/statements", 301),
    "former address": ("get", "/events/raly/", 301),
    "oembed": ("get", "/events/oembed?url=http://testserver/events/rally/", 200),
    "card of no gathering": ("get", "/events/none/embed/", 404),
    "redirect of a form": ("get", "/statements/here/sign/", 302),
    "not found": ("get", "/nowhere/", 404),
    "not found in the api": ("get", "/api/v1/statements/none", 404),
    "bad request of the api": ("get", "/api/v1/statements?cursor=x", 400),
    "method": ("delete", "/", 405),
    "method of the api": ("delete", "/api/v1/statements", 405),
    "foreign form": ("post", "/statements/here/sign/", 403),
    "unknown link": ("get", "/s/none/", 404),
    "back office": ("get", "/admin/", 302),
    "sign-in": ("get", "/admin/login/", 200),
}


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_carries_the_headers(client, kind):
    method, path, status = KINDS[kind]

    with contextlib.closing(getattr(client, method)(path)) as response:
        assert response.status_code == status
    assert csp(response) == CSP
    assert {name: response.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert response["Referrer-Policy"] in ("same-origin", "no-referrer")
    refused = dict(
        each.split("=") for each in response["Permissions-Policy"].split(", ")
    )
    assert set(refused.values()) == {"()"}
    assert {"camera", "microphone", "geolocation"} <= set(refused)
    assert "Access-Control-Allow-Origin" not in response
    assert "Strict-Transport-Security" not in response


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("path", ("/events/rally/embed/", "/en/events/rally/embed/"))
def test_only_the_card_of_a_gathering_can_be_framed(client, path):
    """By anybody; it runs its own script alone, loads nothing and keeps nothing."""
    for response in (client.get(path), client.head(path)):
        assert "X-Frame-Options" not in response
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        policy = dict(
            each.split(" ", 1)
            for each in response["Content-Security-Policy"].split("; ")
        )
        for name in ("style-src", "script-src"):
            assert re.fullmatch("'sha256-[^' ]+'", policy.pop(name))
        assert policy == {
            "default-src": "'none'",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "*",
        }
        for name in ("X-Content-Type-Options", "Cross-Origin-Opener-Policy"):
            assert response[name] == EVERYWHERE[name]
        assert response["Referrer-Policy"] == "same-origin"
        assert not response.cookies


def test_a_failure_carries_the_headers_too(site, monkeypatch):
    fail(monkeypatch, RuntimeError("broken"))

    response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert csp(response) == CSP
    assert {name: response.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert "no-store" in response["Cache-Control"]


def fail(monkeypatch, error):
    def home(*args, **kwargs):
        raise error

    monkeypatch.setattr("config.views.event_selectors.next_main_occurrence", home)


@pytest.mark.parametrize("host", ("evil.example", "testserver.evil", "a b", "[::1"))
def test_only_our_own_hosts_are_answered(client, host):
    def check(path):
        response = client.get(path, headers={"Host": host})
        assert response.status_code == 400
        assert csp(response) == CSP
        assert host not in response.content.decode()

    paths = ("/", "/en/", "/api/v1/statements", "/healthz", "/s/x/", "/nowhere/")
    assert problems(paths, check) == {}


# --- TLS ----------------------------------------------------------------------------

SECRETS = {
    "SECRET_KEY": "k" * 60 + "0123456789",
    "FIELD_KEYS": "1:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY=",
    "INDEX_KEY": "MTIzNDU2Nzg5MEFCQ0RFRkdISUpLTE1OT1BRUlNUVVY=",
    "EMAIL_URL": "consolemail://",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "SITE_URL": "https://yeondae.example",
}


@pytest.fixture(scope="module")
def manage(tmp_path_factory):
    """manage.py of a copy without ``.env``, with the production settings."""
    clone = tmp_path_factory.mktemp("clone")
    for name in (*settings.FIRST_PARTY_APPS, "config", "templates"):
        ignored = shutil.ignore_patterns("__pycache__", "migrations", "static")
        shutil.copytree(ROOT / name, clone / name, ignore=ignored)
    shutil.copy(ROOT / "manage.py", clone)

    def run(*arguments, without=(), **environment):
        values = SECRETS | environment | {"PATH": os.environ["PATH"]}
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=clone,
            env={name: each for name, each in values.items() if name not in without},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_the_deployment_check_is_clean(manage):
    done = manage("check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout + done.stderr


PRINT = (
    "from django.conf import settings as s; import json; print(json.dumps(["
    "s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS,"
    "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME,"
    "s.CSRF_COOKIE_NAME, s.DEBUG]))"
)


@pytest.mark.parametrize(
    ("site_url", "expected"),
    (
        (
            "https://yeondae.example",
            '[true, 63072000, true, true, true, "__Host-session", "__Host-csrf", false]',
        ),
        (
            "http://127.0.0.1:8000",
            '[false, 0, false, false, false, "session", "csrf", false]',
        ),
    ),
)
def test_what_belongs_to_tls_follows_the_address_of_the_site(
    manage, site_url, expected
):
    done = manage("shell", "--no-imports", "-c", PRINT, SITE_URL=site_url)

    assert done.stdout.strip() == expected, done.stderr


def test_with_tls_plain_http_is_sent_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get("/statements/?page=2")

    assert response.status_code == 301
    assert response["Location"] == "https://testserver/statements/?page=2"
    assert csp(response) == CSP


def test_a_wrong_host_over_plain_http_is_not_sent_on(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get("/", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert csp(response) == CSP


def test_with_tls_the_browser_is_told_to_stay_there(settings):
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True

    response = Client().get("/healthz", secure=True)

    assert response["Strict-Transport-Security"] == (
        "max-age=63072000; includeSubDomains; preload"
    )


@pytest.mark.parametrize("name", ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEY"))
@pytest.mark.parametrize("how", ("missing", "empty"))
def test_without_a_secret_the_boot_stops_and_names_it(manage, name, how):
    missing, empty = ((name,), {}) if how == "missing" else ((), {name: ""})

    done = manage("check", without=missing, **empty)

    assert done.returncode != 0
    assert name in done.stderr.splitlines()[-1]


@pytest.fixture
def fresh_keys():
    """Keys are read once per process."""
    encryption.master_cipher.cache_clear()
    encryption._index_key.cache_clear()
    yield
    encryption.master_cipher.cache_clear()
    encryption._index_key.cache_clear()


@pytest.mark.usefixtures("fresh_keys")
@pytest.mark.parametrize(
    ("name", "value"),
    (
        ("FIELD_KEYS", []),
        ("FIELD_KEYS", ["1:c2hvcnQ="]),
        ("FIELD_KEYS", ["1:not base64 at all"]),
        ("FIELD_KEYS", ["x:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY="]),
        ("FIELD_KEYS", ["0:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY="]),
        ("FIELD_KEYS", ["256:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY="]),
        ("INDEX_KEY", ""),
        ("INDEX_KEY", "c2hvcnQ="),
    ),
)
def test_an_unusable_key_is_named_and_not_printed(settings, name, value):
    setattr(settings, name, value)

    with pytest.raises(ImproperlyConfigured) as caught:
        encryption.master_cipher()

    assert name in str(caught.value)
    assert [each for each in value if len(each) > 1 and each in str(caught.value)] == []


# --- Methods ------------------------------------------------------------------------

FORMS = ("/statements/here/sign/", "/statements/here/find/", "/partners/register/")
UNSAFE = ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "FOO")


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("method", ("POST", *UNSAFE))
def test_a_public_page_is_for_reading_only(method):
    browser = Client(enforce_csrf_checks=True)

    def check(path):
        response = browser.generic(method, path)
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD"
        assert not response.cookies
        assert "no-store" in response["Cache-Control"]
        if "/api/" not in path:
            page = read(response)
            assert page.one("html")["lang"] == ("en" if path[:4] == "/en/" else "ko")
            assert page.one("h1").text

    assert problems((*ALL_PUBLIC, "/healthz", "/readyz"), check) == {}


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("method", UNSAFE)
def test_a_form_takes_get_and_post_only(method):
    browser = Client(enforce_csrf_checks=True)

    def check(path):
        response = browser.generic(method, path)
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD, POST"
        assert read(response).one("h1").text

    assert problems(FORMS, check) == {}


# --- Addresses ----------------------------------------------------------------------


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("path", "leads_to"),
    (
        ("/en", "/en/"),
        ("/friday", "/friday/"),
        ("/en/friday", "/en/friday/"),
        ("/statements", "/statements/"),
        ("/statements?page=2", "/statements/?page=2"),
        ("/statements/here", "/statements/here/"),
        ("/en/statements/here/signatories", "/en/statements/here/signatories/"),
        ("/s/token", "/s/token/"),
        ("/admin", "/admin/"),
    ),
)
def test_a_forgotten_slash_is_added(client, path, leads_to):
    response = client.get(path)

    assert (response.status_code, response["Location"]) == (301, leads_to)


NOWHERE = (
    "/nowhere/",
    "/nowhere",
    "/english/",
    "/ko/",
    "/statements/없는-성명/",
    "/statements/none/",
    "/statements/none/find/",
    "/statements/none/check-mail/",
    "/statements/none/signatories/",
    "/statements/here/revisions/2/",
    "/statements/here/revisions/0/",
    f"/statements/here/revisions/{'9' * 30}/",
    "/statements/here/revisions/x/",
    "/organizations/none/",
    "/events/none/",
    "/events/none/event.ics",
    "/events/series/none/",
    "/events/series/none/calendar.ics",
    "/events/archive/1999/",
    "/events/archive/2024/13/",
    f"/events/archive/{'9' * 30}/",
    "/.git/config",
    "/.env",
    "/static/../config/settings/base.py",
    "/static/..%2f..%2fmanage.py",
    "/mail/",
    "/metrics",
    "/%00/",
    "/%00",
    "/statements/%00/",
    "/statements/%FF%FE/",
    "/statements/a%00b/sign/",
    "/organizations/%00/",
    "/events/%ED%A0%80/",
    "/%C0%AE%C0%AE/",
    "/statements/<script>/",
    "/statements/a%0d%0aX:y/",
    "//evil.example/",
    "/\\evil.example/",
    "/" + "a" * 5000,
)


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("prefix", ("", "/en"))
def test_an_address_that_is_none_has_a_designed_page(client, prefix):
    language = prefix.strip("/") or "ko"
    with translation.override(language):
        heading = gettext("There is no page here")

    def check(path):
        response = client.get("/", PATH_INFO=unquote_to_bytes(path).decode("latin1"))
        assert response.status_code == 404
        page = read(response)
        assert page.one("html")["lang"] == language
        assert page.one("h1").text == heading
        assert "no-store" in response["Cache-Control"]
        leading_away = [
            link["href"]
            for link in page.all("a")
            if not re.match(r"/[^/\\]|/$|#", link["href"])
        ]
        assert leading_away == ["https://www.weather.go.kr/"]

    assert problems([prefix + path for path in NOWHERE], check) == {}


RUBBISH = (
    "page=%00",
    "page=x",
    "page=-1",
    "page=0",
    "page=99999999999999999999",
    "page=%ED%A0%80",
    "page=%FF",
    "q=%00",
    "q=%FF%FE",
    "q=%ED%A0%80",
    f"q={'a' * 5000}",
    "q=%25%27%22%5C_",
    "format=%00",
    "format=x",
    "format[]=x",
    "format=rally&format=x",
    "month=99",
    "=",
    "&&&",
    "%",
    "%00=%00",
    f"x={'y' * 10_000}",
    "&".join(f"f{number}=1" for number in range(1001)),
)


READ = (
    "/",
    "/friday/",
    "/history/",
    "/statements/",
    "/statements/here/",
    "/statements/feed.atom",
    "/organizations/",
    "/organizations/here/",
    "/events/",
    "/events/archive/",
    "/events/calendar.ics",
    "/events/feed.atom",
    "/api/v1/statements",
    "/api/v1/statements/here",
    "/api/v1/organizations",
    "/api/v1/occurrences",
    "/api/v1/openapi.json",
    "/sitemap.xml",
    "/statements/here/find/",
    "/partners/register/",
    "/s/x/",
)


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("path", READ)
def test_no_query_string_breaks_a_page(client, path):
    def check(query):
        response = client.get(f"{path}?{query}")
        assert response.status_code in (200, 400, 404)
        assert response.content

    assert problems(RUBBISH, check) == {}


@pytest.mark.usefixtures("site")
def test_no_query_string_breaks_a_list_of_the_back_office():
    staff = Client()
    staff.force_login(create_staff())
    lists = [
        f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for model in admin.site._registry
    ]
    queries = (
        "q=%00",
        "q=%FF",
        "q=%ED%A0%80",
        "o=abc",
        "o=9.-9",
        "p=99999999",
        "p=x",
        "all=x",
        "password__startswith=a",
        "personal_data__email=a",
        "state__exact=%00",
        "id__exact=x",
        "x=%00",
        "e=1",
    )

    def check(path):
        for query in queries:
            response = staff.get(f"{path}?{query}")
            assert response.status_code in (200, 302, 400, 403), query

    assert len(lists) > 10
    assert problems(lists, check) == {}


@pytest.mark.usefixtures("site")
def test_staff_cannot_guess_what_they_may_not_see_by_filtering():
    staff = Client()
    staff.force_login(create_staff())

    for path in (
        "/admin/coalition/user/?password__startswith=md5",
        "/admin/statements/signature/?personal_data__email__contains=a",
        "/admin/statements/signature/?statement__wrapped_data_key__contains=a",
        "/admin/statements/statement/?signatures__public_name__contains=a",
    ):
        response = staff.get(path)
        assert (response.status_code, path) == (400, path)
        assert read(response).one("h1").text


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("key", ("abc", "0", "99999999999999999999", "_00", "1_00"))
def test_no_record_of_the_back_office_is_a_failure(key):
    staff = Client()
    staff.force_login(create_staff())

    def check(path):
        assert staff.get(path).status_code in (302, 404)

    paths = [
        f"/admin/{model._meta.app_label}/{model._meta.model_name}/{key}/change/"
        for model in admin.site._registry
    ]
    assert problems(paths, check) == {}


@pytest.mark.usefixtures("site")
def test_an_unknown_query_changes_no_feed(client):
    for path in ("/events/calendar.ics", "/statements/feed.atom", "/events/feed.atom"):
        with frozen():
            plain = client.get(path)
            other = client.get(
                f"{path}?x={'y' * 10_000}", headers={"Accept": "text/html"}
            )
        assert other.content == plain.content
        assert other["Cache-Control"] == plain["Cache-Control"]
        assert other["ETag"] == plain["ETag"]
        assert other["Content-Type"] == plain["Content-Type"]


# --- Bodies of requests ---------------------------------------------------------------


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("prefix", ("", "/en"))
@pytest.mark.parametrize("path", ("/statements/here/sign/", "/partners/register/"))
@pytest.mark.parametrize(
    ("length", "said", "status"),
    (
        (3_000_000, None, 413),
        (64 * 1024 + 1, None, 413),
        (64 * 1024, None, 422),
        (10, "12x", 413),
        (10, "9999999999", 413),
    ),
)
def test_a_body_that_is_too_large_is_not_read(path, prefix, length, said, status):
    browser = Client(HTTP_ORIGIN="http://testserver", enforce_csrf_checks=True)
    headers = {"CONTENT_LENGTH": said} if said else {}

    response = browser.generic(
        "POST",
        prefix + path,
        "x=" + "a" * (length - 2),
        "application/x-www-form-urlencoded",
        **headers,
    )

    assert response.status_code == status
    assert read(response).one("h1").text


@pytest.mark.usefixtures("site")
def test_a_token_never_stands_in_a_public_page(client, site):
    signature = create_signature(site)
    token = make_token("signature", signature.code)

    for path in ("/", "/statements/here/", "/statements/here/signatories/"):
        assert token not in client.get(path).content.decode()


@pytest.mark.usefixtures("site")
def test_signing_works_without_any_cookie_or_header_of_javascript():
    """The whole way of a browser that runs no script and keeps no cookie."""
    browser = Client(HTTP_ORIGIN="http://testserver", enforce_csrf_checks=True)
    page = read(browser.get("/statements/here/"))
    form = page.one("form", action="/statements/here/sign/")

    response = browser.post(form["action"], form_data())

    assert (response.status_code, browser.cookies.output()) == (303, "")
