"""What an association sends in: confirmed by its mailbox, decided by staff."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalition.enums import OPEN_REGISTRATIONS, RegistrationState
from coalition.models.sealed import Sealed
from coalition.models.user import User

UNCONFIRMED_LIFETIME = dt.timedelta(hours=72)


class SentIn(models.Model):
    """How it stands. What it says is the subclass's, who wrote it is sealed apart.

    A subclass adds what approving it made, and that it is there once approved.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        _("state"),
        max_length=11,
        choices=RegistrationState.choices,
        default=RegistrationState.UNCONFIRMED,
    )
    language = models.CharField(_("language"), max_length=2, default="ko")
    address_index = models.BinaryField(max_length=32, null=True, editable=False)
    consent_version = models.CharField(_("consent text"), max_length=20)
    consent_sha256 = models.CharField(max_length=64)
    submitted_at = models.DateTimeField(_("sent in"))
    confirmed_at = models.DateTimeField(_("mailbox confirmed"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        User,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="decided_%(class)s_set",
    )
    decline_reason = models.TextField(_("reason, as told to the applicant"), blank=True)

    class Meta:
        abstract = True
        ordering = ("-submitted_at",)
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(
                fields=("address_index",),
                condition=Q(state__in=OPEN_REGISTRATIONS),
                name="%(app_label)s_%(class)s_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.UNCONFIRMED)
                | Q(confirmed_at__isnull=False),
                name="%(app_label)s_%(class)s_confirmed_before_decided",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_REGISTRATIONS, decided_at__isnull=True)
                | Q(state=RegistrationState.APPROVED, decided_at__isnull=False)
                | (
                    Q(state=RegistrationState.DECLINED, decided_at__isnull=False)
                    & ~Q(decline_reason="")
                ),
                name="%(app_label)s_%(class)s_decision_complete",
            ),
        )

    @property
    def is_expired(self) -> bool:
        """Nobody confirmed it in time; the purge may not have come by yet."""
        return (
            self.state == RegistrationState.UNCONFIRMED
            and self.submitted_at < timezone.now() - UNCONFIRMED_LIFETIME
        )


@dataclass(frozen=True, kw_only=True)
class Contact:
    """The person who writes for the association, in the clear: never stored so."""

    name: str
    role: str
    email: str


class SealedContact(Sealed):
    """Name, role and address of whoever sent it in.

    A subclass says for what: ``sent_in``, its primary key, ``contact`` from there.
    """

    sent_in: Any
    name = models.BinaryField()
    role = models.BinaryField()
    email = models.BinaryField()

    class Meta:
        abstract = True
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return f"contact {self.pk}"

    @property
    def sealed_row(self) -> uuid.UUID:
        return self.sent_in.code
