"""Which weather decisions wait."""

import datetime as dt

from events.enums import OccurrenceState, WeatherDecision
from events.models import Occurrence
from events.models.weather import (
    LONGEST_HOURS,
    weather_decision,
    weather_decision_at,
)

DUE_WITHIN = dt.timedelta(hours=24)


def weather_decisions_due(now: dt.datetime) -> list[Occurrence]:
    """To be decided within a day or overdue, and not begun; soonest first."""
    latest = now + dt.timedelta(hours=LONGEST_HOURS) + DUE_WITHIN
    coming = (
        Occurrence.objects.public()
        .filter(state=OccurrenceState.SCHEDULED, starts_at__gt=now)
        .filter(starts_at__lt=latest)
        .with_inherited()
        .order_by("starts_at", "pk")
    )
    due = []
    for occurrence in coming:
        decision_at = weather_decision_at(occurrence)
        is_open = weather_decision(occurrence) == WeatherDecision.OPEN
        if is_open and decision_at is not None and decision_at <= now + DUE_WITHIN:
            due.append(occurrence)
    return due
