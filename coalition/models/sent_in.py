"""What an association sends in: confirmed by its mailbox, decided by staff."""

import datetime as dt
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalition.enums import RegistrationState
from coalition.models.user import User

UNCONFIRMED_LIFETIME = dt.timedelta(hours=72)


class SentIn(models.Model):
    """How it stands. What it says is the subclass's, who wrote it is sealed apart."""

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

    @property
    def is_expired(self) -> bool:
        """Nobody confirmed it in time; the purge may not have come by yet."""
        return (
            self.state == RegistrationState.UNCONFIRMED
            and self.submitted_at < timezone.now() - UNCONFIRMED_LIFETIME
        )
