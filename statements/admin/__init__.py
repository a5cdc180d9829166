"""The back office of statements and of those who stand behind them."""

from statements.admin.records import (
    EarlierMeasureAdmin,
    EndorsementAdmin,
    TimelineEntryAdmin,
)
from statements.admin.revisions import RevisionAdmin
from statements.admin.signatures import HeldWordAdmin, SignatureAdmin
from statements.admin.statements import StatementAdmin

__all__ = [
    "EarlierMeasureAdmin",
    "EndorsementAdmin",
    "HeldWordAdmin",
    "RevisionAdmin",
    "SignatureAdmin",
    "StatementAdmin",
    "TimelineEntryAdmin",
]
