"""A visitor's way to change alerts: ask, confirm, leave; and what ends by itself."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from coalition.addresses import canonical_address
from coalition.encryption import blind_index
from events import consents
from events.enums import AlertState, OccurrenceState, SeriesState
from events.exceptions import NoAlertsError
from events.models import (
    AlertAddress,
    AlertMessage,
    AlertSubscription,
    EventSeries,
    Occurrence,
)
from events.models.alerts import KEPT_AFTER, POSTPONED_KEPT, takes_alerts
from events.models.wallclock import local_day
from events.tasks import deliver_alert_link, deliver_reminder

# The evening before: late enough that the weather is known, early enough to plan.
REMIND_FROM, REMIND_UNTIL = dt.time(18), dt.time(22)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class AlertRequest:
    """What the visitor sent, cleaned."""

    email: str
    wants_reminder: bool = False
    language: str = "ko"


@transaction.atomic
def request_alerts(*, target: EventSeries | Occurrence, request: AlertRequest) -> None:
    """Records a pending alert and the job that mails the link to confirm it.

    Returns nothing, on purpose: the visitor's answer must not depend on whether the
    address is new, pending or confirmed. Until it is confirmed the last request
    counts; once it is, only the link is mailed again. Raises NoAlertsError when
    nothing of the target can change any more.
    """
    now = timezone.now()
    if not takes_alerts(target, now):
        raise NoAlertsError
    column = "series" if isinstance(target, EventSeries) else "occurrence"
    fresh = AlertSubscription(
        **{column: target},
        address_index=address_index(target, request.email),
        language=request.language,
        wants_reminder=request.wants_reminder,
        consent_version=consents.VERSION,
        consent_sha256=consents.alert_consent_sha256(request.language),
        requested_at=now,
    )
    # An upsert, so that somebody who leaves at this moment loses nothing.
    AlertSubscription.objects.bulk_create(
        [fresh],
        update_conflicts=True,
        unique_fields=[column, "address_index"],
        update_fields=["requested_at"],
    )
    live = AlertSubscription.objects.get(pk=fresh.pk)
    if live.state == AlertState.PENDING:
        _take_over(live, fresh, request.email)
    deliver_alert_link.configure(lock=f"alert-{live.pk}").defer(subscription_id=live.pk)


@transaction.atomic
def confirm_alerts(*, code: uuid.UUID) -> bool:
    """The visitor's act; doing it again changes nothing. False when it is gone."""
    now = timezone.now()
    found = AlertSubscription.objects.filter(code=code)
    found.live(now).filter(state=AlertState.PENDING).update(
        state=AlertState.CONFIRMED, confirmed_at=now
    )
    return found.filter(state=AlertState.CONFIRMED).exists()


@transaction.atomic
def leave_alerts(*, code: uuid.UUID) -> None:
    """Erases the wish and the address at once; doing it again changes nothing."""
    AlertSubscription.objects.filter(code=code).delete()


@transaction.atomic
def remind_subscribers(*, now: dt.datetime) -> int:
    """Queues the reminders of the evening before; returns how many. Idempotent."""
    count = 0
    for occurrence in held_tomorrow(now):
        told = AlertMessage.objects.filter(
            occurrence=occurrence, reminds_of=occurrence.local_date
        ).values("subscription__address_index")
        wanted = (
            AlertSubscription.objects.about(
                occurrence_id=occurrence.pk, series_id=occurrence.series_id
            )
            .confirmed()
            .filter(wants_reminder=True)
            .exclude(address_index__in=told)
            .each_person_once()
        )
        messages = AlertMessage.objects.bulk_create(
            AlertMessage(
                subscription=subscription,
                occurrence=occurrence,
                reminds_of=occurrence.local_date,
            )
            for subscription in wanted
        )
        for message in messages:
            deliver_reminder.defer(message_id=message.pk)
        count += len(messages)
    return count


@transaction.atomic
def purge_alerts(*, now: dt.datetime) -> int:
    """Erases what was promised to be erased; returns how many alerts ended.

    Unconfirmed ones after 72 hours; those of one date a week after it (a postponed
    one is still to come, for half a year at most); those of a series a week after the
    last date of one that has ended.
    """
    long_ago = now - KEPT_AFTER
    is_over = Q(occurrence__over_at__lte=long_ago) & ~Q(
        occurrence__state=OccurrenceState.POSTPONED
    )
    coming = Occurrence.objects.filter(over_at__gt=long_ago, series__isnull=False)
    is_ended = Q(series__state=SeriesState.ENDED) & ~Q(
        series__in=coming.values("series")
    )
    ended = AlertSubscription.objects.filter(
        is_over | Q(occurrence__over_at__lte=now - POSTPONED_KEPT) | is_ended
    )
    ids = [
        *AlertSubscription.objects.expired(now).values_list("pk", flat=True),
        *ended.values_list("pk", flat=True),
    ]
    AlertSubscription.objects.filter(pk__in=ids).delete()
    # Who was told of a date is nobody's business once it is over.
    AlertMessage.objects.filter(occurrence__over_at__lte=long_ago).delete()
    return len(ids)


def held_tomorrow(now: dt.datetime) -> Iterator[Occurrence]:
    """Held dates for which it is the evening before, in their own zone."""
    soon = Occurrence.objects.public().filter(
        state=OccurrenceState.SCHEDULED,
        starts_at__gt=now,
        starts_at__lt=now + 2 * DAY,
    )
    for occurrence in soon:
        clock = now.astimezone(occurrence.local_start.tzinfo).time()
        is_evening = REMIND_FROM <= clock < REMIND_UNTIL
        if is_evening and occurrence.local_date - DAY == local_day(
            now, occurrence.timezone
        ):
            yield occurrence


def address_index(target: EventSeries | Occurrence, email: str) -> bytes:
    """The blind index: equal for one mailbox within a series, different elsewhere."""
    series_id = target.pk if isinstance(target, EventSeries) else target.series_id
    scope = f"series-{series_id}" if series_id else f"occurrence-{target.pk}"
    return blind_index("alert", scope, canonical_address(email))


def _take_over(live: AlertSubscription, fresh: AlertSubscription, email: str) -> None:
    """The last request counts while nobody has confirmed."""
    live.language = fresh.language
    live.wants_reminder = fresh.wants_reminder
    live.consent_version = fresh.consent_version
    live.consent_sha256 = fresh.consent_sha256
    live.save(
        update_fields=[
            "language",
            "wants_reminder",
            "consent_version",
            "consent_sha256",
        ]
    )
    address = AlertAddress(subscription=live)
    address.seal(email=email)
    address.save()
