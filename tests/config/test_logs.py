"""What the log of the site never holds: tokens, and with them access to a signature."""

import logging
import uuid

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client

from coalition.tokens import make_token
from statements.models import HeldWord
from tests.factories.statements import create_statement, sign

CODE = uuid.UUID("12345678-1234-5678-1234-567812345678")


def logged(console):
    return console.getvalue()


@pytest.fixture
def token():
    return make_token("signature", CODE)


@pytest.mark.parametrize(
    "message",
    (
        "Not Found: /s/{}/",
        "Not Found: /en/s/{}/",
        "GET /s/{}/?x=1 HTTP/1.1",
        "Not Found: /partners/confirm/{}/",
        "Not Found: /partners/cosign/{}",
        "Reverse for 'signature' with arguments '('{}',)' not found.",
        "http://testserver/s/{}/ and http://testserver/s/{}/",
    ),
)
def test_a_token_is_hidden_wherever_it_stands(console, token, message):
    logging.getLogger("anything").warning(message.replace("{}", token))

    assert token not in logged(console)
    assert token.partition(".")[0] not in logged(console)
    assert message.replace("{}", "<hidden>") in logged(console)


@pytest.mark.parametrize("cut", (7, 30, -7))
def test_a_mangled_token_in_a_path_is_hidden_too(console, token, cut):
    logging.getLogger("anything").warning("Not Found: /s/%s/", token[:-cut] + "=3D")

    assert token[:20] not in logged(console)


def test_a_token_in_arguments_and_tracebacks_is_hidden(console, token):
    def fail():
        raise ValueError(f"no page /s/{token}/ ({token!r})")

    try:
        fail()
    except ValueError:
        logging.getLogger("anything").exception("failed for %s", token)

    assert token not in logged(console)
    assert "ValueError: no page /s/<hidden>/ ('<hidden>')" in logged(console)
    assert "failed for <hidden>" in logged(console)


@pytest.mark.django_db
def test_the_row_that_the_database_refused_is_hidden(console):
    twice = [HeldWord(word="카나리아"), HeldWord(word="카나리아")]

    with pytest.raises(IntegrityError, match="카나리아") as refused:
        HeldWord.objects.bulk_create(twice)
    logging.getLogger("anything").error("not stored", exc_info=refused.value)

    assert "duplicate key value" in logged(console)
    assert "DETAIL: <hidden>" in logged(console)
    assert "카나리아" not in logged(console)


@pytest.mark.parametrize(
    "message",
    (
        "Not Found: /statements/a-statement/",
        "tally of statement 7 was off by 3",
        "sha256 " + "a1" * 32,
        "procrastinate.contrib.django.models.ProcrastinateJob",
        "/static/coalition/css/components.0123456789abcdef0123.css",
    ),
)
def test_other_words_stay(console, message):
    logging.getLogger("anything").warning(message)

    assert message in logged(console)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ("get", "delete", "post"))
def test_a_request_for_a_link_leaves_no_token(console, method):
    signature = sign(create_statement())
    token = make_token("signature", signature.code)
    foreign = make_token("signature", CODE)

    for each in (token, foreign, token[:-9]):
        getattr(Client(), method)(f"/s/{each}/")

    assert token[:22] not in logged(console)
    assert foreign[:22] not in logged(console)
    if method != "get":
        assert "/s/<hidden>/" in logged(console)


@pytest.mark.django_db
def test_what_strangers_send_leaves_no_traceback(console):
    """A crowd of refused forms must not fill the disk."""
    path = f"/statements/{create_statement().slug}/sign/"
    browser = Client(enforce_csrf_checks=True)

    browser.post(path, {"name": "x"})
    browser.post(path, "<a/>", content_type="text/xml")
    browser.post(path, {"name": "x" * 70_000})
    browser.get("/statements/none/")
    browser.delete(path)

    lines = logged(console).splitlines()
    for word in ("Forbidden", "Bad Request", "Too Large", "Not Found", "Not Allowed"):
        assert len([line for line in lines if word in line]) in (1, 2)
    assert len(lines) < 10


def test_only_warnings_of_the_queue_are_logged():
    """Its lines of level INFO name every argument of every job."""
    assert logging.getLogger("procrastinate.worker").getEffectiveLevel() == 30


def test_no_handler_mails_or_keeps_what_was_posted():
    """Django's AdminEmailHandler would send the whole request."""
    handlers = settings.LOGGING["handlers"]

    assert list(handlers) == ["console"]
    assert logging.getLogger("django").handlers == []
    assert logging.getLogger("django.request").handlers == []
