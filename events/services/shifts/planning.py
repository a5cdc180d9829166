"""What staff prepare: the shifts of a gathering, and whom they ask."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.addresses import canonical_address
from coalition.encryption import blind_index
from coalition.models import User
from coalition.services.audit import record_audit
from events.enums import AssignmentState, OccurrenceState
from events.models import (
    Occurrence,
    Shift,
    ShiftAssignment,
    Volunteer,
    VolunteerContact,
)
from events.tasks import deliver_invitation, deliver_release

# Who does not answer is not written to every hour.
PAUSE_BETWEEN_REQUESTS = dt.timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """Whom staff ask, cleaned: the name the person uses, and one address."""

    name: str
    email: str
    language: str = "ko"


@transaction.atomic
def add_shift(*, shift: Shift, actor: User | None = None) -> Shift:
    """Stores a new shift. Raises ``ValidationError`` for impossible values."""
    shift.full_clean()
    shift.save(force_insert=True)
    record_audit(action="shift.create", subject=shift, actor=actor)
    return shift


@transaction.atomic
def revise_shift(*, shift: Shift, actor: User | None = None) -> Shift:
    """Stores how many are needed, where they meet and what they should know.

    Role and time stay: who said yes has said yes to them.
    """
    lock_gathering(shift.occurrence_id)
    shift.full_clean()
    shift.save(update_fields=["needed", "meeting_point", "note"])
    record_audit(action="shift.change", subject=shift, actor=actor)
    return shift


@transaction.atomic
def remove_shift(*, shift: Shift, actor: User | None = None) -> None:
    """Deletes a shift nobody is asked for; ``ValidationError`` while somebody is."""
    lock_gathering(shift.occurrence_id)
    if shift.assignments.live().exists():
        raise ValidationError(
            _("Somebody is asked for this shift. Release these people first.")
        )
    record_audit(action="shift.remove", subject=shift, actor=actor)
    shift.delete()


@transaction.atomic
def copy_shifts(*, occurrence: Occurrence, actor: User | None = None) -> int:
    """Takes over the shifts of the date before it in its series; returns how many.

    Raises ``ValidationError`` where there are shifts already, or none to copy.
    """
    lock_gathering(occurrence.pk)
    if occurrence.shifts.exists():
        raise ValidationError(_("This gathering has shifts already."))
    earlier = (
        Occurrence.objects.filter(
            series__isnull=False,
            series=occurrence.series,
            starts_at__lt=occurrence.starts_at,
            shifts__isnull=False,
        )
        .order_by("-starts_at", "-pk")
        .first()
    )
    if earlier is None:
        raise ValidationError(_("No earlier date of this series has shifts."))
    copies = Shift.objects.bulk_create(
        Shift(
            occurrence=occurrence,
            role=each.role,
            starts_after=each.starts_after,
            ends_after=each.ends_after,
            needed=each.needed,
            meeting_point=each.meeting_point,
            note=each.note,
        )
        for each in earlier.shifts.all()
    )
    record_audit(
        action="shift.copy",
        subject=occurrence,
        actor=actor,
        detail={"from": earlier.pk, "count": len(copies)},
    )
    return len(copies)


@transaction.atomic
def invite_volunteer(
    *, shift: Shift, invitation: Invitation, actor: User | None = None
) -> ShiftAssignment:
    """Asks somebody for a shift and queues the mail with the personal link.

    One address is asked once per shift; only who had called off may be asked again.
    More people may be asked than are needed: the first to say yes have the places.
    Raises ``ValidationError`` for a gathering that is not public, over or called off.
    """
    occurrence = lock_gathering(shift.occurrence_id)
    _check_asking(occurrence)
    volunteer = _volunteer(occurrence, invitation)
    assignment, is_new = ShiftAssignment.objects.get_or_create(
        shift=shift, volunteer=volunteer, defaults={"asked_at": timezone.now()}
    )
    if not is_new and assignment.state != AssignmentState.CANCELLED:
        raise ValidationError(
            {"email": _("This address was asked for this shift already.")}
        )
    if not is_new:
        _ask(assignment)
    _mail_request(assignment)
    record_audit(
        action="shift.invite",
        subject=shift,
        actor=actor,
        detail={"assignment": assignment.pk},
    )
    return assignment


@transaction.atomic
def ask_again(*, assignment: ShiftAssignment, actor: User | None = None) -> None:
    """Mails the request again to who has not answered, or stands by.

    ``ValidationError`` for anybody else, and within a day of the last mail.
    """
    occurrence = lock_gathering(assignment.shift.occurrence_id)
    _check_asking(occurrence)
    assignment.refresh_from_db()
    if assignment.state not in (AssignmentState.INVITED, AssignmentState.STANDBY):
        raise ValidationError(_("This person has answered meanwhile."))
    mailed_at = assignment.mailed_at
    if mailed_at is None or mailed_at > timezone.now() - PAUSE_BETWEEN_REQUESTS:
        raise ValidationError(_("The last mail to this person is less than a day old."))
    _ask(assignment)
    _mail_request(assignment)
    record_audit(
        action="shift.ask_again",
        subject=assignment.shift,
        actor=actor,
        detail={"assignment": assignment.pk},
    )


@transaction.atomic
def release_volunteer(
    *, assignment: ShiftAssignment, actor: User | None = None
) -> None:
    """Takes somebody off a shift: one mail says so, then the data are erased.

    Doing it again, or with who has left meanwhile, changes nothing.
    """
    lock_gathering(assignment.shift.occurrence_id)
    live = ShiftAssignment.objects.live().filter(pk=assignment.pk)
    if not live.update(state=AssignmentState.RELEASED):
        return
    deliver_release.configure(lock=f"volunteer-{assignment.volunteer_id}").defer(
        assignment_id=assignment.pk
    )
    record_audit(
        action="shift.release",
        subject=assignment.shift,
        actor=actor,
        detail={"assignment": assignment.pk},
    )


@transaction.atomic
def record_roster_read(
    *, occurrence: Occurrence, with_numbers: bool, actor: User | None = None
) -> None:
    """Leaves a trace that staff opened the sealed names, and the numbers too or not."""
    record_audit(
        action="shift.roster",
        subject=occurrence,
        actor=actor,
        detail={"with_numbers": with_numbers},
    )


def lock_gathering(occurrence_id: int) -> Occurrence:
    """The gathering, locked: its shifts are filled and changed one act at a time.

    The same lock as a move or a cancellation takes, so that nobody says yes to an
    hour that changes at that moment.
    """
    return Occurrence.objects.select_for_update(of=("self",), no_key=True).get(
        pk=occurrence_id
    )


def takes_answers(occurrence: Occurrence, now: dt.datetime) -> bool:
    """Whether people can still be asked and say yes."""
    return (
        occurrence.is_published
        and occurrence.state == OccurrenceState.SCHEDULED
        and occurrence.over_at > now
    )


def volunteer_index(occurrence: Occurrence, email: str) -> bytes:
    """The blind index: equal for one mailbox within a gathering, different elsewhere."""
    return blind_index("volunteer", str(occurrence.pk), canonical_address(email))


def _check_asking(occurrence: Occurrence) -> None:
    if not takes_answers(occurrence, timezone.now()):
        raise ValidationError(
            _("Only for a gathering that is public, to come and not called off.")
        )


def _volunteer(occurrence: Occurrence, invitation: Invitation) -> Volunteer:
    """The person by this address; what they are called is kept from the first time."""
    volunteer, _made = Volunteer.objects.get_or_create(
        occurrence=occurrence,
        address_index=volunteer_index(occurrence, invitation.email),
        defaults={"language": invitation.language},
    )
    if not VolunteerContact.objects.filter(volunteer=volunteer).exists():
        contact = VolunteerContact(volunteer=volunteer)
        contact.seal(name=invitation.name, email=invitation.email, phone="")
        contact.save(force_insert=True)
    return volunteer


def _ask(assignment: ShiftAssignment) -> None:
    assignment.state = AssignmentState.INVITED
    assignment.asked_at = timezone.now()
    assignment.mailed_at = assignment.answered_at = None
    assignment.save(update_fields=["state", "asked_at", "mailed_at", "answered_at"])


def _mail_request(assignment: ShiftAssignment) -> None:
    volunteer_id = assignment.volunteer_id
    deliver_invitation.configure(lock=f"volunteer-{volunteer_id}").defer(
        volunteer_id=volunteer_id
    )
