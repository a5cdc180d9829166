from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalition.enums import NameClaim, OrganizationKind, RegistrationState
from coalition.models.organization import Organization
from coalition.models.sent_in import SealedContact, SentIn
from coalition.querysets import RegistrationQuerySet


class PartnerRegistration(SentIn):
    """An association asks to be in the directory and to co-sign (단체 등록 신청).

    What stands here becomes public when staff approve; the contact's personal
    data is sealed in ``RegistrationContact``.
    """

    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganizationKind.choices)
    website = models.URLField(_("website"), blank=True)
    about_ko = models.TextField(_("about (Korean)"), blank=True)
    parent_name = models.CharField(
        _("belongs to (as written)"), max_length=120, blank=True
    )
    name_claim = models.CharField(
        _("about the similar name"),
        max_length=9,
        choices=NameClaim.choices,
        blank=True,
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        null=True,
        on_delete=models.PROTECT,
        related_name="registrations",
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta(SentIn.Meta):
        verbose_name = _("partner registration")
        verbose_name_plural = _("partner registrations")
        constraints = (
            *SentIn.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.APPROVED)
                | Q(organization__isnull=False),
                name="coalition_partnerregistration_approved_has_organization",
            ),
        )

    def __str__(self) -> str:
        return self.name_ko


class RegistrationContact(SealedContact):
    """The contact of an association."""

    sent_in = models.OneToOneField(
        PartnerRegistration,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="contact",
    )
