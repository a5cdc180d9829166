"""At most so many mails a day to one address, whoever asks for them."""

from django.db import connection
from django.utils import timezone

from coalition.encryption import blind_index

MOST_MAILS_A_DAY = 3


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
