import pytest
from django.db import connection


@pytest.fixture
def empty_queue(transactional_db):
    """No job of an earlier test: after a transactional test Django empties its own
    tables, and the queue's are not among them."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
