"""What is said on the day itself: that it runs late, and whether the rain stops it."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.korean import clock, day
from events.enums import Phase, WeatherDecision
from events.models.delays import expected_at, late_minutes
from events.models.occurrences import Occurrence
from events.models.weather import weather_decision, weather_decision_at


def late_text(occurrence: Occurrence, now: dt.datetime) -> str:
    """That it runs late, until it is over; empty when it is held as announced."""
    minutes = late_minutes(occurrence)
    is_held = not (occurrence.is_cancelled or occurrence.is_postponed)
    if not minutes or not is_held or occurrence.phase(now) == Phase.OVER:
        return ""
    start = expected_at(occurrence, occurrence.local_start)
    if start > now and start != occurrence.local_start:
        facts = {"minutes": minutes, "time": clock(start.time())}
        return _("It begins about %(minutes)s minutes late, at %(time)s.") % facts
    text = ngettext(
        "It is running about %(minutes)s minute late.",
        "It is running about %(minutes)s minutes late.",
        minutes,
    )
    return text % {"minutes": minutes}


def weather_text(occurrence: Occurrence, now: dt.datetime) -> str:
    """Until when it is decided, or what was; empty when nothing is promised.

    Once it has begun everybody sees what was decided.
    """
    decision = weather_decision(occurrence)
    is_silent = decision in (WeatherDecision.NONE, WeatherDecision.CALLED_OFF)
    if is_silent or now >= occurrence.starts_at:
        return ""
    if decision == WeatherDecision.OPEN:
        return _promise(occurrence, now)
    decided_at = occurrence.weather_decided_at
    facts = {"moment": _day_and_clock(occurrence, decided_at, now)}
    if decision == WeatherDecision.MOVED:
        return _("It goes ahead as told above (decided %(moment)s).") % facts
    return _("It goes ahead as announced (decided %(moment)s).") % facts


def _promise(occurrence: Occurrence, now: dt.datetime) -> str:
    decision_at = weather_decision_at(occurrence)
    if decision_at is None:
        return ""
    if now >= decision_at:
        return _("The decision takes longer. It will be told on this page.")
    facts = {"moment": _day_and_clock(occurrence, decision_at, now)}
    return _("Whether it goes ahead is told on this page by %(moment)s.") % facts


def _day_and_clock(
    occurrence: Occurrence, at: dt.datetime | None, now: dt.datetime
) -> str:
    """``today, 3 p.m.``, or with the date on any other day; by the clock there."""
    if at is None:
        return ""
    zone = occurrence.local_start.tzinfo
    local = at.astimezone(zone)
    facts = {"day": day(local.date()), "time": clock(local.time())}
    if local.date() == now.astimezone(zone).date():
        return _("%(time)s today") % facts
    return _("%(time)s on %(day)s") % facts
