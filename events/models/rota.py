"""The rota: which organization hosts which date of a series, and with what to do."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coalition.models import Organization, Representative
from events.enums import DutyState, OccurrenceState, SwapState
from events.models.occurrences import Occurrence
from events.models.series import EventSeries
from events.querysets import HostingDutyQuerySet, HostingSwapQuerySet

ASKED_AGAIN_AFTER = dt.timedelta(days=1)


def takes_host(occurrence: Occurrence, now: dt.datetime) -> bool:
    """Whether it is announced, will be held, and has not begun."""
    return (
        occurrence.is_published
        and occurrence.state == OccurrenceState.SCHEDULED
        and occurrence.starts_at > now
    )


class HostingDuty(models.Model):
    """An organization is to run one date (주관).

    Public only once it has confirmed: then it is also an ``OccurrenceHost`` with the
    role of organizer. ``told_sequence`` is the ``sequence`` of the date that its
    representatives were last told of, so that each change is told once.
    """

    occurrence = models.OneToOneField(
        Occurrence, on_delete=models.CASCADE, related_name="hosting_duty"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="hosting_duties"
    )
    state = models.CharField(
        max_length=9, choices=DutyState.choices, default=DutyState.ASKED
    )
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    told_sequence = models.PositiveIntegerField()
    decline_reason = models.CharField(max_length=300, blank=True)

    objects = HostingDutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("hosting of a date")
        verbose_name_plural = _("hosting of dates")
        constraints = (
            models.CheckConstraint(
                name="duty_is_confirmed_at_a_moment",
                condition=Q(state=DutyState.CONFIRMED, confirmed_at__isnull=False)
                | (~Q(state=DutyState.CONFIRMED) & Q(confirmed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="duty_reason_belongs_to_a_refusal",
                condition=Q(state=DutyState.DECLINED) | Q(decline_reason=""),
            ),
        )

    def __str__(self) -> str:
        return f"hosting duty {self.pk}"

    @property
    def is_standing(self) -> bool:
        return self.state != DutyState.DECLINED

    @property
    def is_confirmed(self) -> bool:
        return self.state == DutyState.CONFIRMED

    def can_be_asked_again(self, now: dt.datetime) -> bool:
        """Silent, and not asked within the last day."""
        is_patient = self.asked_at <= now - ASKED_AGAIN_AFTER
        return self.state == DutyState.ASKED and is_patient


class HostingLink(models.Model):
    """The personal link of a representative; it dies with the representation.

    Names nobody by itself. The token in the mail is signed and not stored.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    representative = models.OneToOneField(
        Representative, on_delete=models.CASCADE, related_name="hosting_link"
    )

    class Meta:
        verbose_name = _("hosting link")
        verbose_name_plural = _("hosting links")

    def __str__(self) -> str:
        return f"hosting link {self.pk}"


class HostingSwap(models.Model):
    """One organization offers its date for another's.

    Both organizations and both ``sequence`` numbers are kept as they were when it
    was asked: it can only be accepted while all four still hold.
    """

    given = models.ForeignKey(
        HostingDuty, on_delete=models.CASCADE, related_name="swaps_given"
    )
    wanted = models.ForeignKey(
        HostingDuty, on_delete=models.CASCADE, related_name="swaps_wanted"
    )
    asker = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="swaps_asked"
    )
    answerer = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="swaps_answered"
    )
    given_sequence = models.PositiveIntegerField()
    wanted_sequence = models.PositiveIntegerField()
    message = models.CharField(max_length=300, blank=True)
    state = models.CharField(
        max_length=9, choices=SwapState.choices, default=SwapState.OPEN
    )
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = HostingSwapQuerySet.as_manager()

    class Meta:
        verbose_name = _("swap request")
        verbose_name_plural = _("swap requests")
        constraints = (
            models.CheckConstraint(
                name="swap_is_between_two_dates", condition=~Q(given=F("wanted"))
            ),
            models.CheckConstraint(
                name="swap_is_settled_at_a_moment",
                condition=Q(state=SwapState.OPEN, settled_at__isnull=True)
                | (~Q(state=SwapState.OPEN) & Q(settled_at__isnull=False)),
            ),
            # What one asked for may be offered by nobody else: the services see to it.
            models.UniqueConstraint(
                fields=["given"],
                condition=Q(state=SwapState.OPEN),
                name="one_open_swap_per_date_given",
            ),
            models.UniqueConstraint(
                fields=["wanted"],
                condition=Q(state=SwapState.OPEN),
                name="one_open_swap_per_date_wanted",
            ),
        )

    def __str__(self) -> str:
        return f"swap request {self.pk}"

    def still_holds(self, now: dt.datetime) -> bool:
        """Whether both dates and their hosts are what they were; given with both."""
        given, wanted = self.given, self.wanted
        return (
            self.state == SwapState.OPEN
            and given.is_standing
            and wanted.is_standing
            and takes_host(given.occurrence, now)
            and takes_host(wanted.occurrence, now)
            and given.organization_id == self.asker_id
            and wanted.organization_id == self.answerer_id
            and given.occurrence.sequence == self.given_sequence
            and wanted.occurrence.sequence == self.wanted_sequence
        )


class HostChecklistItem(models.Model):
    """One line of what the host of a date of this series sees to."""

    series = models.ForeignKey(
        EventSeries, on_delete=models.CASCADE, related_name="host_checklist"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    text_ko = models.CharField(_("text (Korean)"), max_length=200)
    text_en = models.CharField(_("text (English)"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("line of the host's checklist")
        verbose_name_plural = _("lines of the host's checklist")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.text_ko


class HostChecklistTick(models.Model):
    """The host has seen to it. Of the organization: nobody is named."""

    duty = models.ForeignKey(
        HostingDuty, on_delete=models.CASCADE, related_name="ticks"
    )
    item = models.ForeignKey(
        HostChecklistItem, on_delete=models.CASCADE, related_name="ticks"
    )
    ticked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tick of the host's checklist")
        verbose_name_plural = _("ticks of the host's checklist")
        constraints = (
            models.UniqueConstraint(fields=["duty", "item"], name="one_tick_per_line"),
        )

    def __str__(self) -> str:
        return f"tick {self.pk}"
