"""From draft to public: freezing a text that people will stand behind."""

import hashlib
import json
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.encryption import new_data_key
from coalition.exceptions import StaleStateError
from coalition.models import User
from coalition.services.audit import record_audit
from statements.enums import StatementState
from statements.models import Revision, Statement, Tally
from statements.sealing import data_key_place


@transaction.atomic
def start_statement(
    *, statement: Statement, revision: Revision, actor: User | None = None
) -> Statement:
    """Saves a new statement with its first draft revision and its own data key."""
    statement.save()
    statement.wrapped_data_key = new_data_key(place=data_key_place(statement.pk))
    statement.save(update_fields=["wrapped_data_key"])
    Tally.objects.create(statement=statement)
    revision.statement = statement
    revision.save()
    record_audit(action="statement.start", subject=statement, actor=actor)
    return statement


@transaction.atomic
def revise_draft(*, revision: Revision, actor: User | None = None) -> Revision:
    """Saves the words of a draft and keeps it from being published meanwhile.

    Whatever belongs to the text (its demands) is saved in the same transaction.
    Raises StaleStateError when somebody published it first.
    """
    Statement.objects.select_for_update().get(pk=revision.statement_id)
    if not Revision.objects.filter(pk=revision.pk, published_at=None).exists():
        raise StaleStateError
    revision.save()
    record_audit(action="revision.change", subject=revision, actor=actor)
    return revision


@transaction.atomic
def discard_draft(*, statement: Statement, actor: User | None = None) -> None:
    """Deletes a statement that was never public, with its text, demands and key.

    Raises StaleStateError when somebody published it first.
    """
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    if statement.state != StatementState.DRAFT:
        raise StaleStateError
    record_audit(action="statement.discard", subject=statement, actor=actor)
    statement.revisions.all().delete()
    statement.delete()


@transaction.atomic
def publish_statement(
    *,
    statement: Statement,
    state: StatementState = StatementState.COLLECTING,
    seen_sha256: str | None = None,
    actor: User | None = None,
) -> Statement:
    """Freezes the draft revision and makes the statement public.

    ``seen_sha256`` is the digest of the text its reader decided upon. Raises
    ValidationError when the text is not complete, StaleStateError when somebody
    published or changed it first.
    """
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    revision = statement.revisions.filter(published_at=None).first()
    if statement.state != StatementState.DRAFT or revision is None:
        raise StaleStateError
    check_publishable(revision)
    revision.sha256 = revision_sha256(revision)
    if seen_sha256 not in (None, revision.sha256):
        raise StaleStateError
    revision.published_at = timezone.now()
    revision.save(update_fields=["sha256", "published_at"])
    statement.current_revision = revision
    statement.state = state
    if statement.issued_on is None:
        statement.issued_on = timezone.localdate()
    statement.save(update_fields=["current_revision", "state", "issued_on"])
    record_audit(
        action="statement.publish",
        subject=statement,
        actor=actor,
        detail={"revision": revision.number, "sha256": revision.sha256},
    )
    return statement


@transaction.atomic
def announce_statement(*, statement: Statement, actor: User | None = None) -> Statement:
    """Marks a statement that was collecting co-signatures as published (발표)."""
    return _change(
        statement,
        actor,
        "statement.announce",
        {"state": StatementState.COLLECTING},
        {"state": StatementState.PUBLISHED},
    )


@transaction.atomic
def pause_statement(*, statement: Statement, actor: User | None = None) -> Statement:
    """Stops all signing at once; nothing is lost and links keep their answer."""
    return _change(
        statement,
        actor,
        "statement.pause",
        {"paused_at": None},
        {"paused_at": timezone.now()},
    )


@transaction.atomic
def resume_statement(*, statement: Statement, actor: User | None = None) -> Statement:
    return _change(
        statement,
        actor,
        "statement.resume",
        {"paused_at__isnull": False},
        {"paused_at": None},
    )


def check_publishable(revision: Revision) -> None:
    """Raises ValidationError naming all that still keeps it from publication."""
    problems = []
    if not revision.title_ko.strip():
        problems.append(_("The Korean title is missing."))
    if not revision.text_ko.strip():
        problems.append(_("The Korean text is missing."))
    closes_at = revision.statement.closes_at
    if closes_at is not None and closes_at <= timezone.now():
        problems.append(_("The deadline has already passed."))
    if problems:
        raise ValidationError(problems)


def revision_sha256(revision: Revision) -> str:
    """SHA-256 of the canonical form: both languages, the demands, whom they address.

    Canonical form: JSON with sorted keys and no spaces, UTF-8, text in NFC.
    """
    demands = revision.demands.prefetch_related("targets")
    content = {
        "format": "yeondae-revision-1",
        "title": [revision.title_ko, revision.title_en],
        "summary": [revision.summary_ko, revision.summary_en],
        "text": [revision.text_ko, revision.text_en],
        "demands": [
            {
                "text": [demand.text_ko, demand.text_en],
                "targets": sorted(target.name_ko for target in demand.targets.all()),
            }
            for demand in demands
        ],
    }
    canonical = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).replace("\\r\\n", "\\n")
    return hashlib.sha256(unicodedata.normalize("NFC", canonical).encode()).hexdigest()


def _change(
    statement: Statement,
    actor: User | None,
    action: str,
    before: dict[str, Any],
    after: dict[str, Any],
) -> Statement:
    changed = Statement.objects.filter(pk=statement.pk, **before).update(**after)
    if not changed:
        raise StaleStateError
    record_audit(action=action, subject=statement, actor=actor)
    statement.refresh_from_db()
    return statement
