import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from coalition.enums import Provenance
from events.enums import Format, PhotoPolicy, SeriesState
from events.models.access import AccessOfSeries
from events.models.addresses import Addressed
from events.models.hosts import NamedHost
from events.models.safety import SafetyOfSeries
from events.models.wallclock import local_day
from events.models.weather import WeatherOfSeries
from events.querysets import EventSeriesQuerySet
from events.validators import validate_timezone

if TYPE_CHECKING:
    from events.models.pauses import SeriesPause
    from events.models.schedules import SeriesSchedule


class EventSeries(Addressed, AccessOfSeries, SafetyOfSeries, WeatherOfSeries):
    """A gathering that repeats. Its texts are the defaults of every occurrence.

    The rule lives in dated :class:`SeriesSchedule` rows; the dates themselves are
    stored :class:`~events.models.Occurrence` rows made ``horizon_weeks`` ahead.
    """

    slug = models.SlugField(
        _("address on the site"), max_length=60, unique=True, allow_unicode=True
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title_ko = models.CharField(_("title (Korean)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    summary_ko = models.CharField(_("summary (Korean)"), max_length=300, blank=True)
    summary_en = models.CharField(_("summary (English)"), max_length=300, blank=True)
    description_ko = models.TextField(_("description (Korean)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    format = models.CharField(
        _("format"), max_length=20, choices=Format.choices, default=Format.RALLY
    )
    timezone = models.CharField(
        _("time zone"),
        max_length=40,
        default="Asia/Seoul",
        validators=[validate_timezone],
    )
    venue = models.ForeignKey(
        "events.Venue",
        verbose_name=_("venue"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=SeriesState.choices,
        default=SeriesState.DRAFT,
    )
    horizon_weeks = models.PositiveSmallIntegerField(
        _("weeks announced ahead"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(52)],
    )
    first_number = models.PositiveIntegerField(
        _("number of the first date on this site"),
        null=True,
        blank=True,
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Dates are numbered from here on, such as 4차. Empty: no numbers are shown."
        ),
    )
    is_main = models.BooleanField(
        _("the main series"),
        default=False,
        help_text=_("The page /friday/ speaks of this series. Only one can be it."),
    )
    photo_policy = models.CharField(
        _("photo policy"),
        max_length=12,
        choices=PhotoPolicy.choices,
        default=PhotoPolicy.NO_FACES,
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
    content_modified_at = models.DateTimeField(default=now, editable=False)

    objects = EventSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("event series")
        verbose_name_plural = _("event series")
        ordering = ("title_ko",)
        constraints = (
            models.UniqueConstraint(
                fields=["is_main"],
                condition=Q(is_main=True),
                name="one_main_series",
                violation_error_message=_("Another series is the main series."),
            ),
            models.CheckConstraint(
                name="series_horizon_is_1_to_52_weeks",
                condition=Q(horizon_weeks__gte=1, horizon_weeks__lte=52),
            ),
        )

    def __str__(self) -> str:
        return self.title_ko

    def get_absolute_url(self) -> str:
        return reverse("events:series", kwargs={"slug": self.slug})

    @property
    def is_public(self) -> bool:
        return self.state != SeriesState.DRAFT

    @property
    def is_growing(self) -> bool:
        """Whether it makes dates; see ``EventSeriesQuerySet.growing``."""
        is_record = self.provenance == Provenance.PRESS
        return self.state == SeriesState.ACTIVE and not is_record

    @property
    def is_numbered(self) -> bool:
        """Whether dates get ordinals; of a record from the press some may be missing."""
        return self.first_number is not None and self.provenance != Provenance.PRESS

    def today(self, now: dt.datetime) -> dt.date:
        """The local date of the series at the moment ``now``."""
        return local_day(now, self.timezone)

    def horizon(self, today: dt.date) -> dt.date:
        """The last day on which dates are announced, seen from ``today``."""
        return today + dt.timedelta(weeks=self.horizon_weeks)

    def planned_slots(
        self,
        first: dt.date,
        last: dt.date,
        *,
        schedules: "Iterable[SeriesSchedule] | None" = None,
        pauses: "Iterable[SeriesPause] | None" = None,
    ) -> Iterator[tuple[dt.date, "SeriesSchedule"]]:
        """Slot dates of the rule from ``first`` to ``last`` (both included).

        A schedule governs from its ``effective_from`` until the next one begins. A
        break takes its dates out and changes nothing else, so that "every second
        week" keeps its parity behind it. A plan asks with other ``schedules`` or
        ``pauses`` than those that are stored.
        """
        breaks = list(self.pauses.all() if pauses is None else pauses)
        rules = self.schedules.all() if schedules is None else schedules
        rules = sorted(rules, key=lambda rule: rule.effective_from)
        for schedule, successor in zip_longest(rules, rules[1:]):
            end = last
            if successor is not None:
                end = min(last, successor.effective_from - dt.timedelta(days=1))
            for slot in schedule.slots(first, end):
                if not any(pause.covers(slot) for pause in breaks):
                    yield slot, schedule

    def pauses_not_over(self, today: dt.date) -> "list[SeriesPause]":
        """Breaks that run or come on the day ``today``, soonest first."""
        return [pause for pause in self.pauses.all() if pause.ends_on >= today]


class SeriesHost(NamedHost):
    """Who usually calls the gathering, and in which role."""

    series = models.ForeignKey(
        EventSeries, on_delete=models.CASCADE, related_name="hosts"
    )
    organization = models.ForeignKey(
        "coalition.Organization",
        verbose_name=_("organization"),
        on_delete=models.PROTECT,
        related_name="hosted_series",
    )

    class Meta(NamedHost.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["series", "organization", "role"],
                name="one_role_per_host_of_series",
            ),
        )
