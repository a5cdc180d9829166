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
from statements.models import Signature
from statements.tasks import deliver_signature_mail

_NEEDED = (
    "id",
    "code",
    "statement_id",
    "state",
    "address_index",
    "display",
    "signed_at",
    "confirmed_at",
)

_FIND_BY_CODE = f"""
SELECT {", ".join(_NEEDED)} FROM statements_signature
WHERE code = %s AND state IN ('pending', 'confirmed', 'held')
"""  # noqa: S608 (constants of the code)

_JOB = job_for_row(deliver_signature_mail, argument="signature_id", lock="signature")

_SIGN = f"""
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
    ON CONFLICT (statement_id, address_index)
        WHERE state IN ('pending', 'confirmed', 'held')
    DO UPDATE SET
        revision_id = excluded.revision_id, state = excluded.state,
        display = excluded.display, language = excluded.language,
        consent_version = excluded.consent_version,
        consent_sha256 = excluded.consent_sha256,
        consents_updates = excluded.consents_updates,
        consents_handover = excluded.consents_handover, signed_at = excluded.signed_at
    WHERE statements_signature.state = 'pending'
    RETURNING id
), sealed AS (
    INSERT INTO statements_signaturepersonaldata (signature_id, email, name, affiliation)
    SELECT id, %(email)s, %(name)s, %(affiliation)s FROM signed
    ON CONFLICT (signature_id) DO UPDATE SET
        email = excluded.email, name = excluded.name, affiliation = excluded.affiliation
), to_mail AS (
    SELECT id FROM signed
    UNION ALL
    SELECT id FROM statements_signature
    WHERE statement_id = %(statement_id)s AND address_index = %(address_index)s
        AND state IN ('confirmed', 'held')
)
SELECT {_JOB} FROM to_mail
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


def find_live_by_code(code: uuid.UUID) -> Signature:
    """What confirming needs of a live signature. Raises Signature.DoesNotExist."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND_BY_CODE, [code])
        row = cursor.fetchone()
    if row is None:
        raise Signature.DoesNotExist
    return Signature.from_db(connection.alias, _NEEDED, row)


def record_signature(values: Mapping[str, Any]) -> None:
    """Stores a pending signature with its sealed person, and queues the mail.

    ``values`` are columns of both tables. An address that signed before keeps its row
    and code: an unconfirmed one takes the new content, a confirmed or held one stays
    as it is; the mail is queued all the same.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SIGN, values)


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
