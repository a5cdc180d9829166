"""From the form over a mailbox's button to the staff's decision, whatever is sent in."""

import datetime as dt
import uuid
from dataclasses import asdict
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from coalition.enums import OPEN_REGISTRATIONS, RegistrationState
from coalition.exceptions import StaleStateError
from coalition.models import Contact, SealedContact, SentIn, User
from coalition.models.sent_in import UNCONFIRMED_LIFETIME
from coalition.querysets import SentInQuerySet

CONTACT_LIFETIME = dt.timedelta(days=30)

Record = TypeVar("Record", bound=SentIn)


@transaction.atomic
def keep_sent_in(
    *,
    sent_in: QuerySet[Record],
    address_index: bytes,
    values: dict[str, Any],
    contact: Contact,
    sealed: type[SealedContact],
) -> Record:
    """Keeps ``values`` and, ``sealed``, who wrote them, for the mailbox to confirm.

    ``address_index`` names the mailbox and what it is about. While unconfirmed, the
    same replaces what was sent in before; once it waits for staff it stays as it is.
    """
    values = {**values, "submitted_at": timezone.now()}
    record, is_new = sent_in.select_for_update(no_key=True).get_or_create(
        address_index=address_index, state__in=OPEN_REGISTRATIONS, defaults=values
    )
    if is_new or record.state == RegistrationState.UNCONFIRMED:
        for field, value in values.items():
            setattr(record, field, value)
        record.save()
        row = sealed()
        row.sent_in = record
        row.seal(**asdict(contact))
        row.save()
    return record


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
