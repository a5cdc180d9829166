"""Gives what is public another address; the ones it had lead there for ever."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coalition.models import User
from coalition.services.audit import record_audit
from events.models import EventSeries, FormerAddress, Occurrence
from events.services.plans import Change, SeriesPlan
from events.services.public_change import lock_occurrence

# Dates add theirs to it.
LONGEST_STEM = 50


@transaction.atomic
def change_address(
    *, occurrence: Occurrence, slug: str, actor: User | None = None
) -> Occurrence:
    """Corrects the address of a published gathering.

    Its UID stays and no calendar entry moves. Raises ``ValidationError`` for an
    address that is another's or leads to another, and ``StaleStateError`` when
    somebody changed the gathering since ``occurrence`` was read.
    """
    changed = lock_occurrence(occurrence)
    before = changed.slug
    _take(changed, slug)
    record_audit(
        action="occurrence.address",
        subject=changed,
        actor=actor,
        detail={"from": before, "to": slug},
    )
    return changed


@transaction.atomic
def change_series_address(
    *,
    series: EventSeries,
    slug: str,
    seen: str | None = None,
    actor: User | None = None,
) -> SeriesPlan:
    """Corrects the address of a public series, and with it those of its dates.

    ``seen`` is the fingerprint of the plan that was confirmed; ``StaleStateError``
    when it is no longer the plan. Refuses as :func:`change_address` does.
    """
    changed = EventSeries.objects.select_for_update(no_key=True).get(pk=series.pk)
    dates = Occurrence.objects.filter(series=changed)
    list(dates.select_for_update(no_key=True).values_list("pk"))
    plan = plan_series_address(changed, slug)
    plan.confirm(seen)
    before = changed.slug
    _take(changed, slug)
    for change in plan.changes:
        _take(change.before, change.after.slug)
    record_audit(
        action="series.address",
        subject=changed,
        actor=actor,
        detail={"from": before, "to": slug, "dates": len(plan.changes)},
    )
    return plan


def plan_series_address(series: EventSeries, slug: str) -> SeriesPlan:
    """The published dates whose address begins with that of the series; all follow.

    Checked, not stored: also makes the preview. Raises ``ValidationError``.
    """
    stem = series.slug
    _check(series, slug)
    plan = SeriesPlan()
    dates = series.occurrences.public().filter(slug__startswith=f"{stem}-")
    for date in dates.with_inherited().order_by("starts_at", "pk"):
        change = Change.of(date)
        apply_address(change.after, slug + date.slug.removeprefix(stem))
        plan.changes.append(change)
    return plan


def apply_address(record: Occurrence | EventSeries, slug: str) -> None:
    """The change on the instance only, checked but not stored: makes the preview."""
    _check(record, slug)
    record.slug = slug


def confirm_address(record: Occurrence | EventSeries) -> None:
    """Checks once more, after it was written, that the address leads to nobody else.

    Who leaves an address and who takes it at the same moment wait for each other at
    its unique index; only behind it the second one sees what the first one did.
    """
    record.validate_unique(exclude=_all_but_the_address(record))


def taken_slugs(wanted: Iterable[str]) -> set[str]:
    """Those of them that no new occurrence may have: in use, or leading to another."""
    wanted = list(wanted)
    present = Occurrence.objects.filter(slug__in=wanted)
    former = FormerAddress.objects.filter(slug__in=wanted, series=None)
    return {*present.values_list("slug", flat=True)} | {
        *former.values_list("slug", flat=True)
    }


def free_series_slug(series: EventSeries) -> str:
    """An address made of the title; of its identity as well where that is taken."""
    title = series.title_en or series.title_ko
    stem = slugify(title, allow_unicode=True)[:LONGEST_STEM].strip("-_")
    present = EventSeries.objects.filter(slug=stem)
    former = FormerAddress.objects.filter(slug=stem, occurrence=None)
    if stem and not present.exists() and not former.exists():
        return stem
    return f"{stem}-{str(series.uid)[:8]}".lstrip("-")


def _check(record: Occurrence | EventSeries, slug: str) -> None:
    if slug == record.slug:
        raise ValidationError({"slug": _("This is its address already.")})
    wanted = type(record)(pk=record.pk, slug=slug)
    others = _all_but_the_address(record)
    wanted.clean_fields(exclude=others)
    wanted.validate_unique(exclude=others)


def _take(record: Occurrence | EventSeries, slug: str) -> None:
    before = record.slug
    apply_address(record, slug)
    record.former_addresses.filter(slug=slug).delete()
    record.former_addresses.create(slug=before)
    record.content_modified_at = timezone.now()
    record.save(update_fields=["slug", "content_modified_at"])
    confirm_address(record)


def _all_but_the_address(record: Occurrence | EventSeries) -> set[str]:
    return {field.name for field in record._meta.fields} - {"slug"}
