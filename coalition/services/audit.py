"""The audit trail of staff and system acts."""

import hashlib
import json
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from coalition.models import AuditEntry, User

# One writer at a time: each entry's digest covers the one before.
AUDIT_LOCK = 0x59_45_4F_4E


@transaction.atomic
def record_audit(
    *,
    action: str,
    subject: models.Model,
    actor: User | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Appends an entry in the caller's transaction.

    ``action`` is ``noun.verb`` ("statement.publish"); ``detail`` holds ids and
    plain facts, never personal data. People's own acts (signing, confirming) are
    not written here: they must not wait for each other, and their rows and the
    tally's changes are their record.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [AUDIT_LOCK])
    last = AuditEntry.objects.order_by("-pk").only("digest").first()
    entry = AuditEntry(
        at=timezone.now(),
        actor=actor,
        action=action,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        detail=detail or {},
        previous_digest=bytes(last.digest) if last else bytes(32),
    )
    entry.digest = _digest(entry)
    entry.save(force_insert=True)
    return entry


def first_broken_entry() -> AuditEntry | None:
    """The first entry whose chain does not hold, or None when all do."""
    previous = bytes(32)
    for entry in AuditEntry.objects.order_by("pk").iterator():
        if bytes(entry.previous_digest) != previous or bytes(entry.digest) != _digest(
            entry
        ):
            return entry
        previous = bytes(entry.digest)
    return None


def _digest(entry: AuditEntry) -> bytes:
    content = json.dumps(
        [
            entry.at.isoformat(),
            entry.actor_id,
            entry.action,
            entry.subject_type,
            entry.subject_id,
            entry.detail,
        ],
        ensure_ascii=False,
        sort_keys=True,
    )
    return hashlib.sha256(bytes(entry.previous_digest) + content.encode()).digest()
