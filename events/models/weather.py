"""The rain plan, until when staff say whether it goes ahead, and what they said.

Cancelling and moving have acts of their own that tell everybody; only "it goes ahead"
is recorded here. The rest is read from the gathering itself, so that the two can never
contradict each other.
"""

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.enums import OccurrenceState, WeatherDecision
from events.models.inheritance import Inherited

if TYPE_CHECKING:
    from events.models.occurrences import Occurrence

LONGEST_HOURS = 72
DECIDED = (WeatherDecision.GOES_AHEAD, WeatherDecision.MOVED)
_AS_THE_SERIES = _("Empty: as the series says.")
_HOURS_LIMITS = [MinValueValidator(1), MaxValueValidator(LONGEST_HOURS)]


class WeatherOfSeries(models.Model):
    """What happens in the rain, and how long before the start it is decided."""

    rain_plan_ko = models.TextField(_("in case of rain (Korean)"), blank=True)
    rain_plan_en = models.TextField(_("in case of rain (English)"), blank=True)
    weather_hours = models.PositiveSmallIntegerField(
        _("weather decision, hours before the start"),
        null=True,
        blank=True,
        validators=_HOURS_LIMITS,
        help_text=_(
            "Public: visitors are told to look at the page by then. "
            "Empty: no time is promised."
        ),
    )

    class Meta:
        abstract = True


class WeatherOfOccurrence(models.Model):
    """The same for one date, and the decision.

    ``weather_decided_for`` is the start it was decided for: a gathering that is moved
    in time afterwards is undecided again.
    """

    own_rain_plan_ko = models.TextField(
        _("in case of rain (Korean)"), blank=True, help_text=_AS_THE_SERIES
    )
    own_rain_plan_en = models.TextField(_("in case of rain (English)"), blank=True)
    own_weather_hours = models.PositiveSmallIntegerField(
        _("weather decision, hours before the start"),
        null=True,
        blank=True,
        validators=_HOURS_LIMITS,
        help_text=_AS_THE_SERIES,
    )
    weather_decided_at = models.DateTimeField(null=True, editable=False)
    weather_decided_for = models.DateTimeField(null=True, editable=False)

    rain_plan_ko = Inherited()
    rain_plan_en = Inherited()
    weather_hours = Inherited(unset=None)

    class Meta:
        abstract = True


def weather_decision_at(occurrence: "Occurrence") -> dt.datetime | None:
    """By when it is decided, in the local zone; None when nothing is promised."""
    if occurrence.weather_hours is None or occurrence.local_time is None:
        return None
    at = occurrence.starts_at - dt.timedelta(hours=occurrence.weather_hours)
    return at.astimezone(ZoneInfo(occurrence.timezone))


def weather_decision(occurrence: "Occurrence") -> WeatherDecision:
    """What is decided, as far as the public may know."""
    if occurrence.state != OccurrenceState.SCHEDULED:
        return WeatherDecision.CALLED_OFF
    is_decided = occurrence.weather_decided_at is not None
    if is_decided and occurrence.weather_decided_for == occurrence.starts_at:
        moved = occurrence.is_moved
        return WeatherDecision.MOVED if moved else WeatherDecision.GOES_AHEAD
    if weather_decision_at(occurrence) is None:
        return WeatherDecision.NONE
    return WeatherDecision.OPEN
