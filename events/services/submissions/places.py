"""The place of a partner's gathering, in the partner's words."""

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from coalition.models import User
from coalition.services.audit import record_audit
from events.models import EventSeries, Occurrence, Venue
from events.models.submissions import OF_VENUE, Gathering
from events.services.public_change import lock_occurrence, mark_modified
from events.services.series import save_venue

LONGEST_SLUG_NAME = 60


def venue_in_words(gathering: Gathering) -> Venue:
    """A new place, as described; not stored."""
    words = {column: getattr(gathering, name) for name, column in OF_VENUE.items()}
    return Venue(slug=_free_slug(gathering.place_ko), **words)


@transaction.atomic
def correct_place(
    *, occurrence: Occurrence, wanted: Gathering, names: set[str], actor: User
) -> Occurrence:
    """Other words for the same place, on this gathering and no other.

    ``names`` are the facts of ``wanted`` that differ. Where somebody else uses the
    place, the gathering gets one of its own that is like it but for these words. It
    is no move: nobody has to go elsewhere. Raises StaleStateError when somebody moved
    the gathering since ``occurrence`` was read.
    """
    corrected = lock_occurrence(occurrence)
    if corrected.actual_venue is None:
        return corrected
    here = Venue.objects.select_for_update(no_key=True)
    venue = here.get(pk=corrected.actual_venue.pk)
    sources = list(venue.sources.all())
    is_shared = _is_used_elsewhere(venue, corrected)
    if is_shared:
        venue.pk = None  # stored as another row
        venue.slug = _free_slug(venue.name_ko)
    for name in names:
        setattr(venue, OF_VENUE[name], getattr(wanted, name))
    corrected.own_venue = save_venue(venue=venue, actor=actor)
    if is_shared:
        venue.sources.set(sources)
        mark_modified(corrected)
        corrected.save(update_fields=["own_venue", "content_modified_at"])
        record_audit(
            action="occurrence.revise",
            subject=corrected,
            actor=actor,
            detail={"fields": ["own_venue"]},
        )
    return corrected


def _is_used_elsewhere(venue: Venue, occurrence: Occurrence) -> bool:
    """By a series, or by another gathering that is or was to be there, also a past one."""
    named = Q(own_venue=venue) | Q(moved_from_venue=venue)
    others = Occurrence.objects.filter(named).exclude(pk=occurrence.pk)
    return others.exists() or EventSeries.objects.filter(venue=venue).exists()


def _free_slug(name: str) -> str:
    """``name`` as an address no place has yet: 마을회관, 마을회관-2."""
    stem = slugify(name, allow_unicode=True)[:LONGEST_SLUG_NAME]
    slug = stem = stem.strip("-_") or "venue"
    number = 2
    while Venue.objects.filter(slug=slug).exists():
        slug, number = f"{stem}-{number}", number + 1
    return slug
