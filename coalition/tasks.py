"""Delivering one mail. Arguments are ids only."""

from django.urls import reverse
from django.utils import translation
from procrastinate import JobContext
from procrastinate.contrib.django import app

from coalition.emails import send_mail_to
from coalition.enums import RegistrationMail, RegistrationState
from coalition.models import PartnerRegistration
from coalition.pages import absolute_url
from coalition.queue import RETRY
from coalition.selectors import CONFIRM_PURPOSE, PARTNER_PURPOSE, contact_of
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
