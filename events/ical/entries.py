"""One occurrence as one VEVENT."""

import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from coalition.localized import localized
from coalition.pages import absolute_url
from events.enums import OccurrenceState
from events.models import Occurrence, Venue
from events.models.wording import (
    change_lines,
    online_text,
    public_title,
    where_text,
)

if TYPE_CHECKING:
    from icalendar import Alarm, Event

logger = logging.getLogger(__name__)

REMINDER = dt.timedelta(hours=2)
STATUS = {
    OccurrenceState.SCHEDULED: "CONFIRMED",
    OccurrenceState.CANCELLED: "CANCELLED",
    # RFC 5545 has no word for postponed.
    OccurrenceState.POSTPONED: "TENTATIVE",
}


def entries(occurrences: Iterable[Occurrence]) -> "Iterator[tuple[Occurrence, Event]]":
    """Each occurrence and its entry.

    One that cannot be written is left out and logged by its id: a broken record must
    not take every reader's calendar away.
    """
    for occurrence in occurrences:
        try:
            event = entry(occurrence)
        except Exception:
            logger.exception("occurrence %s is not in the feed", occurrence.pk)
        else:
            yield occurrence, event


def entry(occurrence: Occurrence) -> "Event":
    """The same in every feed and file."""
    event = new_entry(
        occurrence.uid, occurrence.content_modified_at, occurrence.sequence
    )
    page = occurrence.get_absolute_url()
    tell(event, occurrence, page=page, changes=change_lines(occurrence))
    card = reverse("events:card", args=(occurrence.slug,))
    image = {"VALUE": "URI", "DISPLAY": "FULLSIZE", "FMTTYPE": "image/png"}
    event.add("image", absolute_url(card), parameters=image)
    return event


def new_entry(uid: uuid.UUID, modified_at: dt.datetime, sequence: int) -> "Event":
    """Says which entry it is and which state of it, and nothing yet of the matter."""
    from icalendar import Event

    event = Event()
    event.add("uid", str(uid))
    event.add("dtstamp", modified_at.astimezone(dt.UTC))
    event.add("last-modified", modified_at.astimezone(dt.UTC))
    event.add("sequence", sequence)
    return event


def tell(
    event: "Event",
    occurrence: Occurrence,
    *,
    page: str,
    changes: Iterable[str] = (),
) -> None:
    """Adds what people read. ``page`` is the path of where they find more.

    ``changes`` say, a sentence each, what is other than it was announced.
    """
    event.add("status", STATUS[OccurrenceState(occurrence.state)])
    event.add("summary", public_title(occurrence))
    if occurrence.local_time is None:
        event.add("dtstart", occurrence.local_date)
    else:
        event.add("dtstart", occurrence.local_start)
        if occurrence.local_end is not None:
            event.add("dtend", occurrence.local_end)
    if occurrence.is_online:
        event.add("location", where_text(occurrence))
    elif occurrence.venue is not None:
        _add_place(event, occurrence.venue)
    lines = [*_description(occurrence, changes), absolute_url(page)]
    event.add("description", "\n".join(lines))
    event.add("url", absolute_url(page))
    if occurrence.series is not None:
        # Ties the entries of a series together (RFC 9253, section 8.3).
        event.add("refid", f"series-{occurrence.series.uid}")
    # A gathering on a subscribed calendar does not make its reader "busy".
    event.add("transp", "TRANSPARENT")


def alarm(occurrence: Occurrence) -> "Alarm":
    """A reminder two hours before."""
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -REMINDER)
    alarm.add("description", public_title(occurrence))
    return alarm


def _add_place(event: "Event", venue: Venue) -> None:
    parts = (localized(venue, "name"), localized(venue, "address"))
    event.add("location", ", ".join(part for part in parts if part))
    if venue.latitude is not None and venue.longitude is not None:
        event.add("geo", (float(venue.latitude), float(venue.longitude)))


def _description(occurrence: Occurrence, changes: Iterable[str]) -> list[str]:
    lines = [localized(occurrence, "summary"), *changes]
    if occurrence.hides_venue:
        lines.append(where_text(occurrence))
    lines += [occurrence.online_url, online_text(occurrence)]
    rain_plan = localized(occurrence, "rain_plan")
    if rain_plan:
        lines.append(_("In case of rain: %(plan)s") % {"plan": rain_plan})
    return [line for line in lines if line]
