"""Delivering one mail. Arguments are ids only."""

from django.urls import reverse
from django.utils import timezone, translation
from procrastinate import JobContext
from procrastinate.contrib.django import app

from coalition.emails import send_mail_to
from coalition.enums import RegistrationMail, RegistrationState
from coalition.localized import localized
from coalition.models import PartnerRegistration, Representative
from coalition.pages import absolute_url
from coalition.queue import RETRY
from coalition.selectors import (
    CONFIRM_PURPOSE,
    PARTNER_PURPOSE,
    contact_of,
    mailbox_of,
)
from coalition.tokens import make_token

# The states in which a mail still says the truth; a job that comes late is dropped.
STATES = {
    RegistrationMail.CONFIRM: (
        RegistrationState.UNCONFIRMED,
        RegistrationState.WAITING,
    ),
    RegistrationMail.APPROVED: (RegistrationState.APPROVED,),
    RegistrationMail.DECLINED: (RegistrationState.DECLINED,),
}


@app.task(name="coalition.deliver_registration_mail", retry=RETRY, pass_context=True)
def deliver_registration_mail(
    context: JobContext, *, registration_id: int, mail: str
) -> None:
    """``mail`` is a RegistrationMail. Nothing is sent when the mail is overtaken
    by a decision, or the contact is purged."""
    registration = (
        PartnerRegistration.objects.select_related("organization")
        .filter(pk=registration_id, state__in=STATES[RegistrationMail(mail)])
        .first()
    )
    contact = contact_of(registration) if registration else None
    if registration is None or contact is None:
        return
    send_mail_to(
        to=contact.email,
        language=registration.language,
        template=f"coalition/{mail}",
        context={"registration": registration, **_links(registration)},
        message_id=f"registration-{context.job.id}",
    )


@app.task(name="coalition.deliver_addition_mail", retry=RETRY, pass_context=True)
def deliver_addition_mail(context: JobContext, *, representative_id: int) -> None:
    """Tells who acts for an organization that another mailbox does so too."""
    representative = (
        Representative.objects.acting(timezone.localdate())
        .select_related("organization", "registration", "user")
        .filter(pk=representative_id)
        .first()
    )
    if representative is None:
        return
    reader = mailbox_of(representative)
    with translation.override(reader.language):
        facts = {
            "organization": localized(representative.organization, "name"),
            "report_url": absolute_url(reverse("report")),
        }
    send_mail_to(
        to=reader.address,
        language=reader.language,
        template="coalition/representative_added",
        context=facts,
        message_id=f"representative-{context.job.id}",
    )


def _links(registration: PartnerRegistration) -> dict[str, str]:
    """Absolute addresses in the applicant's language."""
    confirm = make_token(CONFIRM_PURPOSE, registration.code)
    partner = make_token(PARTNER_PURPOSE, registration.code)
    with translation.override(registration.language):
        links = {
            "registration_url": reverse(
                "coalition:registration-confirm", args=(confirm,)
            ),
            "form_url": reverse("coalition:registration-create"),
        }
        if registration.organization:
            links["organization_url"] = registration.organization.get_absolute_url()
            links["cosign_url"] = reverse("statements:cosign", args=(partner,))
    return {name: absolute_url(path) for name, path in links.items()}
