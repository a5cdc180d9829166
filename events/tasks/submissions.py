"""Mails about gatherings that partners sent in. Arguments are ids only."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from coalition.enums import RegistrationState
from coalition.queue import RETRY
from coalition.selectors import contact_of
from events.emails.submissions import send_submission_mail
from events.enums import SubmissionMail
from events.models import Submission

# The states in which a mail still says the truth; a job that comes late is dropped.
TRUE_FOR = {
    SubmissionMail.CONFIRM: (RegistrationState.UNCONFIRMED, RegistrationState.WAITING),
    SubmissionMail.APPROVED: (RegistrationState.APPROVED,),
    SubmissionMail.DECLINED: (RegistrationState.DECLINED,),
    SubmissionMail.CHANGE_ACCEPTED: (RegistrationState.APPROVED,),
    SubmissionMail.CHANGE_DECLINED: (RegistrationState.APPROVED,),
}


@app.task(name="events.deliver_submission_mail", retry=RETRY, pass_context=True)
def deliver_submission_mail(
    context: JobContext,
    *,
    submission_id: int,
    mail: str,
    change_id: int | None = None,
) -> None:
    """``mail`` is a SubmissionMail. Nothing is sent when it is overtaken by a
    decision, or the contact is erased."""
    kind = SubmissionMail(mail)
    submission = (
        Submission.objects.select_related("organization", "occurrence__own_venue")
        .filter(pk=submission_id, state__in=TRUE_FOR[kind])
        .first()
    )
    contact = contact_of(submission) if submission else None
    if submission is None or contact is None:
        return
    send_submission_mail(
        submission=submission,
        mail=kind,
        change=submission.changes.filter(pk=change_id or 0).first(),
        to=contact.email,
        message_id=f"submission-{context.job.id}",
    )
