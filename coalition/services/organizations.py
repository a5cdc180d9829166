"""Keeping the directory."""

from django.db import transaction

from coalition.korean import sort_key
from coalition.models import Organization, User
from coalition.services.audit import record_audit


@transaction.atomic
def save_organization(
    *, organization: Organization, actor: User | None = None
) -> Organization:
    """Saves it with the sort key its name (or staff's override) asks for."""
    is_new = organization.pk is None
    organization.sort_key = sort_key(
        organization.sort_key_override or organization.name_ko
    )
    organization.save()
    record_audit(
        action="organization.create" if is_new else "organization.change",
        subject=organization,
        actor=actor,
    )
    return organization
