from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coalition.enums import (
    MembershipTier,
    OrganizationKind,
    OrganizationState,
    Provenance,
    Relation,
)
from coalition.models.source import Source
from coalition.querysets import MembershipQuerySet, OrganizationQuerySet


class Organization(models.Model):
    """An association. A coalition (연대체) is one too, with members of its own."""

    slug = models.SlugField(_("slug"), unique=True, allow_unicode=True, max_length=80)
    name_ko = models.CharField(
        _("name (Korean)"),
        max_length=120,
        help_text=_("As the organization writes it, with its legal form: (사)…"),
    )
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    short_name_ko = models.CharField(_("short name"), max_length=40, blank=True)
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=OrganizationKind.choices,
        default=OrganizationKind.ASSOCIATION,
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="branches",
    )
    relation = models.CharField(
        _("relation"), max_length=20, choices=Relation.choices, blank=True
    )
    sort_key = models.CharField(
        _("sort key"), max_length=120, editable=False, db_collation="C", db_index=True
    )
    sort_key_override = models.CharField(
        _("sort as"),
        max_length=120,
        blank=True,
        help_text=_("Only where the name sorts wrongly by itself."),
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=OrganizationState.choices,
        default=OrganizationState.ACTIVE,
    )
    website = models.URLField(_("website"), blank=True)
    about_ko = models.TextField(_("about (Korean)"), blank=True)
    about_en = models.TextField(_("about (English)"), blank=True)
    provenance = models.CharField(
        _("provenance"),
        max_length=5,
        choices=Provenance.choices,
        default=Provenance.OWN,
    )
    sources = models.ManyToManyField(
        Source, verbose_name=_("sources"), blank=True, related_name="organizations"
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ("sort_key", "name_ko")
        indexes = (
            # What `named_like` asks: icontains compares in upper case.
            GinIndex(
                *(
                    OpClass(Upper(name), name="gin_trgm_ops")
                    for name in ("name_ko", "name_en", "short_name_ko")
                ),
                name="coalition_organization_trgm",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(parent__isnull=True, relation="")
                | (Q(parent__isnull=False) & ~Q(relation="")),
                name="coalition_organization_relation_with_parent",
                violation_error_message=_(
                    "State both: what it belongs to and how it is related."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name_ko

    def get_absolute_url(self) -> str:
        return reverse("organization-detail", args=(self.slug,))

    @property
    def can_act(self) -> bool:
        """One row's answer to ``able_to_act()``."""
        is_active = self.state == OrganizationState.ACTIVE
        return is_active and self.provenance != Provenance.PRESS


class Membership(models.Model):
    """An organization in a coalition (참가단체), from one day to another."""

    coalition = models.ForeignKey(
        Organization,
        verbose_name=_("coalition"),
        on_delete=models.PROTECT,
        related_name="memberships",
        limit_choices_to={"kind": OrganizationKind.COALITION},
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.PROTECT,
        related_name="coalition_memberships",
    )
    tier = models.CharField(
        _("tier"),
        max_length=10,
        choices=MembershipTier.choices,
        default=MembershipTier.MEMBER,
    )
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(
                fields=("coalition", "organization"),
                condition=Q(left_on__isnull=True),
                name="coalition_membership_unique_current",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True)
                | Q(joined_on__isnull=True)
                | Q(left_on__gte=models.F("joined_on")),
                name="coalition_membership_left_after_joined",
                violation_error_message=_("It cannot leave before it joined."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organization} · {self.coalition}"


class ReportedCount(models.Model):
    """How large a coalition was on a day, as somebody reported it."""

    organization = models.ForeignKey(
        Organization,
        verbose_name=_("coalition"),
        on_delete=models.CASCADE,
        related_name="reported_counts",
    )
    as_of = models.DateField(_("as of"))
    organizations_count = models.PositiveIntegerField(_("organizations"))
    organizations_approximate = models.BooleanField(
        _("organizations approximate"), default=False
    )
    individuals_count = models.PositiveIntegerField(
        _("individuals"), null=True, blank=True
    )
    individuals_approximate = models.BooleanField(
        _("individuals approximate"), default=False
    )
    sources = models.ManyToManyField(
        Source, verbose_name=_("sources"), blank=True, related_name="reported_counts"
    )

    class Meta:
        verbose_name = _("reported count")
        verbose_name_plural = _("reported counts")
        ordering = ("as_of",)
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "as_of"),
                name="coalition_reported_count_unique",
            ),
        )

    def __str__(self) -> str:
        return str(self.as_of)
