"""How an occurrence is put into words, the same on pages, in feeds and in chats."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coalition.korean import clock, day, moment
from coalition.localized import active_language, localized
from events.enums import Frequency
from events.models.hosts import AttendanceClaim
from events.models.occurrences import Occurrence
from events.models.pauses import SeriesPause
from events.models.schedules import SeriesSchedule


def public_title(occurrence: Occurrence) -> str:
    """The title with the word that must not be missed: ``[취소] 금요 집회``.

    Some calendars ignore STATUS, so the word stands in the title too.
    """
    title = localized(occurrence, "title")
    if occurrence.is_cancelled or occurrence.is_postponed:
        return f"[{change_title(occurrence)}] {title}"
    return title


def numbered_title(occurrence: Occurrence) -> str:
    """The title with its number in the series: ``금요 집회 4차``.

    Not for calendars and feeds: a number may change when an earlier date is called
    off, and an entry there must not change without its date of change.
    """
    title = public_title(occurrence)
    if occurrence.ordinal is None:
        return title
    facts = {"title": title, "number": occurrence.ordinal}
    return _("%(title)s, No. %(number)s") % facts


def when_text(occurrence: Occurrence) -> str:
    """Day, hour and end as far as they are known, in the gathering's own zone."""
    start, end = occurrence.local_start, occurrence.local_end
    if occurrence.local_time is None:
        date = day(occurrence.local_date)
        return _("%(date)s (hour not known)") % {"date": date}
    zone = ZoneInfo(occurrence.timezone)
    begins = moment(start, zone)
    if end is None:
        return begins
    ends = clock(end, zone) if end.date() == start.date() else moment(end, zone)
    return _("%(start)s, until %(end)s") % {"start": begins, "end": ends}


def hour_text(occurrence: Occurrence) -> str:
    """The hour it begins, by the clock at its place: 오후 7시 / 7 p.m. KST.

    Empty when nobody knows it. In the night the clocks go forward it is the hour that
    there is, as everywhere else.
    """
    if occurrence.local_time is None:
        return ""
    start = occurrence.local_start
    hour = clock(start.time())
    return hour if active_language() == "ko" else f"{hour} {start.tzname()}"


def where_text(occurrence: Occurrence, *, is_untold: bool = False) -> str:
    """The name of the place, that it is online, when it is told, or not known.

    ``is_untold`` gives the words of the time before, when the clock tells it already.
    """
    if occurrence.is_online:
        return _("Online")
    hides_venue = is_untold or occurrence.hides_venue
    if hides_venue and occurrence.venue_reveal_at is not None:
        told = moment(occurrence.venue_reveal_at, ZoneInfo(occurrence.timezone))
        return _("The place is told on %(moment)s") % {"moment": told}
    if occurrence.venue is None:
        return _("Place not yet known")
    return localized(occurrence.venue, "name")


def online_text(occurrence: Occurrence, *, is_untold: bool = False) -> str:
    """When the link of an online gathering is told; empty when nothing is to say.

    ``is_untold`` as in :func:`where_text`.
    """
    if not occurrence.is_online:
        return ""
    hides_link = is_untold or occurrence.hides_online_url
    if hides_link and occurrence.online_reveal_at is not None:
        told = moment(occurrence.online_reveal_at, ZoneInfo(occurrence.timezone))
        return _("The link is told on %(moment)s") % {"moment": told}
    return "" if occurrence.online_address else _("The link is not yet known.")


def rule_text(schedule: SeriesSchedule) -> str:
    """The rule in words: every Friday, every 2 weeks, on the last Friday."""
    facts = {
        "interval": schedule.interval,
        "weekday": schedule.get_weekday_display(),
        "nth": schedule.get_week_of_month_display(),
        "time": clock(schedule.local_time),
    }
    if schedule.frequency == Frequency.MONTHLY:
        if schedule.interval == 1:
            return _("On the %(nth)s %(weekday)s of every month at %(time)s") % facts
        return (
            _("Every %(interval)s months on the %(nth)s %(weekday)s at %(time)s")
            % facts
        )
    if schedule.interval == 1:
        return _("Every %(weekday)s at %(time)s") % facts
    return _("Every %(interval)s weeks on %(weekday)s at %(time)s") % facts


def pause_text(pause: SeriesPause) -> str:
    """The days of a break and its reason, in one sentence."""
    reason = localized(pause, "reason")
    if pause.starts_on == pause.ends_on:
        facts = {"date": day(pause.starts_on), "reason": reason}
        return _("No gathering on %(date)s: %(reason)s") % facts
    facts = {
        "first": day(pause.starts_on),
        "last": day(pause.ends_on),
        "reason": reason,
    }
    return _("No gathering from %(first)s to %(last)s: %(reason)s") % facts


def people_text(claim: AttendanceClaim) -> str:
    """How many, as the claim says it: 1,000여 명, 약 1,237명, 1,237명.

    여 stands behind round numbers only.
    """
    number = f"{claim.count:,}"
    if not claim.is_approximate:
        return ngettext("%(number)s person", "%(number)s people", claim.count) % {
            "number": number
        }
    if claim.count % 10:
        return _("about %(number)s people") % {"number": number}
    return pgettext("a round number", "about %(number)s people") % {"number": number}


def change_title(occurrence: Occurrence) -> str:
    """What happened in one or two words; empty when it is held as announced."""
    if occurrence.is_cancelled:
        return pgettext("in a title", "Cancelled")
    if occurrence.is_postponed:
        return pgettext("in a title", "Postponed")
    if not occurrence.is_moved:
        return ""
    if occurrence.is_online:
        return pgettext("what happened", "Held online")
    if occurrence.moved_from_date and occurrence.moved_from_venue:
        return pgettext("what happened", "New time and place")
    if occurrence.moved_from_date:
        return pgettext("what happened", "New time")
    return pgettext("what happened", "New place")


def change_lines(occurrence: Occurrence) -> list[str]:
    """What changed and what it was, a sentence per line; empty when nothing did."""
    lines = []
    first = occurrence.moved_from_starts_at
    if first is not None:
        known = occurrence.moved_from_time is not None
        zone = ZoneInfo(occurrence.timezone)
        was = moment(first, zone) if known else day(first.date())
        lines.append(_("Originally announced for: %(moment)s") % {"moment": was})
    if occurrence.moved_from_venue is not None:
        was = localized(occurrence.moved_from_venue, "name")
        lines.append(_("Originally announced at: %(place)s") % {"place": was})
    reason = localized(occurrence, "change_reason")
    if reason:
        lines.append(_("Reason: %(reason)s") % {"reason": reason})
    return lines
