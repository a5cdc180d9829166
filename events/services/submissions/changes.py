"""What a partner wants changed of its public gathering, and what staff say to it."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.enums import RegistrationState
from coalition.exceptions import StaleStateError
from coalition.models import User
from coalition.services.audit import record_audit
from events.enums import SubmissionMail
from events.models import Occurrence, Submission, SubmissionChange, Venue
from events.models.submissions import (
    MOVES,
    OF_OCCURRENCE,
    OF_VENUE,
    WHEN,
    Gathering,
)
from events.models.wallclock import moment
from events.selectors.submissions import fingerprint, gathering_of
from events.services.call_off import cancel_occurrence
from events.services.edit import revise_occurrence
from events.services.move import move_occurrence, move_online
from events.services.public_change import lock_occurrence
from events.services.series import save_venue
from events.services.submissions.places import correct_place, venue_in_words
from events.services.submissions.sending import tell_sender


@transaction.atomic
def propose_change(
    *,
    code: uuid.UUID,
    seen: str,
    gathering: Gathering,
    reason_ko: str = "",
    reason_en: str = "",
) -> SubmissionChange:
    """Queues what differs from the public page; it replaces what waited before.

    ``seen`` is the fingerprint of what the partner was shown. Raises StaleStateError
    when that is not what is public now, or nothing can be changed any more, and
    ValidationError when nothing differs, a reason or a link is missing, or the new
    time is past.
    """
    submission, occurrence = _lock_editable(code)
    if fingerprint(occurrence) != seen:
        raise StaleStateError
    current = gathering_of(occurrence)
    after = gathering.differing(current)
    _check(occurrence, after, reason_ko)
    return _queue(
        submission,
        before=current.differing(gathering),
        after=after,
        reason_ko=reason_ko,
        reason_en=reason_en,
    )


@transaction.atomic
def ask_cancellation(
    *, code: uuid.UUID, reason_ko: str, reason_en: str = ""
) -> SubmissionChange:
    """Asks staff to cancel it; replaces what waited before. Raises StaleStateError."""
    submission, _occurrence = _lock_editable(code)
    return _queue(
        submission, is_cancellation=True, reason_ko=reason_ko, reason_en=reason_en
    )


@transaction.atomic
def take_back_change(*, code: uuid.UUID) -> bool:
    """The partner does not want it any more; False when nothing waits."""
    waiting = SubmissionChange.objects.waiting().filter(submission__code=code)
    found = waiting.select_for_update(of=("self",)).first()
    if found is not None:
        found.delete()
    return found is not None


@transaction.atomic
def accept_change(
    *, change_id: int, seen: str, venue: Venue | None = None, actor: User
) -> Occurrence:
    """Carries it out by the acts staff have: everybody who follows it is told.

    A new place is ``venue``, or one made of the words; of a place that keeps its
    name the words are corrected, for this gathering alone. ``seen`` is the fingerprint of what the staff were
    shown beside it. Raises StaleStateError when that, or the change, is not what is
    there now, and ValidationError when the act is not possible any more.
    """
    change = _lock_waiting(change_id)
    occurrence = lock_occurrence(
        Occurrence.objects.get(submission=change.submission_id)
    )
    if fingerprint(occurrence) != seen:
        raise StaleStateError
    if change.is_cancellation:
        occurrence = cancel_occurrence(
            occurrence=occurrence, **_reasons(change), actor=actor
        )
    else:
        occurrence = _carry_out(occurrence, change, venue, actor)
    _decide(change, RegistrationState.APPROVED, actor)
    mail = SubmissionMail.CHANGE_ACCEPTED
    tell_sender(submission=change.submission, mail=mail, change_id=change.pk)
    return occurrence


@transaction.atomic
def decline_change(*, change_id: int, reason: str, actor: User) -> SubmissionChange:
    """The page stays as it is; the partner reads why. Raises StaleStateError."""
    change = _lock_waiting(change_id)
    change.decline_reason = reason
    _decide(change, RegistrationState.DECLINED, actor)
    mail = SubmissionMail.CHANGE_DECLINED
    tell_sender(submission=change.submission, mail=mail, change_id=change.pk)
    return change


def _lock_editable(code: uuid.UUID) -> tuple[Submission, Occurrence]:
    """An announced gathering that is to come and not cancelled."""
    submission = (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .filter(code=code, state=RegistrationState.APPROVED)
        .first()
    )
    if submission is None:
        raise StaleStateError
    occurrence = Occurrence.objects.with_inherited().get(submission=submission)
    if not is_editable(occurrence, timezone.now()):
        raise StaleStateError
    return submission, occurrence


def is_editable(occurrence: Occurrence, now: dt.datetime) -> bool:
    """Whether its partner can still ask for a change."""
    is_to_come = occurrence.over_at > now or occurrence.is_postponed
    return is_to_come and not occurrence.is_cancelled


def _check(occurrence: Occurrence, after: dict[str, Any], reason: str) -> Gathering:
    """The gathering with these facts. Raises ValidationError when it cannot be."""
    wanted = gathering_of(occurrence).with_facts(after)
    if not after:
        raise ValidationError(_("Nothing differs from what is public."))
    if MOVES.isdisjoint(after):
        return wanted
    if not reason.strip():
        raise ValidationError({"reason_ko": _("Give a reason that visitors can read.")})
    if wanted.is_online and not wanted.online_address:
        raise ValidationError({"online_address": _("Give the link.")})
    if WHEN.isdisjoint(after):
        # A move would schedule it again, on the day it was called off.
        if occurrence.is_postponed:
            raise ValidationError(
                {"local_date": _("It is postponed: give a new date.")}
            )
        return wanted
    start = moment(wanted.local_date, wanted.local_time, occurrence.timezone)
    if start <= timezone.now():
        raise ValidationError({"local_date": _("The new date is in the past.")})
    return wanted


def _queue(submission: Submission, **values: Any) -> SubmissionChange:
    """A new row each time, so that staff never decide about words they did not see."""
    submission.changes.waiting().delete()
    return SubmissionChange.objects.create(
        submission=submission, submitted_at=timezone.now(), **values
    )


def _lock_waiting(change_id: int) -> SubmissionChange:
    """With its submission locked first, as everywhere: nobody waits for each other."""
    Submission.objects.select_for_update(of=("self",), no_key=True).filter(
        changes=change_id
    ).first()
    change = (
        SubmissionChange.objects.waiting()
        .select_for_update(of=("self",))
        .select_related("submission")
        .filter(pk=change_id)
        .first()
    )
    if change is None:
        raise StaleStateError
    return change


def _decide(change: SubmissionChange, state: RegistrationState, actor: User) -> None:
    change.state = state
    change.decided_at = timezone.now()
    change.decided_by = actor
    change.save()
    verb = "accept" if state == RegistrationState.APPROVED else "decline"
    record_audit(
        action=f"submission_change.{verb}",
        subject=change,
        actor=actor,
        detail={
            "occurrence": change.submission.occurrence_id,
            "fields": sorted(change.after),
        },
    )


def _carry_out(
    occurrence: Occurrence,
    change: SubmissionChange,
    venue: Venue | None,
    actor: User,
) -> Occurrence:
    after = change.after.keys()
    wanted = _check(occurrence, change.after, change.reason_ko)
    words = OF_VENUE.keys() & after
    if words and "place_ko" not in after:
        occurrence = correct_place(
            occurrence=occurrence, wanted=wanted, names=words, actor=actor
        )
    if MOVES & after:
        occurrence = _move(occurrence, wanted, change, venue, actor)
    texts = OF_OCCURRENCE.keys() & after
    for name in texts:
        setattr(occurrence, OF_OCCURRENCE[name], getattr(wanted, name))
    fields = [OF_OCCURRENCE[name] for name in texts]
    if "minutes" in after and occurrence.duration != wanted.duration:
        occurrence.duration = wanted.duration
        fields.append("duration")
    if fields:
        revise_occurrence(occurrence=occurrence, fields=fields, actor=actor)
    return occurrence


def _move(
    occurrence: Occurrence,
    wanted: Gathering,
    change: SubmissionChange,
    venue: Venue | None,
    actor: User,
) -> Occurrence:
    """To another time or place; what staff keep back for now stays so."""
    if wanted.is_online:
        is_hidden = occurrence.hides_online_url
        return move_online(
            occurrence=occurrence,
            online_address=wanted.online_address,
            online_reveal_at=occurrence.online_reveal_at if is_hidden else None,
            start=(wanted.local_date, wanted.local_time),
            **_reasons(change),
            actor=actor,
        )
    if "place_ko" not in change.after:
        venue = occurrence.actual_venue
    elif venue is None:
        venue = save_venue(venue=venue_in_words(wanted), actor=actor)
    return move_occurrence(
        occurrence=occurrence,
        local_date=wanted.local_date,
        local_time=wanted.local_time,
        venue=venue,
        venue_reveal_at=occurrence.venue_reveal_at if occurrence.hides_venue else None,
        **_reasons(change),
        actor=actor,
    )


def _reasons(change: SubmissionChange) -> dict[str, Any]:
    return {"reason_ko": change.reason_ko, "reason_en": change.reason_en}
