"""What an act on a series would do to the dates that are already announced.

The same plan makes the preview and is carried out, so that nobody confirms one thing
and gets another.
"""

import copy
import datetime as dt
from dataclasses import dataclass, field
from typing import Self

from coalition.exceptions import StaleStateError
from events.models import EventSeries, Occurrence


@dataclass(frozen=True)
class Change:
    """One announced date: how it stands and how it would stand; nothing is stored."""

    before: Occurrence
    after: Occurrence

    @classmethod
    def of(cls, occurrence: Occurrence) -> Self:
        return cls(before=occurrence, after=copy.copy(occurrence))


@dataclass
class SeriesPlan:
    """``kept`` are dates that one might expect to change and that stay as they are."""

    changes: list[Change] = field(default_factory=list)
    kept: list[Occurrence] = field(default_factory=list)
    added: list[dt.date] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """What the reader of a preview decided upon, in a few letters."""
        parts = [
            *(f"{each.before.pk}.{each.before.sequence}" for each in self.changes),
            *(f"k{each.pk}.{each.sequence}" for each in self.kept),
            *(f"+{date:%m%d}" for date in self.added),
        ]
        return "-".join(parts) or "none"

    def confirm(self, seen: str | None) -> None:
        """Raises ``StaleStateError`` when the preview that was ``seen`` is outdated."""
        if seen is not None and seen != self.fingerprint:
            raise StaleStateError


def coming_dates(series: EventSeries, now: dt.datetime) -> list[Occurrence]:
    """The dates of a series that have not begun, soonest first."""
    found = Occurrence.objects.filter(series=series, starts_at__gt=now)
    return list(found.with_inherited().order_by("starts_at", "pk"))
