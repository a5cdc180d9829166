"""Whom a change of a gathering is mailed to, and what was mailed. Numbers only."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from coalition.enums import Provenance
from coalition.localized import active_language
from events.models import (
    AlertSubscription,
    HostingDuty,
    Occurrence,
    ShiftAssignment,
    Volunteer,
    VolunteerMessage,
)

CHANGES_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Audience:
    """How many people and organizations get a mail when a gathering changes."""

    followers: int
    volunteers: int
    hosts: int

    @property
    def is_empty(self) -> bool:
        return not (self.followers or self.volunteers or self.hosts)


@dataclass(frozen=True, kw_only=True)
class ToldChange:
    """What visitors read since a change, its mails that left and those on the way."""

    changed_at: dt.datetime
    said: dict[str, str]
    sent: int
    waiting: int


def audience_of(occurrence: Occurrence) -> Audience:
    """Whoever would be mailed now; a record from the press tells nobody."""
    if occurrence.provenance == Provenance.PRESS:
        return Audience(followers=0, volunteers=0, hosts=0)
    concerned = ShiftAssignment.objects.live().filter(shift__occurrence=occurrence)
    return Audience(
        followers=count_followers(occurrence),
        volunteers=Volunteer.objects.filter(
            pk__in=concerned.values("volunteer")
        ).count(),
        hosts=HostingDuty.objects.standing().filter(occurrence=occurrence).count(),
    )


def count_followers(occurrence: Occurrence) -> int:
    """People with a confirmed alert for the date or its series, each once."""
    return (
        AlertSubscription.objects.about(
            occurrence_id=occurrence.pk, series_id=occurrence.series_id
        )
        .confirmed()
        .each_person_once()
        .count()
    )


def told_changes(occurrence: Occurrence) -> list[ToldChange]:
    """The latest public changes, newest first."""
    is_sent = Q(messages__sent_at__isnull=False)
    changes = list(
        occurrence.changes.annotate(
            mails=Count("messages"), sent=Count("messages", filter=is_sent)
        ).order_by("-pk")[:CHANGES_SHOWN]
    )
    to_volunteers = {
        row["change"]: row
        for row in VolunteerMessage.objects.filter(change__in=changes)
        .values("change")
        .annotate(mails=Count("pk"), sent=Count("sent_at"))
    }
    told = []
    for change in changes:
        also = to_volunteers.get(change.pk, {"mails": 0, "sent": 0})
        mails, sent = change.mails + also["mails"], change.sent + also["sent"]
        told.append(
            ToldChange(
                changed_at=change.changed_at,
                said=change.after[active_language()],
                sent=sent,
                waiting=mails - sent,
            )
        )
    return told
