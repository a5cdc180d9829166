"""The tally: folding changes into it, and recounting it against the rows."""

import logging

from django.db import connection, transaction

logger = logging.getLogger(__name__)


def fold_tally() -> None:
    """Moves all waiting changes into the tallies, in one statement.

    A reader sees the changes either beside the tally or in it, never both and
    never neither. Two folds at once take different rows.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH folded AS (
                DELETE FROM statements_tallychange
                WHERE id IN (
                    SELECT id FROM statements_tallychange FOR UPDATE SKIP LOCKED
                )
                RETURNING statement_id, delta
            ), sums AS (
                SELECT statement_id, sum(delta) AS delta FROM folded GROUP BY 1
            )
            UPDATE statements_tally AS tally
            SET individuals = tally.individuals + sums.delta, folded_at = now()
            FROM sums WHERE tally.statement_id = sums.statement_id
            """
        )


@transaction.atomic
def recount_tallies() -> int:
    """Compares every tally with its rows; repairs and alarms. Returns how many.

    All is read in one snapshot. The repair is a change like any other, so it
    cannot race with people who sign meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO statements_tallychange (statement_id, delta)
            SELECT tally.statement_id, counted.n - tally.individuals - waiting.n
            FROM statements_tally AS tally
            CROSS JOIN LATERAL (
                SELECT count(*) AS n FROM statements_signature
                WHERE statement_id = tally.statement_id AND state = 'confirmed'
            ) AS counted
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(delta), 0) AS n FROM statements_tallychange
                WHERE statement_id = tally.statement_id
            ) AS waiting
            WHERE counted.n <> tally.individuals + waiting.n
            RETURNING statement_id, delta
            """
        )
        repairs = cursor.fetchall()
    for statement_id, delta in repairs:
        logger.error("tally of statement %s was off by %s", statement_id, -delta)
    return len(repairs)
