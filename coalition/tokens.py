"""Links in mails: signed, stateless, bound to one record and one purpose.

Nothing of a token is stored, so a stolen database opens no link. Whether a link
still works is the record's state: a withdrawn or expired record answers no more.
"""

import base64
import binascii
import uuid

from django.core import signing


def make_token(purpose: str, code: uuid.UUID) -> str:
    """A URL-safe token of about 66 characters for the record with this code."""
    value = base64.urlsafe_b64encode(code.bytes).rstrip(b"=").decode()
    return _signer(purpose).sign(value)


def read_token(purpose: str, token: str) -> uuid.UUID | None:
    """The record's code, or None for any other text, also another purpose's."""
    try:
        value = _signer(purpose).unsign(token)
        return uuid.UUID(bytes=base64.urlsafe_b64decode(value + "=="))
    except (signing.BadSignature, binascii.Error, ValueError):
        return None


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(sep=".", salt=f"yeondae.{purpose}")
