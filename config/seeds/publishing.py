"""Publishing a statement as of a day in the past."""

import datetime as dt

from statements.enums import StatementState
from statements.models import Revision, Statement
from statements.services.publishing import revision_sha256


def publish_as_of(
    *, statement: Statement, at: dt.datetime, state: StatementState
) -> Revision:
    """Freezes the first revision under an earlier date.

    The service publishes now and refuses a deadline that has passed; a record of the
    past has both in the past.
    """
    revision = statement.revisions.get()
    revision.sha256 = revision_sha256(revision)
    revision.published_at = at
    revision.save(update_fields=["sha256", "published_at"])
    statement.current_revision = revision
    statement.state = state
    statement.save(update_fields=["current_revision", "state"])
    return revision
