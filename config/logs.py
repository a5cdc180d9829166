"""Keeps what unlocks a signature or a registration out of the log."""

import logging
import re

# Paths that carry a token: /s/<token>/, /partners/confirm/<token>/ ..., also one that
# was cut or mangled; and a whole token anywhere, as in the repr of arguments.
TOKEN = re.compile(
    r"(?P<path>/(?:s|partners/\w+)/)[\w.~%=-]{20,}|(?<![\w-])[\w-]{22}\.[\w-]{43}(?![\w-])"
)


class TokenlessFormatter(logging.Formatter):
    """Lines and tracebacks with a placeholder where a token stood."""

    def format(self, record: logging.LogRecord) -> str:
        return TOKEN.sub(_hidden, super().format(record))


def _hidden(match: re.Match[str]) -> str:
    return (match["path"] or "") + "<hidden>"
