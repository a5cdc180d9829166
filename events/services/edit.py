"""Writes drafts, publishes them, and revises what is already public."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coalition.models import User
from coalition.services.audit import record_audit
from events.models import Occurrence
from events.services.addresses import confirm_address, taken_slugs
from events.services.changes import record_change, said_of
from events.services.public_change import lock_occurrence, mark_modified

LONGEST_SLUG_TITLE = 50

# Changed only by their own acts, because readers must be told what it was before.
ANNOUNCED_FIELDS = (
    "local_date",
    "local_time",
    "timezone",
    "state",
    "slug",
    "series",
    "slot_date",
    "own_venue",
    "venue_reveal_at",
    "is_online",
    "online_address",
    "online_reveal_at",
)
# Read by staff alone: a change of them is none that readers could see.
RUN_SHEET = "run_sheet"
STAFF_FIELDS = frozenset({"own_safety_plan", RUN_SHEET})


@transaction.atomic
def save_draft(*, occurrence: Occurrence, actor: User | None = None) -> Occurrence:
    """Stores a new or still unpublished gathering; nobody outside sees it.

    Fills in the address when it is empty, the slot of a date added to a series by
    hand, and the derived moments. Raises ``ValidationError`` for a published one.
    """
    if occurrence.is_published:
        raise ValidationError(_("It is already public."))
    if occurrence.series is None:
        occurrence.slot_date = None
    else:
        occurrence.slot_date = occurrence.local_date
        occurrence.timezone = occurrence.series.timezone
    occurrence.slug = occurrence.slug or _free_slug(occurrence)
    occurrence.full_clean(exclude=["starts_at", "over_at"], validate_constraints=False)
    occurrence.set_moments()
    occurrence.validate_constraints()
    mark_modified(occurrence)
    is_new = occurrence.pk is None
    occurrence.save()
    confirm_address(occurrence)
    action = "occurrence.create" if is_new else "occurrence.edit"
    record_audit(action=action, subject=occurrence, actor=actor)
    return occurrence


@transaction.atomic
def publish_occurrence(
    *, occurrence: Occurrence, actor: User | None = None
) -> Occurrence:
    """Makes a draft public: page, lists, feeds and JSON show it from now on."""
    published = lock_occurrence(occurrence)
    apply_publishing(published)
    published.save()
    record_audit(action="occurrence.publish", subject=published, actor=actor)
    return published


def apply_publishing(occurrence: Occurrence) -> None:
    """The change on the instance only, checked but not stored: makes the preview."""
    if occurrence.is_published:
        raise ValidationError(_("It is already public."))
    if occurrence.series is not None and not occurrence.series.is_public:
        raise ValidationError(_("Its series is a draft. Publish the series first."))
    occurrence.full_clean()
    mark_modified(occurrence)
    occurrence.published_at = occurrence.content_modified_at


@transaction.atomic
def revise_occurrence(
    *, occurrence: Occurrence, fields: list[str], actor: User | None = None
) -> Occurrence:
    """Stores edited texts and facts of a public gathering.

    ``fields`` names what changed on the instance. Date, time, place and state are
    refused here: they have acts of their own that keep what was announced before.
    A new end is told to those who asked for changes. Related rows (hosts, claims,
    sources) may be named too; they are already stored. ``RUN_SHEET`` names what only
    staff read of the programme.
    """
    refused = sorted(set(ANNOUNCED_FIELDS).intersection(fields))
    if refused:
        raise ValidationError(
            _("Date, time, place and state of a public gathering are not edited here.")
        )
    before = said_of(lock_occurrence(occurrence))
    columns = {field.name for field in Occurrence._meta.concrete_fields}
    written = [name for name in fields if name in columns]
    if "duration" in written:
        occurrence.set_moments()
        occurrence.sequence += 1
        written += ["ends_at", "over_at", "sequence"]
    if not STAFF_FIELDS.issuperset(fields):
        mark_modified(occurrence)
        written.append("content_modified_at")
    occurrence.clean()
    occurrence.save(update_fields=written)
    if "duration" in written and occurrence.over_at > timezone.now():
        record_change(occurrence=occurrence, before=before)
    record_audit(
        action="occurrence.revise",
        subject=occurrence,
        actor=actor,
        detail={"fields": sorted(fields)},
    )
    return occurrence


def _free_slug(occurrence: Occurrence) -> str:
    """An address made of series or title and date: ``friday-2026-11-27``."""
    if occurrence.series is not None:
        stem = occurrence.series.slug
    else:
        title = occurrence.own_title_en or occurrence.own_title_ko
        stem = slugify(title, allow_unicode=True)[:LONGEST_SLUG_TITLE].strip("-")
    slug = f"{stem}-{occurrence.local_date}".lstrip("-")
    if taken_slugs([slug]):
        return f"{slug}-{str(occurrence.uid)[:8]}"
    return slug
