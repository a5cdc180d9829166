"""What has to be done about an assembly notice, and until when."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coalition.korean import moment
from events.enums import OccurrenceState
from events.models.notice import AssemblyNotice


@dataclass(frozen=True)
class Deadline:
    """One thing to do, such as "File by 25 November, 7 p.m."."""

    words: str
    at: dt.datetime
    is_past: bool


def deadlines_of(notice: AssemblyNotice, now: dt.datetime) -> list[Deadline]:
    """Everything the law asks for at this moment, the most urgent first.

    One that has passed stays: whether it can be made up for is for the police to say.
    """
    is_held = notice.occurrence.state == OccurrenceState.SCHEDULED
    is_to_withdraw = notice.is_to_withdraw(now)
    is_to_file = notice.is_waiting or notice.needs_another
    is_in_time = notice.object_by is not None and now <= notice.object_by
    asked = (
        (_("File by %(moment)s"), notice.due_at if is_to_file else None),
        (_("Withdraw by %(moment)s"), notice.withdraw_by if is_to_withdraw else None),
        (_("Correct by %(moment)s"), None if is_to_withdraw else notice.correct_by),
        (
            _("Object to the ban by %(moment)s"),
            notice.object_by if is_held and is_in_time else None,
        ),
        (
            _("Decision on the objection due by %(moment)s"),
            notice.decided_by if is_held else None,
        ),
    )
    found = [
        Deadline(words % {"moment": moment(at)}, at, is_past=at < now)
        for words, at in asked
        if at is not None
    ]
    return sorted(found, key=lambda deadline: deadline.at)
