"""Photos of a gathering: seen by nobody outside before a second person has looked."""

import datetime as dt
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.enums import PhotoComplaint, PhotoGround, PhotoPolicy, PhotoState
from events.models.occurrences import Occurrence
from events.models.reports import can_be_reported
from events.querysets import PhotoQuerySet

# Whoever was there is home, and has had a day to object, before anything is shown.
DELAY = dt.timedelta(hours=24)
# A gallery tells of a gathering; it is no archive of who came.
MOST_PHOTOS = 60


def check_takes_photos(occurrence: Occurrence, now: dt.datetime) -> None:
    """Raises ``ValidationError`` with the reason why no photo can be added."""
    if occurrence.photo_policy == PhotoPolicy.NO_PHOTOS:
        raise ValidationError(
            _now("No photos were to be taken at this gathering, so none are shown.")
        )
    if not can_be_reported(occurrence, now):
        raise ValidationError(_now("The gathering must be over first."))
    if occurrence.is_cancelled or occurrence.is_postponed:
        raise ValidationError(_now("It was called off: there is nothing to show."))


class Photo(models.Model):
    """One photo, stored as pure pixels in two sizes under its code; no original.

    Nobody is tagged in it. Once it is taken down only this row is left, so that its
    address answers 410.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    occurrence = models.ForeignKey(
        Occurrence,
        verbose_name=_("occurrence"),
        on_delete=models.PROTECT,
        related_name="photos",
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=PhotoState.choices,
        default=PhotoState.WAITING,
    )
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    small_width = models.PositiveSmallIntegerField()
    small_height = models.PositiveSmallIntegerField()
    alt_ko = models.CharField(
        _("what is to be seen (Korean)"),
        max_length=300,
        blank=True,
        help_text=_("For people who cannot see it. Describe, and name nobody."),
    )
    alt_en = models.CharField(
        _("what is to be seen (English)"), max_length=300, blank=True
    )
    credit = models.CharField(
        _("who took it"),
        max_length=80,
        blank=True,
        help_text=_("Public. Empty: nobody is named."),
    )
    publish_after = models.DateTimeField(
        _("public from"), help_text=_("Not before the end of the gathering.")
    )
    ground = models.CharField(
        _("why it may be shown"),
        max_length=10,
        choices=PhotoGround.choices,
        blank=True,
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("uploaded"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("checked by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    complaint = models.CharField(
        _("reported because"),
        max_length=20,
        choices=PhotoComplaint.choices,
        blank=True,
    )
    complained_at = models.DateTimeField(_("reported"), null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="photo_is_shown_after_a_check",
                condition=~Q(state__in=(PhotoState.APPROVED, PhotoState.HIDDEN))
                | (
                    Q(checked_by__isnull=False, checked_at__isnull=False)
                    & ~Q(alt_ko="")
                    & ~Q(ground="")
                ),
            ),
            models.CheckConstraint(
                name="photo_is_checked_by_another",
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("uploaded_by")),
            ),
        )

    def __str__(self) -> str:
        return f"photo {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.state == PhotoState.WAITING

    @property
    def is_removed(self) -> bool:
        return self.state == PhotoState.REMOVED

    @property
    def is_reported(self) -> bool:
        """Whether somebody has something against it that nobody has looked at."""
        return self.complained_at is not None and not self.is_removed

    def is_public(self, now: dt.datetime) -> bool:
        """Whether visitors may see it; its ``occurrence`` should be loaded."""
        return (
            self.state == PhotoState.APPROVED
            and self.publish_after <= now
            and can_be_reported(self.occurrence, now)
            and self.occurrence.photo_policy != PhotoPolicy.NO_PHOTOS
        )
