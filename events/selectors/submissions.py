"""Gatherings sent in by partners, as their links and the staff read them."""

import hashlib
import json
import unicodedata
import uuid
from typing import Any

from django.utils import timezone

from coalition.addresses import canonical_address
from coalition.exceptions import DecryptionError
from coalition.models import Organization, Representative
from coalition.selectors import contact_of, mailbox_of
from events.models import Occurrence, Submission, SubmissionChange
from events.models.submissions import (
    OF_OCCURRENCE,
    OF_SEVERAL_LINES,
    OF_VENUE,
    Gathering,
)


def submission_by_code(code: uuid.UUID) -> Submission | None:
    """The submission behind a link.

    None once it was withdrawn, was not confirmed in time, or its organization cannot
    act here any more.
    """
    found = (
        Submission.objects.select_related(
            "organization", "occurrence__own_venue", "occurrence__moved_from_venue"
        )
        .filter(code=code, organization__in=Organization.objects.able_to_act())
        .first()
    )
    return None if found is None or found.is_expired else found


def is_known_mailbox(submission: Submission) -> bool | None:
    """Whether the mailbox already acts for the organization; None once erased."""
    acting = Representative.objects.acting(timezone.localdate())
    try:
        contact = contact_of(submission)
        if contact is None:
            return None
        known = {
            canonical_address(mailbox_of(each).address)
            for each in acting.filter(organization=submission.organization)
        }
    except DecryptionError:
        return False  # nobody can say; opening the contact tells that it is lost
    return canonical_address(contact.email) in known


def latest_change(submission: Submission) -> SubmissionChange | None:
    """The one that waits, or the one decided last."""
    return submission.changes.order_by("pk").last()


def gathering_of(occurrence: Occurrence) -> Gathering:
    """What is public of it now, in the words of whoever sent it in.

    Also a place that staff keep back for now: it is the partner's own.
    """
    values: dict[str, Any] = {name: getattr(occurrence, name) for name in OF_OCCURRENCE}
    venue = None if occurrence.is_online else occurrence.actual_venue
    if venue is not None:
        values |= {name: getattr(venue, column) for name, column in OF_VENUE.items()}
    if occurrence.is_online:
        values["online_address"] = occurrence.online_address
    time, duration = occurrence.local_time, occurrence.duration
    return Gathering(
        **{name: _as_sent(name, value) for name, value in values.items()},
        local_date=occurrence.local_date,
        local_time=time and time.replace(second=0, microsecond=0),
        minutes=None if duration is None else int(duration.total_seconds()) // 60,
        is_online=occurrence.is_online,
    )


def fingerprint(occurrence: Occurrence) -> str:
    """What a reader decided upon, in a few letters: other when anything changed."""
    said = [occurrence.state, gathering_of(occurrence).facts]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def _as_sent(name: str, text: str) -> str:
    """As a form would give it back, so that only real changes differ."""
    text = unicodedata.normalize("NFC", str(text).replace("\r\n", "\n"))
    return text.strip() if name in OF_SEVERAL_LINES else " ".join(text.split())
