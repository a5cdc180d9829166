"""What surrounds every request: what is kept and for whom, the language of the path."""

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.test import Client
from django.utils.translation import get_language

from coalition import memory
from coalition.tokens import make_token
from config.middleware import (
    IsolationMiddleware,
    NoVisitorMiddleware,
    PathLanguageMiddleware,
)
from statements.services import signing
from tests.factories.coalition import create_staff
from tests.factories.statements import (
    create_signature,
    create_statement,
    form_data,
    sign,
)
from tests.markup import read

pytestmark = pytest.mark.django_db
FROM_HERE = {"Origin": "http://testserver"}


@pytest.fixture
def remembering(settings, tmp_path):
    """Pages are kept for a minute, by each client (a process of its own) for itself."""
    settings.MEMORY_SECONDS = 60
    settings.MEMORY_STAMP = tmp_path / "var" / "stamp"
    memory.note_change()  # what another test kept is older than this
    return settings.MEMORY_STAMP


@pytest.fixture
def is_kept(remembering, django_assert_num_queries):
    """Whether this client answers the request again without asking the database."""

    def check(client, path, **extra):
        client.get(path, **extra)
        try:
            with django_assert_num_queries(0):
                client.get(path, **extra)
        except pytest.fail.Exception:
            return False
        return True

    return check


def link(signature):
    return f"/s/{make_token('signature', signature.code)}/"


def individuals(response):
    """The number beside the title; no organization has co-signed in these tests."""
    (tally,) = read(response).all(class_="c-tally__number")
    return int(tally.text)


# --- Pages in memory ----------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ("/", "/statements/", "/statements/kept/", "/api/v1/statements", "/sitemap.xml"),
)
def test_public_pages_are_kept(client, is_kept, path):
    create_statement(slug="kept")

    assert is_kept(client, path)


@pytest.mark.parametrize(
    "path", ("/statements/none/", "/nowhere/", "/readyz", "/api/v1/statements/none")
)
def test_errors_and_private_pages_are_not_kept(client, is_kept, path):
    if path == "/nowhere/":  # needs no database: told by its content instead
        assert client.get(path) is not client.get(path)
    else:
        assert not is_kept(client, path)


def test_what_was_not_there_is_there_at_once(client, remembering):
    before = client.get("/statements/soon/").status_code

    create_statement(slug="soon")

    assert (before, client.get("/statements/soon/").status_code) == (404, 200)


def test_a_page_for_one_reader_is_not_kept(client, remembering):
    signature = sign(create_statement())
    before = read(client.get(link(signature))).one("h1").text

    signing.confirm_signature(code=signature.code)  # no POST: no page is forgotten

    assert read(client.get(link(signature))).one("h1").text != before


def test_a_form_is_not_kept_with_what_somebody_typed(client, remembering):
    statement = create_statement()
    path = f"/statements/{statement.slug}/find/"
    client.post(path, {"email": "canary@"}, headers=FROM_HERE)

    assert "canary" not in client.get(path).content.decode()


def test_a_page_is_not_kept_with_the_visit_of_staff(client, remembering):
    staff = Client()
    staff.force_login(create_staff())

    index = staff.get("/admin/")
    staff.handler.load_middleware()
    home = staff.get("/")

    assert index.status_code == 200
    assert not home.cookies
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    "other",
    (
        {"path": "/en/statements/kept/"},
        {"path": "/statements/kept/?page=2"},
        {"path": "/statements/kept/", "HTTP_HOST": "localhost"},
        {"path": "/statements/kept/", "wsgi.url_scheme": "https"},
    ),
    ids=("language", "query", "host", "scheme"),
)
def test_another_address_is_another_page(
    client, remembering, django_assert_max_num_queries, other
):
    create_statement(slug="kept")
    client.get("/statements/kept/")

    with django_assert_max_num_queries(50) as queries:
        client.get(other.pop("path"), **other)

    assert len(queries) > 0


def test_the_languages_do_not_mix(client, remembering):
    create_statement(slug="kept")
    paths = ("/statements/kept/", "/en/statements/kept/")

    seen = [read(client.get(path)).one("html")["lang"] for path in paths * 2]

    assert seen == ["ko", "en", "ko", "en"]


def test_who_cannot_unpack_gets_it_unpacked(client, remembering):
    create_statement(slug="kept")
    path = "/statements/kept/"

    packed = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    plain = client.get(path)
    again = client.get(path, headers={"Accept-Encoding": "gzip, br"})

    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert read(plain).one("h1").text
    assert again.content == packed.content


def test_both_forms_are_confirmed_with_304(client, remembering):
    create_statement(slug="kept")

    for encoding in ("gzip", "identity"):
        headers = {"Accept-Encoding": encoding}
        tag = client.get("/statements/kept/", headers=headers)["ETag"]
        again = client.get(
            "/statements/kept/", headers=headers | {"If-None-Match": tag}
        )
        assert (again.status_code, again.content) == (304, b"")


def test_every_process_of_the_host_forgets_at_once(remembering):
    statement = create_statement()
    signature = sign(statement)
    processes = [Client(headers=FROM_HERE) for _ in range(3)]
    path = statement.get_absolute_url()
    before = [individuals(process.get(path)) for process in processes]

    processes[0].post(link(signature), {"action": "confirm"})

    after = [individuals(process.get(path)) for process in processes]
    assert (before, after) == ([0, 0, 0], [1, 1, 1])


def test_a_withdrawal_and_a_hidden_name_are_seen_at_once(client, remembering):
    statement = create_statement()
    signature = create_signature(statement, name="설이", display="name")
    path = f"/statements/{statement.slug}/signatories/"
    seen = ["설이" in read(client.get(path)).text]

    hide = {"action": "display", "display": "private"}
    client.post(link(signature), hide, headers=FROM_HERE)
    seen.append("설이" in read(client.get(path)).text)
    client.post(link(signature), {"action": "withdraw"}, headers=FROM_HERE)

    assert seen == [True, False]
    assert individuals(client.get(statement.get_absolute_url())) == 0


@pytest.mark.parametrize(
    ("data", "headers", "status"),
    (
        (form_data(), FROM_HERE, 303),
        (form_data(name=""), FROM_HERE, 422),
        (form_data(), {}, 403),
        ({"website": "x"}, FROM_HERE, 303),
    ),
    ids=("signed", "mistake", "foreign", "machine"),
)
def test_what_changes_no_page_forgets_none(client, remembering, data, headers, status):
    statement = create_statement()
    client.get(statement.get_absolute_url())
    stamp = remembering.stat().st_mtime_ns

    response = client.post(f"/statements/{statement.slug}/sign/", data, headers=headers)

    assert response.status_code == status
    assert remembering.stat().st_mtime_ns == stamp


def test_a_stamp_that_cannot_be_written_costs_no_answer(
    client, remembering, settings, tmp_path, caplog
):
    (tmp_path / "file").write_text("")
    settings.MEMORY_STAMP = tmp_path / "file" / "stamp"
    signature = sign(create_statement())

    response = client.post(link(signature), {"action": "confirm"}, headers=FROM_HERE)

    assert response.status_code == 303
    signature.refresh_from_db()
    assert signature.state == "confirmed"
    assert "the stamp of the memory cannot be written" in caplog.text


def test_the_memory_does_not_grow_without_end(
    client, remembering, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(memory, "LARGEST_MEMORY", 3)
    create_statement(slug="kept")
    for number in range(5):
        client.get(f"/statements/kept/?x={number}")

    with django_assert_num_queries(0):
        client.get("/statements/kept/?x=4")
    with pytest.raises(pytest.fail.Exception), django_assert_num_queries(0):
        client.get("/statements/kept/?x=0")


def test_head_is_not_answered_with_a_kept_body(client, remembering):
    create_statement(slug="kept")
    whole = client.get("/statements/kept/")

    head = client.head("/statements/kept/")

    assert (head.status_code, head.content) == (200, b"")
    assert client.get("/statements/kept/").content == whole.content


# --- The language of the path ---------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "language"),
    (
        ("/", "ko"),
        ("/en", "en"),
        ("/en/", "en"),
        ("/en/statements/", "en"),
        ("/english/", "ko"),
        ("/statements/en/", "ko"),
        ("/EN/", "ko"),
        ("//en/", "ko"),
    ),
)
def test_the_path_alone_says_the_language(rf, path, language):
    def view(request):
        return HttpResponse(f"{get_language()} {request.LANGUAGE_CODE}")

    request = rf.get(
        "/",
        PATH_INFO=path,
        HTTP_ACCEPT_LANGUAGE="fr, en;q=0.9",
        HTTP_COOKIE="django_language=en",
    )
    response = PathLanguageMiddleware(view)(request)

    assert response.content.decode() == f"{language} {language}"
    assert response["Content-Language"] == language
    assert get_language() == "ko"


def test_an_answer_that_names_its_language_keeps_it(rf):
    own = HttpResponse(headers={"Content-Language": "en"})

    assert (
        PathLanguageMiddleware(lambda _: own)(rf.get("/"))["Content-Language"] == "en"
    )


# --- Headers ------------------------------------------------------------------------


def public(**headers):
    return HttpResponse(headers={"Cache-Control": "public, max-age=0"} | headers)


def test_a_public_page_loses_every_cookie(rf):
    response = public(Vary="Accept-Encoding, Cookie")
    response.set_cookie("session", "x")

    answer = NoVisitorMiddleware(lambda _: response)(rf.get("/"))

    assert not answer.cookies
    assert answer["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("vary", "left"),
    (("Cookie", None), ("", None), ("Accept-Encoding", "Accept-Encoding")),
)
def test_a_public_page_does_not_vary_by_visitor(rf, vary, left):
    answer = NoVisitorMiddleware(lambda _: public(Vary=vary))(rf.get("/"))

    assert answer.get("Vary") == left


def test_a_private_page_keeps_its_cookies(rf):
    response = HttpResponse(headers={"Cache-Control": "no-store", "Vary": "Cookie"})
    response.set_cookie("session", "x")

    answer = NoVisitorMiddleware(lambda _: response)(rf.get("/"))

    assert answer.cookies["session"].value == "x"
    assert answer["Vary"] == "Cookie"


def test_a_stale_session_is_not_taken_away_by_a_public_page(rf):
    inner = SessionMiddleware(lambda _: public())

    answer = NoVisitorMiddleware(inner)(rf.get("/", HTTP_COOKIE="session=abcdefghijk"))

    assert not answer.cookies


def test_no_answer_may_be_loaded_into_another_site(rf):
    answer = IsolationMiddleware(lambda _: HttpResponse())(rf.get("/"))

    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
