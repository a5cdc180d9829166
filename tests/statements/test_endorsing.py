"""An organization co-signs by the link in its mail."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext

from coalition.enums import OrganizationState, Provenance, RegistrationState
from coalition.models import AuditEntry, Organization
from coalition.services.audit import first_broken_entry
from coalition.tokens import make_token
from statements.enums import EndorsementState
from statements.exceptions import NotOpenError, RevisionChangedError
from statements.models import Endorsement, EndorsementAuthority, Statement
from statements.selectors import counts_of, public_statements
from statements.services import publishing
from statements.services.endorsing import endorse_statement, withdraw_endorsement
from tests.factories.coalition import create_organization, create_registration
from tests.factories.statements import create_draft, create_statement, endorse, sign
from tests.markup import read

pytestmark = pytest.mark.django_db


def organizations(statement):
    return counts_of(public_statements().get(pk=statement.pk)).organizations


def acts():
    """What the audit trail says, oldest first."""
    entries = AuditEntry.objects.filter(action__startswith="endorsement.")
    return list(entries.order_by("pk").values_list("action", "subject_id"))


# --- The services -------------------------------------------------------------------


def test_co_signing_counts_at_once_and_is_in_the_audit_trail():
    statement, organization = create_statement(), create_organization()

    endorse(statement, organization)

    endorsement = Endorsement.objects.get()
    assert endorsement.revision == statement.current_revision
    assert endorsement.organization == organization
    assert organizations(statement) == 1
    assert acts() == [("endorsement.confirm", str(endorsement.pk))]
    assert AuditEntry.objects.get(action="endorsement.confirm").detail == {
        "organization": organization.pk,
        "revision": statement.current_revision.pk,
        "sha256": statement.current_revision.sha256,
        "method": "link",
    }
    assert first_broken_entry() is None


def test_repeating_it_changes_nothing():
    statement, organization = create_statement(), create_organization()

    for _ in range(3):
        endorse(statement, organization)

    assert organizations(statement) == 1
    assert len(acts()) == 1


def test_who_authorised_it_is_sealed():
    endorse(create_statement(), create_organization())

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_to_json(a)::text FROM statements_endorsementauthority a"
        )
        (stored,) = cursor.fetchone()

    assert "담당자".encode().hex() not in stored
    authority = EndorsementAuthority.objects.get()
    assert authority.opened("name") == "담당자"


def test_withdrawing_takes_the_count_back_and_can_be_undone():
    statement, organization = create_statement(), create_organization()
    endorse(statement, organization)
    counted = [organizations(statement)]

    for _ in range(2):
        withdraw_endorsement(statement=statement, organization=organization)
    counted.append(organizations(statement))
    endorse(statement, organization)
    counted.append(organizations(statement))

    assert counted == [1, 0, 1]
    assert [action for action, _ in acts()] == [
        "endorsement.confirm",
        "endorsement.withdraw",
        "endorsement.confirm",
    ]


def test_withdrawing_what_never_was():
    withdrawn = withdraw_endorsement(
        statement=create_statement(), organization=create_organization()
    )

    assert withdrawn is None
    assert acts() == []


def test_another_text_than_the_current_one_is_refused():
    statement = create_statement()

    with pytest.raises(RevisionChangedError):
        endorse_statement(
            statement=statement,
            revision_number=2,
            organization=create_organization(),
            authorised_name="담당자",
            authorised_role="사무국장",
        )

    assert organizations(statement) == 0


def suspended():
    return create_statement(), create_organization(state=OrganizationState.SUSPENDED)


def from_the_press():
    return create_statement(), create_organization(provenance=Provenance.PRESS)


def a_draft():
    return create_draft(), create_organization()


def paused():
    statement = publishing.pause_statement(statement=create_statement())
    return statement, create_organization()


def for_people_only():
    return create_statement(collects_endorsements=False), create_organization()


@pytest.mark.parametrize(
    "make", (suspended, from_the_press, a_draft, paused, for_people_only)
)
def test_who_cannot_co_sign(make):
    statement, organization = make()

    with pytest.raises(NotOpenError):
        endorse_statement(
            statement=statement,
            revision_number=1,
            organization=organization,
            authorised_name="담당자",
            authorised_role="사무국장",
        )

    assert Endorsement.objects.count() == 0
    assert acts() == []


def test_co_signing_ends_with_the_deadline():
    closes_at = timezone.now() + dt.timedelta(hours=1)
    statement = create_statement(closes_at=closes_at)

    with time_machine.travel(closes_at, tick=False), pytest.raises(NotOpenError):
        endorse(statement, create_organization())


# --- The page -----------------------------------------------------------------------


@pytest.fixture
def partner():
    """An approved registration: its organization may act."""
    return create_registration(RegistrationState.APPROVED, name_ko="새벽별모임")


def link(registration, prefix="", purpose="partner"):
    return f"{prefix}/partners/cosign/{make_token(purpose, registration.code)}/"


def form(call, /, **changes):
    data = {
        "statement": call.slug,
        "action": "endorse",
        "revision": "1",
        "authorised_name": "카나리아",
        "authorised_role": "사무국장",
        "is_authorised": "on",
    } | changes
    return {name: value for name, value in data.items() if value is not None}


def test_the_purpose_of_the_token_is_the_one_in_the_mail(partner, visitor):
    assert visitor.get(link(partner)).status_code == 200


def test_the_page_shows_the_exact_text_and_its_digest(visitor, partner):
    statement = create_statement(title_ko="공동 성명")
    create_draft(title_ko="아직 비밀")

    response = visitor.get(link(partner))

    page = read(response)
    assert statement.current_revision.sha256 in page.text
    assert "공동 성명" in page.text
    assert "아직 비밀" not in page.text
    assert "새벽별모임" in page.text
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("prefix", ("", "/en"))
def test_co_signing_on_the_page(visitor, partner, prefix):
    statement = create_statement()

    response = visitor.post(link(partner, prefix), form(statement))

    assert response.status_code in (302, 303)
    assert response["Location"] == link(partner, prefix)
    assert organizations(statement) == 1
    assert "카나리아" not in visitor.get(response["Location"]).content.decode()
    listed = visitor.get(f"{prefix}/statements/{statement.slug}/signatories/")
    assert "새벽별모임" in read(listed).text


def test_withdrawing_on_the_page(visitor, partner):
    statement = create_statement()
    visitor.post(link(partner), form(statement))

    for _ in range(2):
        response = visitor.post(
            link(partner), {"statement": statement.slug, "action": "withdraw"}
        )
        assert response["Location"] == link(partner)

    assert organizations(statement) == 0


def test_withdrawing_works_after_the_deadline(visitor, partner):
    closes_at = timezone.now() + dt.timedelta(hours=1)
    statement = create_statement(closes_at=closes_at)
    visitor.post(link(partner), form(statement))

    with time_machine.travel(closes_at + dt.timedelta(days=9)):
        page = visitor.get(link(partner))
        visitor.post(link(partner), {"statement": statement.slug, "action": "withdraw"})

    assert statement.slug in page.content.decode()
    assert organizations(statement) == 0


def test_withdrawing_works_when_no_more_co_signatures_are_taken(visitor, partner):
    statement = create_statement()
    visitor.post(link(partner), form(statement))
    other = create_statement(collects_endorsements=False)
    Statement.objects.update(collects_endorsements=False)

    page = visitor.get(link(partner)).content.decode()
    assert statement.slug in page
    assert other.slug not in page
    visitor.post(link(partner), {"statement": statement.slug, "action": "withdraw"})
    assert organizations(statement) == 0


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    (
        (
            {"authorised_name": ""},
            "authorised_name",
            "Please write who authorises this.",
        ),
        ({"authorised_role": ""}, "authorised_role", "Please write the role."),
        (
            {"authorised_role": "=x"},
            "authorised_role",
            "A name cannot begin with = + - or @.",
        ),
        (
            {"authorised_name": "\u3164"},
            "authorised_name",
            "Please write a name with visible letters.",
        ),
        (
            {"authorised_name": "a\x00"},
            "authorised_name",
            "Null characters are not allowed.",
        ),
        (
            {"is_authorised": None},
            "is_authorised",
            "Only an authorised person can co-sign for an organization.",
        ),
    ),
)
def test_a_mistake_is_told_beside_its_field_of_the_form_that_was_sent(
    visitor, partner, changes, field, message
):
    other, statement = create_statement(), create_statement()

    response = visitor.post(link(partner, "/en"), form(statement, **changes))

    assert response.status_code == 422
    page = read(response)
    (error,) = page.by_id(f"id_{statement.pk}_{field}_error").all("li")
    assert error.text == message
    assert page.by_id(f"id_{statement.pk}_{field}")["aria-invalid"] == "true"
    assert page.by_id(f"id_{other.pk}_{field}").get("aria-invalid") == ""
    if field != "authorised_role":
        kept = page.by_id(f"id_{statement.pk}_authorised_role")
        assert kept["value"] == "사무국장"
    assert organizations(statement) == 0


@pytest.mark.parametrize("revision", ("2", "0", "-1", "x", "", "9" * 40, "\x00"))
def test_the_text_that_was_shown_must_be_the_current_one(visitor, partner, revision):
    statement = create_statement()

    response = visitor.post(link(partner), form(statement, revision=revision))

    assert response.status_code == 422
    assert organizations(statement) == 0


def test_after_a_change_of_the_text_the_form_stands_for_the_new_one(visitor, partner):
    statement = create_statement()

    response = visitor.post(link(partner, "/en"), form(statement, revision="2"))

    page = read(response)
    message = "The text has changed since you opened it. Please read it again."
    assert message in page.one("main").text
    assert page.by_id(f"id_{statement.pk}_revision")["value"] == "1"
    assert "checked" not in page.by_id(f"id_{statement.pk}_is_authorised")


@pytest.mark.parametrize(
    "slug", ("no-such-statement", "", None, "\x00", "a\x00b", "x" * 5000, "%s")
)
@pytest.mark.parametrize("action", ("endorse", "withdraw"))
def test_an_unknown_statement_is_refused(visitor, partner, slug, action):
    statement = create_statement()

    response = visitor.post(
        link(partner), form(statement, statement=slug, action=action)
    )

    assert response.status_code == 400
    assert Endorsement.objects.count() == 0


def test_a_draft_cannot_be_co_signed(visitor, partner):
    response = visitor.post(link(partner), form(create_draft()))

    assert response.status_code == 400
    assert Endorsement.objects.count() == 0


@pytest.mark.parametrize(
    "make",
    (
        lambda: publishing.pause_statement(statement=create_statement()),
        lambda: create_statement(collects_endorsements=False),
    ),
    ids=("paused", "people only"),
)
def test_a_call_that_is_not_open_says_so(visitor, partner, make):
    response = visitor.post(link(partner, "/en"), form(make()))

    assert response.status_code == 422
    assert "Nothing was recorded." in read(response).one("main").text
    assert Endorsement.objects.count() == 0


def test_a_suspended_organization_has_no_link_any_more(visitor, partner):
    statement = create_statement()
    Organization.objects.update(state=OrganizationState.SUSPENDED)

    for response in (
        visitor.get(link(partner)),
        visitor.post(link(partner), form(statement)),
    ):
        assert response.status_code == 404
        with translation.override("ko"):
            heading = gettext("This link does not work")
        assert read(response).one("h1").text == heading
    assert Endorsement.objects.count() == 0


@pytest.mark.parametrize("purpose", ("signature", "registration", ""))
def test_a_token_of_another_purpose_opens_nothing(visitor, partner, purpose):
    response = visitor.post(link(partner, purpose=purpose), form(create_statement()))

    assert response.status_code == 404
    assert Endorsement.objects.count() == 0


def test_the_token_of_a_signature_opens_nothing(visitor):
    signature = sign(create_statement())

    assert visitor.get(link(signature)).status_code == 404
    assert visitor.get(link(signature, purpose="signature")).status_code == 404


@pytest.mark.parametrize(
    "headers", ({}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"})
)
def test_a_form_of_another_site_does_nothing(partner, headers):
    response = Client(enforce_csrf_checks=True, headers=headers).post(
        link(partner), form(create_statement())
    )

    assert response.status_code == 403
    assert Endorsement.objects.count() == 0


def test_a_withdrawn_co_signature_keeps_its_date():
    statement, organization = create_statement(), create_organization()
    endorse(statement, organization)

    withdraw_endorsement(statement=statement, organization=organization)

    endorsement = Endorsement.objects.get()
    assert endorsement.state == EndorsementState.WITHDRAWN
    assert endorsement.withdrawn_at >= endorsement.endorsed_at
