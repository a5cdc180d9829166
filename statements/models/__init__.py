"""Statements and their revisions; who signed and who co-signed."""

from statements.models.endorsement import Endorsement, EndorsementAuthority
from statements.models.history import EarlierMeasure, TimelineEntry
from statements.models.signature import HeldWord, Signature, SignaturePersonalData
from statements.models.statement import Demand, Proposer, Revision, Statement
from statements.models.tally import Tally, TallyChange

__all__ = [
    "Demand",
    "EarlierMeasure",
    "Endorsement",
    "EndorsementAuthority",
    "HeldWord",
    "Proposer",
    "Revision",
    "Signature",
    "SignaturePersonalData",
    "Statement",
    "Tally",
    "TallyChange",
    "TimelineEntry",
]
