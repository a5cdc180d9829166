"""Keeps what unlocks a signature or a registration out of the log."""

import logging
import re

# Paths that carry a token: /s/<token>/, /partners/confirm/<token>/ ...
TOKEN_PATH = re.compile(r"(/(?:s|partners/\w+)/)[\w.~%=-]{20,}")


class HideTokens(logging.Filter):
    """Replaces tokens in paths by a placeholder; never drops a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hidden = TOKEN_PATH.sub(r"\1<hidden>", message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True
