"""Errors that callers branch on."""


class StaleStateError(Exception):
    """Somebody else changed the record first; nothing was done."""


class DecryptionError(Exception):
    """The key is gone or the value was moved or tampered with."""


class CannotActError(Exception):
    """The organization is suspended, or known from press reports only."""


class MailServerError(Exception):
    """The mail server did not take a mail; says its reply code, not the address."""
