"""Who: people with accounts, organizations, institutions; and the audit trail."""

from coalition.models.audit import AuditEntry
from coalition.models.institution import Institution
from coalition.models.mail_limit import MailLimit
from coalition.models.organization import Membership, Organization, ReportedCount
from coalition.models.registration import PartnerRegistration, RegistrationContact
from coalition.models.representative import Representative
from coalition.models.sealed import Sealed
from coalition.models.sent_in import Contact, SealedContact, SentIn
from coalition.models.source import Source
from coalition.models.user import User

__all__ = [
    "AuditEntry",
    "Contact",
    "Institution",
    "MailLimit",
    "Membership",
    "Organization",
    "PartnerRegistration",
    "RegistrationContact",
    "ReportedCount",
    "Representative",
    "Sealed",
    "SealedContact",
    "SentIn",
    "Source",
    "User",
]
