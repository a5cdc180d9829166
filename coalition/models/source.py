from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """Where a fact was read; shown with every record that rests on it."""

    code = models.SlugField(_("code"), unique=True)
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("address"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("pk",)  # S2 before S10

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
