"""Records that a gathering goes ahead whatever the weather, and takes that back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.models import User
from coalition.services.audit import record_audit
from events.enums import OccurrenceState
from events.models import Occurrence
from events.models.weather import DECIDED, weather_decision
from events.services.public_change import lock_occurrence, mark_modified


@transaction.atomic
def decide_weather(*, occurrence: Occurrence, actor: User | None = None) -> Occurrence:
    """It goes ahead at the time and place announced now; the pages say so at once.

    Nobody gets a mail: nothing changes for them. A second tap keeps the first moment.
    Raises ``ValidationError`` for a gathering that is not held or has begun and
    ``StaleStateError`` when somebody changed it since ``occurrence`` was read.
    """
    decided = lock_occurrence(occurrence)
    if weather_decision(decided) in DECIDED:
        return decided
    if not decided.is_published or decided.state != OccurrenceState.SCHEDULED:
        raise ValidationError(_("It is not announced, or called off."))
    now = timezone.now()
    if decided.starts_at <= now:
        raise ValidationError(_("It has already begun."))
    decided.weather_decided_at = now
    decided.weather_decided_for = decided.starts_at
    return _store(decided, "occurrence.weather_decided", actor)


@transaction.atomic
def reopen_weather(*, occurrence: Occurrence, actor: User | None = None) -> Occurrence:
    """Takes the decision back: it is to be decided again."""
    reopened = lock_occurrence(occurrence)
    if weather_decision(reopened) not in DECIDED:
        return reopened
    if reopened.starts_at <= timezone.now():
        raise ValidationError(_("It has already begun."))
    reopened.weather_decided_at = reopened.weather_decided_for = None
    return _store(reopened, "occurrence.weather_reopened", actor)


def _store(occurrence: Occurrence, action: str, actor: User | None) -> Occurrence:
    mark_modified(occurrence)
    occurrence.save(
        update_fields=[
            "weather_decided_at",
            "weather_decided_for",
            "content_modified_at",
        ]
    )
    record_audit(action=action, subject=occurrence, actor=actor)
    return occurrence
