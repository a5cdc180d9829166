"""What signing and confirming write, each in one statement of SQL.

On the day a call goes viral thousands sign in a minute. The row, the sealed person and
the job then reach the database together: one transaction by itself, and a fifth of the
time that the same steps take one by one (docs/benchmarks.md).
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection

from coalition.queue import job_for_row
from statements.enums import SignatureState
from statements.models import Signature, SignaturePersonalData
from statements.tasks import deliver_signature_mail

_FIND = """
SELECT id, code FROM statements_signature
WHERE statement_id = %s AND address_index = %s
    AND state IN ('pending', 'confirmed', 'held')
"""

_NEEDED = (
    "id",
    "code",
    "statement_id",
    "state",
    "display",
    "signed_at",
    "confirmed_at",
)

_FIND_BY_CODE = f"""
SELECT {", ".join(_NEEDED)} FROM statements_signature
WHERE code = %s AND state IN ('pending', 'confirmed', 'held')
"""  # noqa: S608 (constants of the code)

_JOB = job_for_row(deliver_signature_mail, argument="signature_id", lock="signature")

_INSERT = f"""
WITH signed AS (
    INSERT INTO statements_signature (
        code, statement_id, revision_id, state, address_index, display, language,
        consent_version, consent_sha256, consents_updates, consents_handover,
        signed_at, public_name, public_affiliation
    ) VALUES (
        %(code)s, %(statement_id)s, %(revision_id)s, %(state)s, %(address_index)s,
        %(display)s, %(language)s, %(consent_version)s, %(consent_sha256)s,
        %(consents_updates)s, %(consents_handover)s, %(signed_at)s, '', ''
    )
    ON CONFLICT DO NOTHING
    RETURNING id
), sealed AS (
    INSERT INTO statements_signaturepersonaldata (signature_id, email, name, affiliation)
    SELECT id, %(email)s, %(name)s, %(affiliation)s FROM signed
)
SELECT {_JOB} FROM signed
"""  # noqa: S608 (constants of the code)

_REPLACE = f"""
WITH replaced AS (
    UPDATE statements_signature
    SET revision_id = %(revision_id)s, state = %(state)s, display = %(display)s,
        language = %(language)s, consent_version = %(consent_version)s,
        consent_sha256 = %(consent_sha256)s, consents_updates = %(consents_updates)s,
        consents_handover = %(consents_handover)s, signed_at = %(signed_at)s
    WHERE id = %(id)s AND state = 'pending'
    RETURNING id
), sealed AS (
    UPDATE statements_signaturepersonaldata
    SET email = %(email)s, name = %(name)s, affiliation = %(affiliation)s
    FROM replaced WHERE signature_id = replaced.id
)
SELECT {_JOB} FROM (VALUES (%(id)s::bigint)) AS live (id)
"""  # noqa: S608 (constants of the code)

_CONFIRM = """
WITH confirmed AS (
    UPDATE statements_signature
    SET state = CASE state WHEN 'pending' THEN 'confirmed' ELSE state END,
        confirmed_at = %(confirmed_at)s,
        public_name = %(public_name)s, public_affiliation = %(public_affiliation)s
    WHERE id = %(id)s AND signed_at = %(signed_at)s
        AND state IN ('pending', 'held') AND confirmed_at IS NULL
    RETURNING statement_id, state
), counted AS (
    INSERT INTO statements_tallychange (statement_id, delta)
    SELECT statement_id, 1 FROM confirmed WHERE state = 'confirmed'
)
SELECT state FROM confirmed
"""


def find_live(
    *, statement_id: int, address_index: bytes
) -> tuple[int, uuid.UUID] | None:
    """The id and code of the one live signature of this address, if there is one."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [statement_id, address_index])
        return cursor.fetchone()


def find_live_by_code(code: uuid.UUID) -> Signature:
    """What confirming needs of a live signature. Raises Signature.DoesNotExist."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND_BY_CODE, [code])
        row = cursor.fetchone()
    if row is None:
        raise Signature.DoesNotExist
    return Signature.from_db(connection.alias, _NEEDED, row)


def record_signature(*, signature: Signature, person: SignaturePersonalData) -> None:
    """Stores a new signature with its sealed person, and queues the mail.

    Nothing happens when the same address signed at the same moment: that request is
    recorded, this one is not.
    """
    _execute(_INSERT, signature, person)


def record_again(*, signature: Signature, person: SignaturePersonalData) -> None:
    """Gives the unconfirmed row with this id and code new content, and queues the mail.

    A confirmed or held one stays as it is; its signer gets the mail all the same.
    """
    _execute(_REPLACE, signature, person)


def record_confirmation(
    *, signature: Signature, confirmed_at: dt.datetime, shown: Mapping[str, str]
) -> SignatureState | None:
    """Confirms the signature that was read and counts it, unless it is held.

    ``shown`` are its public fields. Returns the new state, None when somebody confirmed
    or changed it first.
    """
    values: dict[str, Any] = {
        "id": signature.pk,
        "signed_at": signature.signed_at,
        "confirmed_at": confirmed_at,
        **shown,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CONFIRM, values)
        row = cursor.fetchone()
    return SignatureState(row[0]) if row else None


def _execute(sql: str, signature: Signature, person: SignaturePersonalData) -> None:
    values: dict[str, Any] = {**vars(person), **vars(signature)}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
