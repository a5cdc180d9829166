from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.enums import Availability, Region
from events.models.sketch import Sketch, parse_sketch, validate_sketch


class Venue(models.Model):
    """A place where people gather, with what is known about getting there and in."""

    slug = models.SlugField(
        _("address on the site"), max_length=80, unique=True, allow_unicode=True
    )
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    region = models.CharField(
        _("region"), max_length=2, choices=Region.choices, blank=True
    )
    address_ko = models.CharField(_("address (Korean)"), max_length=200, blank=True)
    address_en = models.CharField(_("address (English)"), max_length=200, blank=True)
    directions_ko = models.TextField(_("directions (Korean)"), blank=True)
    directions_en = models.TextField(_("directions (English)"), blank=True)
    sketch_text = models.TextField(
        _("small map"),
        blank=True,
        validators=[validate_sketch],
        help_text=_(
            "One thing on each line: a word (road, block, point, here), its points on a "
            "field 100 wide and 60 high from the top left, its name and, behind |, the "
            "English one. Example: here 60,52 모이는 곳 | We meet here"
        ),
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    step_free = models.CharField(
        _("step-free route"),
        max_length=10,
        choices=Availability.choices,
        default=Availability.UNKNOWN,
    )
    toilet = models.CharField(
        _("accessible toilet"),
        max_length=10,
        choices=Availability.choices,
        default=Availability.UNKNOWN,
    )
    seating = models.CharField(
        _("seating"),
        max_length=10,
        choices=Availability.choices,
        default=Availability.UNKNOWN,
    )
    quiet_place = models.CharField(
        _("quiet place to withdraw to"),
        max_length=10,
        choices=Availability.choices,
        default=Availability.UNKNOWN,
    )
    access_note_ko = models.TextField(_("on access (Korean)"), blank=True)
    access_note_en = models.TextField(_("on access (English)"), blank=True)
    sources = models.ManyToManyField(
        "coalition.Source", verbose_name=_("sources"), blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ("name_ko",)
        constraints = (
            models.CheckConstraint(
                name="venue_has_both_coordinates_or_none",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message=_("Give both coordinates or none."),
            ),
        )

    def __str__(self) -> str:
        return self.name_ko

    @property
    def sketch(self) -> Sketch | None:
        """The small map, if staff drew one."""
        return parse_sketch(self.sketch_text) if self.sketch_text else None
