"""Reminders of the police's deadline, by the clock."""

import datetime as dt

from django.db import transaction

from events.enums import NoticeMailKind
from events.models import AssemblyNotice
from events.models.notice import URGENT_BEFORE
from events.selectors.notice import notices_to_remind
from events.services.notice.mails import tell_staff

# How long before the start, the latest one first.
REMINDERS = {
    NoticeMailKind.THREE_DAYS: URGENT_BEFORE,
    NoticeMailKind.FOUR_DAYS: dt.timedelta(days=4),
    NoticeMailKind.TWO_WEEKS: dt.timedelta(days=14),
}


@transaction.atomic
def remind_of_notices(*, now: dt.datetime) -> int:
    """Queues the reminders that are due and returns how many mails. Idempotent.

    Of several that are due at once only the latest is sent. One goes to each member
    of staff per start: a gathering that moves is reminded of anew.
    """
    count = 0
    for notice in notices_to_remind(now):
        kind = due_reminder(notice, now)
        if kind is None:
            continue
        occurrence = notice.occurrence
        stored, _is_new = AssemblyNotice.objects.get_or_create(occurrence=occurrence)
        count += tell_staff(notice=stored, kind=kind, starts_at=occurrence.starts_at)
    return count


def due_reminder(notice: AssemblyNotice, now: dt.datetime) -> NoticeMailKind | None:
    """The latest reminder whose time has come."""
    left = notice.occurrence.starts_at - now
    due = (kind for kind, before in REMINDERS.items() if left <= before)
    return next(due, None)
