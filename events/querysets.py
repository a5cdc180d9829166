"""Chainable adjectives for series, their breaks and occurrences."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from coalition.enums import Provenance, RegistrationState
from coalition.querysets import SentInQuerySet
from events.enums import (
    AlertState,
    AssignmentState,
    DutyState,
    OccurrenceState,
    PhotoState,
    SeriesState,
    SpeakerState,
    SwapState,
)

if TYPE_CHECKING:
    from coalition.models import Organization

PENDING_LIFETIME = dt.timedelta(hours=72)


class EventSeriesQuerySet(models.QuerySet[Any]):
    """Series; everything for visitors starts from :meth:`public`."""

    def public(self) -> Self:
        return self.exclude(state=SeriesState.DRAFT)

    def growing(self) -> Self:
        """Series that make new dates. A record from the press is never extended."""
        return self.filter(state=SeriesState.ACTIVE).exclude(
            provenance=Provenance.PRESS
        )

    def with_defaults(self) -> Self:
        """Loads what a page of the series shows."""
        return self.select_related("venue").prefetch_related(
            "schedules", "pauses", "hosts__organization", "sources"
        )


class SeriesPauseQuerySet(models.QuerySet[Any]):
    """Breaks of series; everything for visitors starts from :meth:`public`."""

    def public(self) -> Self:
        return self.exclude(series__state=SeriesState.DRAFT)

    def not_over(self, today: dt.date) -> Self:
        """Running or to come on the day ``today``, soonest first."""
        return self.filter(ends_on__gte=today).order_by("starts_on", "pk")


class ProgrammeItemQuerySet(models.QuerySet[Any]):
    """Parts of a programme; everything for visitors starts from :meth:`public`."""

    def public(self, now: dt.datetime) -> Self:
        """Marked as public, and not before their time."""
        is_due = Q(reveal_at__isnull=True) | Q(reveal_at__lte=now)
        return self.filter(is_due, is_public=True)


class NoiseLimitQuerySet(models.QuerySet[Any]):
    """Limits of the law, each with the days it holds."""

    def on(self, date: dt.date) -> Self:
        """In force on a day."""
        is_open = Q(valid_until__isnull=True) | Q(valid_until__gte=date)
        return self.filter(is_open, valid_from__lte=date)


class OccurrenceQuerySet(models.QuerySet[Any]):
    """Occurrences; everything for visitors starts from :meth:`public`."""

    def public(self) -> Self:
        """Published ones. Drafts are shown on no page, in no feed and in no API."""
        return self.filter(published_at__isnull=False)

    def upcoming(self, now: dt.datetime) -> Self:
        """Not over yet, soonest first; one that is running counts as upcoming."""
        return self.filter(over_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: dt.datetime) -> Self:
        """Over, latest first."""
        return self.filter(over_at__lte=now).order_by("-starts_at", "-pk")

    def to_be_held(self, now: dt.datetime) -> Self:
        """Those their series still speaks for: not over, or postponed to a later day."""
        is_awaited = Q(over_at__gt=now) | Q(state=OccurrenceState.POSTPONED)
        return self.filter(is_awaited, frozen_at__isnull=True)

    def of_format(self, value: str) -> Self:
        """Of a :class:`~events.enums.Format`, own or inherited from the series."""
        inherited = Q(own_format="", frozen_at__isnull=True, series__format=value)
        return self.filter(Q(own_format=value) | inherited)

    def in_region(self, value: str, now: dt.datetime) -> Self:
        """Held in a :class:`~events.enums.Region`, as far as the place is told."""
        return self.filter(_at_told_place(now, region=value))

    def telling(self, text: str, now: dt.datetime) -> Self:
        """With the text in title, summary or place, as far as the place is told."""
        found = _at_told_place(now, name_ko__icontains=text)
        found |= _at_told_place(now, name_en__icontains=text)
        for name in ("title", "summary"):
            own = Q(**{f"own_{name}_ko": "", f"own_{name}_en": ""})
            for language in ("ko", "en"):
                column = f"{name}_{language}__icontains"
                found |= Q(**{f"own_{column}": text})
                inherited = Q(**{f"series__{column}": text})
                found |= own & inherited & Q(frozen_at__isnull=True)
        return self.filter(found)

    def hosted_by(self, organization: "Organization") -> Self:
        """Called by it in any role, by name or as a host of the series."""
        by_series = Q(
            own_hosts__isnull=True,
            frozen_at__isnull=True,
            series__hosts__organization=organization,
        )
        by_name = Q(own_hosts__organization=organization)
        hosted = type(self)(self.model).filter(by_name | by_series)
        # In a subquery: the join would repeat a date for each role of one host.
        return self.filter(pk__in=hosted.values("pk"))

    def counted(self) -> Self:
        """Those that have a number in their series: moved ones too, called off not."""
        return self.public().filter(state=OccurrenceState.SCHEDULED)

    def with_ordinals(self) -> Self:
        """Loads how many counted ones came before, for ``Occurrence.ordinal``."""
        is_before = Q(starts_at__lt=OuterRef("starts_at")) | Q(
            starts_at=OuterRef("starts_at"), pk__lt=OuterRef("pk")
        )
        before = (
            self.model.objects.counted()
            .filter(is_before, series=OuterRef("series"))
            .order_by()
            .values("series")
            .annotate(count=Count("pk"))
            .values("count")
        )
        return self.annotate(earlier_count=Coalesce(Subquery(before), 0))

    def with_inherited(self) -> Self:
        """Loads the series and places an occurrence falls back on, by joins."""
        return self.select_related("series__venue", "own_venue", "moved_from_venue")

    def with_told(self, now: dt.datetime) -> Self:
        """Loads whether a report can be read, as ``has_report``."""
        reports = self.model._meta.get_field("report").related_model.objects
        published = reports.filter(
            occurrence=OuterRef("pk"),
            occurrence__over_at__lte=now,
            published_at__isnull=False,
        )
        return self.annotate(has_report=Exists(published))

    def with_public_programme(self, now: dt.datetime) -> Self:
        """Loads what may be told of the programme as ``public_programme``."""
        items = self.model._meta.get_field("programme").related_model.objects
        return self.prefetch_related(
            Prefetch("programme", items.public(now), to_attr="public_programme"),
            "delays",
        )

    def with_hosts(self) -> Self:
        """Loads the hosts of occurrences and of their series, in four queries."""
        return self.prefetch_related(
            "own_hosts__organization", "series__hosts__organization"
        )


class PhotoQuerySet(models.QuerySet[Any]):
    """Photos; everything for visitors starts from :meth:`public`."""

    def public(self, now: dt.datetime) -> Self:
        """Checked, and not before their time; see also ``Photo.is_public``."""
        return self.filter(
            state=PhotoState.APPROVED,
            publish_after__lte=now,
            occurrence__published_at__isnull=False,
            occurrence__over_at__lte=now,
        )

    def to_look_at(self) -> Self:
        """Waiting for a check, or reported by a visitor."""
        is_reported = Q(complained_at__isnull=False) & ~Q(state=PhotoState.REMOVED)
        return self.filter(is_reported | Q(state=PhotoState.WAITING))


class AlertSubscriptionQuerySet(models.QuerySet[Any]):
    """Who wants to be told of changes."""

    def expired(self, now: dt.datetime) -> Self:
        """Never confirmed, and too late to do so."""
        return self.filter(
            state=AlertState.PENDING, requested_at__lte=now - PENDING_LIFETIME
        )

    def live(self, now: dt.datetime) -> Self:
        """Confirmed, or still to be confirmed."""
        return self.exclude(
            state=AlertState.PENDING, requested_at__lte=now - PENDING_LIFETIME
        )

    def confirmed(self) -> Self:
        return self.filter(state=AlertState.CONFIRMED)

    def about(self, *, occurrence_id: int, series_id: int | None) -> Self:
        """For this date or its series."""
        about = Q(occurrence_id=occurrence_id)
        if series_id is not None:
            about |= Q(series_id=series_id)
        return self.filter(about)

    def each_person_once(self) -> Self:
        """Whoever follows a date and its series, too."""
        return self.order_by("address_index", "pk").distinct("address_index")


class HostingDutyQuerySet(models.QuerySet[Any]):
    """Who is to host which date."""

    def standing(self) -> Self:
        """Asked or confirmed; a declined date needs somebody else."""
        return self.exclude(state=DutyState.DECLINED)

    def open(self, now: dt.datetime) -> Self:
        """Of announced dates that will be held and have not begun, soonest first."""
        return self.filter(
            occurrence__published_at__isnull=False,
            occurrence__state=OccurrenceState.SCHEDULED,
            occurrence__starts_at__gt=now,
        ).order_by("occurrence__starts_at", "pk")


class ProgrammeProposalQuerySet(models.QuerySet[Any]):
    """Programmes that hosts would like for their dates."""

    def waiting(self, now: dt.datetime) -> Self:
        """To be decided on: of dates that are held and have not begun, soonest first."""
        return self.filter(
            declined_at__isnull=True,
            duty__occurrence__published_at__isnull=False,
            duty__occurrence__state=OccurrenceState.SCHEDULED,
            duty__occurrence__starts_at__gt=now,
        ).order_by("duty__occurrence__starts_at", "pk")


class HostingSwapQuerySet(models.QuerySet[Any]):
    """Requests to take each other's date."""

    def open(self) -> Self:
        return self.filter(state=SwapState.OPEN)

    def with_dates(self) -> Self:
        return self.select_related(
            "given__occurrence__series", "wanted__occurrence__series"
        )

    def touching(self, *duty_ids: int) -> Self:
        """Of or for one of these duties."""
        return self.filter(Q(given__in=duty_ids) | Q(wanted__in=duty_ids))


class ShiftQuerySet(models.QuerySet[Any]):
    """Shifts, with how their places stand."""

    def with_counts(self) -> Self:
        """Loads how many were asked, come, stand by and said no."""

        def count(*states: AssignmentState) -> Count:
            return Count("assignments", filter=Q(assignments__state__in=states))

        return self.annotate(
            asked_count=count(AssignmentState.INVITED),
            confirmed_count=count(AssignmentState.CONFIRMED),
            standby_count=count(AssignmentState.STANDBY),
            refused_count=count(AssignmentState.DECLINED, AssignmentState.CANCELLED),
        )

    def unfilled(self) -> Self:
        """Fewer come than are needed; with the counts."""
        return self.with_counts().filter(confirmed_count__lt=F("needed"))


class ShiftAssignmentQuerySet(models.QuerySet[Any]):
    """Who was asked for a shift."""

    def live(self) -> Self:
        """Asked, coming or standing by: the person is still concerned."""
        return self.filter(
            state__in=(
                AssignmentState.INVITED,
                AssignmentState.CONFIRMED,
                AssignmentState.STANDBY,
            )
        )

    def confirmed(self) -> Self:
        return self.filter(state=AssignmentState.CONFIRMED)


class SpeakerApplicationQuerySet(models.QuerySet[Any]):
    """Who asks to speak."""

    def expired(self, now: dt.datetime) -> Self:
        """Never confirmed, and too late to do so."""
        return self.filter(
            state=SpeakerState.PENDING, requested_at__lte=now - PENDING_LIFETIME
        )

    def live(self, now: dt.datetime) -> Self:
        """Confirmed, or still to be confirmed."""
        return self.exclude(
            state=SpeakerState.PENDING, requested_at__lte=now - PENDING_LIFETIME
        )

    def confirmed(self) -> Self:
        """Those that a person stands behind, before the lot and after it."""
        return self.exclude(state=SpeakerState.PENDING)

    def may_speak(self) -> Self:
        """Confirmed, and not refused by the lot."""
        return self.confirmed().exclude(state=SpeakerState.NOT_DRAWN)

    def drawn(self) -> Self:
        """In the order in which they speak."""
        return self.filter(state=SpeakerState.DRAWN).order_by("rank")


class SubmissionQuerySet(SentInQuerySet):
    """Gatherings that partners sent in."""

    def to_decide(self) -> Self:
        """Staff have to decide about it, or about a change of it."""
        # At most one change of each waits, so that the join repeats nothing.
        waiting = RegistrationState.WAITING
        return self.filter(Q(state=waiting) | Q(changes__state=waiting))

    def over_before(self, moment: dt.datetime) -> Self:
        """Its gathering was over before the moment, or should have been."""
        is_past = {"facts__local_date__lt": f"{moment:%Y-%m-%d}"}
        return self.filter(
            Q(occurrence__over_at__lt=moment) | Q(occurrence__isnull=True, **is_past)
        )


class SubmissionChangeQuerySet(models.QuerySet[Any]):
    """What partners want changed of their gatherings."""

    def waiting(self) -> Self:
        """Not yet decided by staff."""
        return self.filter(state=RegistrationState.WAITING)


def _at_told_place(now: dt.datetime, **venue: str) -> Q:
    """At a venue, own or inherited, that the public may know; see RevealedLater."""
    own = Q(**{f"own_venue__{name}": value for name, value in venue.items()})
    inherited = Q(
        own_venue__isnull=True,
        frozen_at__isnull=True,
        **{f"series__venue__{name}": value for name, value in venue.items()},
    )
    is_told = Q(venue_reveal_at__isnull=True) | Q(venue_reveal_at__lte=now)
    return (own | inherited) & is_told & Q(is_online=False)
