import datetime as dt

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalition.enums import Provenance
from coalition.models import Institution, Organization, Source
from statements.enums import PUBLIC_STATES, StatementKind, StatementState
from statements.querysets import StatementQuerySet

# A signature made in time can still be confirmed for a day after closing.
CONFIRM_GRACE = dt.timedelta(hours=24)


class Statement(models.Model):
    """A text that organizations co-sign and people sign.

    The words are in its revisions; this row is the campaign around them.
    """

    slug = models.SlugField(_("slug"), unique=True, allow_unicode=True, max_length=80)
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=StatementKind.choices,
        default=StatementKind.JOINT_STATEMENT,
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=StatementState.choices,
        default=StatementState.DRAFT,
        editable=False,
    )
    issued_on = models.DateField(_("dated"), null=True, blank=True)
    collects_endorsements = models.BooleanField(
        _("organizations can co-sign"), default=True
    )
    collects_signatures = models.BooleanField(_("people can sign"), default=True)
    closes_at = models.DateTimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_("Deadline to the minute; empty means none."),
    )
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    current_revision = models.OneToOneField(
        "Revision",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    declared_organizations = models.PositiveIntegerField(
        _("organizations in all, as reported"),
        null=True,
        blank=True,
        help_text=_("Only for a record from the press whose list is not known."),
    )
    provenance = models.CharField(
        _("provenance"),
        max_length=5,
        choices=Provenance.choices,
        default=Provenance.OWN,
    )
    proposers = models.ManyToManyField(
        Organization,
        verbose_name=_("proposing organizations"),
        through="Proposer",
        related_name="proposed_statements",
    )
    earlier_measures: models.ManyToManyField = models.ManyToManyField(
        "EarlierMeasure",
        verbose_name=_("earlier measures it names"),
        blank=True,
        related_name="statements",
    )
    sources = models.ManyToManyField(
        Source, verbose_name=_("sources"), blank=True, related_name="statements"
    )
    # The data key of its signers, wrapped by a key held outside the database.
    # Destroying it is the purge: names and addresses can never be read again.
    wrapped_data_key = models.BinaryField(null=True, editable=False)

    objects = StatementQuerySet.as_manager()

    # Read by ``selectors.with_counts``.
    confirmed_organizations: int
    confirmed_individuals: int

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = (
            models.CheckConstraint(
                condition=Q(declared_organizations__isnull=True)
                | Q(provenance=Provenance.PRESS),
                name="statements_declared_count_only_from_press",
                violation_error_message=_(
                    "A reported number of organizations belongs to press records only."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("statements:detail", args=(self.slug,))

    @property
    def revision(self) -> "Revision":
        """The text that is public now. Raises Revision.DoesNotExist for a draft."""
        if self.current_revision is None:
            raise Revision.DoesNotExist
        return self.current_revision

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_STATES

    @property
    def is_closed(self) -> bool:
        """Past its deadline."""
        return self.closes_at is not None and self.closes_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        return self.is_public and not self.is_closed and self.paused_at is None

    @property
    def takes_signatures(self) -> bool:
        return self.is_open and self.collects_signatures

    @property
    def takes_endorsements(self) -> bool:
        return self.is_open and self.collects_endorsements

    @property
    def takes_confirmations(self) -> bool:
        """A signature made in time can be confirmed until a day after closing."""
        return self.is_public and (
            self.closes_at is None or timezone.now() <= self.closes_at + CONFIRM_GRACE
        )


class Proposer(models.Model):
    """A lead organization (제안단체), in the order staff give it."""

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="proposals"
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.PROTECT,
        related_name="proposals",
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("proposing organization")
        verbose_name_plural = _("proposing organizations")
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("statement", "organization"), name="statements_proposer_unique"
            ),
        )

    def __str__(self) -> str:
        return str(self.organization)


class Revision(models.Model):
    """One exact text, in both languages, with its demands.

    A draft until it is published; from then on nothing of it can change (a
    database trigger refuses), because people and organizations consented to it.
    Korean is the authoritative text.
    """

    statement = models.ForeignKey(
        Statement,
        verbose_name=_("statement"),
        on_delete=models.PROTECT,
        related_name="revisions",
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1, editable=False)
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    summary_ko = models.TextField(_("summary (Korean)"), blank=True)
    summary_en = models.TextField(_("summary (English)"), blank=True)
    text_ko = models.TextField(
        _("text (Korean)"), help_text=_("Markdown. This is the authoritative text.")
    )
    text_en = models.TextField(_("text (English)"), blank=True)
    published_at = models.DateTimeField(
        _("published at"), null=True, blank=True, editable=False
    )
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ("statement", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=("statement", "number"), name="statements_revision_number_unique"
            ),
            models.UniqueConstraint(
                fields=("statement",),
                condition=Q(published_at__isnull=True),
                name="statements_revision_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, sha256="")
                | (Q(published_at__isnull=False) & ~Q(sha256="")),
                name="statements_revision_published_has_digest",
            ),
        )

    def __str__(self) -> str:
        return self.title_ko

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class Demand(models.Model):
    """What a revision asks for, and of whom."""

    revision = models.ForeignKey(
        Revision,
        verbose_name=_("revision"),
        on_delete=models.CASCADE,
        related_name="demands",
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    text_ko = models.TextField(_("demand (Korean)"))
    text_en = models.TextField(_("demand (English)"), blank=True)
    targets = models.ManyToManyField(
        Institution,
        verbose_name=_("addressed to"),
        blank=True,
        related_name="demands",
    )
    sources = models.ManyToManyField(
        Source, verbose_name=_("sources"), blank=True, related_name="demands"
    )

    class Meta:
        verbose_name = _("demand")
        verbose_name_plural = _("demands")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.text_ko[:60]
