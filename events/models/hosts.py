"""What hangs on one occurrence: who calls it, and who counted how many."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import HostRole
from events.models.wallclock import moment


class NamedHost(models.Model):
    """In which role an organization calls a gathering, and where it is named."""

    role = models.CharField(
        _("role"), max_length=10, choices=HostRole.choices, default=HostRole.HOST
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        verbose_name = _("host")
        verbose_name_plural = _("hosts")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return str(self.get_role_display())


class OccurrenceHost(NamedHost):
    """Who calls this one gathering; replaces the hosts of the series."""

    occurrence = models.ForeignKey(
        "events.Occurrence", on_delete=models.CASCADE, related_name="own_hosts"
    )
    organization = models.ForeignKey(
        "coalition.Organization",
        verbose_name=_("organization"),
        on_delete=models.PROTECT,
        related_name="hosted_occurrences",
    )

    class Meta(NamedHost.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["occurrence", "organization", "role"],
                name="one_role_per_host_of_occurrence",
            ),
        )


class AttendanceClaim(models.Model):
    """How many people somebody counted: a claim with its author, never the truth."""

    occurrence = models.ForeignKey(
        "events.Occurrence", on_delete=models.CASCADE, related_name="claims"
    )
    count = models.PositiveIntegerField(_("people"), validators=[MinValueValidator(1)])
    is_approximate = models.BooleanField(_("approximate"), default=True)
    counted_at = models.DateTimeField(
        _("counted at"), null=True, blank=True, help_text=_("Empty: not known.")
    )
    counted_by_ko = models.CharField(_("counted by (Korean)"), max_length=120)
    counted_by_en = models.CharField(
        _("counted by (English)"), max_length=120, blank=True
    )
    sources = models.ManyToManyField(
        "coalition.Source", verbose_name=_("sources"), blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("attendance claim")
        verbose_name_plural = _("attendance claims")
        ordering = ("count", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["occurrence", "count", "counted_by_ko", "counted_at"],
                nulls_distinct=False,
                name="one_claim_is_told_once",
                violation_error_message=_("This number is already there."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.count}"

    def clean(self) -> None:
        """A slip in the moment would stand in public: it is between the day and now."""
        if self.counted_at is None:
            return
        if self.counted_at > timezone.now():
            raise ValidationError({"counted_at": _("This moment is still to come.")})
        if self.counted_at < moment(
            self.occurrence.local_date, None, self.occurrence.timezone
        ):
            raise ValidationError(
                {"counted_at": _("It must not be before the day of the gathering.")}
            )
