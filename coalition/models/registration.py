import uuid
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalition.enums import (
    OPEN_REGISTRATIONS,
    NameClaim,
    OrganizationKind,
    RegistrationState,
)
from coalition.models.organization import Organization
from coalition.models.sealed import Sealed
from coalition.models.sent_in import SentIn
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

    class Meta:
        verbose_name = _("partner registration")
        verbose_name_plural = _("partner registrations")
        ordering = ("-submitted_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("address_index",),
                condition=Q(state__in=OPEN_REGISTRATIONS),
                name="coalition_registration_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.UNCONFIRMED)
                | Q(confirmed_at__isnull=False),
                name="coalition_registration_confirmed_before_decided",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_REGISTRATIONS, decided_at__isnull=True)
                | Q(
                    state=RegistrationState.APPROVED,
                    decided_at__isnull=False,
                    organization__isnull=False,
                )
                | (
                    Q(state=RegistrationState.DECLINED, decided_at__isnull=False)
                    & ~Q(decline_reason="")
                ),
                name="coalition_registration_decision_complete",
            ),
        )

    def __str__(self) -> str:
        return self.name_ko


@dataclass(frozen=True, kw_only=True)
class Contact:
    """The person who writes for the association, in the clear: never stored so."""

    name: str
    role: str
    email: str


class RegistrationContact(Sealed):
    """Name, role and address of the contact."""

    registration = models.OneToOneField(
        PartnerRegistration,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="contact",
    )
    name = models.BinaryField()
    role = models.BinaryField()
    email = models.BinaryField()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return f"contact of registration {self.pk}"

    @property
    def sealed_row(self) -> uuid.UUID:
        return self.registration.code
