"""At most so many mails a day to one address, whoever asks for them."""

import datetime as dt

from django.db import connection
from django.utils import timezone

from coalition.addresses import canonical_address
from coalition.encryption import blind_index

MOST_MAILS_A_DAY = 3
# However often a form is sent, the link to confirm or manage what was sent is mailed
# once in ten minutes while unconfirmed, once a day afterwards.
PAUSE_UNCONFIRMED = dt.timedelta(minutes=10)
PAUSE_CONFIRMED = dt.timedelta(hours=24)


def take_mail_slot(*, address: str) -> bool:
    """Counts one mail to this (canonical) address; False when today's are used up.

    One upsert: exact under any concurrency. The key holds the date, so rows of
    two days cannot be linked.
    """
    today = timezone.localdate()
    digest = blind_index("mail-limit", today.isoformat(), address)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO coalition_maillimit AS held (address_digest, "on", sent_count)
            VALUES (%s, %s, 1)
            ON CONFLICT (address_digest, "on")
            DO UPDATE SET sent_count = least(held.sent_count + 1, 32000)
            RETURNING sent_count
            """,
            [digest, today],
        )
        (sent_count,) = cursor.fetchone()
    return sent_count <= MOST_MAILS_A_DAY


def may_mail_link(
    *,
    address: str,
    mailed_at: dt.datetime | None,
    confirmed_at: dt.datetime | None,
    is_first_try: bool,
) -> bool:
    """Whether the link goes to ``address`` now: not mailed lately, and a slot is left.

    Who has just confirmed gets it at once when asking for it.
    """
    lately = timezone.now() - PAUSE_UNCONFIRMED
    if confirmed_at is not None:
        lately = max(confirmed_at, timezone.now() - PAUSE_CONFIRMED)
    if mailed_at is not None and mailed_at > lately:
        return False
    # A retry after a mail server's failure has taken its slot already.
    return not is_first_try or take_mail_slot(address=canonical_address(address))
