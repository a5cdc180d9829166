import datetime as dt
from collections.abc import Iterator

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.enums import Frequency
from events.validators import validate_duration, validate_year


class Weekday(models.IntegerChoices):
    """Numbered as ``datetime.date.weekday()`` does."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class WeekOfMonth(models.IntegerChoices):
    """Counted as RFC 5545 does: the last one is -1."""

    FIRST = 1, pgettext_lazy("week of the month", "first")
    SECOND = 2, pgettext_lazy("week of the month", "second")
    THIRD = 3, pgettext_lazy("week of the month", "third")
    FOURTH = 4, pgettext_lazy("week of the month", "fourth")
    LAST = -1, pgettext_lazy("week of the month", "last")


class SeriesSchedule(models.Model):
    """The rule from a date on. A new time is a new row, so the past keeps its rule."""

    series = models.ForeignKey(
        "events.EventSeries", on_delete=models.CASCADE, related_name="schedules"
    )
    effective_from = models.DateField(
        _("valid from"),
        validators=[validate_year],
        help_text=_("The first gathering is on the first such weekday from here on."),
    )
    frequency = models.CharField(
        _("how often"),
        max_length=10,
        choices=Frequency.choices,
        default=Frequency.WEEKLY,
    )
    week_of_month = models.SmallIntegerField(
        _("which one of the month"),
        choices=WeekOfMonth.choices,
        null=True,
        blank=True,
        help_text=_("Only for a monthly gathering."),
    )
    weekday = models.PositiveSmallIntegerField(
        _("weekday"), choices=Weekday.choices, default=Weekday.FRIDAY
    )
    interval = models.PositiveSmallIntegerField(
        _("every … weeks or months"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(52)],
    )
    local_time = models.TimeField(_("local time"))
    duration = models.DurationField(
        _("duration"),
        null=True,
        blank=True,
        validators=[validate_duration],
        help_text=_("Example: 1:30 for an hour and a half. Empty: not known."),
    )

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        ordering = ("effective_from",)
        constraints = (
            models.UniqueConstraint(
                fields=["series", "effective_from"], name="one_schedule_per_date"
            ),
            models.CheckConstraint(
                name="schedule_names_a_week_if_monthly",
                condition=Q(frequency=Frequency.WEEKLY, week_of_month__isnull=True)
                | Q(frequency=Frequency.MONTHLY, week_of_month__isnull=False),
                violation_error_message=_(
                    "A monthly gathering needs its week of the month, a weekly one "
                    "has none."
                ),
            ),
            models.CheckConstraint(
                name="schedule_interval_is_1_to_52_weeks",
                condition=Q(interval__gte=1, interval__lte=52),
            ),
            models.CheckConstraint(
                name="schedule_ends_after_its_start",
                condition=Q(duration__isnull=True) | Q(duration__gt=dt.timedelta(0)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.effective_from} {self.get_weekday_display()}"

    @property
    def byday(self) -> str:
        """Its weekday as RFC 5545 writes it: ``FR``, of a month ``1FR`` or ``-1FR``."""
        return f"{self.week_of_month or ''}{Weekday(self.weekday).name[:2]}"

    def slots(self, first: dt.date, last: dt.date) -> Iterator[dt.date]:
        """The dates of this rule from ``first`` to ``last``, both included.

        Weeks and months are counted from the first slot, so that "every second week"
        keeps its parity whenever it is asked. The rule runs on local dates without a
        clock (RFC 5545, 3.3.10), so no change of the clocks can shift it.
        """
        begin = dt.datetime.combine(self.effective_from, dt.time.min)
        anchor = self._rule(begin, interval=1).after(begin, inc=True)
        if anchor is None or last < first:
            return
        rule = self._rule(anchor, interval=self.interval)
        begin, end = (dt.datetime.combine(each, dt.time.min) for each in (first, last))
        for slot in rule.between(begin, end, inc=True):
            yield slot.date()

    def _rule(self, begin: dt.datetime, *, interval: int) -> rrule:
        if self.frequency == Frequency.WEEKLY:
            return rrule(WEEKLY, begin, interval=interval, byweekday=self.weekday)
        named = weekday(self.weekday, self.week_of_month)
        return rrule(MONTHLY, begin, interval=interval, byweekday=named)
