"""Organizations, registrations and accounts as the services make them."""

import itertools
from typing import Any

from django.contrib.auth.models import Permission

from coalition.enums import MembershipTier, OrganizationKind, RegistrationState
from coalition.models import (
    Contact,
    Membership,
    Organization,
    PartnerRegistration,
    User,
)
from coalition.services.organizations import save_organization
from coalition.services.registrations import (
    Application,
    Approval,
    approve_registration,
    confirm_registration,
    decline_registration,
    submit_registration,
)

_numbers = itertools.count(1)


def create_organization(name_ko: str = "", **fields: Any) -> Organization:
    number = next(_numbers)
    fields = {
        "slug": f"organization-{number}",
        "name_ko": name_ko or f"달빛여성회 {number}",
    } | fields
    return save_organization(organization=Organization(**fields))


def create_coalition(name_ko: str = "여파공동행동", **fields: Any) -> Organization:
    return create_organization(name_ko, kind=OrganizationKind.COALITION, **fields)


def create_membership(
    coalition: Organization,
    organization: Organization,
    tier: MembershipTier = MembershipTier.MEMBER,
    **fields: Any,
) -> Membership:
    return Membership.objects.create(
        coalition=coalition, organization=organization, tier=tier, **fields
    )


def create_staff(*permissions: str, **fields: Any) -> User:
    """A member of staff: of everything, or with these permissions only."""
    fields = {
        "email": f"staff{next(_numbers)}@example.org",
        "password": "a long test password",
        "name": "사무국",
    } | fields
    if not permissions:
        return User.objects.create_superuser(**fields)
    user = User.objects.create_user(is_staff=True, **fields)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def create_registration(
    state: RegistrationState = RegistrationState.WAITING,
    *,
    contact: Contact | None = None,
    approval: Approval | None = None,
    language: str = "ko",
    **fields: Any,
) -> PartnerRegistration:
    """A registration that went the real way as far as ``state``."""
    number = next(_numbers)
    application = Application(**{"name_ko": f"새벽별모임 {number}"} | fields)
    submit_registration(
        application=application,
        contact=contact or create_contact(number),
        language=language,
    )
    registration = PartnerRegistration.objects.latest("pk")
    if state == RegistrationState.UNCONFIRMED:
        return registration
    confirm_registration(code=registration.code)
    if state == RegistrationState.APPROVED:
        approve_registration(
            registration_id=registration.pk,
            approval=approval or Approval(slug=f"registered-{number}"),
            actor=create_staff(),
        )
    elif state == RegistrationState.DECLINED:
        decline_registration(
            registration_id=registration.pk,
            reason="활동 내용을 확인할 수 없습니다.",
            actor=create_staff(),
        )
    registration.refresh_from_db()
    return registration


def create_contact(number: int | None = None) -> Contact:
    return Contact(
        name="카나리아",
        role="사무국장",
        email=f"office{number or next(_numbers)}@example.org",
    )


def registration_form(**changes: Any) -> dict[str, Any]:
    """What a browser sends for a valid form; ``None`` leaves a field out."""
    number = next(_numbers)
    data = {
        "name_ko": f"새벽별모임 {number}",
        "name_en": "",
        "kind": "association",
        "parent_name": "",
        "website": "",
        "about_ko": "",
        "contact_name": "카나리아",
        "contact_role": "사무국장",
        "contact_email": f"office{number}@example.org",
        "consent_privacy": "on",
        "declaration": "on",
    } | changes
    return {key: value for key, value in data.items() if value is not None}
