import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.enums import ItemKind
from events.models.delays import expected_at
from events.querysets import ProgrammeItemQuerySet

LATEST_MINUTE = 24 * 60


class ProgrammeItem(models.Model):
    """One part of a gathering's programme, in its order.

    A speaker is named only with their consent, by the name they choose; without it
    the name is not stored at all, so that it cannot leak.
    """

    occurrence = models.ForeignKey(
        "events.Occurrence", on_delete=models.CASCADE, related_name="programme"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    starts_after = models.PositiveSmallIntegerField(
        _("minutes after the start"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(LATEST_MINUTE)],
        help_text=_("Empty: the time is not known."),
    )
    kind = models.CharField(
        _("kind"), max_length=12, choices=ItemKind.choices, default=ItemKind.SPEECH
    )
    title_ko = models.CharField(_("title (Korean)"), max_length=160, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    speaker = models.CharField(
        _("name the speaker chose"),
        max_length=80,
        blank=True,
        help_text=_("Public, and only with consent. Leave empty otherwise."),
    )
    speaker_consents = models.BooleanField(
        _("the speaker agreed to be named"), default=False
    )
    has_sign_language = models.BooleanField(
        _("sign-language interpretation"), default=False
    )
    has_captions = models.BooleanField(_("live captions"), default=False)
    has_translation = models.BooleanField(_("Korean–English"), default=False)
    is_public = models.BooleanField(_("public"), default=False)
    reveal_at = models.DateTimeField(
        _("public from"), null=True, blank=True, help_text=_("Empty: at once.")
    )
    # Of the run sheet: what follows is read by staff alone.
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LATEST_MINUTE)],
        help_text=_("Empty: until the next part."),
    )
    sound = models.CharField(
        _("sound and equipment (staff only)"), max_length=120, blank=True
    )
    staff_note = models.CharField(_("note (staff only)"), max_length=300, blank=True)

    objects = ProgrammeItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme item")
        verbose_name_plural = _("programme")
        ordering = ("order", "pk")
        constraints = (
            models.CheckConstraint(
                name="speaker_is_named_only_with_consent",
                condition=Q(speaker="") | Q(speaker_consents=True),
                violation_error_message=_(
                    "A speaker is named only with their consent."
                ),
            ),
        )

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def clean(self) -> None:
        if self.speaker and not self.speaker_consents:
            raise ValidationError(
                {"speaker": _("A speaker is named only with their consent.")}
            )

    @property
    def starts_at(self) -> dt.datetime | None:
        """When it begins, in the local zone; None while anything of it is unknown."""
        if self.starts_after is None or self.occurrence.local_time is None:
            return None
        # In real minutes: clocks may change in the night of a gathering.
        start = self.occurrence.starts_at + dt.timedelta(minutes=self.starts_after)
        return start.astimezone(self.occurrence.local_start.tzinfo)

    @property
    def expected_at(self) -> dt.datetime | None:
        """When it begins as the gathering runs now; later than planned, never sooner."""
        planned = self.starts_at
        return None if planned is None else expected_at(self.occurrence, planned)
