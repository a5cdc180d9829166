"""Cancels or postpones a gathering, and takes that back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.models import User
from coalition.services.audit import record_audit
from events.enums import OccurrenceState
from events.models import Occurrence
from events.services.changes import record_change, said_of
from events.services.public_change import lock_occurrence, mark_rescheduled


@transaction.atomic
def cancel_occurrence(
    *,
    occurrence: Occurrence,
    reason_ko: str,
    reason_en: str = "",
    actor: User | None = None,
) -> Occurrence:
    """Cancels a published gathering; its page and calendar entry stay and say why.

    Raises ``ValidationError`` for a draft, a past gathering, one that is already
    cancelled or a missing reason; ``StaleStateError`` when somebody was faster.
    """
    return _call_off(occurrence, OccurrenceState.CANCELLED, reason_ko, reason_en, actor)


@transaction.atomic
def postpone_occurrence(
    *,
    occurrence: Occurrence,
    reason_ko: str,
    reason_en: str = "",
    actor: User | None = None,
) -> Occurrence:
    """Calls the announced date off while the new one is not known; see ``cancel``."""
    return _call_off(occurrence, OccurrenceState.POSTPONED, reason_ko, reason_en, actor)


@transaction.atomic
def restore_occurrence(
    *, occurrence: Occurrence, actor: User | None = None
) -> Occurrence:
    """Takes a cancellation or postponement back: it is held as announced."""
    restored = lock_occurrence(occurrence)
    before = said_of(restored)
    apply_restoring(restored)
    mark_rescheduled(restored)
    restored.save()
    record_change(occurrence=restored, before=before)
    record_audit(action="occurrence.restore", subject=restored, actor=actor)
    return restored


def apply_calling_off(
    occurrence: Occurrence, *, state: OccurrenceState, reason_ko: str, reason_en: str
) -> None:
    """The change on the instance only, checked but not stored: makes the preview."""
    if not occurrence.is_published:
        raise ValidationError(
            _("A draft is not announced yet: there is nothing to call off.")
        )
    if occurrence.state == state:
        raise ValidationError(
            _("It is already called off: %(state)s."),
            params={"state": occurrence.get_state_display()},
        )
    if occurrence.over_at <= timezone.now():
        raise ValidationError(_("It is over and cannot be called off any more."))
    if not reason_ko.strip():
        raise ValidationError({"reason_ko": _("Give a reason that visitors can read.")})
    occurrence.state = state
    occurrence.change_reason_ko = reason_ko.strip()
    occurrence.change_reason_en = reason_en.strip()


def apply_restoring(occurrence: Occurrence) -> None:
    """The change on the instance only, checked but not stored: makes the preview."""
    if occurrence.state == OccurrenceState.SCHEDULED:
        raise ValidationError(_("It was not called off."))
    if occurrence.over_at <= timezone.now():
        raise ValidationError(_("Its date has passed. Move it to a new date instead."))
    occurrence.state = OccurrenceState.SCHEDULED
    occurrence.change_reason_ko = ""
    occurrence.change_reason_en = ""


def _call_off(
    occurrence: Occurrence,
    state: OccurrenceState,
    reason_ko: str,
    reason_en: str,
    actor: User | None,
) -> Occurrence:
    called_off = lock_occurrence(occurrence)
    before = said_of(called_off)
    apply_calling_off(called_off, state=state, reason_ko=reason_ko, reason_en=reason_en)
    mark_rescheduled(called_off)
    called_off.save()
    record_change(occurrence=called_off, before=before)
    action = "cancel" if state == OccurrenceState.CANCELLED else "postpone"
    record_audit(action=f"occurrence.{action}", subject=called_off, actor=actor)
    return called_off
