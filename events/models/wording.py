"""How an occurrence is put into words, the same on pages, in feeds and in chats."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coalition.korean import day, moment
from coalition.localized import localized
from events.models.occurrences import Occurrence


def public_title(occurrence: Occurrence) -> str:
    """The title with the word that must not be missed: ``[취소] 금요 집회``.

    Some calendars ignore STATUS, so the word stands in the title too.
    """
    title = localized(occurrence, "title")
    if occurrence.is_cancelled:
        return f"[{pgettext('in a title', 'Cancelled')}] {title}"
    if occurrence.is_postponed:
        return f"[{pgettext('in a title', 'Postponed')}] {title}"
    return title


def when_text(occurrence: Occurrence) -> str:
    """Day and hour, or the day and that the hour is not known."""
    start = occurrence.local_start
    if occurrence.local_time is None:
        date = day(occurrence.local_date)
        return _("%(date)s (hour not known)") % {"date": date}
    return moment(start, start.tzinfo)


def where_text(occurrence: Occurrence) -> str:
    """The name of the place, or that it is not known."""
    if occurrence.venue is None:
        return _("Place not yet known")
    return localized(occurrence.venue, "name")


def change_lines(occurrence: Occurrence) -> list[str]:
    """What changed and what it was, a sentence per line; empty when nothing did."""
    lines = []
    first = occurrence.moved_from_starts_at
    if first is not None:
        zone = first.tzinfo
        known = occurrence.moved_from_time is not None
        was = moment(first, zone) if known else day(first.date())
        lines.append(_("Originally announced for: %(moment)s") % {"moment": was})
    if occurrence.moved_from_venue is not None:
        was = localized(occurrence.moved_from_venue, "name")
        lines.append(_("Originally announced at: %(place)s") % {"place": was})
    reason = localized(occurrence, "change_reason")
    if reason:
        lines.append(_("Reason: %(reason)s") % {"reason": reason})
    return lines
