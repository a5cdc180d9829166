"""What who was asked for a shift can do by the personal link, and what ends by itself."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from coalition.exceptions import StaleStateError
from events import consents
from events.enums import AssignmentState, OccurrenceState
from events.exceptions import ShiftClosedError, ShiftFullError
from events.models import (
    OccurrenceChange,
    Shift,
    ShiftAssignment,
    Volunteer,
    VolunteerContact,
    VolunteerMessage,
)
from events.models.shifts import VOLUNTEERS_KEPT_AFTER
from events.services.alerts import held_tomorrow
from events.services.shifts.planning import lock_gathering, takes_answers
from events.tasks import deliver_shift_reminder, fan_out_shift_change


@transaction.atomic
def confirm_shift(
    *, code: uuid.UUID, assignment_id: int, seen: str, language: str, phone: str = ""
) -> None:
    """The person's yes, with the consent shown in ``language``; again changes nothing.

    The first as many as are needed have a place, however many say yes at once.
    Raises ``ShiftAssignment.DoesNotExist`` for a request that has ended,
    ``ShiftClosedError`` when nothing can be answered any more, ``StaleStateError``
    when the time changed since it was ``seen`` and ``ShiftFullError``.
    """
    assignment = _lock_assignment(code, assignment_id)
    if assignment.state == AssignmentState.CONFIRMED:
        return
    _check_answer(assignment, seen)
    shift = assignment.shift
    if shift.assignments.confirmed().count() >= shift.needed:
        raise ShiftFullError
    _answer(assignment, AssignmentState.CONFIRMED)
    _keep_consent(assignment.volunteer, language, phone)


@transaction.atomic
def stand_by(
    *, code: uuid.UUID, assignment_id: int, seen: str, language: str, phone: str = ""
) -> None:
    """The person may be called when somebody drops out; raises as ``confirm_shift``."""
    assignment = _lock_assignment(code, assignment_id)
    if assignment.state in (AssignmentState.CONFIRMED, AssignmentState.STANDBY):
        return
    _check_answer(assignment, seen)
    _answer(assignment, AssignmentState.STANDBY)
    _keep_consent(assignment.volunteer, language, phone)


@transaction.atomic
def give_up_shift(*, code: uuid.UUID, assignment_id: int) -> None:
    """Declines a request or calls a yes off; the place is open again at once.

    Name, address and number are erased with the last shift the person has left.
    Doing it again changes nothing.
    """
    try:
        assignment = _lock_assignment(code, assignment_id)
    except ShiftAssignment.DoesNotExist:
        return
    said_yes = assignment.state == AssignmentState.CONFIRMED
    _answer(
        assignment,
        AssignmentState.CANCELLED if said_yes else AssignmentState.DECLINED,
    )
    assignment.volunteer.forget_if_done()


def own_data(volunteer: Volunteer) -> dict[str, object]:
    """Everything kept of the person, for the person (개인정보 보호법 §35)."""
    contact = volunteer.contact
    consented_at = volunteer.consented_at
    return {
        "name": contact.opened("name"),
        "email": contact.opened("email"),
        "phone": contact.opened("phone"),
        "language": volunteer.language,
        "consent_version": volunteer.consent_version,
        "consented_at": consented_at.isoformat() if consented_at else None,
        "shifts": [
            {
                "role": each.shift.get_role_display(),
                "when": each.shift.when_text(),
                "meeting_point": each.shift.meeting_point,
                "state": each.state,
                "asked_at": each.asked_at.isoformat(),
                "answered_at": each.answered_at.isoformat()
                if each.answered_at
                else None,
            }
            for each in volunteer.assignments.live().select_related("shift__occurrence")
        ],
    }


def tell_volunteers(*, change: OccurrenceChange) -> None:
    """Has everybody who has a shift told of a change, and asked again for a new time.

    Belongs into the transaction of the change: nobody stays on the list for an hour
    they never agreed to. A new place, a cancellation or its end asks nothing.
    """
    concerned = ShiftAssignment.objects.live().filter(
        shift__occurrence_id=change.occurrence_id
    )
    if change.before["ko"]["when"] != change.after["ko"]["when"]:
        concerned.filter(
            state__in=(AssignmentState.CONFIRMED, AssignmentState.STANDBY)
        ).update(state=AssignmentState.INVITED, asked_at=change.changed_at)
    if concerned.exists():
        fan_out_shift_change.defer(change_id=change.pk)


@transaction.atomic
def remind_volunteers(*, now: dt.datetime) -> int:
    """Queues the reminders of the evening before; returns how many. Idempotent."""
    count = 0
    for occurrence in held_tomorrow(now):
        told = VolunteerMessage.objects.filter(
            volunteer__occurrence=occurrence, reminds_of=occurrence.local_date
        )
        coming = Volunteer.objects.filter(
            occurrence=occurrence, assignments__state=AssignmentState.CONFIRMED
        ).exclude(pk__in=told.values("volunteer"))
        messages = VolunteerMessage.objects.bulk_create(
            VolunteerMessage(volunteer=volunteer, reminds_of=occurrence.local_date)
            for volunteer in coming.distinct()
        )
        for message in messages:
            deliver_shift_reminder.defer(message_id=message.pk)
        count += len(messages)
    return count


@transaction.atomic
def purge_volunteers(*, now: dt.datetime) -> int:
    """Erases what was promised to be erased; returns how many people that were.

    Who never said yes is forgotten when the gathering is over, the others a week
    later. How many had said yes stays with the shift of a gathering that was held. A
    date that was called off counts from the end it was announced for.
    """
    not_coming = Volunteer.objects.exclude(assignments__state=AssignmentState.CONFIRMED)
    over = not_coming.filter(occurrence__over_at__lte=now)
    long_over = Q(occurrence__over_at__lte=now - VOLUNTEERS_KEPT_AFTER)
    _keep_counts(Shift.objects.filter(long_over))
    ids = [
        *over.values_list("pk", flat=True),
        *Volunteer.objects.filter(long_over).values_list("pk", flat=True),
    ]
    Volunteer.objects.filter(pk__in=ids).delete()
    return len(set(ids))


def _keep_counts(shifts: QuerySet[Shift]) -> None:
    """Once, before the people behind the number are erased."""
    coming = (
        ShiftAssignment.objects.confirmed()
        .filter(shift=OuterRef("pk"))
        .order_by()
        .values("shift")
        .annotate(count=Count("pk"))
        .values("count")
    )
    shifts.filter(
        filled_count__isnull=True, occurrence__state=OccurrenceState.SCHEDULED
    ).update(filled_count=Coalesce(Subquery(coming), 0))


def _lock_assignment(code: uuid.UUID, assignment_id: int) -> ShiftAssignment:
    """The live assignment of this person, read under the lock of its gathering."""
    found = ShiftAssignment.objects.live().filter(
        pk=assignment_id, volunteer__code=code
    )
    occurrence_id = found.values_list("shift__occurrence", flat=True).get()
    lock_gathering(occurrence_id)
    return found.select_related("shift__occurrence", "volunteer").get()


def _check_answer(assignment: ShiftAssignment, seen: str) -> None:
    if not takes_answers(assignment.shift.occurrence, timezone.now()):
        raise ShiftClosedError
    if assignment.shift.seen != seen:
        raise StaleStateError


def _answer(assignment: ShiftAssignment, state: AssignmentState) -> None:
    assignment.state = state
    assignment.answered_at = timezone.now()
    assignment.save(update_fields=["state", "answered_at"])


def _keep_consent(volunteer: Volunteer, language: str, phone: str) -> None:
    """Once per person and gathering; the words are the same for every shift."""
    if volunteer.consented_at is None:
        volunteer.consent_version = consents.VERSION
        volunteer.consent_sha256 = consents.shift_consent_sha256(language)
        volunteer.consented_at = timezone.now()
        volunteer.save(
            update_fields=["consent_version", "consent_sha256", "consented_at"]
        )
    if phone:
        contact = VolunteerContact.objects.select_related("volunteer").get(
            volunteer=volunteer
        )
        contact.seal(phone=phone)
        contact.save(update_fields=["phone"])
