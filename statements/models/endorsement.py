from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalition.models import Organization, Sealed, Source
from statements.enums import EndorsementMethod, EndorsementState
from statements.models.statement import Revision, Statement
from statements.querysets import EndorsementQuerySet


class Endorsement(models.Model):
    """An organization's co-signature (연명) on one exact revision."""

    statement = models.ForeignKey(
        Statement,
        verbose_name=_("statement"),
        on_delete=models.PROTECT,
        related_name="endorsements",
    )
    revision = models.ForeignKey(
        Revision,
        verbose_name=_("revision"),
        on_delete=models.PROTECT,
        related_name="endorsements",
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.PROTECT,
        related_name="endorsements",
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=EndorsementState.choices,
        default=EndorsementState.CONFIRMED,
    )
    method = models.CharField(
        _("how consent was given"), max_length=5, choices=EndorsementMethod.choices
    )
    endorsed_at = models.DateTimeField(_("co-signed at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    sources = models.ManyToManyField(
        Source, verbose_name=_("sources"), blank=True, related_name="endorsements"
    )

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        verbose_name = _("co-signature")
        verbose_name_plural = _("co-signatures")
        constraints = (
            models.UniqueConstraint(
                fields=("statement", "organization"),
                condition=Q(state=EndorsementState.CONFIRMED),
                name="statements_endorsement_one_per_organization",
            ),
            models.CheckConstraint(
                condition=Q(state=EndorsementState.CONFIRMED, withdrawn_at__isnull=True)
                | Q(state=EndorsementState.WITHDRAWN, withdrawn_at__isnull=False),
                name="statements_endorsement_withdrawn_has_date",
            ),
        )

    def __str__(self) -> str:
        return str(self.organization)


class EndorsementAuthority(Sealed):
    """Who authorised it and in what role: a person's name."""

    endorsement = models.OneToOneField(
        Endorsement,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="authority",
    )
    name = models.BinaryField()
    role = models.BinaryField()

    def __str__(self) -> str:
        return f"authority of co-signature {self.pk}"

    @property
    def sealed_row(self) -> int:
        return self.endorsement_id
