from django.db import models
from django.utils.translation import gettext_lazy as _

from coalition.enums import Provenance
from coalition.models import Source
from statements.models.statement import Demand


class EarlierMeasure(models.Model):
    """A plan or law of earlier years that a statement measures the state by."""

    year = models.PositiveSmallIntegerField(_("year"))
    name_ko = models.CharField(_("name (Korean)"), max_length=160)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    sources = models.ManyToManyField(
        Source, verbose_name=_("sources"), blank=True, related_name="measures"
    )

    class Meta:
        verbose_name = _("earlier measure")
        verbose_name_plural = _("earlier measures")
        ordering = ("year",)
        constraints = (
            models.UniqueConstraint(
                fields=("year", "name_ko"), name="statements_measure_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.name_ko}"


class TimelineEntry(models.Model):
    """Something that happened, on a day or only in a month that is known."""

    on = models.DateField(_("date"))
    is_month_only = models.BooleanField(_("only the month is known"), default=False)
    text_ko = models.TextField(_("what happened (Korean)"))
    text_en = models.TextField(_("what happened (English)"), blank=True)
    demands = models.ManyToManyField(
        Demand, verbose_name=_("answers demands"), blank=True, related_name="timeline"
    )
    provenance = models.CharField(
        _("provenance"),
        max_length=5,
        choices=Provenance.choices,
        default=Provenance.OWN,
    )
    sources = models.ManyToManyField(
        Source, verbose_name=_("sources"), blank=True, related_name="timeline_entries"
    )

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline")
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"{self.on} {self.text_ko[:60]}"
