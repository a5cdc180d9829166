"""What is kept of signers after closing, and that no number changes."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from statements import periodic
from statements.enums import Display
from statements.models import Signature, SignaturePersonalData, Statement
from statements.selectors import counts_of, public_statements
from statements.services import signing
from statements.services.counting import recount_tallies
from tests.factories.coalition import create_staff
from tests.factories.statements import create_signature, create_statement
from tests.jobs import run_jobs
from tests.markup import form_values, read

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def closed():
    """Two signers, one of them shown by choice; closed a moment ago."""
    statement = create_statement()
    create_signature(statement, email="a@example.org", name="비공개이름")
    create_signature(statement, name="공개이름", display=Display.NAME)
    run_jobs()
    Statement.objects.update(closes_at=timezone.now())
    return statement


def purge_after(days):
    with time_machine.travel(timezone.now() + days * DAY):
        periodic.purge(0)
        recount_tallies()


def kept():
    return [
        {name for name in ("email", "name") if getattr(row, name) is not None}
        for row in SignaturePersonalData.objects.all()
    ]


def total(statement):
    return counts_of(public_statements().get(pk=statement.pk)).individuals


@pytest.mark.parametrize(
    ("days", "left"),
    (
        (29.9, [{"email", "name"}] * 2),
        (30.1, [{"name"}] * 2),
        (364.9, [{"name"}] * 2),
        (365.1, [set()] * 2),
    ),
)
def test_addresses_go_after_30_days_and_names_after_a_year(closed, days, left):
    purge_after(days)

    assert kept() == left
    assert total(closed) == 2


def test_with_the_names_go_the_key_and_the_index_of_addresses(closed):
    purge_after(366)

    assert Statement.objects.get().wrapped_data_key is None
    assert {each.address_index for each in Signature.objects.all()} == {None}
    assert {each.public_name for each in Signature.objects.all()} == {"", "공개이름"}


def test_a_call_that_is_open_or_has_no_end_keeps_what_it_needs():
    create_signature(create_statement())
    purge_after(4000)

    assert kept() == [{"email", "name"}]


def test_nobody_can_be_written_to_and_nobody_learns_why(closed):
    purge_after(31)
    sent = len(mail.outbox)
    signing.request_signature_link(statement=closed, email="a@example.org")
    run_jobs()

    assert len(mail.outbox) == sent


def test_a_signer_can_still_withdraw_and_see_what_is_kept(closed):
    signature = Signature.objects.filter(public_name="공개이름").get()
    purge_after(366)
    signature.refresh_from_db()

    assert signing.own_data(signature=signature)["name"] == ""
    signing.withdraw_signature(code=signature.code)
    recount_tallies()
    assert total(closed) == 1


def test_it_is_not_opened_again(closed, client):
    purge_after(366)
    client.force_login(create_staff("change_statement"))
    url = reverse("admin:statements_statement_change", args=(closed.pk,))
    form = read(client.get(url)).by_id("statement_form")
    sent = form_values(form) | {"closes_at": ""}
    response = client.post(url, sent)

    assert response.status_code == 422
    assert "새 성명" in response.content.decode()
