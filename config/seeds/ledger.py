"""Keeps a seed run idempotent, and counts what it found and made."""

from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, Q

from events.models.addresses import Addressed

# Two seed runs at once wait for each other: the second then finds everything there.
SEED_LOCK = 0x59_45_4F_53

Record = TypeVar("Record", bound=Model)


class Ledger:
    """A record that exists is left alone, whatever staff have made of it since."""

    def __init__(self) -> None:
        self.present: Counter[type[Model]] = Counter()
        self.made: Counter[type[Model]] = Counter()

    def keep(
        self, model: type[Record], make: Callable[[], Record], **key: Any
    ) -> Record:
        """The record of this key, made by ``make`` when it is missing."""
        self.present[model] += 1
        known = Q(**key)
        if issubclass(model, Addressed) and "slug" in key:
            known |= Q(former_addresses__slug=key["slug"])
        found = model._default_manager.filter(known).first()  # noqa: SLF001
        if found is not None:
            return found
        self.made[model] += 1
        return make()

    def summary(self) -> str:
        """단체 84 · 성명 3 · …"""
        return " · ".join(
            f"{model._meta.verbose_name_plural} {count}"
            for model, count in self.present.items()
        )


def wait_for_other_seed_runs() -> None:
    """Holds the lock until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEED_LOCK])
