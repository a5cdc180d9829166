"""An organization's way: co-sign one exact revision, and take it back."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from coalition.models import Organization
from coalition.services.audit import record_audit
from statements.enums import EndorsementMethod, EndorsementState
from statements.exceptions import NotOpenError, RevisionChangedError
from statements.models import Endorsement, EndorsementAuthority, Statement


@transaction.atomic
def endorse_statement(
    *,
    statement: Statement,
    revision_number: int,
    organization: Organization,
    authorised_name: str,
    authorised_role: str,
    method: EndorsementMethod = EndorsementMethod.LINK,
) -> Endorsement:
    """Records the organization's consent to the revision it was shown.

    Repeating it returns the co-signature that stands. Raises RevisionChangedError
    when another text is current by now, NotOpenError when the call is closed or
    the organization cannot act here.
    """
    can_act = Organization.objects.able_to_act().filter(pk=organization.pk).exists()
    if not can_act or not statement.takes_endorsements:
        raise NotOpenError
    revision = statement.current_revision
    if revision is None or revision.number != revision_number:
        raise RevisionChangedError
    try:
        with transaction.atomic():
            endorsement = Endorsement.objects.create(
                statement=statement,
                revision=revision,
                organization=organization,
                method=method,
                endorsed_at=timezone.now(),
            )
    except IntegrityError:
        return Endorsement.objects.confirmed().get(
            statement=statement, organization=organization
        )
    _seal_authority(endorsement, authorised_name, authorised_role)
    record_audit(
        action="endorsement.confirm",
        subject=endorsement,
        detail={
            "organization": organization.pk,
            "revision": revision.pk,
            "sha256": revision.sha256,
            "method": method,
        },
    )
    return endorsement


@transaction.atomic
def withdraw_endorsement(
    *, statement: Statement, organization: Organization
) -> Endorsement | None:
    """Takes the co-signature back; None when none stands. Repeating changes nothing."""
    endorsement = (
        Endorsement.objects.select_for_update(no_key=True)
        .confirmed()
        .filter(statement=statement, organization=organization)
        .first()
    )
    if endorsement is None:
        return None
    endorsement.state = EndorsementState.WITHDRAWN
    endorsement.withdrawn_at = timezone.now()
    endorsement.save(update_fields=["state", "withdrawn_at"])
    record_audit(action="endorsement.withdraw", subject=endorsement)
    return endorsement


def _seal_authority(endorsement: Endorsement, name: str, role: str) -> None:
    authority = EndorsementAuthority(endorsement=endorsement)
    authority.seal(name=name, role=role)
    authority.save(force_insert=True)
