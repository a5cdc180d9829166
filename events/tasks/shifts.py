"""Mails to who was asked for a shift. Arguments are ids only."""

from django.db import transaction
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from coalition.queue import RETRY
from events.emails.shifts import (
    send_invitation,
    send_release,
    send_shift_changes,
    send_shift_reminder,
)
from events.enums import AssignmentState, OccurrenceState
from events.models import (
    OccurrenceChange,
    ShiftAssignment,
    Volunteer,
    VolunteerContact,
    VolunteerMessage,
)


@app.task(name="events.deliver_invitation", retry=RETRY, pass_context=True)
def deliver_invitation(context: JobContext, volunteer_id: int) -> None:
    """Mails the personal link with all requests that were not mailed yet.

    Jobs of one person share a lock; the ones that find nothing new do nothing.
    """
    # Taken before anything is read: who changes a fact after this has it told.
    started_at = timezone.now()
    contact = _contact(volunteer_id)
    if contact is None:
        return
    asked = list(
        contact.volunteer.assignments.filter(
            state=AssignmentState.INVITED, mailed_at__isnull=True
        ).select_related("shift__occurrence")
    )
    if not asked:
        return
    send_invitation(
        volunteer=contact.volunteer,
        shifts=[each.shift for each in asked],
        to=contact.opened("email"),
        message_id=f"job-{context.job.id}",
    )
    ShiftAssignment.objects.filter(pk__in=[each.pk for each in asked]).update(
        mailed_at=started_at
    )


@app.task(name="events.deliver_release", retry=RETRY, pass_context=True)
def deliver_release(context: JobContext, assignment_id: int) -> None:
    """Tells somebody that they are not needed any more, then forgets the request."""
    assignment = (
        ShiftAssignment.objects.filter(pk=assignment_id, state=AssignmentState.RELEASED)
        .select_related("shift__occurrence", "volunteer")
        .first()
    )
    if assignment is None:
        return
    contact = _contact(assignment.volunteer_id)
    # Who never got the request needs no mail that takes it back.
    if contact is not None and assignment.mailed_at is not None:
        send_release(
            volunteer=contact.volunteer,
            shift=assignment.shift,
            to=contact.opened("email"),
            message_id=f"job-{context.job.id}",
        )
    with transaction.atomic():
        assignment.delete()
        assignment.volunteer.forget_if_done()


@app.task(name="events.fan_out_shift_change", retry=RETRY, pass_context=True)
@transaction.atomic
def fan_out_shift_change(context: JobContext, change_id: int) -> None:
    """One message per person with a shift, and the jobs that mail them.

    All in one transaction, as for the alerts: never nobody, never twice. Who was not
    mailed the request yet will read the new facts there.
    """
    change = OccurrenceChange.objects.filter(pk=change_id).first()
    if change is None:
        return
    told = VolunteerMessage.objects.filter(change=change)
    concerned = ShiftAssignment.objects.live().filter(
        shift__occurrence_id=change.occurrence_id, mailed_at__lte=change.changed_at
    )
    messages = VolunteerMessage.objects.bulk_create(
        VolunteerMessage(volunteer=volunteer, change=change)
        for volunteer in Volunteer.objects.filter(
            pk__in=concerned.values("volunteer")
        ).exclude(pk__in=told.values("volunteer"))
    )
    for message in messages:
        deliver_shift_changes.configure(lock=f"volunteer-{message.volunteer_id}").defer(
            volunteer_id=message.volunteer_id
        )


@app.task(name="events.deliver_shift_changes", retry=RETRY, pass_context=True)
def deliver_shift_changes(context: JobContext, volunteer_id: int) -> None:
    """Mails all changes that this person was not told yet, in one mail."""
    contact = _contact(volunteer_id)
    if contact is None:
        return
    volunteer = contact.volunteer
    messages = list(
        volunteer.messages.filter(change__isnull=False, sent_at__isnull=True)
        .select_related("change__occurrence__series")
        .order_by("pk")
    )
    assignments = list(volunteer.assignments.live().select_related("shift__occurrence"))
    if not messages or not assignments:
        return
    send_shift_changes(
        volunteer=volunteer,
        changes=[message.change for message in messages if message.change],
        assignments=assignments,
        to=contact.opened("email"),
        message_id=f"shift-change-{messages[0].pk}-{messages[-1].pk}",
    )
    _mark_sent(*messages)


@app.task(name="events.deliver_shift_reminder", retry=RETRY, pass_context=True)
def deliver_shift_reminder(context: JobContext, message_id: int) -> None:
    """Mails where to be tomorrow, unless it is too late or no longer true."""
    message = (
        VolunteerMessage.objects.select_related("volunteer__occurrence")
        .filter(pk=message_id, sent_at__isnull=True)
        .first()
    )
    contact = _contact(message.volunteer_id) if message else None
    if message is None or contact is None:
        return
    occurrence = message.volunteer.occurrence
    is_true = (
        occurrence.state == OccurrenceState.SCHEDULED
        and occurrence.local_date == message.reminds_of
        and occurrence.starts_at > timezone.now()
    )
    shifts = [
        each.shift
        for each in contact.volunteer.assignments.confirmed().select_related(
            "shift__occurrence"
        )
    ]
    if is_true and shifts:
        send_shift_reminder(
            volunteer=contact.volunteer,
            shifts=shifts,
            to=contact.opened("email"),
            message_id=f"shift-reminder-{message.pk}",
        )
        _mark_sent(message)


def _contact(volunteer_id: int) -> VolunteerContact | None:
    """None once the person has left and is erased."""
    return (
        VolunteerContact.objects.select_related(
            "volunteer__occurrence__series__venue", "volunteer__occurrence__own_venue"
        )
        .filter(volunteer=volunteer_id)
        .first()
    )


def _mark_sent(*messages: VolunteerMessage) -> None:
    VolunteerMessage.objects.filter(pk__in=[each.pk for each in messages]).update(
        sent_at=timezone.now()
    )
