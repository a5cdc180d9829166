"""Tells what was kept back, when its time has come."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from coalition.services.audit import record_audit
from events.enums import OccurrenceState
from events.models import Occurrence
from events.services.changes import record_change, said_of
from events.services.public_change import mark_rescheduled


@transaction.atomic
def reveal_due(*, now: dt.datetime) -> int:
    """Notes in each gathering that its place or link is public; returns how many.

    Pages tell it by the clock already; this raises the sequence, so that calendars
    take the new place over, and has those told who asked for changes. Of a gathering
    that is called off or over nobody needs the place any more.
    """
    is_due = Q(venue_reveal_at__lte=now) | Q(online_reveal_at__lte=now)
    due = (
        Occurrence.objects.public()
        .filter(is_due)
        .select_for_update(of=("self",), no_key=True)
        .with_inherited()
    )
    revealed = list(due)
    for occurrence in revealed:
        before = said_of(occurrence, is_untold=True)
        if occurrence.venue_reveal_at and occurrence.venue_reveal_at <= now:
            occurrence.venue_reveal_at = None
        if occurrence.online_reveal_at and occurrence.online_reveal_at <= now:
            occurrence.online_reveal_at = None
        mark_rescheduled(occurrence)
        occurrence.save()
        is_news = said_of(occurrence) != before
        is_awaited = (
            occurrence.state == OccurrenceState.SCHEDULED and occurrence.over_at > now
        )
        if is_news and is_awaited:
            record_change(occurrence=occurrence, before=before)
        record_audit(action="occurrence.reveal", subject=occurrence)
    return len(revealed)
