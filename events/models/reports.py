"""What is told after a gathering: a report, and links to what others told."""

import datetime as dt

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.enums import LinkKind
from events.models.occurrences import Occurrence


def can_be_reported(occurrence: Occurrence, now: dt.datetime) -> bool:
    """Whether there is something to tell: it was announced, and it is over."""
    return occurrence.is_published and occurrence.over_at <= now


class OccurrenceReport(models.Model):
    """How a gathering went, in Markdown; public once somebody has published it.

    ``version`` rises with every change, so that nobody overwrites or publishes a
    text they have not read.
    """

    occurrence = models.OneToOneField(
        Occurrence, on_delete=models.CASCADE, related_name="report"
    )
    text_ko = models.TextField(_("report (Korean)"))
    text_en = models.TextField(_("report (English)"), blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    class Meta:
        verbose_name = _("report of a gathering")
        verbose_name_plural = _("reports of gatherings")

    def __str__(self) -> str:
        return f"report of occurrence {self.occurrence_id}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class OccurrenceLink(models.Model):
    """A page elsewhere about one gathering: press, a statement, a video."""

    occurrence = models.ForeignKey(
        Occurrence, on_delete=models.CASCADE, related_name="links"
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=LinkKind.choices, default=LinkKind.PRESS
    )
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    url = models.CharField(
        _("address"),
        max_length=500,
        validators=[URLValidator(schemes=["https"])],
        help_text=_("Only addresses that begin with https://"),
    )

    class Meta:
        verbose_name = _("link about a gathering")
        verbose_name_plural = _("links about gatherings")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["occurrence", "url"],
                name="one_link_per_address",
                violation_error_message=_("This link is already there."),
            ),
        )

    def __str__(self) -> str:
        return self.title_ko
