"""The dates of a series as rules with exceptions (RFC 5545, 3.8.5).

For programs that hold a series as one entry, and only as a file to import once: see
``events.ical`` on why the feeds are flat. Every schedule of the series is an entry of
its own that ends with its last announced date. A date that does not say just what the
rule says is an exception to it (RECURRENCE-ID), a slot that has no published date is
taken out (EXDATE), and a date that no rule gives stands alone.

Who has a subscription and imports the file, too, must find both: the UIDs here are
never those of the feeds. They are of version 5, made in the name space of the series
from the day on which the schedule begins, or from the UID of the date that stands
alone; so every file calls the same thing the same.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from events.ical.entries import new_entry, tell
from events.models import EventSeries, Occurrence, SeriesSchedule

if TYPE_CHECKING:
    from icalendar import Event

    Dates = dict[dt.date, tuple[Occurrence, Event]]

A_MINUTE = 60


def series_entries(
    series: EventSeries, flat: "Iterable[tuple[Occurrence, Event]]"
) -> "Iterator[Event]":
    """The same dates as ``flat``: occurrences of the series and their entries."""
    from icalendar import vText

    dates = {each.slot_date: (each, event) for each, event in flat if each.slot_date}
    if not dates:
        return
    # Without its breaks: their slots have to be taken out.
    planned = series.planned_slots(min(dates), max(dates), pauses=())
    for schedule, slots in groupby(planned, key=itemgetter(1)):
        rule = _Rule(series, schedule)
        yield from _entries(rule, [slot for slot, _ in slots], dates)
    for occurrence, event in dates.values():
        event["uid"] = vText(str(uuid.uuid5(series.uid, str(occurrence.uid))))
        yield event


@dataclass(frozen=True)
class _Rule:
    """One schedule of a series, as long as it holds."""

    series: EventSeries
    schedule: SeriesSchedule

    def start(self, slot: dt.date) -> dt.datetime:
        """The hour by the rule: what an exception is an exception to."""
        zone = ZoneInfo(self.series.timezone)
        return dt.datetime.combine(slot, self.schedule.local_time, zone)

    def gives(self, slot: dt.date) -> Occurrence:
        """The date as it would be if the rule alone spoke."""
        return Occurrence.by_rule(self.series, slot, self.schedule)

    def is_kept(self, slot: dt.date, occurrence: Occurrence) -> bool:
        """Whether the date says just what the rule says, by hours that all agree on.

        What was announced before a new rule does not matter to it.
        """
        given = self.gives(slot)
        return (
            self._matter(given) == self._matter(occurrence)
            and given.local_start.time() == self.schedule.local_time
            and _is_without_a_change_of_clocks(given)
        )

    def entry(self, slots: list[dt.date], modified_at: dt.datetime) -> "Event":
        """The entry of all ``slots``; the first of them is as the rule says."""
        uid = uuid.uuid5(self.series.uid, self.schedule.effective_from.isoformat())
        # It has to rise with each change, and nobody counts those of a whole series.
        sequence = int(modified_at.timestamp()) // A_MINUTE
        event = new_entry(uid, modified_at, sequence)
        page = self.series.get_absolute_url()
        tell(event, self.gives(slots[0]), page=page)
        rule = {
            "FREQ": self.schedule.frequency.upper(),
            "INTERVAL": self.schedule.interval,
            "BYDAY": self.schedule.byday,
            "UNTIL": [self.start(slots[-1]).astimezone(dt.UTC)],
        }
        event.add("rrule", rule)
        return event

    def _matter(self, occurrence: Occurrence) -> "Event":
        from icalendar import Event

        event = Event()
        tell(event, occurrence, page=self.series.get_absolute_url())
        return event


def _entries(rule: _Rule, slots: list[dt.date], dates: "Dates") -> "Iterator[Event]":
    """The rule and its exceptions, taken out of ``dates``; nothing if none keeps it.

    It begins with the first date that keeps it: programs stumble over a rule that
    begins with an exception.
    """
    held = [slot for slot in slots if slot in dates]
    kept = {slot for slot in held if rule.is_kept(slot, dates[slot][0])}
    if not kept:
        return
    slots = [slot for slot in slots if min(kept) <= slot <= max(held)]
    taken = {slot: dates.pop(slot) for slot in slots if slot in dates}
    changes = [occurrence.content_modified_at for occurrence, _ in taken.values()]
    event = rule.entry(slots, max(rule.series.content_modified_at, *changes))
    for slot in slots:
        if slot not in taken:
            event.add("exdate", rule.start(slot))
    yield event
    for slot, (_, exception) in taken.items():
        if slot not in kept:
            for name in ("uid", "sequence"):
                exception[name] = event[name]
            exception.add("recurrence-id", rule.start(slot))
            yield exception


def _is_without_a_change_of_clocks(occurrence: Occurrence) -> bool:
    start, end = occurrence.local_start, occurrence.local_end
    return end is None or start.utcoffset() == end.utcoffset()
