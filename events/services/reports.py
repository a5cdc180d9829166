"""What staff tell after a gathering: the report, links, and who counted how many."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.exceptions import StaleStateError
from coalition.models import Source, User
from coalition.services.audit import record_audit
from events.models import (
    AttendanceClaim,
    Occurrence,
    OccurrenceLink,
    OccurrenceReport,
)
from events.models.reports import can_be_reported
from events.services.public_change import lock_occurrence, mark_modified


@transaction.atomic
def save_report(
    *,
    occurrence: Occurrence,
    text_ko: str,
    text_en: str = "",
    seen_version: int = 0,
    actor: User | None = None,
) -> OccurrenceReport:
    """Stores the text; a published report changes at once, a draft stays one.

    ``seen_version`` is the version the writer began with, 0 for the first; raises
    ``StaleStateError`` when somebody else has written meanwhile.
    """
    locked = lock_occurrence(occurrence)
    report = _report_of(locked) or OccurrenceReport(occurrence=locked)
    if report.version != seen_version:
        raise StaleStateError
    report.text_ko, report.text_en = text_ko.strip(), text_en.strip()
    report.full_clean()
    _store(report)
    if report.is_published:
        _tell(locked)
    record_audit(action="report.save", subject=report, actor=actor)
    return report


@transaction.atomic
def publish_report(
    *, report: OccurrenceReport, actor: User | None = None
) -> OccurrenceReport:
    """Shows the report on the page of its gathering, which must be over.

    Raises ``StaleStateError`` when the text is not the one that was ``seen`` any more.
    """
    published = _lock_report(report)
    if published.is_published:
        raise ValidationError(_("It is already public."))
    if not can_be_reported(published.occurrence, timezone.now()):
        raise ValidationError(_("The gathering must be over first."))
    published.published_at = timezone.now()
    _store(published)
    _tell(published.occurrence)
    record_audit(action="report.publish", subject=published, actor=actor)
    return published


@transaction.atomic
def withdraw_report(
    *, report: OccurrenceReport, actor: User | None = None
) -> OccurrenceReport:
    """Makes a published report a draft again, for example when it names somebody."""
    withdrawn = _lock_report(report)
    if not withdrawn.is_published:
        raise ValidationError(_("It is not public."))
    withdrawn.published_at = None
    _store(withdrawn)
    _tell(withdrawn.occurrence)
    record_audit(action="report.withdraw", subject=withdrawn, actor=actor)
    return withdrawn


@transaction.atomic
def add_link(*, link: OccurrenceLink, actor: User | None = None) -> OccurrenceLink:
    """Shows a link at once. Raises ``ValidationError`` before the end, for plain http
    and for a link that is already there."""
    occurrence = _lock_told(link.occurrence)
    link.full_clean()
    link.save(force_insert=True)
    _tell(occurrence)
    record_audit(action="link.add", subject=link, actor=actor)
    return link


@transaction.atomic
def remove_link(*, link: OccurrenceLink, actor: User | None = None) -> None:
    """Takes a link away; doing it again changes nothing."""
    occurrence = lock_occurrence(link.occurrence)
    if not OccurrenceLink.objects.filter(pk=link.pk).exists():
        return
    record_audit(action="link.remove", subject=link, actor=actor)
    link.delete()
    _tell(occurrence)


@transaction.atomic
def add_claim(
    *,
    claim: AttendanceClaim,
    sources: Iterable[Source] = (),
    actor: User | None = None,
) -> AttendanceClaim:
    """Adds what somebody counted beside what others did; none replaces another."""
    occurrence = _lock_told(claim.occurrence)
    claim.full_clean()
    claim.save(force_insert=True)
    claim.sources.set(sources)
    _tell(occurrence)
    record_audit(action="claim.add", subject=claim, actor=actor)
    return claim


def _report_of(occurrence: Occurrence) -> OccurrenceReport | None:
    return OccurrenceReport.objects.filter(occurrence=occurrence).first()


def _lock_report(seen: OccurrenceReport) -> OccurrenceReport:
    """The current report in the version that was seen; its occurrence is locked."""
    occurrence = lock_occurrence(seen.occurrence)
    report = _report_of(occurrence)
    if report is None or report.version != seen.version:
        raise StaleStateError
    report.occurrence = occurrence
    return report


def _lock_told(seen: Occurrence) -> Occurrence:
    occurrence = lock_occurrence(seen)
    if not can_be_reported(occurrence, timezone.now()):
        raise ValidationError(_("The gathering must be over first."))
    return occurrence


def _store(report: OccurrenceReport) -> None:
    report.version += 1
    report.save()


def _tell(occurrence: Occurrence) -> None:
    """Feeds notice that the page says something new."""
    mark_modified(occurrence)
    occurrence.save(update_fields=["content_modified_at"])
