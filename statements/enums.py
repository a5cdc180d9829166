"""The closed sets of values a statement and its signatories use."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StatementKind(TextChoices):
    JOINT_STATEMENT = "joint_statement", _("Joint statement")
    STATEMENT = "statement", _("Statement")
    COMMENT = "comment", _("Comment")
    PRESS_CONFERENCE = "press_conference", _("Press-conference text")
    OPINION = "opinion", _("Opinion brief")
    QUESTIONNAIRE = "questionnaire", _("Questionnaire")
    APPEAL = "appeal", _("Appeal")
    DECLARATION = "declaration", _("Declaration")


class StatementState(TextChoices):
    """The life of a statement, in order."""

    DRAFT = "draft", _("Draft")
    COLLECTING = "collecting", _("Collecting co-signatures")
    PUBLISHED = "published", _("Published")


PUBLIC_STATES = frozenset({StatementState.COLLECTING, StatementState.PUBLISHED})


class SignatureState(TextChoices):
    """A person's signature. ``confirm`` is the signer's act, ``hold`` ours."""

    PENDING = "pending", _("Unconfirmed")
    CONFIRMED = "confirmed", _("Signed")
    HELD = "held", _("Held")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    INVALIDATED = "invalidated", _("Voided")


# At most one of these per address and statement (a database constraint).
LIVE_SIGNATURES = (
    SignatureState.PENDING,
    SignatureState.CONFIRMED,
    SignatureState.HELD,
)


class Display(TextChoices):
    """What the public list shows of a signer."""

    PRIVATE = "private", _("Keep my name private (default)")
    NAME = "name", _("Show my name only")
    NAME_AFFILIATION = "name_affiliation", _("Show my name and affiliation")


class EndorsementState(TextChoices):
    CONFIRMED = "confirmed", _("Co-signed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class EndorsementMethod(TextChoices):
    """How an organization's consent reached us."""

    LINK = "link", _("By the link in its mail")
    PAPER = "paper", _("On paper, kept on file")
    PRESS = "press", _("Named in press reports")
    DEMO = "demo", _("Fictional")
