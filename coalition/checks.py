"""What must be true of the database before anything is trusted to it."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections


@checks.register(checks.Tags.database)
def hangul_trigrams(
    *, databases: Sequence[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """pg_trgm ignores all Hangul under ctype C: Korean search would find nothing."""
    errors: list[checks.CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
            if cursor.fetchone() is None:
                continue
            cursor.execute("SELECT cardinality(show_trgm('강남'))")
            if cursor.fetchone() == (0,):
                errors.append(
                    checks.Error(
                        "This database cannot search Korean text.",
                        hint="Create it with LC_CTYPE 'C.UTF-8' (not 'C').",
                        id="coalition.E001",
                    )
                )
    return errors
