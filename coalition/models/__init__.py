"""Who: people with accounts, organizations, institutions; and the audit trail."""

from coalition.models.audit import AuditEntry
from coalition.models.institution import Institution
from coalition.models.mail_limit import MailLimit
from coalition.models.organization import Membership, Organization, ReportedCount
from coalition.models.source import Source
from coalition.models.user import Representative, User

__all__ = [
    "AuditEntry",
    "Institution",
    "MailLimit",
    "Membership",
    "Organization",
    "ReportedCount",
    "Representative",
    "Source",
    "User",
]
