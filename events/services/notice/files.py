"""The scan of a receipt in the private storage, and what is erased after the event.

A file is sealed before it is written and has a random name; its row says what it is.
"""

import datetime as dt
import secrets

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.utils.translation import gettext as _

from coalition.encryption import master_cipher
from coalition.models import User
from coalition.services.audit import record_audit
from events.models import AssemblyNotice, NoticePeople, NoticeScan, Occurrence
from events.models.notice import KEPT_AFTER
from events.services.notice.filing import audit_reading

FOLDER = "notices"
LARGEST_SCAN = 10 * 1024 * 1024  # bytes
# What a file is by its first bytes, never by the name it was sent under.
BEGINNINGS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
CONTENT_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
# A file without a row is left by a crash between the two; a younger one may be
# about to get its row.
ORPHAN_AGE = dt.timedelta(days=1)


@transaction.atomic
def keep_scan(*, occurrence: Occurrence, content: bytes, actor: User) -> NoticeScan:
    """Seals and stores the scan; an earlier one is gone.

    Raises ValidationError for anything but a PDF, JPEG or PNG of at most 10 MB.
    """
    extension = extension_of(content)
    notice, _is_new = AssemblyNotice.objects.get_or_create(occurrence=occurrence)
    AssemblyNotice.objects.select_for_update().get(pk=notice.pk)
    _drop(NoticeScan.objects.filter(notice=notice).first())
    scan = NoticeScan(
        notice=notice, file_name=secrets.token_hex(16), extension=extension
    )
    sealed = master_cipher().encrypt(content, place=scan.place)
    private_storage().save(_path(scan), ContentFile(sealed))
    scan.save()
    _audit(notice, "keep_scan", actor)
    return scan


@transaction.atomic
def read_scan(*, scan: NoticeScan, actor: User) -> bytes:
    """The file as it was sent in; who read it is recorded.

    Raises FileNotFoundError or DecryptionError when it is gone.
    """
    with private_storage().open(_path(scan)) as file:
        content = master_cipher().decrypt(file.read(), place=scan.place)
    audit_reading(notice=scan.notice, what="read_scan", actor=actor)
    return content


@transaction.atomic
def drop_scan(*, scan: NoticeScan, actor: User) -> None:
    """Erases the scan before its time."""
    _audit(scan.notice, "drop_scan", actor)
    _drop(scan)


def purge_notices(*, now: dt.datetime) -> int:
    """Erases people, scan and the police's words 30 days after the event.

    Returns how many notices were cleaned. State and receipt number stay: they name
    nobody. Files go first, so that nothing is left that no row speaks of.
    """
    is_old = {"occurrence__over_at__lte": now - KEPT_AFTER}
    old = AssemblyNotice.objects.filter(**is_old)
    scans = NoticeScan.objects.filter(notice__in=old)
    people = NoticePeople.objects.filter(notice__in=old)
    noted = old.exclude(police_note="")
    cleaned = {
        *scans.values_list("notice", flat=True),
        *people.values_list("notice", flat=True),
        *noted.values_list("pk", flat=True),
    }
    for scan in scans:
        private_storage().delete(_path(scan))
        scan.delete()
    people.delete()
    noted.update(police_note="")
    _sweep(now)
    return len(cleaned)


def extension_of(content: bytes) -> str:
    """What the file is, by its content; raises ValidationError as above."""
    if len(content) > LARGEST_SCAN:
        raise ValidationError({"scan": _("The file is larger than 10 MB.")})
    for beginning, extension in BEGINNINGS.items():
        if content.startswith(beginning):
            return extension
    raise ValidationError({"scan": _("Choose a PDF, JPEG or PNG.")})


def private_storage() -> Storage:
    """Where files lie that no web server may hand out."""
    return storages["private"]


def _sweep(now: dt.datetime) -> None:
    """Erases files that no row speaks of."""
    storage = private_storage()
    try:
        _folders, names = storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    known = set(NoticeScan.objects.values_list("file_name", flat=True))
    for name in set(names) - known:
        path = f"{FOLDER}/{name}"
        if storage.get_modified_time(path) < now - ORPHAN_AGE:
            storage.delete(path)


def _drop(scan: NoticeScan | None) -> None:
    """The row now, the file as soon as the row is gone for certain."""
    if scan is None:
        return
    path = _path(scan)
    scan.delete()
    transaction.on_commit(lambda: private_storage().delete(path))


def _path(scan: NoticeScan) -> str:
    return f"{FOLDER}/{scan.file_name}"


def _audit(notice: AssemblyNotice, verb: str, actor: User) -> None:
    record_audit(
        action=f"assemblynotice.{verb}",
        subject=notice,
        actor=actor,
        detail={"occurrence": notice.occurrence_id},
    )
