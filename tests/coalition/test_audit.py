"""The audit trail: chained, append-only."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from coalition.models import AuditEntry
from coalition.services.audit import first_broken_entry, record_audit
from tests.factories.coalition import create_organization

pytestmark = pytest.mark.django_db


def test_entries_are_chained():
    organization = create_organization()
    for action in ("a.one", "a.two"):
        record_audit(action=action, subject=organization, detail={"이름": [1, None]})

    first, second = AuditEntry.objects.order_by("pk")[:2]
    assert bytes(second.previous_digest) == bytes(first.digest)
    assert first_broken_entry() is None


def test_the_database_refuses_to_change_or_delete_an_entry():
    entry = record_audit(action="a.one", subject=create_organization())

    for change in (
        lambda: AuditEntry.objects.filter(pk=entry.pk).update(action="a.other"),
        lambda: AuditEntry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_an_entry_that_was_tampered_with_is_found():
    organization = create_organization()
    entries = [
        record_audit(action=f"a.{n}", subject=organization, detail={"n": n})
        for n in range(3)
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE coalition_auditentry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE coalition_auditentry SET detail = '{\"n\": 9}' WHERE id = %s",
            [entries[1].pk],
        )
        cursor.execute("ALTER TABLE coalition_auditentry ENABLE TRIGGER USER")

    assert first_broken_entry() == entries[1]


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_chain():
    organization = create_organization()

    def write(number: int) -> None:
        record_audit(action=f"a.{number}", subject=organization)
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))

    assert first_broken_entry() is None
