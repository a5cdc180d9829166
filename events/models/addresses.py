"""Addresses of gatherings and series: the present one, and those they had before."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Addressed(models.Model):
    """A record with a ``slug``; see :class:`FormerAddress` for those it had."""

    if TYPE_CHECKING:
        slug: models.SlugField[str, str]
        objects: models.Manager[Any]

    class Meta:
        abstract = True

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Nor may its address be one that leads to another record."""
        super().validate_unique(exclude)
        if "slug" in (exclude or ()):
            return
        others = type(self).objects.exclude(pk=self.pk)
        if others.filter(former_addresses__slug=self.slug).exists():
            raise ValidationError(
                {"slug": _("This address was public before and leads elsewhere.")}
            )


class FormerAddress(models.Model):
    """An address that was public once. It leads to the present one for ever.

    Of an occurrence or of a series. No record is at an address that is former: whoever
    takes back its own address has the row removed (events/services/addresses.py).
    """

    slug = models.SlugField(max_length=80, allow_unicode=True)
    occurrence = models.ForeignKey(
        "events.Occurrence",
        null=True,
        on_delete=models.CASCADE,
        related_name="former_addresses",
    )
    series = models.ForeignKey(
        "events.EventSeries",
        null=True,
        on_delete=models.CASCADE,
        related_name="former_addresses",
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="former_address_of_one_record",
                condition=Q(occurrence__isnull=True) ^ Q(series__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(series__isnull=True),
                name="former_address_of_one_occurrence",
            ),
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(occurrence__isnull=True),
                name="former_address_of_one_series",
            ),
        )

    def __str__(self) -> str:
        return self.slug
