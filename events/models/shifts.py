"""Roles and shifts of a gathering, and who was asked for them. Nothing is public.

What is known of a person lies sealed in :class:`VolunteerContact` and ends a week
after the gathering; what stays is how many came for which role.
"""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from coalition.korean import clock, day, moment
from coalition.models import Sealed
from events.enums import AssignmentState, ShiftRole
from events.models.alerts import OccurrenceChange
from events.models.occurrences import Occurrence
from events.querysets import ShiftAssignmentQuerySet, ShiftQuerySet

# How long after the gathering names, addresses and numbers are kept.
VOLUNTEERS_KEPT_AFTER = dt.timedelta(days=7)
MOST_NEEDED = 500
# Minutes. A shift begins within half a day of the gathering and lasts a day at most.
A_DAY, HALF_A_DAY = 24 * 60, 12 * 60


class Shift(models.Model):
    """One role at one gathering, from when to when, and how many it needs.

    The times are minutes from the start of the gathering (before it: negative), so
    that a gathering that moves takes its shifts along. ``filled_count`` is what
    history keeps of the people: how many had said yes; NULL until they are erased.
    """

    occurrence = models.ForeignKey(
        Occurrence, on_delete=models.CASCADE, related_name="shifts"
    )
    role = models.CharField(_("role"), max_length=16, choices=ShiftRole.choices)
    starts_after = models.SmallIntegerField()
    ends_after = models.SmallIntegerField()
    needed = models.PositiveSmallIntegerField(
        _("people needed"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_NEEDED)],
    )
    meeting_point = models.CharField(
        _("meeting point"),
        max_length=200,
        blank=True,
        help_text=_("Told to those who are asked, never public."),
    )
    note = models.CharField(
        _("what to know"),
        max_length=500,
        blank=True,
        help_text=_("Told to those who are asked. Name no person here."),
    )
    filled_count = models.PositiveSmallIntegerField(null=True, editable=False)

    objects = ShiftQuerySet.as_manager()

    # Loaded by ``with_counts()``.
    asked_count: int
    confirmed_count: int
    standby_count: int
    refused_count: int

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ("starts_after", "role", "pk")
        constraints = (
            models.CheckConstraint(
                name="shift_ends_after_its_start",
                condition=Q(ends_after__gt=F("starts_after")),
            ),
            models.CheckConstraint(
                name="shift_is_near_the_gathering",
                condition=Q(starts_after__gte=-HALF_A_DAY, starts_after__lt=HALF_A_DAY)
                & Q(ends_after__lte=F("starts_after") + A_DAY),
            ),
            models.CheckConstraint(
                name="shift_needs_somebody", condition=Q(needed__gte=1)
            ),
            models.CheckConstraint(
                name="shift_role_is_known", condition=Q(role__in=ShiftRole.values)
            ),
        )

    def __str__(self) -> str:
        return f"shift {self.pk} of occurrence {self.occurrence_id}"

    @property
    def starts_at(self) -> dt.datetime:
        """In the zone of the gathering; meaningless while its hour is unknown."""
        return self._at(self.starts_after)

    @property
    def ends_at(self) -> dt.datetime:
        """In the zone of the gathering; meaningless while its hour is unknown."""
        return self._at(self.ends_after)

    @property
    def meets_at(self) -> str:
        """Where to come; empty while it is not decided, and online."""
        return "" if self.occurrence.is_online else self.meeting_point

    @property
    def seen(self) -> str:
        """What a person who answers has read: changes with every time and state."""
        return f"{self.occurrence.sequence}.{self.starts_after}.{self.ends_after}"

    def when_text(self) -> str:
        """Day, hour and end in words, or that the hour is not known."""
        if self.occurrence.local_time is None:
            date = day(self.occurrence.local_date)
            return _now("%(date)s (hour not known)") % {"date": date}
        zone = ZoneInfo(self.occurrence.timezone)
        start, end = self.starts_at, self.ends_at
        is_same_day = end.date() == start.date()
        return _now("%(start)s, until %(end)s") % {
            "start": moment(start, zone),
            "end": clock(end, zone) if is_same_day else moment(end, zone),
        }

    def set_times(self, begins: dt.time, ends: dt.time) -> None:
        """Takes hours by the clock where it is held; an end before it is the next day.

        Raises ``ValidationError`` while nobody knows the hour of the gathering.
        """
        occurrence = self.occurrence
        if occurrence.local_time is None:
            raise ValidationError(_("The hour of the gathering is not known yet."))
        start = _minutes(begins)
        # Nearest to the gathering: half past midnight is the night after it.
        before = (start - _minutes(occurrence.local_time) + HALF_A_DAY) % A_DAY
        self.starts_after = before - HALF_A_DAY
        self.ends_after = self.starts_after + (
            (_minutes(ends) - start) % A_DAY or A_DAY
        )

    def _at(self, minutes: int) -> dt.datetime:
        begins = self.occurrence.starts_at + dt.timedelta(minutes=minutes)
        return begins.astimezone(ZoneInfo(self.occurrence.timezone))


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


class Volunteer(models.Model):
    """Somebody who was asked to help at one gathering; one personal link for all of it.

    Holds nothing private in the clear. The blind index is made within one gathering,
    so that the same person at two of them cannot be linked.
    """

    occurrence = models.ForeignKey(
        Occurrence, on_delete=models.CASCADE, related_name="volunteers"
    )
    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    address_index = models.BinaryField(max_length=32, editable=False)
    language = models.CharField(max_length=2, default="ko")
    consent_version = models.CharField(max_length=20, blank=True)
    consent_sha256 = models.CharField(max_length=64, blank=True)
    consented_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        constraints = (
            models.UniqueConstraint(
                fields=["occurrence", "address_index"],
                name="one_volunteer_per_occurrence",
            ),
            models.CheckConstraint(
                name="volunteer_consent_is_whole",
                condition=Q(consented_at__isnull=True, consent_sha256="")
                | Q(consented_at__isnull=False) & ~Q(consent_sha256=""),
            ),
        )

    def __str__(self) -> str:
        return f"volunteer {self.pk}"

    def forget_if_done(self) -> None:
        """Erases name, address and number once no shift of the person is left."""
        if not self.assignments.live().exists():
            VolunteerContact.objects.filter(volunteer=self).delete()


class VolunteerContact(Sealed):
    """Chosen name, address and, when given, number."""

    volunteer = models.OneToOneField(
        Volunteer, primary_key=True, on_delete=models.CASCADE, related_name="contact"
    )
    name = models.BinaryField()
    email = models.BinaryField()
    phone = models.BinaryField()

    class Meta:
        verbose_name = _("contact of a volunteer")
        verbose_name_plural = _("contacts of volunteers")

    def __str__(self) -> str:
        return f"contact of volunteer {self.pk}"

    @property
    def sealed_row(self) -> uuid.UUID:
        return self.volunteer.code


class ShiftAssignment(models.Model):
    """That somebody was asked for a shift, and the answer."""

    shift = models.ForeignKey(
        Shift, on_delete=models.CASCADE, related_name="assignments"
    )
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.CASCADE, related_name="assignments"
    )
    state = models.CharField(
        max_length=9, choices=AssignmentState.choices, default=AssignmentState.INVITED
    )
    asked_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    objects = ShiftAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment to a shift")
        verbose_name_plural = _("assignments to shifts")
        ordering = ("shift", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["shift", "volunteer"], name="asked_once_per_shift"
            ),
            models.CheckConstraint(
                name="assignment_state_is_known",
                condition=Q(state__in=AssignmentState.values),
            ),
        )

    def __str__(self) -> str:
        return f"assignment {self.pk} to shift {self.shift_id}"


class VolunteerMessage(models.Model):
    """That a volunteer is told one thing: a change, or what is on the next day.

    The unique rows make a job that runs twice send once.
    """

    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.CASCADE, related_name="messages"
    )
    change = models.ForeignKey(
        OccurrenceChange, null=True, on_delete=models.CASCADE, related_name="+"
    )
    reminds_of = models.DateField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("message to a volunteer")
        verbose_name_plural = _("messages to volunteers")
        constraints = (
            models.CheckConstraint(
                name="volunteer_message_tells_one_thing",
                condition=Q(change__isnull=True, reminds_of__isnull=False)
                | Q(change__isnull=False, reminds_of__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["volunteer", "change"], name="one_volunteer_message_per_change"
            ),
            models.UniqueConstraint(
                fields=["volunteer", "reminds_of"],
                name="one_volunteer_reminder_per_date",
            ),
        )

    def __str__(self) -> str:
        return f"message {self.pk} to volunteer {self.volunteer_id}"
