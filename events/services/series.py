"""Keeps a series and what its occurrences inherit from it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.enums import Provenance
from coalition.exceptions import StaleStateError
from coalition.models import User
from coalition.services.audit import record_audit
from events.enums import SeriesState
from events.models import EventSeries, Occurrence, Venue
from events.services.addresses import confirm_address, free_series_slug
from events.services.freeze import freeze_past_occurrences
from events.services.generate import generate_occurrences

# What no date of a series shows: read by staff alone, or about the series only.
NOT_OF_DATES = frozenset({"safety_plan", "horizon_weeks", "is_main"})


@transaction.atomic
def save_series(*, series: EventSeries, actor: User | None = None) -> EventSeries:
    """Stores the defaults of a series.

    An empty address is made of the title.

    Occurrences that are over keep what they said: they are frozen first. The coming
    ones inherit the new values, so their ``content_modified_at`` moves with whatever
    their readers can see. Raises ``ValidationError`` for another address or usual
    place once it is public: readers are told of these, so they have acts of their own.
    """
    stored = EventSeries.objects.filter(pk=series.pk).first()
    if stored is not None:
        _check_announced(series, stored)
        freeze_past_occurrences(series=series)
    series.slug = series.slug or free_series_slug(series)
    series.full_clean()
    if stored is not None and _changes_dates(series, stored):
        mark_coming_modified(series=series)
    series.content_modified_at = timezone.now()
    series.save()
    confirm_address(series)
    action = "series.create" if stored is None else "series.edit"
    record_audit(action=action, subject=series, actor=actor)
    return series


def _changes_dates(series: EventSeries, stored: EventSeries) -> bool:
    return any(
        getattr(series, field.attname) != getattr(stored, field.attname)
        for field in EventSeries._meta.concrete_fields
        if field.name not in NOT_OF_DATES
    )


def _check_announced(series: EventSeries, stored: EventSeries) -> None:
    if stored.is_public and stored.slug != series.slug:
        raise ValidationError(
            {"slug": _("The address of a public series has an act of its own.")}
        )
    if stored.is_public and stored.venue_id != series.venue_id:
        raise ValidationError(
            {"venue": _("The place of a public series has an act of its own.")}
        )


@transaction.atomic
def mark_coming_modified(*, series: EventSeries) -> None:
    """The coming dates inherit something that has just changed, such as hosts."""
    now = timezone.now()
    coming = Occurrence.objects.filter(series=series).to_be_held(now)
    coming.update(content_modified_at=now)


@transaction.atomic
def change_series_state(
    *, series: EventSeries, state: SeriesState, actor: User | None = None
) -> int:
    """Publishes, pauses, resumes or ends a series; returns how many dates were made.

    Dates that are already announced stay: each is cancelled by its own act. Raises
    ``ValidationError`` when the series has no schedule to publish and
    ``StaleStateError`` when somebody changed its state since ``series`` was read.
    """
    current = EventSeries.objects.select_for_update(no_key=True).get(pk=series.pk)
    if current.state != series.state:
        raise StaleStateError
    check_series_state(current, state)
    current.state = state
    current.content_modified_at = now = timezone.now()
    current.save(update_fields=["state", "content_modified_at"])
    record_audit(
        action="series.state",
        subject=current,
        actor=actor,
        detail={"from": series.state, "to": state},
    )
    return generate_occurrences(series=current, today=current.today(now))


def check_series_state(series: EventSeries, state: SeriesState) -> None:
    """Raises ``ValidationError`` when the series cannot go to ``state``."""
    if state in (series.state, SeriesState.DRAFT):
        raise ValidationError(_("The series is already in this state."))
    if state == SeriesState.ACTIVE and series.provenance == Provenance.PRESS:
        raise ValidationError(_("A record from the press is not continued here."))
    if state == SeriesState.ACTIVE and not series.schedules.exists():
        raise ValidationError(_("Add a schedule first: weekday and time."))


@transaction.atomic
def save_venue(*, venue: Venue, actor: User | None = None) -> Venue:
    """Stores a venue; every occurrence that shows it counts as modified."""
    is_new = venue.pk is None
    venue.full_clean()
    venue.save()
    inherited = Q(own_venue__isnull=True, frozen_at__isnull=True, series__venue=venue)
    Occurrence.objects.filter(
        inherited | Q(own_venue=venue) | Q(moved_from_venue=venue)
    ).update(content_modified_at=timezone.now())
    action = "venue.create" if is_new else "venue.edit"
    record_audit(action=action, subject=venue, actor=actor)
    return venue
