"""The queue of held signatures, and what it must never show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalition.models import AuditEntry
from statements.enums import Display, SignatureState
from statements.models import HeldWord, Signature, SignaturePersonalData
from statements.selectors import counts_of, public_statements
from statements.services.signing import confirm_signature, withdraw_signature
from tests.factories.coalition import create_staff
from tests.factories.statements import create_signature, create_statement, sign

pytestmark = pytest.mark.django_db

ADDRESS = "canary-5e1d@example.org"
PRIVATE_NAME = "망치 카나리아"
PUBLIC_NAME = "망치 달빛"


@pytest.fixture
def office(client):
    client.force_login(create_staff())
    return client


@pytest.fixture
def statement():
    HeldWord.objects.create(word="망치")
    return create_statement()


@pytest.fixture
def held(statement):
    """Confirmed by its signer, shown by their choice, waiting for staff."""
    signature = sign(statement, name=PUBLIC_NAME, display=Display.NAME)
    assert signature.state == SignatureState.HELD
    return confirm_signature(code=signature.code)


def page(name, *args):
    return reverse(f"admin:statements_signature_{name}", args=args)


def individuals(statement):
    return counts_of(public_statements().get(pk=statement.pk)).individuals


def listed(office, **query):
    response = office.get(page("changelist"), query)
    return {signature.pk for signature in response.context["cl"].queryset}


def test_the_list_shows_what_is_held_unless_asked(office, statement, held):
    counted = create_signature(statement)

    assert listed(office) == {held.pk}
    assert listed(office, state="confirmed") == {counted.pk}
    assert listed(office, state="all") == {held.pk, counted.pk}


def test_no_address_and_no_private_name_leaves(office, statement, held):
    private = sign(statement, email=ADDRESS, name=PRIVATE_NAME)
    confirm_signature(code=private.code)

    pages = [
        office.get(page("changelist"), {"state": "all"}),
        office.get(page("change", private.pk)),
        office.get(page("change", held.pk)),
        office.get(page("release", private.pk)),
        office.get(page("invalidate", private.pk)),
        office.get(page("history", private.pk)),
    ]

    text = "".join(response.content.decode() for response in pages)
    assert {response.status_code for response in pages} == {200}
    assert PUBLIC_NAME in text
    assert PRIVATE_NAME not in text
    assert ADDRESS not in text
    assert bytes(private.address_index).hex() not in text


def test_releasing_counts_and_shows_the_signature(office, client, statement, held):
    assert individuals(statement) == 0
    asked = office.get(page("release", held.pk))
    assert PUBLIC_NAME in asked.content.decode()
    assert individuals(statement) == 0

    done = office.post(page("release", held.pk))

    assert done["Location"] == page("changelist")
    assert individuals(statement) == 1
    public = client.get(reverse("statements:signatories", args=(statement.slug,)))
    assert PUBLIC_NAME in public.content.decode()
    assert AuditEntry.objects.filter(action="signature.release").count() == 1


def test_releasing_twice_counts_once(office, statement, held):
    office.post(page("release", held.pk))

    assert office.post(page("release", held.pk)).status_code == 422
    assert individuals(statement) == 1


def test_voiding_erases_the_person(office, statement):
    signature = create_signature(statement, name="달빛", display=Display.NAME)
    assert individuals(statement) == 1

    assert office.get(page("invalidate", signature.pk)).status_code == 200
    assert office.post(page("invalidate", signature.pk)).status_code == 302

    signature.refresh_from_db()
    assert signature.state == SignatureState.INVALIDATED
    assert signature.public_name == ""
    assert signature.address_index is None
    assert not SignaturePersonalData.objects.exists()
    assert individuals(statement) == 0


def test_a_signature_that_ended_cannot_be_voided(office, statement):
    signature = create_signature(statement)
    withdraw_signature(code=signature.code)

    assert office.post(page("invalidate", signature.pk)).status_code == 422
    signature.refresh_from_db()
    assert signature.state == SignatureState.WITHDRAWN


def test_nobody_adds_changes_or_deletes_a_signature(office, held):
    assert office.post(page("add")).status_code == 403
    assert office.post(page("change", held.pk), {"state": "confirmed"}).status_code == (
        403
    )
    assert office.post(page("delete", held.pk)).status_code == 403
    assert Signature.objects.get().state == SignatureState.HELD


def test_who_may_look_and_who_may_decide(client, held):
    client.force_login(create_staff("view_signature"))
    assert client.get(page("changelist")).status_code == 200
    assert client.get(page("release", held.pk)).status_code == 403
    assert client.post(page("release", held.pk)).status_code == 403
    assert client.post(page("invalidate", held.pk)).status_code == 403

    client.force_login(create_staff("change_statement"))
    assert client.get(page("changelist")).status_code == 403

    client.force_login(create_staff("change_signature"))
    assert client.post(page("release", held.pk)).status_code == 302


def test_the_list_asks_as_much_for_three_rows_as_for_one(office, statement, held):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            assert office.get(page("changelist")).status_code == 200
        return len(queries)

    count_queries()  # what is asked only once per process
    one = count_queries()
    for _ in range(2):
        sign(statement, name=PRIVATE_NAME)
    assert count_queries() == one


def test_words_that_hold_are_kept_by_staff(office):
    add = reverse("admin:statements_heldword_add")

    assert office.post(add, {"word": "망치"}).status_code == 302
    assert office.post(add, {"word": "망치"}).status_code == 422
    assert HeldWord.objects.filter(word="망치").count() == 1
    assert AuditEntry.objects.filter(action="heldword.create").count() == 1
