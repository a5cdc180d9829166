"""The mails about shifts: no name in them, nothing of the gathering in a subject."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import translation

from coalition.emails import send_mail_to
from coalition.localized import localized
from coalition.pages import absolute_url
from coalition.tokens import make_token
from events.emails.alerts import shown_change
from events.enums import AssignmentState, OccurrenceState
from events.models import OccurrenceChange, Shift, ShiftAssignment, Volunteer
from events.models.wording import where_text

# Purpose of the token in the one personal link.
SHIFT_LINK = "shifts"


def shifts_url(volunteer: Volunteer) -> str:
    """The page on which the person answers and later calls off."""
    token = make_token(SHIFT_LINK, volunteer.code)
    with translation.override(volunteer.language):
        return absolute_url(reverse("events:shifts", args=(token,)))


def send_invitation(
    *, volunteer: Volunteer, shifts: Iterable[Shift], to: str, message_id: str
) -> None:
    """What is asked, when and where, and whence we have the address (PIPA §20)."""
    _send(volunteer, "shift_invitation", to, message_id, shifts=shifts)


def send_release(
    *, volunteer: Volunteer, shift: Shift, to: str, message_id: str
) -> None:
    """Somebody is not needed any more for one shift."""
    _send(volunteer, "shift_release", to, message_id, shifts=[shift])


def send_shift_changes(
    *,
    volunteer: Volunteer,
    changes: Iterable[OccurrenceChange],
    assignments: Iterable[ShiftAssignment],
    to: str,
    message_id: str,
) -> None:
    """What changed, the shifts as they are now, and whether an answer is needed."""
    assignments, changes = list(assignments), list(changes)
    with translation.override(volunteer.language):
        shown = [shown_change(change, volunteer.language) for change in changes]
    _send(
        volunteer,
        "shift_changes",
        to,
        message_id,
        shifts=[each.shift for each in assignments],
        changes=shown,
        has_new_place=any(each.has_new_place for each in changes),
        is_held=volunteer.occurrence.state == OccurrenceState.SCHEDULED,
        is_online=volunteer.occurrence.is_online,
        is_asked=any(each.state == AssignmentState.INVITED for each in assignments),
    )


def send_shift_reminder(
    *, volunteer: Volunteer, shifts: Iterable[Shift], to: str, message_id: str
) -> None:
    """When and where to be tomorrow."""
    _send(volunteer, "shift_reminder", to, message_id, shifts=shifts)


def _send(
    volunteer: Volunteer,
    template: str,
    to: str,
    message_id: str,
    *,
    shifts: Iterable[Shift],
    **context: Any,
) -> None:
    occurrence = volunteer.occurrence
    with translation.override(volunteer.language):
        context |= {
            "title": localized(occurrence, "title"),
            "where": where_text(occurrence),
            "shifts": [
                {
                    "role": shift.get_role_display(),
                    "when": shift.when_text(),
                    "meeting_point": shift.meets_at,
                    "note": shift.note,
                }
                for shift in shifts
            ],
            "link": shifts_url(volunteer),
        }
    send_mail_to(
        to=to,
        language=volunteer.language,
        template=f"events/{template}",
        context=context,
        message_id=message_id,
    )
