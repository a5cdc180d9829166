"""Partner registration: from an association's form to the staff's decision."""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from coalition import consents
from coalition.addresses import canonical_address
from coalition.encryption import blind_index
from coalition.enums import (
    MembershipTier,
    NameClaim,
    OrganizationKind,
    Provenance,
    RegistrationMail,
    RegistrationState,
    Relation,
)
from coalition.exceptions import CannotActError
from coalition.models import (
    Contact,
    Membership,
    Organization,
    PartnerRegistration,
    RegistrationContact,
    Representative,
    User,
)
from coalition.selectors import acting_coalition, mailbox_of
from coalition.services.audit import record_audit
from coalition.services.mail_limits import take_mail_slot
from coalition.services.moderation import (
    CONTACT_LIFETIME,
    confirm_mailbox,
    erase_unconfirmed,
    keep_sent_in,
    lock_waiting,
    save_decision,
)
from coalition.services.organizations import save_organization
from coalition.tasks import deliver_addition_mail, deliver_registration_mail
from coalition.validators import name_skeleton


@dataclass(frozen=True, kw_only=True)
class Application:
    """What an association says about itself, cleaned; all of it becomes public."""

    name_ko: str
    name_en: str = ""
    kind: OrganizationKind = OrganizationKind.ASSOCIATION
    website: str = ""
    about_ko: str = ""
    parent_name: str = ""
    name_claim: NameClaim | str = ""


@dataclass(frozen=True, kw_only=True)
class Approval:
    """What staff decided: ``link_to`` an existing record, or a new one at ``slug``.

    ``joins_coalition`` makes it a participating organization from today.
    """

    slug: str = ""
    parent: Organization | None = None
    relation: Relation | str = ""
    link_to: Organization | None = None
    joins_coalition: bool = False


@transaction.atomic
def submit_registration(
    *, application: Application, contact: Contact, language: str
) -> None:
    """Keeps the application and mails the link that confirms the mailbox.

    Returns nothing, on purpose: the answer must not tell whether the mailbox
    already applied. While unconfirmed, sending the same name and mailbox again
    replaces what was sent and mails the link again; once it waits for staff,
    only the mail is sent again.
    """
    address = canonical_address(contact.email)
    registration = keep_sent_in(
        sent_in=PartnerRegistration.objects.all(),
        address_index=blind_index(
            "registration", name_skeleton(application.name_ko), address
        ),
        values={
            **asdict(application),
            "language": language,
            "consent_version": consents.VERSION,
            "consent_sha256": consents.contact_consent_sha256(language),
        },
        contact=contact,
        sealed=RegistrationContact,
    )
    if take_mail_slot(address=address):
        _defer_mail(registration, RegistrationMail.CONFIRM)


def confirm_registration(*, code: uuid.UUID) -> bool:
    """The mailbox's act; see :func:`moderation.confirm_mailbox`."""
    return confirm_mailbox(sent_in=PartnerRegistration.objects.all(), code=code)


@transaction.atomic
def approve_registration(
    *, registration_id: int, approval: Approval, actor: User
) -> PartnerRegistration:
    """Puts the organization into the directory, or links the one that is there;
    the mailbox acts for it from now on.

    Raises StaleStateError when somebody decided before, CannotActError when the
    record to link to is known from the press only or suspended.
    """
    registration = lock_waiting(
        sent_in=PartnerRegistration.objects.all(), pk=registration_id
    )
    organization = approval.link_to or _create_organization(
        registration, approval, actor
    )
    able_to_act = Organization.objects.able_to_act().select_for_update(no_key=True)
    if not able_to_act.filter(pk=organization.pk).exists():
        raise CannotActError
    registration.state = RegistrationState.APPROVED
    registration.organization = organization
    save_decision(record=registration, actor=actor)
    representative = _appoint(registration, organization)
    membership = _join(organization) if approval.joins_coalition else None
    record_audit(
        action="registration.approve",
        subject=registration,
        actor=actor,
        detail={
            "organization": organization.pk,
            "is_linked": approval.link_to is not None,
            "representative": representative.pk,
            "membership": membership and membership.pk,
        },
    )
    _defer_mail(registration, RegistrationMail.APPROVED)
    return registration


@transaction.atomic
def decline_registration(
    *, registration_id: int, reason: str, actor: User
) -> PartnerRegistration:
    """Says no; the reason goes to the applicant. Raises StaleStateError."""
    registration = lock_waiting(
        sent_in=PartnerRegistration.objects.all(), pk=registration_id
    )
    registration.state = RegistrationState.DECLINED
    registration.decline_reason = reason
    save_decision(record=registration, actor=actor)
    record_audit(action="registration.decline", subject=registration, actor=actor)
    _defer_mail(registration, RegistrationMail.DECLINED)
    return registration


@transaction.atomic
def purge_registrations(*, now: dt.datetime) -> tuple[int, int]:
    """What was promised on the form: counts of (applications, contacts) erased.

    Applications nobody confirmed go altogether after 72 hours; of declined ones
    the contact goes 30 days after the decision, of approved ones 30 days after the
    representation has ended, at once when a newer registration has replaced it.
    """
    registrations_count = erase_unconfirmed(
        sent_in=PartnerRegistration.objects.all(), now=now
    )
    over = now - CONTACT_LIFETIME
    declined = PartnerRegistration.objects.declined_before(over)
    ended = PartnerRegistration.objects.acted_until(timezone.localdate(over))
    contacts_count, _ = RegistrationContact.objects.filter(
        sent_in__in=declined | ended
    ).delete()
    return registrations_count, contacts_count


def _create_organization(
    registration: PartnerRegistration, approval: Approval, actor: User
) -> Organization:
    organization = Organization(
        slug=approval.slug,
        name_ko=registration.name_ko,
        name_en=registration.name_en,
        kind=registration.kind,
        website=registration.website,
        about_ko=registration.about_ko,
        parent=approval.parent,
        relation=approval.relation,
        provenance=Provenance.OWN,
    )
    return save_organization(organization=organization, actor=actor)


def _appoint(
    registration: PartnerRegistration, organization: Organization
) -> Representative:
    """The mailbox acts for the organization.

    One that does already stays the one representative, on the newer registration, so
    that its links go on and no mail comes twice. Others stay, and are told of a new one.
    """
    address = canonical_address(registration.contact.opened("email"))
    acting = Representative.objects.acting(timezone.localdate())
    others = list(acting.filter(organization=organization))
    for representative in others:
        if canonical_address(mailbox_of(representative).address) == address:
            representative.registration = registration
            representative.save(update_fields=["registration"])
            return representative
    for representative in others:
        deliver_addition_mail.defer(representative_id=representative.pk)
    return Representative.objects.create(
        registration=registration, organization=organization
    )


def _join(organization: Organization) -> Membership | None:
    """Its current membership of the coalition: the one it has, or a new one."""
    coalition = acting_coalition()
    if coalition is None or coalition == organization:
        return None
    membership, _ = Membership.objects.get_or_create(
        coalition=coalition,
        organization=organization,
        left_on=None,
        defaults={
            "tier": MembershipTier.MEMBER,
            "joined_on": timezone.localdate(),
        },
    )
    return membership


def _defer_mail(registration: PartnerRegistration, mail: RegistrationMail) -> None:
    deliver_registration_mail.configure(lock=f"registration-{registration.pk}").defer(
        registration_id=registration.pk, mail=mail.value
    )
