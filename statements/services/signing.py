"""A person's way: sign, confirm, change what is shown, withdraw.

No shared row is touched, so thousands can sign at once; every change of state is
a compare-and-set on the signature's own row, so doing it twice does it once.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from coalition.addresses import canonical_address, is_disposable
from coalition.encryption import blind_index
from coalition.memory import Memory
from statements import consents
from statements.enums import LIVE_SIGNATURES, Display, SignatureState
from statements.exceptions import NotOpenError
from statements.models import (
    HeldWord,
    Signature,
    SignaturePersonalData,
    Statement,
    TallyChange,
)
from statements.sealing import open_field, seal_field, statement_cipher
from statements.selectors import known_statement_of
from statements.services.recording import (
    find_live_by_code,
    record_confirmation,
    record_signature,
)
from statements.tasks import deliver_signature_mail
from statements.words import contains_any, skeleton

PENDING_LIFETIME = dt.timedelta(hours=72)
PERSONAL_COLUMNS = ("name", "email", "affiliation")

_held_words: Memory[tuple[str, ...]] = Memory()


@dataclass(frozen=True, kw_only=True)
class SignatureRequest:
    """What the visitor sent, cleaned."""

    name: str
    email: str
    affiliation: str = ""
    display: Display = Display.PRIVATE
    consents_updates: bool = False
    consents_handover: bool = False
    language: str = "ko"


def sign_statement(*, statement: Statement, request: SignatureRequest) -> None:
    """Records a pending signature and the job that mails the link to confirm it.

    Returns nothing, on purpose: the visitor's answer must not depend on whether
    the address is new, pending, confirmed or held, nor may the time it takes. Until
    it is confirmed the last request counts: a stranger's use of an address does not
    keep its owner out. Raises NotOpenError when the statement takes no signatures.
    """
    if not statement.takes_signatures or statement.current_revision_id is None:
        raise NotOpenError
    index = address_index(statement, request.email)
    record_signature(
        {
            "code": uuid.uuid4(),
            "statement_id": statement.pk,
            "revision_id": statement.current_revision_id,
            "state": _first_state(request),
            "address_index": index,
            "display": request.display,
            "language": request.language,
            "consent_version": consents.VERSION,
            "consent_sha256": consents.consents_sha256(request.language),
            "consents_updates": request.consents_updates,
            "consents_handover": request.consents_handover,
            "signed_at": timezone.now(),
            **_sealed_person(statement, request, index),
        }
    )


def confirm_signature(*, code: uuid.UUID) -> Signature:
    """The signer's act. Counts once, however often and however fast it is repeated.

    A held signature is confirmed too, but counts only when staff release it; the
    signer sees no difference. Raises Signature.DoesNotExist for one that is gone,
    NotOpenError when the day of grace after closing is over.
    """
    signature = find_live_by_code(code)
    signature.statement = known_statement_of(signature)
    if signature.confirmed_at is not None:
        return signature
    if not signature.statement.takes_confirmations:
        raise NotOpenError
    now, shown = timezone.now(), _public_fields(signature)
    state = record_confirmation(signature=signature, confirmed_at=now, shown=shown)
    if state is None:
        signature.refresh_from_db()
    else:
        signature.state, signature.confirmed_at = state, now
        signature.public_name = shown["public_name"]
        signature.public_affiliation = shown["public_affiliation"]
    return signature


@transaction.atomic
def withdraw_signature(*, code: uuid.UUID) -> Signature:
    """Takes the signature back and erases the person; the count falls if it counted.

    Doing it again changes nothing. Raises Signature.DoesNotExist.
    """
    signature = Signature.objects.select_for_update(no_key=True).get(code=code)
    if signature.state not in LIVE_SIGNATURES:
        return signature
    end_signature(signature, SignatureState.WITHDRAWN)
    return signature


@transaction.atomic
def change_display(*, code: uuid.UUID, display: Display) -> Signature:
    """Shows or hides the name from now on.

    Raises Signature.DoesNotExist; NotOpenError when the data key is destroyed, so
    that a name can be hidden but none shown any more.
    """
    signature = (
        Signature.objects.select_for_update(no_key=True, of=("self",))
        .select_related("statement", "personal_data")
        .get(code=code, state__in=LIVE_SIGNATURES)
    )
    if display != Display.PRIVATE and signature.statement.wrapped_data_key is None:
        raise NotOpenError
    signature.display = display
    for field, value in _public_fields(signature).items():
        setattr(signature, field, value)
    signature.save(update_fields=["display", "public_name", "public_affiliation"])
    return signature


@transaction.atomic
def request_signature_link(*, statement: Statement, email: str) -> None:
    """Mails the link again if this address has signed; the answer never tells.

    A job is queued either way (without a signature it does nothing), so that the
    time taken tells nothing either.
    """
    signature_id = (
        Signature.objects.filter(
            statement=statement,
            address_index=address_index(statement, email),
            state__in=LIVE_SIGNATURES,
        )
        .values_list("pk", flat=True)
        .first()
    )
    deliver_signature_mail.configure(lock=f"signature-{signature_id}").defer(
        signature_id=signature_id or 0
    )


def own_data(*, signature: Signature) -> dict[str, Any]:
    """All that is kept about a signer, for the signer alone."""
    return {
        "statement": signature.statement.slug,
        "revision": signature.revision.number,
        "state": signature.state if signature.confirmed_at is None else "confirmed",
        **_opened(signature),
        "display": signature.display,
        "consents": {
            "version": signature.consent_version,
            "sha256": signature.consent_sha256,
            "updates": signature.consents_updates,
            "handover": signature.consents_handover,
        },
        "signed_at": signature.signed_at.isoformat(),
        "confirmed_at": signature.confirmed_at and signature.confirmed_at.isoformat(),
    }


def end_signature(signature: Signature, state: SignatureState) -> None:
    """Withdrawn or voided, on a locked row: the person is erased, the tally told."""
    if signature.state == SignatureState.CONFIRMED:
        TallyChange.objects.create(statement_id=signature.statement_id, delta=-1)
    signature.state = state
    signature.ended_at = timezone.now()
    signature.address_index = None
    signature.display = Display.PRIVATE
    signature.public_name = signature.public_affiliation = ""
    signature.save()
    SignaturePersonalData.objects.filter(signature=signature).delete()


def address_index(statement: Statement, email: str) -> bytes:
    """The blind index: equal for one mailbox, different on every statement."""
    return blind_index("signature", str(statement.pk), canonical_address(email))


def _first_state(request: SignatureRequest) -> SignatureState:
    return SignatureState.HELD if _looks_bad(request) else SignatureState.PENDING


def _looks_bad(request: SignatureRequest) -> bool:
    """Held for review, silently: an error message would teach attackers."""
    if is_disposable(request.email):
        return True
    shown = f"{request.name} {request.affiliation}"
    return contains_any(shown, _held_words.recall("skeletons", _word_skeletons))


def _word_skeletons() -> tuple[str, ...]:
    return tuple(map(skeleton, HeldWord.objects.values_list("word", flat=True)))


def _sealed_person(
    statement: Statement, request: SignatureRequest, index: bytes
) -> dict[str, bytes]:
    cipher = statement_cipher(statement)
    return {
        column: seal_field(cipher, index, column, getattr(request, column))
        for column in PERSONAL_COLUMNS
    }


def _public_fields(signature: Signature) -> dict[str, str]:
    """What the public list may hold of this signer, by their choice."""
    shown = {"public_name": "", "public_affiliation": ""}
    if signature.display == Display.PRIVATE:
        return shown
    person = _opened(signature)
    shown["public_name"] = person["name"]
    if signature.display == Display.NAME_AFFILIATION:
        shown["public_affiliation"] = person["affiliation"]
    return shown


def _opened(signature: Signature) -> dict[str, str]:
    """Name, address and affiliation; empty when the data key is destroyed."""
    if signature.statement.wrapped_data_key is None:
        return dict.fromkeys(PERSONAL_COLUMNS, "")
    cipher = statement_cipher(signature.statement)
    return {
        column: open_field(
            cipher, signature, column, getattr(signature.personal_data, column)
        )
        for column in PERSONAL_COLUMNS
    }
