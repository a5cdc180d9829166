from django.db import models
from django.utils.translation import gettext_lazy as _

from coalition.models.source import Source


class Institution(models.Model):
    """A ministry, police or regulator that a demand is addressed to.

    Institutions are renamed: each name is a row of its own, and the newer names
    its predecessor. A statement keeps the name of its day.
    """

    slug = models.SlugField(_("slug"), unique=True)
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    predecessor = models.OneToOneField(
        "self",
        verbose_name=_("formerly"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="successor",
    )
    valid_from = models.DateField(_("name in use from"), null=True, blank=True)
    valid_until = models.DateField(_("name in use until"), null=True, blank=True)
    sources = models.ManyToManyField(
        Source, verbose_name=_("sources"), blank=True, related_name="institutions"
    )

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ("name_ko",)

    def __str__(self) -> str:
        return self.name_ko

    def current(self) -> "Institution":
        """Today's institution: the last of its successors."""
        institution: Institution = self
        while hasattr(institution, "successor"):
            institution = institution.successor
        return institution
