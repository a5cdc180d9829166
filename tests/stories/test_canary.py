"""카나리아 signs, co-signs and meets every fault; nobody finds her afterwards.

The whole way with a real worker and a real mail server. Then everything that is kept
is searched for her name, her address and the keys to her signature.
"""

import base64
import email
import email.policy
import re
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client

from coalition.models import PartnerRegistration
from coalition.services.registrations import Approval, approve_registration
from statements.models import Signature
from tests.factories.coalition import create_staff, registration_form
from tests.factories.statements import create_statement, form_data
from tests.jobs import make_due, run_worker

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("empty_queue"),
]

CANARY = {
    "name": "카나리아",
    "affiliation": "카나리아모임",
    "email": "canary-7f3a@example.org",
    "contact_name": "카나리아둘",
    "contact_role": "카나리아팀장",
    "contact_email": "canary-office-7f3a@example.org",
    "authorised_name": "카나리아셋",
}
LINK = re.compile(r"http://testserver(/\S+/)\s")


def forms_of(word):
    """Everything a word can look like in a database or a log."""
    raw = word.encode()
    yield word
    yield raw.hex()
    yield word.encode("unicode_escape").decode()
    yield "".join(f"%{byte:02X}" for byte in raw)
    # Base64 of a longer text that holds the word, at each of the three offsets.
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw)
        yield encoded[4 if offset else 0 : -4].decode()


def found(text, words):
    return sorted({word for word in words for form in forms_of(word) if form in text})


def database():
    """Every row of every table, as text; by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(table_name) FROM information_schema.tables "
            "WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        rows = {}
        for table in tables:
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
            rows[table] = "\n".join(text for (text,) in cursor.fetchall())
    return rows


@pytest.fixture
def server_log():
    """What PostgreSQL itself writes during the test; nothing if it is not ours."""
    log = Path(str(site.DATABASES["default"]["HOST"]) + ".log")
    before = log.stat().st_size if log.exists() else 0
    return lambda: log.read_bytes()[before:].decode() if log.exists() else None


def opened(envelope):
    """The link in a mail."""
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    (link,) = LINK.findall(message.get_body(("plain",)).get_content())
    return link


def refuse_everything(table):
    """A database that refuses the next rows, and says which."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT no CHECK (false) NOT VALID")


def accept_again(table):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT no")


def deliver(mail_server, *answers):
    """Works the queue until it is empty, with these refusals first."""
    mail_server.answers = list(answers)
    before = len(mail_server.envelopes)
    for _ in range(len(answers) + 1):
        run_worker()
        make_due()
    return mail_server.envelopes[before:]


@pytest.fixture
def browser():
    return Client(
        enforce_csrf_checks=True,
        HTTP_ORIGIN="http://testserver",
        raise_request_exception=False,
    )


def she_signs_against_all_odds(browser, mail_server, statement, monkeypatch):
    """Mistakes, failures and refusals; in the end her link."""
    sign = f"/statements/{statement.slug}/sign/"
    data = form_data(**{key: CANARY[key] for key in ("name", "affiliation", "email")})
    assert browser.post(sign, data | {"age_14": ""}).status_code == 422
    assert (
        browser.post(sign, data, HTTP_ORIGIN="https://evil.example").status_code == 403
    )

    refuse_everything("statements_signature")
    assert browser.post(sign, data).status_code == 500
    accept_again("statements_signature")
    with monkeypatch.context() as broken:

        def fail(*, statement, request):
            raise RuntimeError("broken")

        broken.setattr("statements.services.signing.sign_statement", fail)
        assert browser.post(sign, data).status_code == 500

    assert browser.post(sign, data).status_code == 303
    (envelope,) = deliver(
        mail_server, "451 4.7.1 <canary-7f3a@example.org> not now", "550 no canary"
    )
    assert envelope.rcpt_tos == [CANARY["email"]]
    return opened(envelope)


def she_changes_her_mind(browser, link, statement):
    """Confirms, shows her name, hides it, reads her data, asks for the link again."""
    refuse_everything("statements_tallychange")
    assert browser.post(link, {"action": "confirm"}).status_code == 500
    accept_again("statements_tallychange")
    for data, status in (
        ({"action": "confirm"}, 303),
        ({"action": "display", "display": "name_affiliation"}, 303),
        ({"action": "display", "display": "private"}, 303),
        ({"action": "export"}, 200),
        ({"action": "rubbish"}, 400),
    ):
        assert browser.post(link, data).status_code == status
    assert browser.get(link[:-4] + "/").status_code == 404
    assert browser.put(link).status_code == 405
    find = f"/statements/{statement.slug}/find/"
    assert browser.post(find, {"email": CANARY["email"]}).status_code == 303


def her_association_registers_and_co_signs(browser, mail_server, statement):
    """The contact confirms, staff approve, she authorises the co-signature."""
    contact = {key: CANARY[key] for key in CANARY if key.startswith("contact_")}
    data = registration_form(name_ko="새벽별모임", **contact)
    assert browser.post("/partners/register/", data).status_code == 303
    mails = deliver(mail_server, "451 4.7.1 <canary-office-7f3a@example.org> no")
    (link,) = [
        opened(each) for each in mails if each.rcpt_tos == [CANARY["contact_email"]]
    ]
    assert browser.post(link, {}).status_code == 303
    approve_registration(
        registration_id=PartnerRegistration.objects.get().pk,
        approval=Approval(slug="dawn"),
        actor=create_staff(),
    )
    (approved,) = deliver(mail_server)
    text = email.message_from_bytes(approved.content, policy=email.policy.default)
    links = re.findall(
        r"http://testserver(/\S+/)", text.get_body(("plain",)).get_content()
    )
    (cosign,) = [each for each in links if "/cosign/" in each]
    consent = {
        "statement": statement.slug,
        "action": "endorse",
        "revision": "1",
        "authorised_name": CANARY["authorised_name"],
        "authorised_role": "카나리아대표",
        "is_authorised": "on",
    }
    assert browser.post(cosign, consent | {"is_authorised": ""}).status_code == 422
    assert browser.post(cosign, consent).status_code in (302, 303)
    return link, cosign


def staff_look_around():
    """Whoever works in the back office leaves a session and a history."""
    staff = Client()
    staff.force_login(create_staff())
    signature = Signature.objects.get()
    registration = PartnerRegistration.objects.get()
    for path in (
        "/admin/",
        "/admin/statements/signature/",
        f"/admin/statements/signature/{signature.pk}/change/",
        f"/admin/coalition/partnerregistration/{registration.pk}/change/",
        "/admin/coalition/auditentry/",
    ):
        assert staff.get(path, follow=True).status_code == 200


def test_nobody_finds_her_afterwards(
    browser, mail_server, monkeypatch, console, caplog, server_log
):
    caplog.set_level("DEBUG", "procrastinate")  # more than production logs
    statement = create_statement(slug="here")

    link = she_signs_against_all_odds(browser, mail_server, statement, monkeypatch)
    she_changes_her_mind(browser, link, statement)
    links = her_association_registers_and_co_signs(browser, mail_server, statement)
    staff_look_around()

    tokens = {each.split("/")[-2] for each in (link, *links)}
    secrets = set(CANARY.values()) | {"카나리아대표"} | tokens
    kept = database()
    assert len(kept) > 30
    assert kept["statements_signaturepersonaldata"] != ""
    assert kept["statements_endorsementauthority"] != ""
    assert "새벽별모임" in kept["coalition_organization"]
    assert {table: found(text, secrets) for table, text in kept.items()} == {
        table: [] for table in kept
    }
    assert "Internal Server Error: /statements/here/sign/" in console.getvalue()
    assert "/s/<hidden>/" in console.getvalue()
    assert "MailServerError: SMTPRecipientsRefused 451" in console.getvalue()
    assert found(console.getvalue(), secrets) == []
    if server_log() is not None:
        assert 'violates check constraint "no"' in server_log()
        assert found(server_log(), secrets) == []


def test_what_is_left_of_her_when_she_withdraws(browser, mail_server, monkeypatch):
    statement = create_statement(slug="here")
    link = she_signs_against_all_odds(browser, mail_server, statement, monkeypatch)
    browser.post(link, {"action": "confirm"})
    browser.post(link, {"action": "display", "display": "name"})
    shown = found(database()["statements_signature"], {CANARY["name"]})

    assert browser.post(link, {"action": "withdraw"}).status_code == 200

    assert shown == [CANARY["name"]]
    kept = database()
    assert kept["statements_signaturepersonaldata"] == ""
    signature = Signature.objects.get()
    assert (signature.address_index, signature.public_name) == (None, "")
    assert found("\n".join(kept.values()), set(CANARY.values())) == []


@pytest.mark.parametrize(
    "text",
    (
        "카나리아",
        "canary-7f3a@example.org",
        "카나리아".encode().hex(),
        base64.b64encode("나는 카나리아 입니다".encode()).decode(),
        base64.b64encode("x 카나리아 입니다".encode()).decode(),
        base64.b64encode("xy 카나리아 입니다".encode()).decode(),
        "name=%EC%B9%B4%EB%82%98%EB%A6%AC%EC%95%84",
        "\\uce74\\ub098\\ub9ac\\uc544",
    ),
)
def test_the_search_finds_her_where_she_is(text):
    """A search that finds nothing anywhere would be no proof."""
    assert found(f"before {text} after", CANARY.values()) != []
