import datetime as dt
import uuid
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from coalition.enums import Provenance
from events.enums import (
    Format,
    OccurrenceState,
    Phase,
    PhotoPolicy,
)
from events.models.access import AccessOfOccurrence
from events.models.addresses import Addressed
from events.models.delays import expected_at
from events.models.inheritance import Inherited
from events.models.reveal import RevealedLater
from events.models.safety import SafetyOfOccurrence
from events.models.wallclock import moment, moments
from events.models.weather import WeatherOfOccurrence
from events.querysets import OccurrenceQuerySet
from events.validators import (
    FIRST_YEAR,
    LAST_YEAR,
    validate_duration,
    validate_free_slug,
    validate_timezone,
    validate_year,
)

if TYPE_CHECKING:
    from events.models.hosts import OccurrenceHost
    from events.models.schedules import SeriesSchedule
    from events.models.series import EventSeries, SeriesHost

_AS_THE_SERIES = _("Empty: as the series says.")


class Occurrence(
    Addressed,
    RevealedLater,
    AccessOfOccurrence,
    SafetyOfOccurrence,
    WeatherOfOccurrence,
):
    """One dated gathering: a Friday of a series, or a one-off without a series.

    ``slot_date`` is the date the series' rule gave; it stays when the gathering is
    moved, so the rule never fills that slot again. The local date, time and zone are
    the truth; ``starts_at``, ``ends_at`` and ``over_at`` are derived from them by
    :meth:`set_moments`. A NULL ``local_time`` means that nobody knows the hour, a NULL
    ``duration`` that nobody knows the end; both are shown as such.
    """

    series = models.ForeignKey(
        "events.EventSeries",
        verbose_name=_("event series"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="occurrences",
    )
    slot_date = models.DateField(_("date by the rule"), null=True, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(
        _("address on the site"),
        max_length=80,
        unique=True,
        allow_unicode=True,
        validators=[validate_free_slug],
    )

    local_date = models.DateField(_("date"), validators=[validate_year])
    local_time = models.TimeField(
        _("time"), null=True, blank=True, help_text=_("Empty: the hour is not known.")
    )
    duration = models.DurationField(
        _("duration"),
        null=True,
        blank=True,
        validators=[validate_duration],
        help_text=_("Example: 1:30 for an hour and a half. Empty: not known."),
    )
    timezone = models.CharField(
        _("time zone"),
        max_length=40,
        default="Asia/Seoul",
        validators=[validate_timezone],
    )
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(null=True, editable=False)
    over_at = models.DateTimeField(editable=False)

    state = models.CharField(
        _("state"),
        max_length=10,
        choices=OccurrenceState.choices,
        default=OccurrenceState.SCHEDULED,
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    moved_from_date = models.DateField(_("original date"), null=True, editable=False)
    moved_from_time = models.TimeField(_("original time"), null=True, editable=False)
    moved_from_venue = models.ForeignKey(
        "events.Venue",
        verbose_name=_("original venue"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    change_reason_ko = models.CharField(
        _("reason of the change (Korean)"), max_length=300, blank=True
    )
    change_reason_en = models.CharField(
        _("reason of the change (English)"), max_length=300, blank=True
    )
    changed_at = models.DateTimeField(_("changed"), null=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    content_modified_at = models.DateTimeField(default=now, editable=False)
    frozen_at = models.DateTimeField(null=True, editable=False)

    own_format = models.CharField(
        _("format"),
        max_length=20,
        choices=Format.choices,
        blank=True,
        help_text=_AS_THE_SERIES,
    )
    own_title_ko = models.CharField(
        _("title (Korean)"), max_length=160, blank=True, help_text=_AS_THE_SERIES
    )
    own_title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    own_summary_ko = models.CharField(
        _("summary (Korean)"), max_length=300, blank=True, help_text=_AS_THE_SERIES
    )
    own_summary_en = models.CharField(
        _("summary (English)"), max_length=300, blank=True
    )
    own_description_ko = models.TextField(
        _("description (Korean)"), blank=True, help_text=_AS_THE_SERIES
    )
    own_description_en = models.TextField(_("description (English)"), blank=True)
    own_venue = models.ForeignKey(
        "events.Venue",
        verbose_name=_("venue"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_AS_THE_SERIES,
    )
    own_photo_policy = models.CharField(
        _("photo policy"),
        max_length=12,
        choices=PhotoPolicy.choices,
        blank=True,
        help_text=_AS_THE_SERIES,
    )
    route_ko = models.CharField(_("route (Korean)"), max_length=300, blank=True)
    route_en = models.CharField(_("route (English)"), max_length=300, blank=True)
    declared_hosts_count = models.PositiveIntegerField(
        _("number of hosts announced"),
        null=True,
        blank=True,
        help_text=_(
            "When hosts are known by their number only, such as 144. "
            "Counts all of them, the named ones included."
        ),
    )

    provenance = models.CharField(
        _("where the record comes from"),
        max_length=10,
        choices=Provenance.choices,
        default=Provenance.OWN,
    )
    sources = models.ManyToManyField(
        "coalition.Source", verbose_name=_("sources"), blank=True, related_name="+"
    )

    objects = OccurrenceQuerySet.as_manager()

    format = Inherited()
    title_ko = Inherited()
    title_en = Inherited()
    summary_ko = Inherited()
    summary_en = Inherited()
    description_ko = Inherited()
    description_en = Inherited()
    actual_venue = Inherited("venue", unset=None)
    photo_policy = Inherited(unset=PhotoPolicy.UNKNOWN)

    class Meta:
        verbose_name = _("occurrence")
        verbose_name_plural = _("occurrences")
        ordering = ("-starts_at", "-pk")
        indexes = (
            models.Index(
                fields=["starts_at"],
                condition=Q(published_at__isnull=False),
                name="occurrence_public_starts_at",
            ),
            models.Index(
                fields=["over_at"],
                condition=Q(published_at__isnull=False),
                name="occurrence_public_over_at",
            ),
            models.Index(
                fields=["series", "starts_at"],
                condition=Q(published_at__isnull=False),
                name="occurrence_public_of_series",
            ),
            # What `telling` asks: icontains compares in upper case.
            GinIndex(
                *(
                    OpClass(Upper(f"own_{name}_{language}"), name="gin_trgm_ops")
                    for name in ("title", "summary")
                    for language in ("ko", "en")
                ),
                name="occurrence_trgm",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["series", "slot_date"],
                condition=Q(series__isnull=False),
                name="one_occurrence_per_slot",
                violation_error_message=_("The series already has this date."),
            ),
            models.CheckConstraint(
                name="occurrence_slot_belongs_to_a_series",
                condition=Q(series__isnull=True, slot_date__isnull=True)
                | Q(series__isnull=False, slot_date__isnull=False),
                violation_error_message=_(
                    "A date by the rule goes with a series, and only with one."
                ),
            ),
            models.CheckConstraint(
                name="occurrence_ends_after_its_start",
                condition=(Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")))
                & Q(over_at__gt=F("starts_at")),
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                name="occurrence_year_is_plausible",
                condition=Q(
                    local_date__gte=dt.date(FIRST_YEAR, 1, 1),
                    local_date__lte=dt.date(LAST_YEAR, 12, 31),
                ),
            ),
            models.CheckConstraint(
                name="occurrence_state_is_known",
                condition=Q(state__in=OccurrenceState.values),
            ),
        )

    def __str__(self) -> str:
        return f"{self.local_date} {self.title_ko}"

    @classmethod
    def by_rule(
        cls, series: "EventSeries", slot: dt.date, schedule: "SeriesSchedule"
    ) -> Self:
        """The date that a rule of the series gives for a slot, not stored."""
        occurrence = cls(
            series=series,
            slot_date=slot,
            slug=f"{series.slug}-{slot}",
            local_date=slot,
            local_time=schedule.local_time,
            duration=schedule.duration,
            timezone=series.timezone,
            provenance=series.provenance,
        )
        occurrence.set_moments()
        return occurrence

    def get_absolute_url(self) -> str:
        return reverse("events:occurrence", kwargs={"slug": self.slug})

    def clean(self) -> None:
        """What one record must keep by itself; see the services for the rest."""
        if self.series is None and not self.own_title_ko:
            raise ValidationError(
                {"own_title_ko": _("A gathering without a series needs a title.")}
            )
        if self.own_title_en and not self.own_title_ko:
            # The two go together: the Korean page would have no title at all.
            raise ValidationError(
                {"own_title_ko": _("An English title needs a Korean one beside it.")}
            )
        if self.series is None and not self.own_format:
            raise ValidationError(
                {"own_format": _("A gathering without a series needs a format.")}
            )
        for name in ("own_title_ko", "own_format"):
            if self.frozen_at is not None and not getattr(self, name):
                raise ValidationError(
                    {name: _("It is over: the series no longer says this for it.")}
                )
        if self.duration is not None and self.local_time is None:
            raise ValidationError(
                {"duration": _("The duration needs a time to count from.")}
            )
        for name in ("venue_reveal_at", "online_reveal_at"):
            reveal_at = getattr(self, name)
            if None in (reveal_at, self.local_date):
                continue
            if reveal_at >= moment(self.local_date, self.local_time, self.timezone):
                raise ValidationError({name: _("It must be before the start.")})

    def set_moments(self) -> None:
        """Derives the UTC columns from the local date, time, zone and duration.

        A gathering that runs late is over later; what was announced stays.
        """
        derived = moments(
            self.local_date, self.local_time, self.duration, self.timezone
        )
        self.starts_at = derived.starts_at
        self.ends_at = derived.ends_at
        self.over_at = derived.over_at
        if self.pk is not None:
            self.over_at = expected_at(self, derived.over_at)

    @property
    def inherits(self) -> bool:
        """Whether empty overrides still mean "as the series says"."""
        return self.series is not None and self.frozen_at is None

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_cancelled(self) -> bool:
        return self.state == OccurrenceState.CANCELLED

    @property
    def is_postponed(self) -> bool:
        return self.state == OccurrenceState.POSTPONED

    @property
    def is_moved(self) -> bool:
        """Still held, at another time or place than first announced.

        A place that was never told is not remembered; the reason of going online is.
        """
        return self.state == OccurrenceState.SCHEDULED and (
            self.moved_from_date is not None
            or self.moved_from_venue is not None
            or (self.is_online and bool(self.change_reason_ko))
        )

    @property
    def ordinal(self) -> int | None:
        """Which one of its series it is, counted in the order they are held.

        Moved ones count, called off ones do not. None too for a one-off, a series
        without numbers, and a row read without ``with_ordinals()``.
        """
        earlier: int | None = getattr(self, "earlier_count", None)
        is_counted = self.is_published and self.state == OccurrenceState.SCHEDULED
        if earlier is None or not is_counted or self.series is None:
            return None
        first = self.series.first_number
        return first + earlier if first and self.series.is_numbered else None

    @property
    def local_start(self) -> dt.datetime:
        """The start in the zone of the gathering; midnight when the hour is unknown."""
        return self.starts_at.astimezone(ZoneInfo(self.timezone))

    @property
    def local_end(self) -> dt.datetime | None:
        """The end in the zone of the gathering, None when it is not known."""
        if self.ends_at is None:
            return None
        return self.ends_at.astimezone(ZoneInfo(self.timezone))

    @property
    def moved_from_starts_at(self) -> dt.datetime | None:
        """The start first announced, in the local zone; None if it never changed."""
        if self.moved_from_date is None:
            return None
        start = moment(self.moved_from_date, self.moved_from_time, self.timezone)
        return start.astimezone(ZoneInfo(self.timezone))

    @property
    def hosts(self) -> "list[OccurrenceHost] | list[SeriesHost]":
        """Its own hosts, or those of the series while it has none; in order."""
        own = list(self.own_hosts.all())
        if own or self.series is None or self.frozen_at is not None:
            return own
        return list(self.series.hosts.all())

    def get_format_display(self) -> str:
        return str(Format(self.format).label) if self.format else ""

    def get_photo_policy_display(self) -> str:
        return str(PhotoPolicy(self.photo_policy).label)

    def phase(self, now: dt.datetime) -> Phase:
        """Where it stands against the clock, whatever its state."""
        if now >= self.over_at:
            return Phase.OVER
        # Of an unknown hour nobody can say that it is running.
        if now >= self.starts_at and self.local_time is not None:
            return Phase.RUNNING
        return Phase.UPCOMING
