"""Says that a gathering runs late, in one tap, and takes that back."""

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.exceptions import StaleStateError
from coalition.models import User
from coalition.services.audit import record_audit
from events.enums import OccurrenceState
from events.models import Occurrence, OccurrenceDelay
from events.models.delays import current_delays, late_minutes
from events.services.public_change import lock_occurrence

DELAY_MINUTES = 10
LONGEST_DELAY = 180
REPORTED_BEFORE = dt.timedelta(hours=3)


@transaction.atomic
def report_delay(
    *,
    occurrence: Occurrence,
    press: uuid.UUID,
    seen: int,
    actor: User | None = None,
) -> Occurrence:
    """Everything that has not begun, and the end, comes ten minutes later.

    ``press`` makes a second tap harmless, ``seen`` are the minutes that were shown
    beside the button: two people who say the same thing shift it once, the second
    gets ``StaleStateError``. The announced start and the calendars stay as they are.
    Raises ``ValidationError`` where :func:`check_delay` does.
    """
    late = lock_occurrence(occurrence)
    if OccurrenceDelay.objects.filter(press=press).exists():
        return late
    if late_minutes(late) != seen:
        raise StaleStateError
    now = timezone.now()
    check_delay(late, now)
    OccurrenceDelay.objects.create(
        occurrence=late,
        minutes=DELAY_MINUTES,
        announced_start=late.starts_at,
        reported_at=now,
        press=press,
    )
    return _store(late, "occurrence.delay", actor)


@transaction.atomic
def take_back_delay(
    *, occurrence: Occurrence, delay_id: int, actor: User | None = None
) -> Occurrence:
    """Takes the last report back; a second tap changes nothing more.

    Raises ``StaleStateError`` when another report came after the one that was seen.
    """
    punctual = lock_occurrence(occurrence)
    delay = OccurrenceDelay.objects.filter(occurrence=punctual, pk=delay_id).first()
    if delay is not None and delay.taken_back_at is not None:
        return punctual
    current = current_delays(punctual)
    if delay is None or not current or current[-1].pk != delay.pk:
        raise StaleStateError
    delay.taken_back_at = timezone.now()
    delay.save(update_fields=["taken_back_at"])
    return _store(punctual, "occurrence.delay_taken_back", actor)


def check_delay(occurrence: Occurrence, now: dt.datetime) -> None:
    """Raises ``ValidationError`` when nobody waits for it now, or for too long."""
    is_held = occurrence.is_published and occurrence.state == OccurrenceState.SCHEDULED
    if not is_held or occurrence.local_time is None:
        raise ValidationError(_("Only a gathering with a set hour can run late."))
    if not occurrence.starts_at - REPORTED_BEFORE <= now < occurrence.over_at:
        raise ValidationError(
            _("A delay is told from three hours before the start until the end.")
        )
    if late_minutes(occurrence) + DELAY_MINUTES > LONGEST_DELAY:
        raise ValidationError(_("It is three hours late. Move it to another hour."))


def _store(occurrence: Occurrence, action: str, actor: User | None) -> Occurrence:
    occurrence.set_moments()
    occurrence.save(update_fields=["over_at"])
    record_audit(
        action=action,
        subject=occurrence,
        actor=actor,
        detail={"minutes": late_minutes(occurrence)},
    )
    return occurrence
