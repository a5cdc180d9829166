"""Moves one gathering in time or place without losing its identity."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.models import User
from coalition.services.audit import record_audit
from events.enums import OccurrenceState
from events.models import Occurrence, Venue
from events.services.public_change import lock_occurrence, mark_rescheduled


@transaction.atomic
def move_occurrence(
    *,
    occurrence: Occurrence,
    local_date: dt.date,
    local_time: dt.time | None,
    venue: Venue | None,
    reason_ko: str,
    reason_en: str = "",
    actor: User | None = None,
) -> Occurrence:
    """Gives a published gathering another date, hour or place, with a public reason.

    Its address, UID and slot stay; what was announced first stays visible beside the
    new time and place. A postponed gathering is scheduled again by moving it. Raises
    ``ValidationError`` when the move makes no sense and ``StaleStateError`` when
    somebody changed the gathering since ``occurrence`` was read.
    """
    moved = lock_occurrence(occurrence)
    before = _plain(moved)
    apply_move(
        moved,
        local_date=local_date,
        local_time=local_time,
        venue=venue,
        reason_ko=reason_ko,
        reason_en=reason_en,
    )
    mark_rescheduled(moved)
    moved.save()
    record_audit(
        action="occurrence.move",
        subject=moved,
        actor=actor,
        detail={"from": before, "to": _plain(moved)},
    )
    return moved


def apply_move(
    occurrence: Occurrence,
    *,
    local_date: dt.date,
    local_time: dt.time | None,
    venue: Venue | None,
    reason_ko: str,
    reason_en: str = "",
) -> None:
    """The move on the instance only, checked but not stored: also makes the preview."""
    _check_movable(occurrence)
    old_start = (occurrence.local_date, occurrence.local_time)
    new_start = (local_date, local_time)
    if new_start == old_start and venue == occurrence.venue:
        raise ValidationError(_("Date, time and place are the same as before."))
    if venue is None and occurrence.series is not None:
        raise ValidationError({"venue": _("Choose a place.")})
    if not reason_ko.strip():
        raise ValidationError({"reason_ko": _("Give a reason that visitors can read.")})
    remember_start(occurrence, new_start)
    _remember_venue(occurrence, venue)
    occurrence.local_date, occurrence.local_time = new_start
    if local_time is None:
        occurrence.duration = None
    occurrence.state = OccurrenceState.SCHEDULED
    occurrence.change_reason_ko = reason_ko.strip()
    occurrence.change_reason_en = reason_en.strip()
    occurrence.full_clean(exclude=["starts_at", "over_at"], validate_constraints=False)
    occurrence.set_moments()
    if occurrence.starts_at <= timezone.now() and new_start != old_start:
        raise ValidationError({"local_date": _("The new date is in the past.")})


def _check_movable(occurrence: Occurrence) -> None:
    if not occurrence.is_published:
        raise ValidationError(_("A draft is not announced yet: change it directly."))
    if occurrence.is_cancelled:
        raise ValidationError(_("It is cancelled. Restore it first."))
    if occurrence.over_at <= timezone.now() and not occurrence.is_postponed:
        raise ValidationError(_("It is over and cannot be moved any more."))


def remember_start(occurrence: Occurrence, new: tuple[dt.date, dt.time | None]) -> None:
    """Keeps the start announced first; moving back there clears the memory."""
    first = (occurrence.local_date, occurrence.local_time)
    if occurrence.moved_from_date is not None:
        first = (occurrence.moved_from_date, occurrence.moved_from_time)
    if new == first:
        occurrence.moved_from_date = occurrence.moved_from_time = None
    else:
        occurrence.moved_from_date, occurrence.moved_from_time = first


def _remember_venue(occurrence: Occurrence, venue: Venue | None) -> None:
    first = occurrence.moved_from_venue or occurrence.venue
    occurrence.moved_from_venue = None if venue == first else first
    usual = None
    if occurrence.series is not None and occurrence.inherits:
        usual = occurrence.series.venue
    occurrence.own_venue = None if venue == usual else venue


def _plain(occurrence: Occurrence) -> dict[str, str | int | None]:
    """What an audit entry needs to know about time and place."""
    return {
        "date": str(occurrence.local_date),
        "time": occurrence.local_time and str(occurrence.local_time),
        "venue": occurrence.venue and occurrence.venue.pk,
    }
