"""The staff's part: who sent it in, and whether it is announced."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.enums import RegistrationState
from coalition.exceptions import CannotActError
from coalition.models import Contact, Organization, User
from coalition.selectors import contact_of
from coalition.services.audit import record_audit
from coalition.services.moderation import lock_waiting, save_decision
from events.enums import ContactReason, SubmissionMail
from events.models import Occurrence, OccurrenceHost, Submission, Venue
from events.models.submissions import OF_OCCURRENCE, Gathering
from events.services.edit import publish_occurrence, save_draft
from events.services.series import save_venue
from events.services.submissions.places import venue_in_words
from events.services.submissions.sending import tell_sender


@transaction.atomic
def approve_submission(
    *, submission_id: int, venue: Venue | None = None, actor: User
) -> Occurrence:
    """Announces the gathering, with the organization as 주최, and tells the sender.

    At ``venue``; None makes a new one of the words, unless it is online. Raises
    StaleStateError when somebody decided before, CannotActError when the
    organization is suspended or known from the press only, and ValidationError when
    it cannot be announced any more.
    """
    submission = lock_waiting(sent_in=Submission.objects.all(), pk=submission_id)
    organization = submission.organization
    able_to_act = Organization.objects.able_to_act().select_for_update(no_key=True)
    if not able_to_act.filter(pk=organization.pk).exists():
        raise CannotActError
    occurrence = announced(submission.gathering, venue)
    if occurrence.over_at <= timezone.now():
        raise ValidationError(_("Its date has passed."))
    if venue is None and occurrence.own_venue is not None:
        occurrence.own_venue = save_venue(venue=occurrence.own_venue, actor=actor)
    occurrence.provenance = organization.provenance
    save_draft(occurrence=occurrence, actor=actor)
    OccurrenceHost.objects.create(occurrence=occurrence, organization=organization)
    published = publish_occurrence(occurrence=occurrence, actor=actor)
    submission.state = RegistrationState.APPROVED
    submission.occurrence = published
    save_decision(record=submission, actor=actor)
    record_audit(
        action="submission.approve",
        subject=submission,
        actor=actor,
        detail={"occurrence": published.pk},
    )
    tell_sender(submission=submission, mail=SubmissionMail.APPROVED)
    return published


@transaction.atomic
def decline_submission(*, submission_id: int, reason: str, actor: User) -> Submission:
    """Says no; the reason goes to the sender. Raises StaleStateError."""
    submission = lock_waiting(sent_in=Submission.objects.all(), pk=submission_id)
    submission.state = RegistrationState.DECLINED
    submission.decline_reason = reason
    save_decision(record=submission, actor=actor)
    record_audit(action="submission.decline", subject=submission, actor=actor)
    tell_sender(submission=submission, mail=SubmissionMail.DECLINED)
    return submission


@transaction.atomic
def read_contact(
    *, submission: Submission, reason: ContactReason, actor: User
) -> Contact | None:
    """Who sent it in, for one member of staff; who looked and why is recorded.

    None once erased. Raises DecryptionError when the key is gone.
    """
    contact = contact_of(submission)
    if contact is not None:
        record_audit(
            action="submission.read_contact",
            subject=submission,
            actor=actor,
            detail={"reason": reason.value},
        )
    return contact


def announced(gathering: Gathering, venue: Venue | None) -> Occurrence:
    """The gathering as it would be announced, not stored: also makes the preview."""
    values = {
        column: getattr(gathering, name) for name, column in OF_OCCURRENCE.items()
    }
    if not gathering.is_online:
        values["own_venue"] = venue or venue_in_words(gathering)
    occurrence = Occurrence(
        **values,
        local_date=gathering.local_date,
        local_time=gathering.local_time,
        duration=gathering.duration,
        is_online=gathering.is_online,
        online_address=gathering.online_address,
    )
    occurrence.set_moments()
    return occurrence
