"""Moves one gathering in time, to another place or online; it stays the same one."""

import copy
import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.models import User
from coalition.services.audit import record_audit
from events.enums import OccurrenceState
from events.models import Occurrence, Venue
from events.services.changes import record_change, said_of
from events.services.public_change import lock_occurrence, mark_rescheduled

Start = tuple[dt.date, dt.time | None]


@dataclass(frozen=True, kw_only=True)
class BiggerGathering:
    """What one of ours becomes a part of: its title, and how many call for it."""

    title_ko: str
    title_en: str = ""
    hosts_count: int | None = None


@transaction.atomic
def move_occurrence(
    *,
    occurrence: Occurrence,
    local_date: dt.date,
    local_time: dt.time | None,
    venue: Venue | None,
    reason_ko: str,
    reason_en: str = "",
    venue_reveal_at: dt.datetime | None = None,
    joins: BiggerGathering | None = None,
    actor: User | None = None,
) -> Occurrence:
    """Gives a published gathering another date, hour or place, with a public reason.

    Its address, UID and slot stay; what was announced first stays visible beside the
    new time and place. With ``venue_reveal_at`` the new place is told only from that
    moment on. With ``joins`` it is held as a part of a bigger one, under that title,
    wherever that is. A place that is kept back may get another moment, or be told at
    once. A postponed gathering is scheduled again by moving it. Raises
    ``ValidationError`` when the move makes no sense and ``StaleStateError`` when
    somebody changed the gathering since ``occurrence`` was read.
    """
    moved = lock_occurrence(occurrence)
    before = copy.copy(moved)
    apply_move(
        moved,
        local_date=local_date,
        local_time=local_time,
        venue=venue,
        reason_ko=reason_ko,
        reason_en=reason_en,
        venue_reveal_at=venue_reveal_at,
        joins=joins,
    )
    return _store(moved, before, actor)


@transaction.atomic
def move_online(
    *,
    occurrence: Occurrence,
    online_address: str,
    online_reveal_at: dt.datetime | None = None,
    start: Start | None = None,
    reason_ko: str,
    reason_en: str = "",
    actor: User | None = None,
) -> Occurrence:
    """Holds a published gathering online instead, with a public reason.

    At its time, unless there is another ``start``. The link is told from
    ``online_reveal_at`` on, at once without one. Moving it to a place brings it back.
    Refuses as :func:`move_occurrence` does.
    """
    moved = lock_occurrence(occurrence)
    before = copy.copy(moved)
    apply_online(
        moved,
        online_address=online_address,
        online_reveal_at=online_reveal_at,
        start=start,
        reason_ko=reason_ko,
        reason_en=reason_en,
    )
    return _store(moved, before, actor)


def apply_move(
    occurrence: Occurrence,
    *,
    local_date: dt.date,
    local_time: dt.time | None,
    venue: Venue | None,
    reason_ko: str,
    reason_en: str = "",
    venue_reveal_at: dt.datetime | None = None,
    joins: BiggerGathering | None = None,
) -> None:
    """The move on the instance only, checked but not stored: also makes the preview."""
    _check_movable(occurrence)
    old_start = (occurrence.local_date, occurrence.local_time)
    new_start = (local_date, local_time)
    stays = venue == occurrence.actual_venue and not occurrence.is_online
    is_told_as_said = stays and venue_reveal_at == occurrence.venue_reveal_at
    if new_start == old_start and is_told_as_said and joins is None:
        raise ValidationError(_("Date, time and place are the same as before."))
    if venue is None and occurrence.series is not None:
        raise ValidationError({"venue": _("Choose a place.")})
    _check_reveal("venue_reveal_at", venue_reveal_at)
    if venue_reveal_at is not None and stays and not occurrence.hides_venue:
        raise ValidationError({"venue_reveal_at": _("This place is public already.")})
    remember_place(occurrence, venue)
    _place_at(occurrence, venue)
    occurrence.venue_reveal_at = venue_reveal_at
    occurrence.is_online = False
    if joins is not None:
        occurrence.own_title_ko = joins.title_ko
        occurrence.own_title_en = joins.title_en
        occurrence.declared_hosts_count = joins.hosts_count
    _reschedule(occurrence, reason_ko, reason_en)
    _start_at(occurrence, new_start)


def apply_online(
    occurrence: Occurrence,
    *,
    online_address: str,
    online_reveal_at: dt.datetime | None,
    start: Start | None = None,
    reason_ko: str,
    reason_en: str = "",
) -> None:
    """The change on the instance only, checked but not stored: makes the preview."""
    _check_movable(occurrence)
    if not online_address:
        raise ValidationError({"online_address": _("Give the link.")})
    _check_reveal("online_reveal_at", online_reveal_at)
    if not occurrence.hides_venue:
        occurrence.moved_from_venue = (
            occurrence.moved_from_venue or occurrence.actual_venue
        )
    occurrence.venue_reveal_at = None
    occurrence.is_online = True
    occurrence.online_address = online_address
    occurrence.online_reveal_at = online_reveal_at
    _reschedule(occurrence, reason_ko, reason_en)
    _start_at(occurrence, start or (occurrence.local_date, occurrence.local_time))


def _start_at(occurrence: Occurrence, start: Start) -> None:
    """The last step of a move: another start, or the same, and all of it checked."""
    is_same = start == (occurrence.local_date, occurrence.local_time)
    remember_start(occurrence, start)
    occurrence.local_date, occurrence.local_time = start
    if occurrence.local_time is None:
        occurrence.duration = None
    occurrence.full_clean(exclude=["starts_at", "over_at"], validate_constraints=False)
    occurrence.set_moments()
    if occurrence.starts_at <= timezone.now() and not is_same:
        raise ValidationError({"local_date": _("The new date is in the past.")})


def _reschedule(occurrence: Occurrence, reason_ko: str, reason_en: str) -> None:
    occurrence.state = OccurrenceState.SCHEDULED
    give_reason(occurrence, reason_ko, reason_en)


def give_reason(occurrence: Occurrence, reason_ko: str, reason_en: str) -> None:
    """Says why, in public. Raises ``ValidationError`` without a Korean reason."""
    if not reason_ko.strip():
        raise ValidationError({"reason_ko": _("Give a reason that visitors can read.")})
    occurrence.change_reason_ko = reason_ko.strip()
    occurrence.change_reason_en = reason_en.strip()


def _check_reveal(field: str, reveal_at: dt.datetime | None) -> None:
    if reveal_at is not None and reveal_at <= timezone.now():
        raise ValidationError({field: _("This moment has passed.")})


def _store(moved: Occurrence, before: Occurrence, actor: User | None) -> Occurrence:
    mark_rescheduled(moved)
    moved.save()
    record_change(occurrence=moved, before=said_of(before))
    record_audit(
        action="occurrence.move",
        subject=moved,
        actor=actor,
        detail={"from": _plain(before), "to": _plain(moved)},
    )
    return moved


def _check_movable(occurrence: Occurrence) -> None:
    if not occurrence.is_published:
        raise ValidationError(_("A draft is not announced yet: change it directly."))
    if occurrence.is_cancelled:
        raise ValidationError(_("It is cancelled. Restore it first."))
    if occurrence.over_at <= timezone.now() and not occurrence.is_postponed:
        raise ValidationError(_("It is over and cannot be moved any more."))


def remember_start(occurrence: Occurrence, new: Start) -> None:
    """Keeps the start announced first; moving back there clears the memory."""
    first = (occurrence.local_date, occurrence.local_time)
    if occurrence.moved_from_date is not None:
        first = (occurrence.moved_from_date, occurrence.moved_from_time)
    if new == first:
        occurrence.moved_from_date = occurrence.moved_from_time = None
    else:
        occurrence.moved_from_date, occurrence.moved_from_time = first


def remember_place(occurrence: Occurrence, new: Venue | None) -> None:
    """Keeps the place announced first; one that was never told is forgotten."""
    first = occurrence.moved_from_venue
    if first is None and not (occurrence.hides_venue or occurrence.is_online):
        first = occurrence.actual_venue
    occurrence.moved_from_venue = None if new == first else first


def _place_at(occurrence: Occurrence, venue: Venue | None) -> None:
    """An override, unless it is the usual place of the series."""
    usual = None
    if occurrence.series is not None and occurrence.inherits:
        usual = occurrence.series.venue
    occurrence.own_venue = None if venue == usual else venue


def _plain(occurrence: Occurrence) -> dict[str, str | int | None]:
    """What an audit entry needs to know about time and place."""
    return {
        "date": str(occurrence.local_date),
        "time": str(occurrence.local_time) if occurrence.local_time else None,
        "venue": _place_of(occurrence),
    }


def _place_of(occurrence: Occurrence) -> str | int | None:
    if occurrence.is_online:
        return "online"
    return occurrence.actual_venue and occurrence.actual_venue.pk
