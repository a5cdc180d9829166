"""Errors that callers branch on."""


class NotOpenError(Exception):
    """The statement takes no (more) signatures or co-signatures."""


class RevisionChangedError(Exception):
    """The text that was shown is not the current one any more."""
