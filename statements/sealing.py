"""Sealing a signer's fields with the key of their statement."""

from coalition.encryption import Cipher, data_cipher
from coalition.exceptions import DecryptionError
from statements.models import Signature, Statement


def data_key_place(statement_id: int) -> str:
    """Where a statement's data key belongs: it opens under no other row."""
    return f"statements_statement|wrapped_data_key|{statement_id}"


def statement_cipher(statement: Statement) -> Cipher:
    """Raises DecryptionError once the data key is destroyed."""
    if statement.wrapped_data_key is None:
        raise DecryptionError("the data key is destroyed")
    return data_cipher(
        bytes(statement.wrapped_data_key), place=data_key_place(statement.pk)
    )


def seal_field(cipher: Cipher, signature: Signature, column: str, value: str) -> bytes:
    return cipher.encrypt(value.encode(), place=_place(signature, column))


def open_field(
    cipher: Cipher, signature: Signature, column: str, sealed: bytes | memoryview | None
) -> str:
    """The value, or "" when it was never given. Raises DecryptionError."""
    if sealed is None:
        return ""
    return cipher.decrypt(sealed, place=_place(signature, column)).decode()


def _place(signature: Signature, column: str) -> str:
    return f"statements_signaturepersonaldata|{column}|{signature.code}"
