from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalition.models.organization import Organization
from coalition.models.registration import PartnerRegistration
from coalition.models.user import User
from coalition.querysets import RepresentativeQuerySet


class Representative(models.Model):
    """Who may act for an organization (단체 담당자).

    The mailbox that its approved registration confirmed, whose address stays sealed
    with the registration's contact; or an account that staff appointed; or both,
    when the account has that very mailbox.
    """

    registration = models.OneToOneField(
        PartnerRegistration,
        verbose_name=_("registration"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="representative",
    )
    user = models.ForeignKey(
        User,
        verbose_name=_("account"),
        null=True,
        on_delete=models.CASCADE,
        related_name="representations",
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.CASCADE,
        related_name="representatives",
    )
    appointed_on = models.DateField(_("appointed on"), default=timezone.localdate)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "organization"), name="coalition_representative_unique"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(registration__isnull=False),
                name="coalition_representative_is_somebody",
            ),
        )

    def __str__(self) -> str:
        return str(self.organization)
