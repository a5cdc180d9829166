"""What staff read about assembly notices. Nothing of it is for the public."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.models import User
from events.enums import NoticeState
from events.models import AssemblyNotice, Occurrence
from events.models.deadlines import Deadline, deadlines_of
from events.models.notice import (
    OBJECT_WITHIN,
    OPENS_BEFORE,
    STANDING,
    URGENT_BEFORE,
)

PERMISSION = "events.change_assemblynotice"


def notice_of(occurrence: Occurrence) -> AssemblyNotice:
    """The notice of an occurrence; a fresh one, not stored, while there is none."""
    try:
        return occurrence.notice
    except ObjectDoesNotExist:
        return AssemblyNotice(occurrence=occurrence)


@dataclass(frozen=True)
class NoticeToDo:
    """A notice that waits for somebody, and its first deadline."""

    notice: AssemblyNotice
    first: Deadline


def notices_to_do(now: dt.datetime) -> list[NoticeToDo]:
    """Everything staff have to do about notices, the most urgent first.

    To file (once the police takes it), to correct, to withdraw, to object to a ban.
    One query, however many there are.
    """
    to_do = [
        NoticeToDo(notice, deadlines[0])
        for notice in map(notice_of, _at_hand(now))
        if (deadlines := deadlines_of(notice, now))
    ]
    return sorted(to_do, key=lambda each: each.first.at)


def notices_to_remind(now: dt.datetime) -> list[AssemblyNotice]:
    """Not filed yet, of gatherings that have not begun."""
    return [notice for notice in map(notice_of, _at_hand(now)) if notice.is_waiting]


def earlier_notice(occurrence: Occurrence) -> AssemblyNotice | None:
    """The last one of the same series before it, to copy from."""
    return (
        AssemblyNotice.objects.filter(
            occurrence__series__isnull=False,
            occurrence__series=occurrence.series_id,
            occurrence__starts_at__lt=occurrence.starts_at,
        )
        .select_related("occurrence__series", "people")
        .order_by("-occurrence__starts_at")
        .first()
    )


def notice_staff() -> QuerySet[User]:
    """Active staff who may change notices, by themselves or through a group."""
    app, _, codename = PERMISSION.partition(".")
    asked = {"content_type__app_label": app, "codename": codename}
    is_allowed = (
        Q(is_superuser=True)
        | Q(**{f"user_permissions__{key}": value for key, value in asked.items()})
        | Q(**{f"groups__permissions__{key}": value for key, value in asked.items()})
    )
    return User.objects.filter(is_allowed, is_active=True, is_staff=True).distinct()


def badge_of(notice: AssemblyNotice) -> tuple[str, str]:
    """The one word about a notice and its colour."""
    now = timezone.now()
    if not notice.is_needed and notice.state == NoticeState.TO_FILE:
        return _("Need not be filed"), "record"
    if notice.needs_another:
        is_soon = now > notice.occurrence.starts_at - URGENT_BEFORE
        colour = "danger" if is_soon else "warning"
        return _("Filed for another time or place"), colour
    if notice.is_to_withdraw(now):
        return _("To withdraw"), "danger"
    if notice.is_overdue(now):
        return _("Overdue"), "danger"
    if notice.is_urgent(now):
        return _("Not filed: less than 72 hours left"), "danger"
    if notice.is_waiting and notice.occurrence.starts_at <= now:
        return _("It was not filed"), "record"
    colours = {
        NoticeState.TO_FILE: "notice",
        NoticeState.FILED: "good",
        NoticeState.BANNED: "danger",
        NoticeState.UPHELD: "danger",
        NoticeState.WITHDRAWN: "record",
    }
    state = NoticeState(notice.state)
    return str(state.label), colours.get(state, "warning")


def _at_hand(now: dt.datetime) -> QuerySet[Occurrence]:
    """What is within reach of the police, was when it was filed, or was banned."""
    begins = Q(starts_at__gt=now, starts_at__lte=now + OPENS_BEFORE)
    was_filed = Q(notice__state__in=STANDING, notice__filed_starts_at__gt=now)
    # The day of the ban does not count: one day more, deadlines_of() is exact.
    was_banned = Q(
        notice__state__in=(NoticeState.BANNED, NoticeState.OBJECTED),
        notice__answered_at__gt=now - OBJECT_WITHIN - dt.timedelta(days=1),
    )
    return Occurrence.objects.filter(begins | was_filed | was_banned).select_related(
        "series__venue", "own_venue", "notice"
    )
