"""What the consent text promises about signers: erased in time, never a number."""

import datetime as dt

from django.db import transaction

from statements.models import Signature, SignaturePersonalData, Statement

# Said in statements/consents.py; a change of these is a new version of that text.
ADDRESS_KEPT_AFTER = dt.timedelta(days=30)
NAME_KEPT_AFTER = dt.timedelta(days=365)


@transaction.atomic
def erase_addresses(*, now: dt.datetime) -> int:
    """Erases the addresses of signers 30 days after closing; returns how many.

    Nobody can be written to any more. Withdrawing by the link in an old mail and
    hiding a name stay possible.
    """
    return SignaturePersonalData.objects.filter(
        signature__statement__closes_at__lte=now - ADDRESS_KEPT_AFTER,
        email__isnull=False,
    ).update(email=None)


@transaction.atomic
def destroy_keys(*, now: dt.datetime) -> int:
    """Makes all that is left of signers unreadable a year after closing.

    Returns of how many statements. What was sealed and the index of each address go
    with the key; a backup holds them until it is thrown away. Counts and names shown
    by choice stay.
    """
    closed = Statement.objects.filter(
        closes_at__lte=now - NAME_KEPT_AFTER, wrapped_data_key__isnull=False
    ).select_for_update(no_key=True)
    closed_ids = list(closed.values_list("pk", flat=True))
    SignaturePersonalData.objects.filter(signature__statement__in=closed_ids).update(
        email=None, name=None, affiliation=None
    )
    Signature.objects.filter(statement__in=closed_ids).update(address_index=None)
    return Statement.objects.filter(pk__in=closed_ids).update(wrapped_data_key=None)
