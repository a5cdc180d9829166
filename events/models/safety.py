"""How people stay safe: the organizers' plan, and what everybody may read of it."""

import datetime as dt
from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.enums import OccurrenceState
from events.models.inheritance import Inherited

if TYPE_CHECKING:
    from events.models.occurrences import Occurrence

# An emergency phone is told only while somebody stands beside it.
PHONE_AROUND = dt.timedelta(hours=1)

_AS_THE_SERIES = _("Empty: as the series says.")
_PLAN_HELP = _(
    "Markdown, never public. Meeting points, leaving together, hostile filming, a lost "
    "person, the nearest exit, toilet and hospital."
)
_PHONE_HELP = _(
    "A phone of the organization, not a person's own. Public from an hour before the "
    "start to an hour after the end, and at no other time."
)
validate_phone = RegexValidator(
    r"^\+?[0-9][0-9 -]{2,19}$", _("Only digits, spaces and hyphens.")
)


class SafetyOfSeries(models.Model):
    """What holds for every date of a series unless the date says otherwise."""

    safety_plan = models.TextField(
        _("safety plan (staff only)"), blank=True, help_text=_PLAN_HELP
    )
    leaving_ko = models.TextField(
        _("leaving safely, being filmed (Korean)"), blank=True
    )
    leaving_en = models.TextField(
        _("leaving safely, being filmed (English)"), blank=True
    )
    emergency_phone = models.CharField(
        _("emergency phone"),
        max_length=20,
        blank=True,
        validators=[validate_phone],
        help_text=_PHONE_HELP,
    )

    class Meta:
        abstract = True


class SafetyOfOccurrence(models.Model):
    """The same for one date; empty means "as the series says"."""

    own_safety_plan = models.TextField(
        _("safety plan (staff only)"), blank=True, help_text=_PLAN_HELP
    )
    own_leaving_ko = models.TextField(
        _("leaving safely, being filmed (Korean)"), blank=True, help_text=_AS_THE_SERIES
    )
    own_leaving_en = models.TextField(
        _("leaving safely, being filmed (English)"), blank=True
    )
    own_emergency_phone = models.CharField(
        _("emergency phone"),
        max_length=20,
        blank=True,
        validators=[validate_phone],
        help_text=_PHONE_HELP,
    )

    safety_plan = Inherited()
    leaving_ko = Inherited()
    leaving_en = Inherited()
    # Told around the gathering and never again: history does not keep it.
    emergency_phone = Inherited(is_history=False)

    class Meta:
        abstract = True


def phone_bounds(occurrence: "Occurrence") -> tuple[dt.datetime, dt.datetime]:
    """From when and until when the emergency phone is public."""
    return occurrence.starts_at - PHONE_AROUND, occurrence.over_at + PHONE_AROUND


def public_phone(occurrence: "Occurrence", now: dt.datetime) -> str:
    """The emergency phone while it may be told, or nothing."""
    first, last = phone_bounds(occurrence)
    is_held = occurrence.state == OccurrenceState.SCHEDULED
    is_known = occurrence.local_time is not None
    is_told = is_held and is_known and first <= now < last
    return occurrence.emergency_phone if is_told else ""
