"""Photos of a gathering: uploaded by one person, checked by another, shown later."""

import datetime as dt
from dataclasses import dataclass
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.exceptions import StaleStateError
from coalition.models import User
from coalition.services.audit import record_audit
from events.documents.pictures import (
    ORPHAN_AGE,
    read_pictures,
    store_pictures,
    stored_codes,
)
from events.enums import PhotoComplaint, PhotoGround, PhotoPolicy, PhotoState
from events.models import Occurrence, Photo
from events.models.photos import DELAY, MOST_PHOTOS, check_takes_photos
from events.services.public_change import lock_occurrence, mark_modified
from events.tasks import erase_photo

# Each report hides a photo at once. Beyond this many somebody empties galleries:
# then photos stay until a person has looked.
HIDDEN_AN_HOUR = 20


@dataclass(frozen=True, kw_only=True)
class PhotoWords:
    """What is told with a photo, and from when on it may be shown."""

    alt_ko: str
    alt_en: str = ""
    credit: str = ""
    publish_after: dt.datetime


@transaction.atomic
def upload_photo(*, occurrence: Occurrence, upload: BinaryIO, actor: User) -> Photo:
    """Stores the pixels of one upload, which waits for another person's check.

    Raises ``ValidationError``, in words for staff, for a gathering that takes no
    photos or has too many, and for a file that is no picture.
    """
    now = timezone.now()
    check_takes_photos(occurrence, now)
    pictures = read_pictures(upload)
    locked = lock_occurrence(occurrence)
    check_takes_photos(locked, now)
    if locked.photos.exclude(state=PhotoState.REMOVED).count() >= MOST_PHOTOS:
        raise ValidationError(
            _("A gathering shows %(number)s photos at most.") % {"number": MOST_PHOTOS}
        )
    large, small = pictures["large"], pictures["small"]
    photo = Photo.objects.create(
        occurrence=locked,
        width=large.width,
        height=large.height,
        small_width=small.width,
        small_height=small.height,
        publish_after=locked.over_at + DELAY,
        uploaded_by=actor,
        uploaded_at=now,
    )
    record_audit(action="photo.upload", subject=photo, actor=actor)
    # Last: when anything above fails, no file is left behind.
    store_pictures(photo.code, pictures)
    return photo


@transaction.atomic
def describe_photo(*, photo: Photo, words: PhotoWords, actor: User) -> Photo:
    """Prepares the words of a photo that waits; anybody may, the uploader too."""
    described = _lock_photo(photo, PhotoState.WAITING)
    _apply(described, words)
    described.save()
    record_audit(action="photo.describe", subject=described, actor=actor)
    return described


@transaction.atomic
def approve_photo(
    *,
    photo: Photo,
    words: PhotoWords,
    ground: PhotoGround,
    keeps_policy: bool,
    actor: User,
) -> Photo:
    """Lets a photo be shown from ``words.publish_after`` on.

    Raises ``ValidationError`` for whoever uploaded it, for a ground that the photo
    policy of that date does not allow, and without words for those who cannot see
    it; ``StaleStateError`` when somebody has decided already.
    """
    approved = _lock_photo(photo, PhotoState.WAITING)
    _check_is_another(approved, actor)
    check_takes_photos(approved.occurrence, timezone.now())
    if not keeps_policy:
        raise ValidationError(
            {"keeps_policy": _("Please check the photo policy of that date.")}
        )
    if (
        approved.occurrence.photo_policy == PhotoPolicy.NO_FACES
        and ground != PhotoGround.NO_FACE
    ):
        raise ValidationError(
            {"ground": _("No faces were to be shown that day: agreement is too late.")}
        )
    if not words.alt_ko.strip():
        raise ValidationError(
            {"alt_ko": _("Describe it for people who cannot see it.")}
        )
    _apply(approved, words)
    approved.state, approved.ground = PhotoState.APPROVED, ground
    approved.checked_by, approved.checked_at = actor, timezone.now()
    approved.full_clean()
    approved.save()
    record_audit(
        action="photo.approve",
        subject=approved,
        actor=actor,
        detail={"ground": str(ground)},
    )
    return approved


@transaction.atomic
def reject_photo(*, photo: Photo, actor: User) -> None:
    """Erases a photo that waits, with its files: it was never public."""
    rejected = _lock_photo(photo, PhotoState.WAITING)
    record_audit(action="photo.reject", subject=rejected, actor=actor)
    erase_photo.defer(code=str(rejected.code))
    rejected.delete()


@transaction.atomic
def report_photo(*, photo: Photo, complaint: PhotoComplaint) -> Photo:
    """A visitor's act: hides a public photo at once, until a person has looked at it.

    One that was kept after an earlier report stays, and so does everything once
    ``HIDDEN_AN_HOUR`` is reached; staff are told in any case. Doing it again changes
    nothing. Returns the photo as it is then.
    """
    reported = _lock_photo(photo)
    now = timezone.now()
    if not reported.is_public(now) or reported.is_reported:
        return reported
    reported.complaint, reported.complained_at = complaint, now
    lately = Photo.objects.filter(
        state=PhotoState.HIDDEN, complained_at__gt=now - dt.timedelta(hours=1)
    )
    if reported.kept_at is None and lately.count() < HIDDEN_AN_HOUR:
        reported.state = PhotoState.HIDDEN
    reported.save()
    return reported


@transaction.atomic
def keep_photo(*, photo: Photo, actor: User) -> Photo:
    """Shows a reported photo again. Raises ``ValidationError`` for its uploader."""
    kept = _lock_photo(photo, PhotoState.APPROVED, PhotoState.HIDDEN)
    _check_is_another(kept, actor)
    if not kept.is_reported:
        raise StaleStateError
    kept.state, kept.kept_at = PhotoState.APPROVED, timezone.now()
    kept.complaint, kept.complained_at = "", None
    kept.save()
    record_audit(action="photo.keep", subject=kept, actor=actor)
    return kept


@transaction.atomic
def take_down_photo(*, photo: Photo, actor: User) -> Photo:
    """Takes a checked photo away for good, with its files and words."""
    removed = _lock_photo(photo, PhotoState.APPROVED, PhotoState.HIDDEN)
    removed.state = PhotoState.REMOVED
    removed.alt_ko = removed.alt_en = removed.credit = removed.complaint = ""
    removed.complained_at = None
    removed.save()
    _tell(removed.occurrence)
    erase_photo.defer(code=str(removed.code))
    record_audit(action="photo.take_down", subject=removed, actor=actor)
    return removed


@transaction.atomic
def tell_due_photos(*, now: dt.datetime) -> int:
    """Has feeds notice photos that became public; returns of how many gatherings.

    Pages show them by the clock already.
    """
    due = Photo.objects.public(now).filter(told_at__isnull=True).order_by("pk")
    photos = list(due.select_for_update(of=("self",)).select_related("occurrence"))
    Photo.objects.filter(pk__in=[photo.pk for photo in photos]).update(told_at=now)
    occurrences = {photo.occurrence_id: photo.occurrence for photo in photos}
    for occurrence in occurrences.values():
        _tell(occurrence)
    return len(occurrences)


@transaction.atomic
def erase_orphaned_photos(*, now: dt.datetime) -> int:
    """Queues the erasure of files without a photo; returns of how many.

    They are left by an upload that failed halfway, or by a job that gave up.
    """
    kept = Photo.objects.exclude(state=PhotoState.REMOVED).values_list(
        "code", flat=True
    )
    orphans = stored_codes(now - ORPHAN_AGE) - set(kept)
    for code in orphans:
        erase_photo.defer(code=str(code))
    return len(orphans)


def _lock_photo(seen: Photo, *states: PhotoState) -> Photo:
    """The current row, locked with its gathering read anew.

    Raises ``StaleStateError`` when it is gone or in none of the states.
    """
    photo = (
        Photo.objects.select_for_update(of=("self",))
        .select_related("occurrence__series")
        .filter(pk=seen.pk)
        .first()
    )
    if photo is None or (states and photo.state not in states):
        raise StaleStateError
    return photo


def _check_is_another(photo: Photo, actor: User) -> None:
    if photo.uploaded_by_id == actor.pk:
        raise ValidationError(_("Somebody else than who uploaded it has to check it."))


def _apply(photo: Photo, words: PhotoWords) -> None:
    if words.publish_after < photo.occurrence.over_at:
        raise ValidationError(
            {"publish_after": _("Not before the end of the gathering.")}
        )
    photo.alt_ko, photo.alt_en = words.alt_ko.strip(), words.alt_en.strip()
    photo.credit = words.credit.strip()
    photo.publish_after = words.publish_after


def _tell(occurrence: Occurrence) -> None:
    mark_modified(occurrence)
    occurrence.save(update_fields=["content_modified_at"])
