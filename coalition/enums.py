"""The closed sets of values the coalition's records use."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Provenance(TextChoices):
    """Where a record comes from; shown with the record on every page."""

    OWN = "own", _("Entered by the coalition")
    PRESS = "press", _("Record compiled from press reports")
    DEMO = "demo", _("Fictional, for trying things out")


class OrganizationKind(TextChoices):
    COALITION = "coalition", _("Coalition")
    FEDERATION = "federation", _("Federation")
    ASSOCIATION = "association", _("Association")
    CENTRE = "centre", _("Counselling or support centre")
    UNION = "union", _("Trade union")
    STUDENT_CLUB = "student_club", _("Student club")
    OTHER = "other", _("Other")


class Relation(TextChoices):
    """What a branch is to its parent."""

    BRANCH = "branch", _("Branch")
    AFFILIATED_CENTRE = "affiliated_centre", _("Affiliated centre")
    SUB_BODY = "sub_body", _("Sub-body")
    MEMBER = "member", _("Member organization")
    CLUB = "club", _("Club")


class OrganizationState(TextChoices):
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")


class MembershipTier(TextChoices):
    STEERING = "steering", _("Steering organization")
    MEMBER = "member", _("Participating organization")
    SUPPORTER = "supporter", _("Supporting organization")


class RegistrationState(TextChoices):
    """What an association sends in, from the form to the decision."""

    UNCONFIRMED = "unconfirmed", _("Mailbox not yet confirmed")
    WAITING = "waiting", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")


# At most one of these per matter and mailbox (a database constraint).
OPEN_REGISTRATIONS = (RegistrationState.UNCONFIRMED, RegistrationState.WAITING)


class NameClaim(TextChoices):
    """What the applicant says when the directory has a name like theirs."""

    DIFFERENT = "different", _("We are a different organization.")
    EXISTING = "existing", _("We are in charge of the organization already there.")


class RegistrationMail(TextChoices):
    """Which mail of a registration: also the stem of its templates."""

    CONFIRM = "registration_confirm"
    APPROVED = "registration_approved"
    DECLINED = "registration_declined"
