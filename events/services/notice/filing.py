"""Filing an assembly with the police: what staff record, step by step.

Every act names the version of the notice it was decided upon (``seen``) and raises
StaleStateError when somebody was faster. The audit trail gets ids and states only.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.exceptions import StaleStateError
from coalition.models import User
from coalition.services.audit import record_audit
from events.enums import NoticeState, ReadingReason
from events.models import AssemblyNotice, NoticePeople, Occurrence
from events.models.notice import ANSWERS, People, place_to_file
from events.selectors.notice import earlier_notice

# A plausibility check only: a gathering may move after it was filed.
FILED_AT_MOST_BEFORE = dt.timedelta(days=365)
FORM_FIELDS = (
    "police_station",
    "purpose",
    "groups",
    "expected_count",
    "method",
    "equipment",
    "route",
    "passage",
)


@dataclass(frozen=True, kw_only=True)
class FormText:
    """What the form says beside time, place and people."""

    police_station: str = ""
    purpose: str = ""
    groups: str = ""
    expected_count: int | None = None
    method: str = ""
    equipment: str = ""
    route: str = ""
    passage: str = ""


@transaction.atomic
def decide_need(
    *, occurrence: Occurrence, seen: int, needed: bool | None, actor: User
) -> AssemblyNotice:
    """Says whether it is filed; None goes by the format again."""
    notice = _lock_notice(occurrence, seen)
    notice.needed = needed
    return _store(notice, "decide", actor, {"needed": needed})


@transaction.atomic
def write_form(
    *, occurrence: Occurrence, seen: int, text: FormText, actor: User | None = None
) -> AssemblyNotice:
    """Keeps what the form says beside time, place and people."""
    notice = _lock_notice(occurrence, seen)
    for name in FORM_FIELDS:
        setattr(notice, name, getattr(text, name))
    return _store(notice, "write", actor)


@transaction.atomic
def name_people(
    *, occurrence: Occurrence, seen: int, people: People, actor: User | None = None
) -> AssemblyNotice:
    """Seals the persons named in the form; what was there before is gone."""
    notice = _lock_notice(occurrence, seen)
    _seal(notice, people)
    return _store(notice, "name_people", actor)


@transaction.atomic
def read_people(
    *, occurrence: Occurrence, reason: ReadingReason, actor: User
) -> People:
    """Opens the persons for one member of staff; who and why is recorded.

    Empty when nobody has been named. Raises DecryptionError when the key is gone.
    """
    sealed = NoticePeople.objects.filter(notice__occurrence=occurrence).first()
    if sealed is None:
        return People()
    _audit(sealed.notice, "read_people", actor, {"reason": reason})
    return sealed.named()


@transaction.atomic
def copy_earlier_notice(
    *, occurrence: Occurrence, seen: int, actor: User
) -> AssemblyNotice:
    """Takes text and people of the form from the last date of the series.

    Raises ValidationError when there is none.
    """
    notice = _lock_notice(occurrence, seen)
    earlier = earlier_notice(occurrence)
    if earlier is None:
        raise ValidationError(_("There is no earlier date to copy from."))
    for name in FORM_FIELDS:
        setattr(notice, name, getattr(earlier, name))
    sealed = NoticePeople.objects.filter(notice=earlier).first()
    if sealed is not None:
        _seal(notice, sealed.named())
    return _store(notice, "copy", actor, {"from": earlier.pk})


@transaction.atomic
def record_filing(
    *,
    occurrence: Occurrence,
    seen: int,
    police_station: str,
    receipt_number: str,
    filed_at: dt.datetime,
    actor: User | None = None,
) -> AssemblyNotice:
    """The police has it: keeps the receipt, and for which time and place.

    Also for a correction handed in and for another time or place (집시법 제6조,
    제7조). Raises ValidationError when it was filed in the future or after the start,
    and while the old time or place is still to be withdrawn: nobody would be asked.
    """
    notice = _lock_notice(occurrence, seen)
    if notice.is_to_withdraw(timezone.now()):
        raise ValidationError(_("Record the withdrawal of the old notice first."))
    if filed_at > timezone.now():
        raise ValidationError({"filed_at": _("This moment is still to come.")})
    if filed_at >= notice.occurrence.starts_at:
        raise ValidationError({"filed_at": _("It must be before the start.")})
    if filed_at < notice.occurrence.starts_at - FILED_AT_MOST_BEFORE:
        raise ValidationError({"filed_at": _("This is too long ago.")})
    notice.state = NoticeState.FILED
    notice.police_station = police_station
    notice.receipt_number = receipt_number
    notice.filed_at = filed_at
    notice.filed_starts_at = notice.occurrence.starts_at
    notice.filed_place = place_to_file(notice.occurrence)
    notice.answered_at = None
    return _store(notice, "file", actor)


@transaction.atomic
def record_answer(
    *,
    occurrence: Occurrence,
    seen: int,
    state: NoticeState,
    told_at: dt.datetime,
    police_note: str,
    actor: User,
) -> AssemblyNotice:
    """What the police answered, or that organizers objected (집시법 제7조부터 제9조).

    The deadlines of the new state count from ``told_at``. Raises ValidationError for a
    state that cannot follow, such as an objection to what was not banned.
    """
    notice = _lock_notice(occurrence, seen)
    if notice.state not in ANSWERS:
        raise ValidationError(_("Nothing is with the police."))
    if state not in ANSWERS[NoticeState(notice.state)]:
        raise ValidationError({"state": _("This cannot be recorded now.")})
    if told_at > timezone.now():
        raise ValidationError({"told_at": _("This moment is still to come.")})
    if notice.filed_at is not None and told_at < notice.filed_at:
        raise ValidationError({"told_at": _("This is before it was filed.")})
    notice.state = state
    notice.answered_at = told_at
    notice.police_note = police_note
    return _store(notice, "answer", actor)


@transaction.atomic
def record_withdrawal(
    *, occurrence: Occurrence, seen: int, actor: User
) -> AssemblyNotice:
    """The withdrawal was handed in (집시법 제6조 제3항); it may be filed again."""
    notice = _lock_notice(occurrence, seen)
    if not notice.is_standing:
        raise ValidationError(_("Nothing is with the police."))
    notice.state = NoticeState.WITHDRAWN
    notice.answered_at = None
    return _store(notice, "withdraw", actor)


@transaction.atomic
def take_back_filing(
    *, occurrence: Occurrence, seen: int, actor: User
) -> AssemblyNotice:
    """Recorded by mistake: nothing was filed after all."""
    notice = _lock_notice(occurrence, seen)
    if notice.state == NoticeState.TO_FILE:
        raise ValidationError(_("Nothing is with the police."))
    notice.state = NoticeState.TO_FILE
    notice.receipt_number = notice.filed_place = notice.police_note = ""
    notice.filed_at = notice.filed_starts_at = notice.answered_at = None
    return _store(notice, "take_back", actor)


def audit_reading(*, notice: AssemblyNotice, what: str, actor: User) -> None:
    """A sealed part left the database for one member of staff."""
    _audit(notice, what, actor)


def _lock_notice(occurrence: Occurrence, seen: int) -> AssemblyNotice:
    """The current row, locked, provided that nobody changed it since it was seen."""
    AssemblyNotice.objects.get_or_create(occurrence=occurrence)
    notice = (
        AssemblyNotice.objects.select_for_update(of=("self",))
        .select_related("occurrence__series__venue", "occurrence__own_venue")
        .get(occurrence=occurrence)
    )
    if notice.version != seen:
        raise StaleStateError
    return notice


def _store(
    notice: AssemblyNotice,
    verb: str,
    actor: User | None,
    detail: dict[str, object] | None = None,
) -> AssemblyNotice:
    notice.version += 1
    notice.save()
    _audit(notice, verb, actor, {"state": notice.state} | (detail or {}))
    return notice


def _seal(notice: AssemblyNotice, people: People) -> None:
    sealed = NoticePeople(notice=notice)
    sealed.name(people)
    sealed.save()


def _audit(
    notice: AssemblyNotice,
    verb: str,
    actor: User | None,
    detail: dict[str, object] | None = None,
) -> None:
    record_audit(
        action=f"assemblynotice.{verb}",
        subject=notice,
        actor=actor,
        detail={"occurrence": notice.occurrence_id} | (detail or {}),
    )
