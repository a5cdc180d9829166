"""Keeps what unlocks a signature, and what a row holds, out of the log."""

import logging
import re

# Paths that carry a token: /s/<token>/, /partners/confirm/<token>/ ..., also one that
# was cut or mangled; and a whole token anywhere, as in the repr of arguments.
TOKEN = re.compile(
    r"(?P<path>/(?:s|partners/\w+)/)[\w.~%=-]{20,}|(?<![\w-])[\w-]{22}\.[\w-]{43}(?![\w-])"
)


# With an error PostgreSQL prints the row that it refused.
ROW = re.compile(r"^(DETAIL:).*$", re.MULTILINE)


class DiscreetFormatter(logging.Formatter):
    """Lines and tracebacks with a placeholder where a token or a row stood."""

    def format(self, record: logging.LogRecord) -> str:
        text = ROW.sub(r"\1 <hidden>", super().format(record))
        return TOKEN.sub(_hidden, text)


def _hidden(match: re.Match[str]) -> str:
    return (match["path"] or "") + "<hidden>"
