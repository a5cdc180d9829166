"""A signature's life as the services tell it."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from statements.enums import Display, SignatureState
from statements.exceptions import NotOpenError
from statements.models import (
    Revision,
    Signature,
    SignaturePersonalData,
    Statement,
    Tally,
    TallyChange,
)
from statements.selectors import counts_of, public_statements
from statements.services import counting, publishing, signing
from tests.factories.statements import (
    create_draft,
    create_signature,
    create_statement,
    sign,
)

pytestmark = pytest.mark.django_db


def individuals(statement: Statement) -> int:
    return counts_of(public_statements().get(pk=statement.pk)).individuals


def test_signing_is_pending_and_counts_nothing():
    statement = create_statement()

    signature = sign(statement)

    assert signature.state == SignatureState.PENDING
    assert individuals(statement) == 0


def test_signing_queues_one_job_with_the_id_only():
    statement = create_statement()

    signature = sign(statement, email="canary-7f3a@example.org", name="카나리아")

    job = ProcrastinateJob.objects.get()
    assert job.task_name == "statements.deliver_signature_mail"
    assert job.args == {"signature_id": signature.pk}


def test_a_rolled_back_signature_leaves_no_job():
    statement = create_statement()

    with transaction.atomic():
        sign(statement)
        transaction.set_rollback(True)

    assert ProcrastinateJob.objects.count() == 0
    assert Signature.objects.count() == 0


def test_confirming_counts_once_however_often():
    statement = create_statement()
    signature = sign(statement)

    for _ in range(3):
        signing.confirm_signature(code=signature.code)

    assert individuals(statement) == 1


def test_counting_is_the_same_before_and_after_the_fold():
    statement = create_statement()
    create_signature(statement)
    create_signature(statement)
    before = individuals(statement)

    counting.fold_tally()

    assert (before, individuals(statement)) == (2, 2)
    assert TallyChange.objects.count() == 0
    assert Tally.objects.get(statement=statement).individuals == 2


def test_a_wrong_tally_is_found_and_repaired(caplog):
    statement = create_statement()
    create_signature(statement)
    counting.fold_tally()
    Tally.objects.filter(statement=statement).update(individuals=7)

    assert counting.recount_tallies() == 1

    assert individuals(statement) == 1
    assert "was off by 6" in caplog.text
    assert counting.recount_tallies() == 0


def test_withdrawing_takes_the_count_back_and_erases_the_person():
    statement = create_statement()
    signature = create_signature(statement, display=Display.NAME)

    for _ in range(2):
        signing.withdraw_signature(code=signature.code)

    signature.refresh_from_db()
    assert individuals(statement) == 0
    assert signature.state == SignatureState.WITHDRAWN
    assert (signature.address_index, signature.public_name) == (None, "")
    assert SignaturePersonalData.objects.count() == 0


def test_who_withdrew_can_sign_again():
    statement = create_statement()
    first = create_signature(statement, email="a@example.org")
    signing.withdraw_signature(code=first.code)

    second = create_signature(statement, email="a@example.org")

    assert second.code != first.code
    assert individuals(statement) == 1


def test_a_withdrawn_signature_cannot_be_confirmed():
    signature = sign(create_statement())
    signing.withdraw_signature(code=signature.code)

    with pytest.raises(Signature.DoesNotExist):
        signing.confirm_signature(code=signature.code)


@pytest.mark.parametrize(
    "spelling", ("A@Gmail.com", "a+tag@gmail.com", "a@googlemail.com", " a@gmail.com ")
)
def test_spellings_of_one_mailbox_are_one_signature(spelling):
    statement = create_statement()
    sign(statement, email="a@gmail.com")

    sign(statement, email=spelling)

    assert Signature.objects.count() == 1


@pytest.mark.parametrize("other", ("a.b@naver.com", "a+b@naver.com", "ab@daum.net"))
def test_mailboxes_that_may_differ_are_not_merged(other):
    statement = create_statement()
    sign(statement, email="ab@naver.com")

    sign(statement, email=other)

    assert Signature.objects.count() == 2


def test_one_person_on_two_statements_cannot_be_linked():
    first, second = create_statement(), create_statement()

    one = sign(first, email="a@example.org")
    other = sign(second, email="a@example.org")

    assert bytes(one.address_index) != bytes(other.address_index)


def test_the_database_itself_refuses_a_second_live_signature():
    statement = create_statement()
    signature = sign(statement)

    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(
            statement=statement,
            revision=statement.current_revision,
            address_index=signature.address_index,
            signed_at=timezone.now(),
        )


def test_the_last_request_counts_until_it_is_confirmed():
    statement = create_statement()
    sign(statement, email="a@example.org", name="남의 손")

    signature = sign(
        statement, email="a@example.org", name="설이", display=Display.NAME
    )
    signing.confirm_signature(code=signature.code)

    signature.refresh_from_db()
    assert signature.public_name == "설이"


def test_signing_again_after_confirming_changes_nothing():
    statement = create_statement()
    create_signature(
        statement, email="a@example.org", name="설이", display=Display.NAME
    )

    signature = sign(statement, email="a@example.org", name="다른 이름")

    assert (signature.state, signature.public_name) == ("confirmed", "설이")


@pytest.mark.parametrize(
    ("fields", "state"),
    (
        ({"name": "시 발"}, "held"),
        ({"name": "ㅅㅣㅂㅏㄹ"}, "held"),
        ({"affiliation": "병.신 모임"}, "held"),
        ({"email": "a@mailinator.com"}, "held"),
        ({"name": "시월"}, "pending"),
    ),
)
def test_what_looks_bad_is_held(fields, state):
    assert sign(create_statement(), **fields).state == state


def test_a_held_signature_is_confirmed_without_counting():
    statement = create_statement()
    signature = sign(statement, name="시발", display=Display.NAME)

    signing.confirm_signature(code=signature.code)

    signature.refresh_from_db()
    assert signature.state == SignatureState.HELD
    assert signature.confirmed_at is not None
    assert individuals(statement) == 0
    assert not Signature.objects.publicly_listed().exists()


def test_names_are_public_only_by_choice_and_can_be_hidden_again():
    statement = create_statement()
    signature = create_signature(statement, name="설이", affiliation="달빛모임")
    shown = []

    for display in (Display.NAME, Display.NAME_AFFILIATION, Display.PRIVATE):
        changed = signing.change_display(code=signature.code, display=display)
        shown.append((changed.public_name, changed.public_affiliation))

    assert shown == [("설이", ""), ("설이", "달빛모임"), ("", "")]


def test_nothing_private_is_in_the_clear():
    statement = create_statement()
    signature = create_signature(statement, name="카나리아", email="canary@example.org")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_to_json(s)::text || row_to_json(p)::text "
            "FROM statements_signature s "
            "JOIN statements_signaturepersonaldata p ON p.signature_id = s.id"
        )
        (dump,) = cursor.fetchone()

    assert "카나리아".encode().hex() not in dump
    assert "canary" not in dump
    assert b"canary@example.org".hex() not in dump
    assert str(signature) == f"signature {signature.pk}"


@pytest.mark.parametrize(
    "late", ({"hours": 1}, {"hours": 23}), ids=("an hour", "a day")
)
def test_a_signature_in_time_can_be_confirmed_a_day_after_closing(late):
    closes_at = timezone.now() + dt.timedelta(hours=1)
    statement = create_statement(closes_at=closes_at)
    signature = sign(statement)

    with time_machine.travel(closes_at + dt.timedelta(**late)):
        signing.confirm_signature(code=signature.code)
        with pytest.raises(NotOpenError):
            sign(statement)

    assert individuals(statement) == 1


def test_confirming_ends_with_the_day_of_grace():
    closes_at = timezone.now() + dt.timedelta(hours=1)
    signature = sign(create_statement(closes_at=closes_at))

    with (
        time_machine.travel(closes_at + dt.timedelta(hours=25)),
        pytest.raises(NotOpenError),
    ):
        signing.confirm_signature(code=signature.code)


def test_a_published_revision_cannot_change():
    statement = create_statement()
    revision = statement.current_revision
    demand = revision.demands.get()

    for change in (
        lambda: Revision.objects.filter(pk=revision.pk).update(text_ko="다른 글"),
        lambda: revision.demands.update(text_ko="다른 요구"),
        lambda: revision.demands.create(text_ko="새 요구"),
        lambda: demand.delete(),
        lambda: demand.targets.clear(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_digest_covers_text_and_demands():
    statement = create_draft()
    revision = statement.revisions.get()
    before = publishing.revision_sha256(revision)

    revision.demands.update(text_ko="다른 요구")

    assert publishing.revision_sha256(revision) != before


@pytest.mark.django_db(transaction=True)
def test_32_threads_on_40_links_count_40():
    statement = create_statement()
    codes = [sign(statement).code for _ in range(40)]

    def confirm_all(_: int) -> None:
        for code in codes:
            signing.confirm_signature(code=code)
        connection.close()

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(confirm_all, range(32)))
    counting.fold_tally()

    assert Tally.objects.get(statement=statement).individuals == 40
    assert individuals(statement) == 40


@pytest.mark.django_db(transaction=True)
def test_50_requests_at_once_for_one_address_are_one_signature():
    statement = create_statement()

    def sign_once(_: int) -> None:
        request = signing.SignatureRequest(name="여파", email="a@example.org")
        signing.sign_statement(statement=statement, request=request)
        connection.close()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(sign_once, range(50)))

    assert Signature.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_confirm_and_withdraw_race_to_a_legal_end():
    statement = create_statement()
    codes = [sign(statement).code for _ in range(30)]

    def race(act) -> None:
        for code in codes:
            try:
                act(code=code)
            except Signature.DoesNotExist:
                continue
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(race, (signing.confirm_signature, signing.withdraw_signature)))

    confirmed = Signature.objects.confirmed().count()
    assert individuals(statement) == confirmed
