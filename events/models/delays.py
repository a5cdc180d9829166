"""A gathering that runs late: what comes next begins later, what was said stays.

The announced start is a promise in people's calendars, so a delay never touches it,
nor ``sequence`` or ``content_modified_at``: feeds stay byte for byte the same. Each
report shifts what had not begun when it was made; the times are derived from the
reports whenever they are read.
"""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from events.models.occurrences import Occurrence


class OccurrenceDelay(models.Model):
    """One report that it runs late.

    ``press`` names the button that was pressed: a second tap on it is the same report.
    ``announced_start`` is the start it spoke of; of a gathering that is moved in time
    afterwards it says nothing any more. A report taken back stays, so that its button
    never works again.
    """

    occurrence = models.ForeignKey(
        "events.Occurrence", on_delete=models.CASCADE, related_name="delays"
    )
    minutes = models.PositiveSmallIntegerField()
    announced_start = models.DateTimeField()
    reported_at = models.DateTimeField()
    press = models.UUIDField(unique=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("delay")
        verbose_name_plural = _("delays")
        ordering = ("reported_at", "pk")

    def __str__(self) -> str:
        return f"+{self.minutes}"


def current_delays(occurrence: "Occurrence") -> list[OccurrenceDelay]:
    """The reports that hold, in the order they were made."""
    return [
        delay
        for delay in occurrence.delays.all()
        if delay.taken_back_at is None and delay.announced_start == occurrence.starts_at
    ]


def late_minutes(occurrence: "Occurrence") -> int:
    """How many minutes later than announced it runs."""
    return sum(delay.minutes for delay in current_delays(occurrence))


def expected_at(occurrence: "Occurrence", planned: dt.datetime) -> dt.datetime:
    """When something planned for a moment is to be expected; in the same zone."""
    # In UTC, where minutes are minutes also in the night the clocks change.
    expected = planned.astimezone(dt.UTC)
    for delay in current_delays(occurrence):
        if expected > delay.reported_at:
            expected += dt.timedelta(minutes=delay.minutes)
    return expected.astimezone(planned.tzinfo)
