"""From a mailbox's button to the staff's decision: the same for all that is sent in."""

import datetime as dt
import uuid
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from coalition.enums import RegistrationState
from coalition.exceptions import StaleStateError
from coalition.models import SentIn, User
from coalition.models.sent_in import UNCONFIRMED_LIFETIME
from coalition.querysets import SentInQuerySet

CONTACT_LIFETIME = dt.timedelta(days=30)

Record = TypeVar("Record", bound=SentIn)


@transaction.atomic
def confirm_mailbox(*, sent_in: QuerySet[Record], code: uuid.UUID) -> bool:
    """The mailbox's act: from now on it waits for staff. Repeating changes nothing.

    False when nothing waits to be confirmed: done before, too late, or unknown.
    """
    now = timezone.now()
    return bool(
        sent_in.filter(
            code=code,
            state=RegistrationState.UNCONFIRMED,
            submitted_at__gte=now - UNCONFIRMED_LIFETIME,
        ).update(state=RegistrationState.WAITING, confirmed_at=now)
    )


def lock_waiting(*, sent_in: QuerySet[Record], pk: int) -> Record:
    """The row, locked while it waits; StaleStateError for whoever comes second."""
    record = (
        sent_in.filter(state=RegistrationState.WAITING)
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=pk)
        .first()
    )
    if record is None:
        raise StaleStateError
    return record


def save_decision(*, record: SentIn, actor: User) -> None:
    """Stores the new state of a locked record with who decided and when."""
    record.decided_at = timezone.now()
    record.decided_by = actor
    record.address_index = None  # no second one to compare with
    record.save()


def erase_unconfirmed(*, sent_in: SentInQuerySet, now: dt.datetime) -> int:
    """Erases what nobody confirmed within 72 hours; returns how many."""
    expired = (
        sent_in.unconfirmed_since(now - UNCONFIRMED_LIFETIME)
        .select_for_update(skip_locked=True)  # just being sent in again: stays
        .values_list("pk", flat=True)
    )
    expired_ids = list(expired)
    sent_in.filter(pk__in=expired_ids).delete()
    return len(expired_ids)
