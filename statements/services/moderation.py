"""Staff's decisions about held signatures."""

from django.db import transaction

from coalition.exceptions import StaleStateError
from coalition.models import User
from coalition.services.audit import record_audit
from statements.enums import LIVE_SIGNATURES, SignatureState
from statements.models import Signature, TallyChange
from statements.services.signing import end_signature


@transaction.atomic
def release_signature(*, signature: Signature, actor: User) -> Signature:
    """Lets a held signature count, or wait for its confirmation like any other.

    Raises StaleStateError when it is not held any more.
    """
    signature = _lock(signature)
    if signature.state != SignatureState.HELD:
        raise StaleStateError
    if signature.confirmed_at is None:
        signature.state = SignatureState.PENDING
    else:
        signature.state = SignatureState.CONFIRMED
        TallyChange.objects.create(statement_id=signature.statement_id, delta=1)
    signature.save(update_fields=["state"])
    record_audit(action="signature.release", subject=signature, actor=actor)
    return signature


@transaction.atomic
def invalidate_signature(*, signature: Signature, actor: User) -> Signature:
    """Voids a signature and erases the person. Raises StaleStateError if it ended."""
    signature = _lock(signature)
    if signature.state not in LIVE_SIGNATURES:
        raise StaleStateError
    end_signature(signature, SignatureState.INVALIDATED)
    record_audit(action="signature.invalidate", subject=signature, actor=actor)
    return signature


def _lock(signature: Signature) -> Signature:
    return Signature.objects.select_for_update(no_key=True).get(pk=signature.pk)
