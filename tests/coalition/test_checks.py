"""The database must be able to search Korean."""

from collections.abc import Iterator

import pytest
from django.db import connection, connections

from coalition.checks import hangul_trigrams

BLIND = "blind"


@pytest.fixture
def blind_database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """A database with ctype C, where pg_trgm sees no letter in Hangul."""
    name = f"{connection.settings_dict['NAME']}_{BLIND}"
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(
                f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING UTF8 '
                "LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER libc"
            )
        connections.databases[BLIND] = connection.settings_dict | {"NAME": name}
        with connections[BLIND].cursor() as cursor:
            cursor.execute("CREATE EXTENSION pg_trgm")
        yield BLIND
        connections[BLIND].close()
        del connections[BLIND], connections.databases[BLIND]
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


@pytest.mark.django_db
def test_our_database_sees_hangul():
    assert hangul_trigrams(databases=["default"]) == []


def test_one_that_does_not_is_refused(blind_database):
    (error,) = hangul_trigrams(databases=[blind_database])

    assert error.id == "coalition.E001"


def test_nothing_is_asked_without_a_database():
    assert hangul_trigrams(databases=None) == []
