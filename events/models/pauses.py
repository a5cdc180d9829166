import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.querysets import SeriesPauseQuerySet
from events.validators import validate_year


class SeriesPause(models.Model):
    """A break with its reason, such as Chuseok: the rule gives no dates inside.

    Both days belong to the break. Weekday and rhythm go on behind it as if the break
    had never been.
    """

    series = models.ForeignKey(
        "events.EventSeries", on_delete=models.CASCADE, related_name="pauses"
    )
    starts_on = models.DateField(_("first day"), validators=[validate_year])
    ends_on = models.DateField(_("last day"), validators=[validate_year])
    reason_ko = models.CharField(_("reason (Korean)"), max_length=300)
    reason_en = models.CharField(_("reason (English)"), max_length=300, blank=True)

    objects = SeriesPauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("break")
        verbose_name_plural = _("breaks")
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="pause_ends_after_its_first_day",
                condition=Q(ends_on__gte=F("starts_on")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}"

    def clean(self) -> None:
        first, last = self.starts_on, self.ends_on
        # Either is None when it did not pass its own check.
        if None not in (first, last) and last < first:
            raise ValidationError(
                {"ends_on": _("The last day must not be before the first.")}
            )

    def covers(self, date: dt.date | None) -> bool:
        """Whether the date lies in the break; None, of a one-off, never does."""
        return date is not None and self.starts_on <= date <= self.ends_on
