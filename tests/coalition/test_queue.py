"""How jobs are tried again."""

import datetime as dt

import pytest
from procrastinate.jobs import Job

from coalition.queue import RETRY


def pause_after(attempts: int) -> float | None:
    job = Job(
        id=1, queue="default", lock=None, queueing_lock=None, task_name="t",
        attempts=attempts,
    )  # fmt: skip
    decision = RETRY.get_retry_decision(exception=OSError(), job=job)
    if decision is None:
        return None
    return (decision.retry_at - dt.datetime.now(dt.UTC)).total_seconds()


@pytest.mark.parametrize(
    ("attempts", "least", "most"),
    ((0, 0, 2), (3, 5, 11), (8, 190, 321), (9, 380, 641), (300, 440, 751)),
)
def test_pauses_grow_to_ten_minutes_with_jitter(attempts, least, most):
    assert least <= pause_after(attempts) <= most


def test_it_gives_up_after_three_days():
    assert pause_after(RETRY.max_attempts - 1) is not None
    assert pause_after(RETRY.max_attempts) is None
    assert RETRY.max_attempts * 600 >= 72 * 3600
