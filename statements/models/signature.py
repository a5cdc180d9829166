import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from statements.enums import LIVE_SIGNATURES, Display, SignatureState
from statements.models.statement import Revision, Statement
from statements.querysets import SignatureQuerySet


class Signature(models.Model):
    """A person's act. Holds nothing private in the clear.

    The address is a blind index that differs between statements; name and
    address themselves are sealed in ``SignaturePersonalData``.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    statement = models.ForeignKey(
        Statement,
        verbose_name=_("statement"),
        on_delete=models.PROTECT,
        related_name="signatures",
        db_index=False,  # the partial indexes below begin with it
    )
    revision = models.ForeignKey(
        Revision,
        verbose_name=_("revision"),
        on_delete=models.PROTECT,
        related_name="signatures",
        db_index=False,
    )
    state = models.CharField(
        _("state"),
        max_length=11,
        choices=SignatureState.choices,
        default=SignatureState.PENDING,
    )
    address_index = models.BinaryField(max_length=32, null=True, editable=False)
    display = models.CharField(
        _("shown publicly"),
        max_length=16,
        choices=Display.choices,
        default=Display.PRIVATE,
    )
    # Filled only by the signer's choice to be shown, emptied when it is undone.
    public_name = models.CharField(_("public name"), max_length=120, blank=True)
    public_affiliation = models.CharField(
        _("public affiliation"), max_length=120, blank=True
    )
    language = models.CharField(_("language"), max_length=2, default="ko")
    consent_version = models.CharField(_("consent text"), max_length=20)
    consent_sha256 = models.CharField(max_length=64)
    consents_updates = models.BooleanField(_("wants news"), default=False)
    consents_handover = models.BooleanField(_("name may be handed over"), default=False)
    signed_at = models.DateTimeField(_("signed"))
    mailed_at = models.DateTimeField(null=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    ended_at = models.DateTimeField(_("withdrawn or voided"), null=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = (
            models.UniqueConstraint(
                fields=("statement", "address_index"),
                condition=Q(state__in=LIVE_SIGNATURES),
                name="statements_signature_one_per_address",
            ),
            models.CheckConstraint(
                condition=~Q(display=Display.PRIVATE) | Q(public_name=""),
                name="statements_signature_private_has_no_public_name",
            ),
        )
        indexes = (
            # Confirmed signers who chose to be shown: few rows, one page each.
            models.Index(
                fields=("statement", "-confirmed_at"),
                condition=Q(state=SignatureState.CONFIRMED)
                & ~Q(display=Display.PRIVATE),
                name="statements_signature_listed",
            ),
            models.Index(
                fields=("signed_at",),
                condition=Q(state=SignatureState.PENDING),
                name="statements_signature_pending",
            ),
        )

    def __str__(self) -> str:
        return f"signature {self.pk}"


class SignaturePersonalData(models.Model):
    """Name, affiliation and address of a signer, sealed with the statement's key."""

    signature = models.OneToOneField(
        Signature,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="personal_data",
    )
    email = models.BinaryField(null=True)
    name = models.BinaryField(null=True)
    affiliation = models.BinaryField(null=True)

    def __str__(self) -> str:
        return f"personal data of signature {self.pk}"


class HeldWord(models.Model):
    """A word that sends a name to review instead of the public list."""

    word = models.CharField(_("word"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("word that holds a signature")
        verbose_name_plural = _("words that hold a signature")
        ordering = ("word",)

    def __str__(self) -> str:
        return self.word
