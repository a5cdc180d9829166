"""Pages of statements: reading, signing, managing a signature, co-signing."""

from statements.views.cosigning import cosign
from statements.views.reading import (
    revision_detail,
    revision_list,
    signatory_list,
    statement_detail,
    statement_list,
)
from statements.views.signing import check_mail, find, sign, signature

__all__ = [
    "check_mail",
    "cosign",
    "find",
    "revision_detail",
    "revision_list",
    "sign",
    "signatory_list",
    "signature",
    "statement_detail",
    "statement_list",
]
