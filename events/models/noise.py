"""How loud a gathering may be: what the law says on a day, as staff entered it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.enums import NoisePeriod
from events.querysets import NoiseLimitQuerySet


class NoiseLimit(models.Model):
    """One cell of the table of limits in force (집시법 시행령 별표 2), in dB(A).

    The limits change by decree, so each has the days from and until it holds. Nothing
    is built in: a run sheet prints only what somebody has entered, with its source.
    """

    area_ko = models.CharField(
        _("kind of place (Korean)"),
        max_length=120,
        help_text=_("As the decree names it."),
    )
    area_en = models.CharField(_("kind of place (English)"), max_length=120, blank=True)
    period = models.CharField(
        _("part of the day"), max_length=8, choices=NoisePeriod.choices
    )
    average = models.PositiveSmallIntegerField(_("average, dB(A)"))
    peak = models.PositiveSmallIntegerField(_("peak, dB(A)"), null=True, blank=True)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    source = models.CharField(
        _("source"), max_length=200, help_text=_("Decree and table, or an address.")
    )

    objects = NoiseLimitQuerySet.as_manager()

    class Meta:
        verbose_name = _("noise limit")
        verbose_name_plural = _("noise limits")
        ordering = ("area_ko", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["area_ko", "period", "valid_from"],
                name="one_noise_limit_per_place_and_period",
            ),
            models.CheckConstraint(
                name="noise_limit_holds_in_order",
                condition=Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("The last day must not be before the first."),
            ),
            models.CheckConstraint(
                name="noise_period_is_known",
                condition=Q(period__in=NoisePeriod.values),
            ),
        )

    def __str__(self) -> str:
        return f"{self.area_ko} {self.get_period_display()}"
