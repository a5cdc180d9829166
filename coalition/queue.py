"""How background jobs are retried, and how one is deferred together with its row."""

import datetime as dt
import random

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job
from procrastinate.tasks import Task

LONGEST_PAUSE = 600


class CappedBackoff(BaseRetryStrategy):
    """1, 2, 4 ... 600 seconds with jitter, for three days.

    The library's own strategies know no cap: a mail server that is down for an
    afternoon would then be asked again only the next day.
    """

    def __init__(self, *, give_up_after: dt.timedelta) -> None:
        # Beyond the first ten tries every pause is the longest one.
        self.max_attempts = int(give_up_after.total_seconds() / LONGEST_PAUSE) + 10

    def get_retry_decision(
        self, *, exception: BaseException, job: Job
    ) -> RetryDecision | None:
        if job.attempts >= self.max_attempts:
            return None
        pause = min(2**job.attempts, LONGEST_PAUSE)
        jitter = random.uniform(0.75, 1.25)  # noqa: S311 (not a secret)
        return RetryDecision(retry_in={"seconds": max(1, round(pause * jitter))})


RETRY = CappedBackoff(give_up_after=dt.timedelta(hours=72))


def job_for_row(task: Task, *, argument: str, lock: str) -> str:
    """SQL that defers the task for a row, inside the statement that writes the row.

    It calls the function that ``task.defer()`` calls, with the row's column ``id`` as
    the task's only argument and in the name of the lock. All three parameters are
    constants of the code, never input.
    """
    return (
        "procrastinate_defer_jobs_v1(ARRAY[ROW("
        f"'{task.queue}', '{task.name}', {task.priority}, '{lock}-' || id, NULL, "
        f"jsonb_build_object('{argument}', id), NULL"
        ")::procrastinate_job_to_defer_v1])"
    )
