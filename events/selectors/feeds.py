"""What a feed holds, and when it changed."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Max, Min, Q, Sum

from coalition.models import Organization
from events.models import (
    EventSeries,
    Occurrence,
)
from events.querysets import OccurrenceQuerySet
from events.selectors.gatherings import public_occurrences

FEED_PAST = dt.timedelta(days=60)
FEED_LARGEST = 1000
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class FeedState:
    """Which rows a feed holds and when they last changed, in one cheap query.

    ``changes`` tells apart what ``modified_at`` does not: of two acts at once, the one
    that began first may be stored last.
    """

    count: int
    modified_at: dt.datetime | None
    changes: dt.timedelta | None
    first: dt.datetime | None
    last: dt.datetime | None
    kept_back: int


def feed_occurrences(
    now: dt.datetime,
    *,
    series: EventSeries | None = None,
    host: Organization | None = None,
) -> OccurrenceQuerySet:
    """What a calendar feed holds: 60 days back to the horizon, soonest first."""
    found = Occurrence.objects.public().with_inherited()
    found = found.filter(over_at__gt=now - FEED_PAST)
    if series is not None:
        found = found.filter(series=series)
    if host is not None:
        found = found.hosted_by(host)
    return found.order_by("starts_at", "pk")


def feed_state(occurrences: OccurrenceQuerySet, now: dt.datetime) -> FeedState:
    """The fingerprint of a feed's rows; it changes when a place is told by the clock."""
    is_kept_back = Q(venue_reveal_at__gt=now) | Q(online_reveal_at__gt=now)
    return FeedState(
        **occurrences.order_by().aggregate(
            count=Count("pk"),
            modified_at=Max("content_modified_at"),
            changes=Sum(F("content_modified_at") - EPOCH),
            first=Min("starts_at"),
            last=Max("starts_at"),
            kept_back=Count("pk", filter=is_kept_back),
        )
    )


def recently_changed(limit: int) -> list[Occurrence]:
    """Published occurrences by their last public change, latest first."""
    return list(public_occurrences().order_by("-content_modified_at", "-pk")[:limit])
