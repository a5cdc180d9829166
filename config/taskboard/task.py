"""What a task on the board is."""

import datetime as dt
from dataclasses import dataclass, field
from enum import IntEnum

from django.urls import reverse
from django.utils.translation import gettext as _

from coalition.korean import day

LISTED_AT_MOST = 6
SOON = dt.timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True)
class Record:
    """One thing that waits, with what can be done about it at once."""

    title: str
    url: str
    note: str = ""
    badge: str = ""
    badge_kind: str = "notice"
    acts: list[tuple[str, str]] = field(default_factory=list)  # words, address


class Turn(IntEnum):
    """When it is a task's turn, in the order of the board."""

    THIS_WEEK = 1
    LATER = 2
    NOTHING = 3


@dataclass(frozen=True, kw_only=True)
class Task:
    """One kind of thing that waits; a ``count`` of 0 means that nothing does.

    ``is_due`` is what has to happen this week, ``is_alarm`` what should have happened
    already.
    """

    name: str
    title: str
    explanation: str
    count: int
    url: str
    since: str = ""
    records: list[Record] = field(default_factory=list)
    is_due: bool = False
    is_alarm: bool = False

    @property
    def turn(self) -> Turn:
        if not self.count:
            return Turn.NOTHING
        return Turn.THIS_WEEK if self.is_alarm or self.is_due else Turn.LATER


def since(oldest: dt.datetime | None) -> str:
    return _("waiting since %(day)s") % {"day": day(oldest)} if oldest else ""


def filtered(name: str, query: str) -> str:
    return f"{reverse(name)}?{query}"
