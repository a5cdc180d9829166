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


def seal_field(cipher: Cipher, address_index: bytes, column: str, value: str) -> bytes:
    """The sealed value; it opens only in the row of this address."""
    return cipher.encrypt(value.encode(), place=_place(address_index, column))


def open_field(
    cipher: Cipher, signature: Signature, column: str, sealed: bytes | memoryview | None
) -> str:
    """The value, or "" when it was never given. Raises DecryptionError."""
    if sealed is None:
        return ""
    place = _place(bytes(signature.address_index or b""), column)
    return cipher.decrypt(sealed, place=place).decode()


def _place(address_index: bytes, column: str) -> str:
    return f"statements_signaturepersonaldata|{column}|{address_index.hex()}"
