"""The sign form: what it takes, what it refuses, and that the answer tells nothing."""

import datetime as dt
from urllib.parse import urlencode

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext
from procrastinate.contrib.django.models import ProcrastinateJob

from statements import consents
from statements.enums import Display, SignatureState
from statements.models import Signature
from statements.services import publishing, signing
from tests.factories.statements import (
    create_draft,
    create_signature,
    create_statement,
    form_data,
    sign,
)
from tests.jobs import run_jobs
from tests.markup import form_values, read

pytestmark = pytest.mark.django_db

VISIBLE = "Please write a name with visible letters."
UNSAFE = "The name holds a character that cannot be shown safely."
CONTROL = "Line breaks and control characters cannot be used."
TOO_LONG = "Please use at most 40 characters."
FORMULA = "A name cannot begin with = + - or @."
LINK = "A name cannot hold a link or a phone number."
ADDRESS = "Please check the e-mail address."


def path(statement, prefix=""):
    return f"{prefix}/statements/{statement.slug}/sign/"


def check_mail(statement, prefix=""):
    return f"{prefix}/statements/{statement.slug}/check-mail/"


def korean(message):
    with translation.override("ko"):
        return gettext(message)


def own_data(statement):
    signature = Signature.objects.select_related("personal_data").get(
        statement=statement
    )
    return signing.own_data(signature=signature)


# --- What is taken ----------------------------------------------------------------


def test_a_valid_form_leads_to_the_check_mail_page(visitor):
    statement = create_statement()

    response = visitor.post(path(statement), form_data(email="a@example.org"))

    assert (response.status_code, response["Location"]) == (303, check_mail(statement))
    assert not response.cookies
    signature = Signature.objects.get()
    assert (signature.state, signature.language) == (SignatureState.PENDING, "ko")
    assert ProcrastinateJob.objects.get().args == {"signature_id": signature.pk}
    assert mail.outbox == []


def test_everything_the_visitor_chose_is_kept(visitor):
    statement = create_statement()

    visitor.post(
        path(statement, "/en"),
        form_data(
            name="  설  이 ",
            email=" Sori@Example.ORG ",
            affiliation="달빛모임",
            display="name_affiliation",
            consent_updates="on",
            consent_handover="on",
        ),
    )

    signature = Signature.objects.get()
    assert own_data(statement) == {
        "statement": statement.slug,
        "revision": 1,
        "state": "pending",
        "name": "설 이",
        "email": "Sori@example.org",
        "affiliation": "달빛모임",
        "display": "name_affiliation",
        "consents": {
            "version": consents.VERSION,
            "sha256": consents.consents_sha256("en"),
            "updates": True,
            "handover": True,
        },
        "signed_at": signature.signed_at.isoformat(),
        "confirmed_at": None,
    }
    assert (signature.public_name, signature.public_affiliation) == ("", "")


def test_what_the_page_sends_as_it_stands_is_private_and_consents_to_nothing(client):
    statement = create_statement()

    form = read(client.get(statement.get_absolute_url())).one(
        "form", action=path(statement)
    )

    assert form_values(form) == {
        "name": [""],
        "email": [""],
        "affiliation": [""],
        "display": ["private"],
        "website": [""],
    }


def test_the_display_may_be_left_out(visitor):
    statement = create_statement()

    response = visitor.post(path(statement), form_data(display=None))

    assert response.status_code == 303
    assert Signature.objects.get().display == Display.PRIVATE


def test_a_form_as_browsers_send_it_is_taken(visitor):
    statement = create_statement()

    response = visitor.post(
        path(statement),
        urlencode(form_data()),
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code == 303
    assert Signature.objects.count() == 1


def test_getting_the_address_of_the_form_leads_to_the_statement(visitor):
    statement = create_statement()

    response = visitor.get(path(statement, "/en"))

    assert response.status_code == 302
    assert response["Location"] == f"/en/statements/{statement.slug}/"


@pytest.mark.parametrize("prefix", ("", "/en"))
def test_the_check_mail_page_is_in_the_language_of_the_form(visitor, prefix):
    statement = create_statement()

    response = visitor.post(path(statement, prefix), form_data())

    assert response["Location"] == check_mail(statement, prefix)
    page = visitor.get(response["Location"])
    assert read(page).one("html")["lang"] == (prefix.strip("/") or "ko")
    assert "public" in page["Cache-Control"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    (
        ("김", "김"),
        ("\u1100\u1175\u11b7", "김"),  # NFD
        ("O'Brien-Kim", "O'Brien-Kim"),
        ("Nguyễn Thị Hằng", "Nguyễn Thị Hằng"),
        ("さくら", "さくら"),
        ("여파 (활동명)", "여파 (활동명)"),
        ("가" * 40, "가" * 40),
        ("여파\u3000모임", "여파 모임"),
        ("สมชาย ใจดี", "สมชาย ใจดี"),
    ),
)
def test_names_are_kept_in_nfc_with_single_spaces(visitor, typed, kept):
    statement = create_statement()

    response = visitor.post(path(statement), form_data(name=typed))

    assert response.status_code == 303
    assert own_data(statement)["name"] == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    (
        ("a@한글.kr", "a@xn--bj0bj06e.kr"),
        ("A@NAVER.COM ", "A@naver.com"),
        ("first.last+tag@example.co.kr", "first.last+tag@example.co.kr"),
    ),
)
def test_addresses_are_kept_as_typed_with_an_ascii_domain(visitor, typed, kept):
    statement = create_statement()

    response = visitor.post(path(statement), form_data(email=typed))

    assert response.status_code == 303
    assert own_data(statement)["email"] == kept


# --- What is refused ----------------------------------------------------------------

REFUSED = (
    ({"name": ""}, "name", "Please write your name."),
    ({"name": None}, "name", "Please write your name."),
    ({"name": "   "}, "name", "Please write your name."),
    ({"name": "\u3164"}, "name", VISIBLE),
    ({"name": "\uffa0"}, "name", VISIBLE),
    ({"name": "\u115f"}, "name", VISIBLE),
    ({"name": "\u1160"}, "name", VISIBLE),
    ({"name": "\u2800"}, "name", VISIBLE),
    ({"name": "\u200b"}, "name", VISIBLE),
    ({"name": "!?"}, "name", VISIBLE),
    ({"name": "여\u3164파"}, "name", UNSAFE),
    ({"name": "여\u200b파"}, "name", UNSAFE),
    ({"name": "여\u200d파"}, "name", UNSAFE),
    ({"name": "여\u202e파"}, "name", UNSAFE),
    ({"name": "여\u2066파"}, "name", UNSAFE),
    ({"name": "여\ufe0f파"}, "name", UNSAFE),
    ({"name": "여\U000e0041파"}, "name", UNSAFE),
    ({"name": "여\U000e0100파"}, "name", UNSAFE),
    ({"name": "여\u034f파"}, "name", UNSAFE),
    ({"name": "여파" + "\u0301" * 12}, "name", UNSAFE),
    ({"name": "여파☺"}, "name", UNSAFE),
    ({"name": "<script>alert(1)</script>"}, "name", UNSAFE),
    ({"name": '"><img src=x onerror=alert(1)>'}, "name", UNSAFE),
    ({"name": "{{7*7}}"}, "name", UNSAFE),
    ({"name": "${7*7}"}, "name", UNSAFE),
    ({"name": "%s%n 여파"}, "name", UNSAFE),
    ({"name": "가" * 41}, "name", TOO_LONG),
    ({"name": "가" * 399}, "name", TOO_LONG),
    ({"name": "여\n파"}, "name", CONTROL),
    ({"name": "여\t파"}, "name", CONTROL),
    ({"name": "여\r\nBcc: x@y.kr"}, "name", CONTROL),
    ({"name": "여\x00파"}, "name", "Null characters are not allowed."),
    ({"name": "=HYPERLINK(1)"}, "name", FORMULA),
    ({"name": "+1"}, "name", FORMULA),
    ({"name": "-1"}, "name", FORMULA),
    ({"name": "@x"}, "name", FORMULA),
    ({"name": "여파 https://evil"}, "name", LINK),
    ({"name": "여파 evil.com"}, "name", LINK),
    ({"name": "여파 www.x"}, "name", LINK),
    ({"name": "여파 010-1234-5678"}, "name", LINK),
    ({"affiliation": "evil.kr 모임"}, "affiliation", LINK),
    ({"affiliation": "=모임"}, "affiliation", FORMULA),
    ({"affiliation": "모\u202e임"}, "affiliation", UNSAFE),
    ({"email": ""}, "email", "Please write your e-mail address."),
    ({"email": None}, "email", "Please write your e-mail address."),
    ({"email": "a@b"}, "email", ADDRESS),
    ({"email": "a@localhost"}, "email", ADDRESS),
    ({"email": "a@[127.0.0.1]"}, "email", ADDRESS),
    ({"email": '"><script>"@b.kr'}, "email", ADDRESS),
    ({"email": '"quoted local"@example.org'}, "email", ADDRESS),
    ({"email": f"{'a' * 65}@example.org"}, "email", ADDRESS),
    ({"email": "홍길동@naver.com"}, "email", ADDRESS),
    ({"email": "a@b.kr\nBcc:x@y.kr"}, "email", ADDRESS),
    ({"email": "a@b.kr%0aBcc:x@y.kr"}, "email", ADDRESS),
    ({"email": "a@b.kr,c@d.kr"}, "email", ADDRESS),
    ({"email": "a@b.kr;c@d.kr"}, "email", ADDRESS),
    ({"email": "여파 <a@b.kr>"}, "email", ADDRESS),
    ({"email": "a@b.kr\x00"}, "email", "Null characters are not allowed."),
    (
        {"email": "a@naver.con"},
        "email",
        "Did you mean a@naver.com? If the address is right, send again.",
    ),
    (
        {"email": "a@gmial.com"},
        "email",
        "Did you mean a@gmail.com? If the address is right, send again.",
    ),
    (
        {"consent_privacy": None},
        "consent_privacy",
        "Please agree to the collection and use of personal data.",
    ),
    (
        {"consent_sensitive": None},
        "consent_sensitive",
        "Please agree to the processing of sensitive information.",
    ),
    ({"age_14": None}, "age_14", "Only people aged 14 or over can sign online."),
    (
        {"display": "everybody"},
        "display",
        "Select a valid choice. everybody is not one of the available choices.",
    ),
)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    REFUSED,
    ids=[ascii(row[0])[1:-1][:60] for row in REFUSED],
)
def test_a_mistake_is_told_beside_its_field_and_leaves_no_trace(
    visitor, traces, changes, field, message
):
    statement = create_statement()
    before = traces()

    response = visitor.post(path(statement, "/en"), form_data(**changes))

    assert response.status_code == 422
    assert "no-store" in response["Cache-Control"]
    page = read(response)
    (error,) = page.by_id(f"id_{field}_error").all("li")
    assert error.text == message
    summary = page.one(role="alert")
    (link,) = summary.all("a")
    assert link.text.endswith(message)
    assert page.by_id(link["href"].removeprefix("#")).tag == "input"
    assert traces() == before


@pytest.mark.parametrize(
    ("changes", "field"),
    (
        ({"name": ""}, "name"),
        ({"email": "a@b"}, "email"),
        ({"affiliation": "evil.kr"}, "affiliation"),
        ({"age_14": None}, "age_14"),
    ),
)
def test_a_mistaken_field_says_so_to_a_screen_reader(visitor, changes, field):
    response = visitor.post(path(create_statement()), form_data(**changes))

    page = read(response)
    control = page.by_id(f"id_{field}")
    assert control["aria-invalid"] == "true"
    described_by = control["aria-describedby"].split()
    assert f"id_{field}_error" in described_by
    assert all(page.by_id(id_) for id_ in described_by)
    others = [each for each in page.all(aria_invalid="true") if each is not control]
    assert others == []


@pytest.mark.parametrize("prefix", ("", "/en"))
def test_an_empty_form_names_everything_that_is_missing(visitor, traces, prefix):
    statement = create_statement()
    before = traces()

    response = visitor.post(path(statement, prefix), {})

    assert response.status_code == 422
    page = read(response)
    summary = page.one(role="alert")
    assert "autofocus" in summary
    assert [each["href"] for each in summary.all("a")] == [
        "#id_name",
        "#id_email",
        "#id_consent_privacy",
        "#id_consent_sensitive",
        "#id_age_14",
    ]
    with translation.override(prefix.strip("/") or "ko"):
        assert page.by_id("id_name_error").text == gettext("Please write your name.")
        assert page.one("title").text.startswith(gettext("Error:"))
    assert page.one("html")["lang"] == (prefix.strip("/") or "ko")
    assert traces() == before


def test_what_was_typed_and_ticked_stays(visitor):
    statement = create_statement()
    typed = form_data(
        name="설이",
        email="a@b",
        affiliation="달빛모임",
        display="name_affiliation",
        consent_updates="on",
        age_14=None,
    )

    response = visitor.post(path(statement), typed)

    form = read(response).one("form", action=path(statement))
    assert form_values(form) == {
        "name": ["설이"],
        "email": ["a@b"],
        "affiliation": ["달빛모임"],
        "display": ["name_affiliation"],
        "website": [""],
        "consent_privacy": ["on"],
        "consent_sensitive": ["on"],
        "consent_updates": ["on"],
    }


@pytest.mark.parametrize(
    "name", ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}")
)
def test_what_was_typed_is_shown_again_as_text(visitor, name):
    statement = create_statement()

    response = visitor.post(path(statement), form_data(name=name))

    assert read(response).by_id("id_name")["value"] == name
    assert b"<script>alert" not in response.content
    assert b"<img" not in response.content


@pytest.mark.parametrize("typed", ("a@naver.con", "A@Naver.con", " a@naver.con "))
def test_an_address_that_looks_mistyped_is_kept_when_the_visitor_says_so(
    visitor, typed
):
    statement = create_statement()
    data = form_data(email=typed)
    asked = read(visitor.post(path(statement), data))

    keep = asked.by_id("id_keep_email")
    response = visitor.post(path(statement), data | {"keep_email": keep["value"]})

    assert (keep.tag, keep["type"], "checked" in keep) == ("input", "checkbox", False)
    assert response.status_code == 303
    assert own_data(statement)["email"].lower() == "a@naver.con"


def test_keeping_one_address_does_not_keep_another(visitor):
    data = form_data(email="b@naver.con", keep_email="a@naver.con")

    response = visitor.post(path(create_statement()), data)

    assert response.status_code == 422


@pytest.mark.parametrize("keep", ("\x00", "x" * 5000, "<script>"))
def test_rubbish_in_the_hidden_field_is_no_reason_to_break(visitor, keep):
    response = visitor.post(path(create_statement()), form_data(keep_email=keep))

    assert response.status_code in (303, 422)
    assert b"<script>" not in response.content


def test_extra_fields_are_ignored(visitor):
    statement = create_statement()
    extra = {
        "state": "confirmed",
        "status": "confirmed",
        "id": "1",
        "confirmed_count": "9",
        "confirmed_at": "2020-01-01",
        "revision": "7",
        "public_name": "설이",
        "language": "en",
        "is_staff": "1",
    }

    response = visitor.post(path(statement), form_data(**extra))

    assert response.status_code == 303
    signature = Signature.objects.get()
    assert signature.state == SignatureState.PENDING
    assert signature.confirmed_at is None
    assert signature.public_name == ""
    assert signature.language == "ko"
    assert signature.revision_id == statement.current_revision_id


def test_a_machine_that_fills_every_field_learns_nothing(visitor, traces):
    statement = create_statement()
    before = traces()

    response = visitor.post(path(statement), form_data(website="https://spam.example"))

    assert (response.status_code, response["Location"]) == (303, check_mail(statement))
    assert traces() == before


# --- Which statements --------------------------------------------------------------


def closed():
    statement = create_statement(closes_at=timezone.now() + dt.timedelta(hours=1))
    return statement, dt.timedelta(hours=2)


def paused():
    statement = create_statement()
    return publishing.pause_statement(statement=statement), dt.timedelta()


def for_organizations_only():
    return create_statement(collects_signatures=False), dt.timedelta()


def draft():
    return create_draft(), dt.timedelta()


@pytest.mark.parametrize("prefix", ("", "/en"))
@pytest.mark.parametrize(
    ("make", "status", "heading"),
    (
        (closed, 410, "This statement is closed"),
        (paused, 503, "Signing is paused"),
        (for_organizations_only, 410, "This statement is closed"),
        (draft, 404, "There is no page here"),
    ),
)
def test_a_statement_that_takes_no_signatures(
    visitor, traces, make, status, heading, prefix
):
    statement, later = make()
    before = traces()

    with time_machine.travel(timezone.now() + later):
        response = visitor.post(path(statement, prefix), form_data())

    assert response.status_code == status
    with translation.override(prefix.strip("/") or "ko"):
        assert read(response).one("h1").text == gettext(heading)
    assert ("Retry-After" in response) == (status == 503)
    assert traces() == before


@pytest.mark.parametrize("slug", ("no-such-statement", "없는-성명", "1"))
def test_an_unknown_statement(visitor, traces, slug):
    before = traces()

    response = visitor.post(f"/statements/{slug}/sign/", form_data())

    assert response.status_code == 404
    assert traces() == before


# --- The answer tells nothing -------------------------------------------------------


def new(statement):
    return "new@example.org"


def pending(statement):
    sign(statement, email="pending@example.org")
    return "pending@example.org"


def confirmed(statement):
    create_signature(statement, email="confirmed@example.org")
    return "confirmed@example.org"


def held(statement):
    sign(statement, email="held@example.org", name="시발")
    return "held@example.org"


def withdrawn(statement):
    signature = create_signature(statement, email="withdrawn@example.org")
    signing.withdraw_signature(code=signature.code)
    return "withdrawn@example.org"


def disposable(statement):
    return "somebody@mailinator.com"


def over_the_limit(statement):
    for _ in range(4):
        sign(create_statement(), email="bombed@example.org")
    run_jobs()
    return "bombed@example.org"


ADDRESSES = (new, pending, confirmed, held, withdrawn, disposable, over_the_limit)


def answer(response):
    return response.status_code, sorted(response.headers.items()), response.content


@pytest.mark.parametrize("act", ("sign", "find"))
def test_every_address_gets_the_same_answer(visitor, act):
    statement = create_statement()
    answers, jobs = [], []

    with time_machine.travel(timezone.now(), tick=False):  # Expires: tells the second
        for make in ADDRESSES:
            email = make(statement)
            data = form_data(email=email) if act == "sign" else {"email": email}
            before = ProcrastinateJob.objects.count()
            response = visitor.post(f"/statements/{statement.slug}/{act}/", data)
            answers.append(answer(response))
            jobs.append(ProcrastinateJob.objects.count() - before)

    assert answers == [answers[0]] * len(ADDRESSES)
    assert answers[0][0] == 303
    assert jobs == [1] * len(ADDRESSES)


def test_a_name_that_is_held_gets_the_same_answer(visitor):
    statement = create_statement()

    with time_machine.travel(timezone.now(), tick=False):
        good = visitor.post(path(statement), form_data(name="시월"))
        bad = visitor.post(path(statement), form_data(name="시 발"))

    assert answer(good) == answer(bad)
    assert sorted(Signature.objects.values_list("state", flat=True)) == [
        "held",
        "pending",
    ]


def test_the_page_after_it_is_the_same_whoever_asks(visitor):
    statement = create_statement()
    seen = []

    with time_machine.travel(timezone.now(), tick=False):
        for make in ADDRESSES:
            visitor.post(path(statement), form_data(email=make(statement)))
            seen.append(answer(visitor.get(check_mail(statement))))

    assert seen == [seen[0]] * len(ADDRESSES)


# --- Again and again ----------------------------------------------------------------


def test_a_double_click_is_one_signature_and_one_mail(visitor):
    statement = create_statement()
    data = form_data()

    responses = [visitor.post(path(statement), data) for _ in range(3)]
    run_jobs()

    assert {response.status_code for response in responses} == {303}
    assert Signature.objects.count() == 1
    assert len(mail.outbox) == 1


def test_one_address_signs_two_statements(visitor):
    first, second = create_statement(), create_statement()
    data = form_data(email="a@example.org")

    for statement in (first, second):
        assert visitor.post(path(statement), data).status_code == 303

    indexes = {bytes(each.address_index) for each in Signature.objects.all()}
    assert len(indexes) == 2


@pytest.mark.parametrize(
    "spelling", ("ab+x@gmail.com", "a.b@gmail.com", "AB@GMAIL.COM", "ab@googlemail.com")
)
def test_another_spelling_of_a_confirmed_mailbox_adds_nothing(visitor, spelling):
    statement = create_statement()
    create_signature(statement, email="ab@gmail.com", name="설이")
    run_jobs()
    mail.outbox.clear()

    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        response = visitor.post(
            path(statement), form_data(email=spelling, name="다른 이름")
        )
        run_jobs()

    assert response.status_code == 303
    assert Signature.objects.confirmed().count() == 1
    assert own_data(statement)["name"] == "설이"
    assert [each.to for each in mail.outbox] == [["ab@gmail.com"]]
    assert mail.outbox[0].subject == korean("The link to your page")


def test_who_withdrew_can_sign_again(visitor):
    statement = create_statement()
    email = withdrawn(statement)

    response = visitor.post(path(statement), form_data(email=email))

    assert response.status_code == 303
    assert sorted(Signature.objects.values_list("state", flat=True)) == [
        "pending",
        "withdrawn",
    ]


# --- Where the form was sent from ---------------------------------------------------

SAME = "http://testserver"
EVIL = "https://evil.example"


@pytest.mark.parametrize(
    ("origin", "fetch_site", "status"),
    (
        (SAME, "same-origin", 303),
        (SAME, None, 303),
        (SAME, "none", 303),
        ("null", "same-origin", 303),
        (None, "same-origin", 303),
        (None, "none", 303),
        (SAME, "cross-site", 403),
        (SAME, "same-site", 403),
        ("null", "cross-site", 403),
        ("null", None, 403),
        (None, "cross-site", 403),
        (None, "same-site", 403),
        (None, None, 403),
        (None, "", 403),
        (EVIL, "same-origin", 403),
        (EVIL, "none", 403),
        (EVIL, "cross-site", 403),
        (EVIL, None, 403),
        ("http://testserver.evil.example", None, 403),
        ("http://testserver:8080", None, 403),
        ("https://testserver", None, 403),
        ("http://testserver/", None, 403),
        ("", None, 403),
    ),
)
def test_the_form_must_have_been_on_our_own_page(traces, origin, fetch_site, status):
    statement = create_statement()
    before = traces()
    headers = {"Origin": origin, "Sec-Fetch-Site": fetch_site}
    headers = {name: value for name, value in headers.items() if value is not None}

    response = Client(enforce_csrf_checks=True, headers=headers).post(
        path(statement), form_data()
    )

    assert response.status_code == status
    if status == 403:
        assert read(response).one("h1").text == korean("This was not accepted")
        assert traces() == before
    else:
        assert Signature.objects.count() == 1


# --- Bodies that are no form --------------------------------------------------------

FORM = "application/x-www-form-urlencoded"
MANY_FIELDS = "&".join(f"f{number}=1" for number in range(1001))
BAD_PART = '--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nhalf a part'
DEEP = "--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n" * 200


@pytest.mark.parametrize("prefix", ("", "/en"))
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    (
        (MANY_FIELDS, FORM, 400),
        ("name=" + "a" * 3_000_000, FORM, 413),
        ("name=" + "a" * (64 * 1024), FORM, 413),
        (BAD_PART, "multipart/form-data", 400),
        (BAD_PART, "multipart/form-data; boundary=", 400),
        (BAD_PART, f"multipart/form-data; boundary={'b' * 300}", 400),
        ("a=1", "text/xml", 400),
        ("<a/>", "application/xml", 400),
        ('{"name": "\\ud800"}', "application/json", 400),
        ("a=1", "text/plain", 400),
        ("a=1", "", 400),
        ("name=%FF", f"{FORM}; charset=euc-kr", 400),
    ),
    ids=(
        "1001 fields",
        "3 MB",
        "64 kB and more",
        "no boundary",
        "empty boundary",
        "long boundary",
        "text/xml",
        "application/xml",
        "json",
        "text/plain",
        "no type",
        "another charset",
    ),
)
def test_what_is_no_form_is_refused(
    visitor, traces, body, content_type, status, prefix
):
    statement = create_statement()
    before = traces()

    response = visitor.generic("POST", path(statement, prefix), body, content_type)

    assert response.status_code == status
    assert read(response).one("html")["lang"] == (prefix.strip("/") or "ko")
    assert len(read(response).all("h1")) == 1
    assert traces() == before


@pytest.mark.parametrize(
    ("body", "content_type"),
    (
        (BAD_PART, "multipart/form-data; boundary=x"),
        (BAD_PART, "multipart/form-data; boundary=wrong"),
        (DEEP, "multipart/form-data; boundary=x"),
        ("", FORM),
        ("&&&===", FORM),
        ("name=%", FORM),
        ("name=%ED%A0%80&email=%FF%FE", FORM),
        ("%00=%00&name=%00", FORM),
        ("name=여파", FORM),
    ),
    ids=(
        "half a part",
        "other boundary",
        "deep",
        "empty",
        "signs",
        "%",
        "bytes",
        "NUL",
        "raw",
    ),
)
def test_a_broken_form_is_a_form_with_mistakes(visitor, traces, body, content_type):
    statement = create_statement()
    before = traces()

    response = visitor.generic("POST", path(statement), body, content_type)

    assert response.status_code in (400, 422)
    assert traces() == before


@pytest.mark.parametrize("method", ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"))
def test_other_methods_are_not_for_forms(visitor, traces, method):
    statement = create_statement()
    before = traces()

    response = visitor.generic(method, path(statement))

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"
    assert read(response).all("h1")
    assert traces() == before
