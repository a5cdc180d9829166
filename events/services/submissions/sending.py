"""A partner's part: send in, confirm, withdraw; and what is erased in time."""

import datetime as dt
import uuid

from django.db import transaction

from coalition.addresses import canonical_address
from coalition.encryption import blind_index
from coalition.enums import OPEN_REGISTRATIONS
from coalition.models import Contact, Organization
from coalition.services.mail_limits import take_mail_slot
from coalition.services.moderation import (
    CONTACT_LIFETIME,
    confirm_mailbox,
    erase_unconfirmed,
    keep_sent_in,
)
from events import consents
from events.enums import SubmissionMail
from events.models import Submission, SubmissionContact
from events.models.submissions import CONTACT_KEPT_AFTER, Gathering
from events.tasks import deliver_submission_mail


@transaction.atomic
def submit_gathering(
    *,
    organization: Organization,
    gathering: Gathering,
    contact: Contact,
    language: str,
) -> None:
    """Keeps what was sent in and mails the link that confirms the mailbox.

    Returns nothing, on purpose: the answer must not tell whether the mailbox sent
    this in before. While unconfirmed, the same title for the same day replaces what
    was sent; once it waits for staff, only the link is mailed again.
    """
    address = canonical_address(contact.email)
    submission = keep_sent_in(
        sent_in=Submission.objects.all(),
        address_index=blind_index(
            "submission",
            str(organization.pk),
            str(gathering.local_date),
            gathering.title_ko,
            address,
        ),
        values={
            "organization": organization,
            "facts": gathering.facts,
            "language": language,
            "consent_version": consents.SUBMISSION_VERSION,
            "consent_sha256": consents.submission_consent_sha256(language),
        },
        contact=contact,
        sealed=SubmissionContact,
    )
    if take_mail_slot(address=address):
        tell_sender(submission=submission, mail=SubmissionMail.CONFIRM)


def confirm_submission(*, code: uuid.UUID) -> bool:
    """The mailbox's act: from now on staff see it. See ``confirm_mailbox``."""
    return confirm_mailbox(sent_in=Submission.objects.all(), code=code)


@transaction.atomic
def withdraw_submission(*, code: uuid.UUID) -> bool:
    """Erases what nobody has decided yet, contact and all; False when there is none."""
    undecided = Submission.objects.filter(code=code, state__in=OPEN_REGISTRATIONS)
    found = undecided.select_for_update().first()
    if found is not None:
        found.delete()
    return found is not None


@transaction.atomic
def purge_submissions(*, now: dt.datetime) -> tuple[int, int]:
    """What was promised on the form: counts of (submissions, contacts) erased.

    What nobody confirmed goes altogether after 72 hours; the contact 30 days after
    staff declined, or after the gathering.
    """
    submissions_count = erase_unconfirmed(sent_in=Submission.objects.all(), now=now)
    declined = Submission.objects.declined_before(now - CONTACT_LIFETIME)
    over = Submission.objects.over_before(now - CONTACT_KEPT_AFTER)
    contacts_count = 0
    for old in (declined, over):
        erased, _ = SubmissionContact.objects.filter(sent_in__in=old).delete()
        contacts_count += erased
    return submissions_count, contacts_count


def tell_sender(
    *, submission: Submission, mail: SubmissionMail, change_id: int | None = None
) -> None:
    """Queues one mail to whoever sent it in; belongs into the same transaction."""
    deliver_submission_mail.configure(lock=f"submission-{submission.pk}").defer(
        submission_id=submission.pk, mail=mail.value, change_id=change_id
    )
