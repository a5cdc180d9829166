"""What a page tells once a gathering is over."""

import datetime as dt
from dataclasses import dataclass, field

from events.models import Occurrence, OccurrenceLink, OccurrenceReport


@dataclass(frozen=True)
class Aftermath:
    """The published report and the links; empty as long as it is not over."""

    report: OccurrenceReport | None = None
    links: list[OccurrenceLink] = field(default_factory=list)


def aftermath(occurrence: Occurrence, now: dt.datetime) -> Aftermath:
    """What visitors may read of it. A date that is moved to the future tells nothing."""
    if occurrence.over_at > now:
        return Aftermath()
    report = OccurrenceReport.objects.filter(
        occurrence=occurrence, published_at__isnull=False
    )
    return Aftermath(report.first(), list(occurrence.links.all()))
