"""The back office of the coalition's records."""

from coalition.admin.accounts import RepresentativeAdmin, UserAdmin
from coalition.admin.organizations import MembershipAdmin, OrganizationAdmin
from coalition.admin.records import AuditEntryAdmin, InstitutionAdmin, SourceAdmin
from coalition.admin.registrations import PartnerRegistrationAdmin

__all__ = [
    "AuditEntryAdmin",
    "InstitutionAdmin",
    "MembershipAdmin",
    "OrganizationAdmin",
    "PartnerRegistrationAdmin",
    "RepresentativeAdmin",
    "SourceAdmin",
    "UserAdmin",
]
