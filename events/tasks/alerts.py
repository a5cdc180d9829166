"""Deliveries of this app. Arguments are ids only."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from coalition.queue import RETRY
from coalition.services.mail_limits import may_mail_link
from events.emails.alerts import send_alert_link, send_changes, send_reminder
from events.enums import AlertState, OccurrenceState
from events.models import AlertMessage, AlertSubscription, OccurrenceChange


@app.task(name="events.deliver_alert_link", retry=RETRY, pass_context=True)
def deliver_alert_link(context: JobContext, subscription_id: int) -> None:
    """Mails the link that confirms and ends an alert, unless it was mailed lately."""
    subscription = _subscription(subscription_id)
    if subscription is None:
        return
    address = subscription.address.opened("email")
    if not may_mail_link(
        address=address,
        mailed_at=subscription.mailed_at,
        confirmed_at=subscription.confirmed_at,
        is_first_try=context.job.attempts == 0,
    ):
        return
    send_alert_link(
        subscription=subscription, to=address, message_id=f"job-{context.job.id}"
    )
    AlertSubscription.objects.filter(pk=subscription.pk).update(
        mailed_at=timezone.now()
    )


@app.task(name="events.fan_out_change", retry=RETRY, pass_context=True)
@transaction.atomic
def fan_out_change(context: JobContext, change_id: int) -> None:
    """One message per person who asked before the change, and the jobs that mail them.

    With the change come all later ones of its series: an act on many dates is one
    mail, whichever worker is faster. The jobs of those find everybody told. All in one
    transaction: a worker that dies on the way has told nobody, one that runs it twice
    tells nobody twice.
    """
    asked = OccurrenceChange.objects.filter(pk=change_id)
    of_series = Q(occurrence__series__in=asked.values("occurrence__series"))
    changes = (
        OccurrenceChange.objects.filter(Q(pk=change_id) | of_series, pk__gte=change_id)
        .select_for_update(of=("self",))
        .select_related("occurrence")
        .order_by("pk")
    )
    messages = [
        message
        for change in changes
        for message in AlertMessage.objects.bulk_create(_untold(change))
    ]
    for subscription_id in {message.subscription_id for message in messages}:
        deliver_changes.configure(lock=f"alert-{subscription_id}").defer(
            subscription_id=subscription_id
        )


@app.task(name="events.deliver_changes", retry=RETRY, pass_context=True)
def deliver_changes(context: JobContext, subscription_id: int) -> None:
    """Mails all changes that this subscriber was not told yet, in one mail.

    An act on a series may change many dates at once. Jobs of one subscriber share a
    lock; the ones that find nothing left to tell do nothing.
    """
    subscription = _subscription(subscription_id)
    if subscription is None or subscription.state != AlertState.CONFIRMED:
        return
    messages = list(
        subscription.messages.filter(change__isnull=False, sent_at__isnull=True)
        .select_related("change__occurrence__series")
        .order_by("pk")
    )
    if not messages:
        return
    send_changes(
        subscription=subscription,
        changes=[message.change for message in messages if message.change],
        to=subscription.address.opened("email"),
        message_id=f"alert-{messages[0].pk}-{messages[-1].pk}",
    )
    _mark_sent(*messages)


@app.task(name="events.deliver_reminder", retry=RETRY, pass_context=True)
def deliver_reminder(context: JobContext, message_id: int) -> None:
    """Mails what is on tomorrow, unless it is too late or no longer true."""
    message = (
        AlertMessage.objects.select_related(
            "subscription__address",
            "occurrence__series__venue",
            "occurrence__own_venue",
        )
        .filter(pk=message_id, sent_at__isnull=True)
        .first()
    )
    if message is None:
        return
    occurrence = message.occurrence
    is_true = (
        occurrence.state == OccurrenceState.SCHEDULED
        and occurrence.local_date == message.reminds_of
        and occurrence.starts_at > timezone.now()
    )
    if is_true:
        send_reminder(
            subscription=message.subscription,
            occurrence=occurrence,
            to=message.subscription.address.opened("email"),
            message_id=f"reminder-{message.pk}",
        )
        _mark_sent(message)


def _untold(change: OccurrenceChange) -> list[AlertMessage]:
    """Messages, not stored, to those who are to be told of a change and were not."""
    occurrence = change.occurrence
    told = change.messages.values("subscription__address_index")
    concerned = (
        AlertSubscription.objects.about(
            occurrence_id=occurrence.pk, series_id=occurrence.series_id
        )
        .confirmed()
        .filter(confirmed_at__lte=change.changed_at)
        .exclude(address_index__in=told)
        .each_person_once()
    )
    return [
        AlertMessage(subscription=subscription, occurrence=occurrence, change=change)
        for subscription in concerned
    ]


def _subscription(subscription_id: int) -> AlertSubscription | None:
    return (
        AlertSubscription.objects.select_related("address", "series", "occurrence")
        .filter(pk=subscription_id)
        .first()
    )


def _mark_sent(*messages: AlertMessage) -> None:
    AlertMessage.objects.filter(pk__in=[message.pk for message in messages]).update(
        sent_at=timezone.now()
    )
