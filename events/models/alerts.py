"""Change alerts: who asked to be told, what changed, and which mail told whom."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalition.enums import Provenance
from coalition.models import Sealed
from events.enums import AlertState, SeriesState
from events.models.occurrences import Occurrence
from events.models.series import EventSeries
from events.querysets import AlertSubscriptionQuerySet

# How long after its (last) date an alert is kept, and a postponed one at most.
KEPT_AFTER = dt.timedelta(days=7)
POSTPONED_KEPT = dt.timedelta(days=180)


def takes_alerts(target: EventSeries | Occurrence, now: dt.datetime) -> bool:
    """Whether something can still change that a visitor may want to be told."""
    if target.provenance == Provenance.PRESS:
        return False
    if isinstance(target, EventSeries):
        return target.state in (SeriesState.ACTIVE, SeriesState.PAUSED)
    return target.is_published and (target.over_at > now or target.is_postponed)


class AlertSubscription(models.Model):
    """Somebody wants to be told when a gathering, or any of a series, changes.

    Holds nothing private in the clear. The blind index is made within one series, so
    that whoever follows a series and one of its dates is told once, and the same
    person in two series cannot be linked.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(
        EventSeries, null=True, on_delete=models.CASCADE, related_name="alerts"
    )
    occurrence = models.ForeignKey(
        Occurrence, null=True, on_delete=models.CASCADE, related_name="alerts"
    )
    address_index = models.BinaryField(max_length=32, editable=False)
    language = models.CharField(max_length=2, default="ko")
    wants_reminder = models.BooleanField(default=False)
    state = models.CharField(
        max_length=9, choices=AlertState.choices, default=AlertState.PENDING
    )
    consent_version = models.CharField(max_length=20)
    consent_sha256 = models.CharField(max_length=64)
    requested_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    objects = AlertSubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("change alert")
        verbose_name_plural = _("change alerts")
        constraints = (
            models.CheckConstraint(
                name="alert_is_for_a_series_or_an_occurrence",
                condition=Q(series__isnull=True, occurrence__isnull=False)
                | Q(series__isnull=False, occurrence__isnull=True),
            ),
            models.CheckConstraint(
                name="alert_state_is_known",
                condition=Q(state=AlertState.PENDING, confirmed_at__isnull=True)
                | Q(state=AlertState.CONFIRMED, confirmed_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["series", "address_index"], name="one_alert_per_series"
            ),
            models.UniqueConstraint(
                fields=["occurrence", "address_index"], name="one_alert_per_occurrence"
            ),
        )

    def __str__(self) -> str:
        return f"change alert {self.pk}"

    @property
    def target(self) -> EventSeries | Occurrence:
        """What it is about; the constraint makes sure that there is one."""
        target = self.series or self.occurrence
        assert target is not None  # noqa: S101
        return target


class AlertAddress(Sealed):
    """Where to send it."""

    subscription = models.OneToOneField(
        AlertSubscription,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="address",
    )
    email = models.BinaryField()

    class Meta:
        verbose_name = _("address of a change alert")
        verbose_name_plural = _("addresses of change alerts")

    def __str__(self) -> str:
        return f"address of change alert {self.pk}"

    @property
    def sealed_row(self) -> uuid.UUID:
        return self.subscription.code


class OccurrenceChange(models.Model):
    """One public change of time, place or state, in the words the site used.

    ``before`` and ``after`` are what visitors could read, by language: state, when,
    where and reason. A place that was not told then is in neither.
    """

    occurrence = models.ForeignKey(
        Occurrence, on_delete=models.CASCADE, related_name="changes"
    )
    sequence = models.PositiveIntegerField()
    before = models.JSONField()
    after = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of an occurrence")
        verbose_name_plural = _("changes of occurrences")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["occurrence", "sequence"], name="one_change_per_sequence"
            ),
        )

    def __str__(self) -> str:
        return f"change {self.sequence} of occurrence {self.occurrence_id}"

    @property
    def has_new_place(self) -> bool:
        return self.before["ko"]["where"] != self.after["ko"]["where"]


class AlertMessage(models.Model):
    """That one subscriber is told one thing: a change, or what is on the next day.

    The unique rows make a job that runs twice send once.
    """

    subscription = models.ForeignKey(
        AlertSubscription, on_delete=models.CASCADE, related_name="messages"
    )
    occurrence = models.ForeignKey(
        Occurrence, on_delete=models.CASCADE, related_name="+"
    )
    change = models.ForeignKey(
        OccurrenceChange, null=True, on_delete=models.CASCADE, related_name="messages"
    )
    reminds_of = models.DateField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("message of a change alert")
        verbose_name_plural = _("messages of change alerts")
        constraints = (
            models.CheckConstraint(
                name="alert_message_tells_one_thing",
                condition=Q(change__isnull=True, reminds_of__isnull=False)
                | Q(change__isnull=False, reminds_of__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["subscription", "change"], name="one_message_per_change"
            ),
            models.UniqueConstraint(
                fields=["subscription", "occurrence", "reminds_of"],
                name="one_reminder_per_date",
            ),
        )

    def __str__(self) -> str:
        return f"message {self.pk} of change alert {self.subscription_id}"
