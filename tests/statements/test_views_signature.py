"""The page behind the link in the mail: GET shows, only POST acts."""

import datetime as dt
import json
import uuid

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext

from coalition.tokens import make_token
from statements.emails import SIGNATURE_LINK
from statements.enums import Display, SignatureState
from statements.models import Signature, SignaturePersonalData, Statement
from statements.selectors import counts_of, public_statements
from statements.services import moderation, publishing, signing
from tests.factories.coalition import create_staff
from tests.factories.statements import create_signature, create_statement, sign
from tests.markup import form_values, read

pytestmark = pytest.mark.django_db

BOTS = (
    "Mozilla/5.0 (compatible; SafeLinks)",
    "facebookexternalhit/1.1",
    "Yeti/1.1 (NHN Corp.)",
    "kakaotalk-scrap/1.0",
)
ACTS = ("confirm", "display", "withdraw", "export")


def link(signature, prefix="", purpose=SIGNATURE_LINK):
    return f"{prefix}/s/{make_token(purpose, signature.code)}/"


def individuals(statement):
    return counts_of(public_statements().get(pk=statement.pk)).individuals


def rows():
    """Everything stored about signers, to be compared before and after."""
    return (
        list(Signature.objects.order_by("pk").values()),
        list(SignaturePersonalData.objects.order_by("pk").values()),
    )


def heading(response):
    return read(response).one("h1").text


def korean(message):
    with translation.override("ko"):
        return gettext(message)


@pytest.fixture
def signature():
    return sign(create_statement(), email="canary@example.org", name="설이")


# --- Looking --------------------------------------------------------------------


@pytest.mark.parametrize("method", ("get", "head"))
def test_looking_never_changes_anything(client, traces, signature, method):
    before, stored = traces(), rows()

    for agent in BOTS * 3:
        response = getattr(client, method)(
            link(signature), headers={"User-Agent": agent}
        )
        assert response.status_code == 200

    assert (traces(), rows()) == (before, stored)
    assert individuals(signature.statement) == 0


def test_the_page_before_confirming(client, signature):
    response = client.get(link(signature))

    page = read(response)
    assert page.one("h1").text == korean("Complete your signature")
    assert [form_values(form) for form in page.one("main").all("form")] == [
        {"action": ["confirm"]},
        {"action": ["withdraw"]},
    ]
    assert {form["method"] for form in page.all("form")} == {"post"}
    assert "설이" in page.one("main").text
    assert "canary" not in response.content.decode()


def test_the_page_after_confirming(client, signature):
    signing.confirm_signature(code=signature.code)

    response = client.get(link(signature))

    forms = [form_values(form) for form in read(response).one("main").all("form")]
    assert forms == [
        {"action": ["display"], "display": ["private"]},
        {"action": ["export"]},
        {"action": ["withdraw"]},
    ]
    assert "canary" not in response.content.decode()


@pytest.mark.parametrize("confirm", (False, True), ids=("pending", "confirmed"))
def test_the_page_is_for_one_reader_only(client, signature, confirm):
    if confirm:
        signing.confirm_signature(code=signature.code)

    response = client.get(link(signature))

    assert "no-store" in response["Cache-Control"]
    assert "public" not in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, noarchive"
    assert not response.cookies
    token = link(signature).split("/")[2]
    naming_itself = [
        element.tag
        for element in read(response).all()
        if token in element.get("href") + element.get("content")
    ]
    assert naming_itself == ["a"]  # the other language


def test_the_link_speaks_the_language_of_the_signer(client):
    signature = sign(create_statement(), language="en")

    response = client.get(link(signature))

    assert (response.status_code, response["Location"]) == (
        302,
        link(signature, "/en"),
    )
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    page = read(client.get(response["Location"]))
    assert page.one("html")["lang"] == "en"
    assert page.one("h1").text == "Complete your signature"


# --- Confirming -----------------------------------------------------------------


def test_confirming_counts_once_and_says_so_every_time(visitor, signature):
    answers = []
    for _ in range(3):
        response = visitor.post(link(signature), {"action": "confirm"})
        assert (response.status_code, response["Location"]) == (303, link(signature))
        answers.append(heading(visitor.get(link(signature))))

    thanks = korean("Your signature is complete. Thank you for standing with us.")
    assert answers == [thanks] * 3
    assert individuals(signature.statement) == 1


def test_a_held_signature_is_answered_like_any_other(visitor):
    pages = []
    with time_machine.travel(timezone.now(), tick=False):
        for email in ("a@example.org", "a@mailinator.com"):
            statement = create_statement(slug=f"s-{email[2:4]}")
            signature = sign(statement, email=email, name="설이")
            posted = visitor.post(link(signature), {"action": "confirm"})
            page = visitor.get(link(signature))
            exported = visitor.post(link(signature), {"action": "export"})
            pages.append(
                [
                    answer.content.decode()
                    .replace(statement.slug, "…")
                    .replace(link(signature), "…")
                    .replace(email, "…")
                    for answer in (posted, page, exported)
                ]
            )

    assert pages[0] == pages[1]
    states = Signature.objects.values_list("state", flat=True)
    assert sorted(states) == ["confirmed", "held"]


def test_confirming_works_while_the_statement_is_paused(visitor, signature):
    publishing.pause_statement(statement=signature.statement)

    response = visitor.post(link(signature), {"action": "confirm"})

    assert response.status_code == 303
    assert individuals(signature.statement) == 1


@pytest.mark.parametrize("method", ("get", "post"))
@pytest.mark.parametrize("prefix", ("", "/en"))
def test_confirming_is_over_a_day_after_closing(visitor, method, prefix):
    closes_at = timezone.now() + dt.timedelta(hours=1)
    signature = sign(create_statement(closes_at=closes_at))

    with time_machine.travel(closes_at + dt.timedelta(hours=25)):
        response = getattr(visitor, method)(
            link(signature, prefix), {"action": "confirm"}
        )

    assert response.status_code == 410
    with translation.override(prefix.strip("/") or "ko"):
        assert heading(response) == gettext("This statement is closed")
    signature.refresh_from_db()
    assert signature.state == SignatureState.PENDING


def test_an_unconfirmed_signature_can_be_erased_even_then(visitor):
    closes_at = timezone.now() + dt.timedelta(hours=1)
    signature = sign(create_statement(closes_at=closes_at))

    with time_machine.travel(closes_at + dt.timedelta(hours=25)):
        response = visitor.post(link(signature), {"action": "withdraw"})

    assert response.status_code == 200
    assert SignaturePersonalData.objects.count() == 0


# --- Withdrawing ----------------------------------------------------------------


def test_withdrawing_twice_says_the_same_and_counts_once(visitor, signature):
    visitor.post(link(signature), {"action": "confirm"})
    before = individuals(signature.statement)

    with time_machine.travel(timezone.now(), tick=False):
        answers = [
            visitor.post(link(signature), {"action": "withdraw"}) for _ in range(2)
        ]

    assert [each.status_code for each in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert heading(answers[0]) == korean("This signature has ended")
    assert (before, individuals(signature.statement)) == (1, 0)
    assert SignaturePersonalData.objects.count() == 0


@pytest.mark.parametrize("end", ("withdrawn", "invalidated"))
@pytest.mark.parametrize("action", ("confirm", "display", "export", None))
def test_an_ended_signature_stays_ended(visitor, signature, end, action):
    signing.confirm_signature(code=signature.code)
    if end == "withdrawn":
        signing.withdraw_signature(code=signature.code)
    else:
        moderation.invalidate_signature(signature=signature, actor=create_staff())
    stored = rows()

    if action:
        data = {"action": action, "display": "name"}
        response = visitor.post(link(signature), data)
    else:
        response = visitor.get(link(signature))

    assert response.status_code == 410
    assert heading(response) == korean("This signature has ended")
    assert rows() == stored
    assert individuals(signature.statement) == 0


# --- Showing, exporting ---------------------------------------------------------


def test_changing_what_is_shown(visitor, signature):
    visitor.post(link(signature), {"action": "confirm"})
    listed = f"/statements/{signature.statement.slug}/signatories/"
    seen = []

    for display in ("name", "private"):
        response = visitor.post(
            link(signature), {"action": "display", "display": display}
        )
        assert (response.status_code, response["Location"]) == (303, link(signature))
        seen.append("설이" in read(visitor.get(listed)).text)

    assert seen == [True, False]


@pytest.mark.parametrize("display", (None, "", "everybody", "NAME", "\x00"))
def test_a_wrong_choice_changes_nothing_and_is_told(visitor, signature, display):
    signing.confirm_signature(code=signature.code)
    stored = rows()
    data = {"action": "display", "display": display}

    response = visitor.post(
        link(signature), {name: value for name, value in data.items() if value}
    )

    assert response.status_code == 422
    page = read(response)
    assert page.by_id("id_display_error").text
    (summary_link,) = page.one(role="alert").all("a")
    assert page.by_id(summary_link["href"].removeprefix("#"))["type"] == "radio"
    assert rows() == stored


def test_exporting_gives_all_that_is_kept(visitor, signature):
    signing.confirm_signature(code=signature.code)
    signature.refresh_from_db()

    response = visitor.post(link(signature), {"action": "export"})

    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="signature.json"'
    assert "no-store" in response["Cache-Control"]
    assert json.loads(response.content) == {
        "statement": signature.statement.slug,
        "revision": 1,
        "state": "confirmed",
        "name": "설이",
        "email": "canary@example.org",
        "affiliation": "",
        "display": "private",
        "consents": {
            "version": signature.consent_version,
            "sha256": signature.consent_sha256,
            "updates": False,
            "handover": False,
        },
        "signed_at": signature.signed_at.isoformat(),
        "confirmed_at": signature.confirmed_at.isoformat(),
    }


# --- Links that are none --------------------------------------------------------


def mangled(token):
    other = "A" if token[-1] != "A" else "B"
    return {
        "last character": token[:-1] + other,
        "first character": ("B" if token[0] != "B" else "C") + token[1:],
        "case": token.swapcase(),
        "cut by the mail program": token[:-7],
        "only the code": token.partition(".")[0],
        "only the signature": "." + token.partition(".")[2],
        "twice": f"{token}.{token}",
        "quoted-printable": token[:30] + "=3D" + token[30:],
        "a dot at the end": token + ".",
        "a bracket of the mail": token + ">",
        "broken encoding": "%91%FF%FE",
        "NUL": "%00",
        "NUL at the end": token + "%00",
        "control": "%0d%0aSet-Cookie:a=b",
        "Hangul": "서명",
        "lone surrogate": "%ED%A0%80",
        "long": "a" * 10_000,
        "long and signed": token + "A" * 10_000,
        "padding": token.partition(".")[0] + "==." + token.partition(".")[2],
        "dots": "...",
    }


@pytest.mark.parametrize("kind", mangled("x.y"))
def test_a_link_that_is_not_ours(visitor, signature, kind):
    token = mangled(make_token(SIGNATURE_LINK, signature.code))[kind]
    stored = rows()

    for method in (visitor.get, visitor.head, visitor.post):
        response = method(f"/s/{token}/", {"action": "confirm"})
        assert response.status_code == 404
        assert "no-store" in response["Cache-Control"]
        assert not response.cookies

    assert rows() == stored


def test_every_unknown_link_is_answered_alike(visitor, signature):
    tokens = (
        make_token(SIGNATURE_LINK, uuid.uuid4()),
        make_token("registration", signature.code),
        make_token(SIGNATURE_LINK, signature.code)[:-3],
        "no-such-token",
    )

    bodies = set()
    for token in tokens:
        response = visitor.get(f"/s/{token}/")
        assert response.status_code == 404
        bodies.add(response.content.decode().replace(token, "…"))

    assert len(bodies) == 1
    assert heading(response) == korean("This link does not work")


@pytest.mark.parametrize("purpose", ("registration", "partner", "confirm", ""))
@pytest.mark.parametrize("action", ACTS)
def test_a_token_of_another_purpose_opens_nothing(visitor, signature, purpose, action):
    stored = rows()

    response = visitor.post(link(signature, purpose=purpose), {"action": action})

    assert response.status_code == 404
    assert rows() == stored


def test_the_token_of_one_signature_moves_only_that_one(visitor):
    statement = create_statement()
    mine, other = sign(statement), sign(statement)

    visitor.post(link(mine), {"action": "confirm"})

    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.state, other.state) == ("confirmed", "pending")


# --- Wrong ways -----------------------------------------------------------------


@pytest.mark.parametrize("action", ("", "delete", "confirm ", "CONFIRM", "\x00"))
def test_an_unknown_act_is_refused(visitor, signature, action):
    stored = rows()

    response = visitor.post(link(signature), {"action": action})

    assert response.status_code == 400
    assert read(response).one("h1").text
    assert rows() == stored


@pytest.mark.parametrize("action", ACTS)
@pytest.mark.parametrize(
    "headers",
    ({}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}),
    ids=("no header", "origin", "fetch site"),
)
def test_a_form_of_another_site_does_nothing(signature, action, headers):
    stored = rows()

    response = Client(enforce_csrf_checks=True, headers=headers).post(
        link(signature), {"action": action, "display": "name"}
    )

    assert response.status_code == 403
    assert b"canary" not in response.content
    assert rows() == stored


@pytest.mark.parametrize("method", ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"))
def test_other_methods_do_nothing(visitor, signature, method):
    stored = rows()

    response = visitor.generic(method, link(signature), "action=confirm")

    assert response.status_code == 405
    assert rows() == stored


def test_when_the_key_is_destroyed_the_link_still_withdraws(visitor, signature):
    signing.confirm_signature(code=signature.code)
    Statement.objects.update(wrapped_data_key=None)

    page = visitor.get(link(signature))
    exported = visitor.post(link(signature), {"action": "export"})
    shown = visitor.post(link(signature), {"action": "display", "display": "name"})
    hidden = visitor.post(link(signature), {"action": "display", "display": "private"})
    withdrawn = visitor.post(link(signature), {"action": "withdraw"})

    assert (page.status_code, exported.status_code) == (200, 200)
    assert (shown.status_code, hidden.status_code) == (410, 303)
    assert json.loads(exported.content)["name"] == ""
    assert withdrawn.status_code == 200
    assert individuals(signature.statement) == 0


# --- Find my signature ----------------------------------------------------------


@pytest.mark.parametrize(
    ("email", "message"),
    (
        ("", "Please write your e-mail address."),
        ("a@b", "Please check the e-mail address."),
        ("a@b.kr\nBcc:x@y.kr", "Please check the e-mail address."),
        ("a@b.kr\x00", "Null characters are not allowed."),
    ),
)
def test_finding_with_a_wrong_address(visitor, traces, email, message):
    statement = create_statement()
    before = traces()

    response = visitor.post(f"/en/statements/{statement.slug}/find/", {"email": email})

    assert response.status_code == 422
    page = read(response)
    assert page.by_id("id_email_error").text == message
    assert page.by_id("id_email")["aria-invalid"] == "true"
    assert traces() == before


def test_finding_works_after_the_statement_closed(visitor, traces):
    closes_at = timezone.now() + dt.timedelta(hours=1)
    statement = create_statement(closes_at=closes_at)
    create_signature(statement, email="a@example.org", display=Display.NAME)
    before = traces()

    with time_machine.travel(closes_at + dt.timedelta(days=3)):
        response = visitor.post(
            f"/statements/{statement.slug}/find/", {"email": "a@example.org"}
        )

    assert response.status_code == 303
    assert traces() == before | {"ProcrastinateJob": before["ProcrastinateJob"] + 1}
