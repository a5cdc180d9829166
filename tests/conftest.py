import io
import logging

import pytest
from django.db import connection

from config.logs import TokenlessFormatter


@pytest.fixture
def empty_queue(transactional_db):
    """No job of an earlier test: after a transactional test Django empties its own
    tables, and the queue's are not among them."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def console(monkeypatch) -> io.StringIO:
    """What this test lets the site write to its log."""
    (handler,) = (
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler.formatter, TokenlessFormatter)
    )
    stream = io.StringIO()
    monkeypatch.setattr(handler, "stream", stream)
    return stream
