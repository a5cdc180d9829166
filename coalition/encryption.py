"""Personal data at rest: AES-256-GCM values, wrapped data keys, blind indexes.

Keys live outside the database (``FIELD_KEYS``, ``INDEX_KEY``). A value is
``key id (1 byte) | nonce (12) | ciphertext and tag`` and is bound to its place
(table, column, row) as associated data, so it cannot be moved to another row.
"""

import base64
import binascii
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from coalition.exceptions import DecryptionError

KEY_BYTES = 32
NONCE_BYTES = 12
DATA_KEY_ID = 0  # values under a record's own data key; master keys count from 1


class Cipher:
    """Encrypts with the first key, decrypts with whichever key a value names."""

    def __init__(self, keys: dict[int, bytes]) -> None:
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._newest = next(iter(keys))

    def encrypt(self, value: bytes, *, place: str) -> bytes:
        """Returns the sealed value; ``place`` is ``table|column|row``."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, value, place.encode())
        return bytes([self._newest]) + nonce + sealed

    def decrypt(self, sealed: bytes | memoryview, *, place: str) -> bytes:
        """The value sealed at ``place``.

        Raises DecryptionError when its key is gone or it belongs elsewhere.
        """
        sealed = bytes(sealed)
        cipher = self._ciphers.get(sealed[0]) if sealed else None
        if cipher is None:
            raise DecryptionError("no key for this value")
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, body, place.encode())
        except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
            raise DecryptionError("the value does not belong here") from None


@lru_cache(maxsize=1)
def master_cipher() -> Cipher:
    """The cipher over ``FIELD_KEYS``; ImproperlyConfigured names a bad entry."""
    keys: dict[int, bytes] = {}
    for position, entry in enumerate(settings.FIELD_KEYS, start=1):
        key_id, _, encoded = entry.partition(":")
        if not key_id.isdigit() or not 1 <= int(key_id) <= 255:
            raise ImproperlyConfigured(
                f"FIELD_KEYS entry {position}: the id before ':' must be 1 to 255."
            )
        keys[int(key_id)] = _key(encoded, f"FIELD_KEYS entry {position}")
    if not keys:
        raise ImproperlyConfigured("FIELD_KEYS is empty: personal data needs a key.")
    _index_key()
    return Cipher(keys)


def new_data_key(*, place: str) -> bytes:
    """A fresh data key, wrapped by the newest master key, ready to be stored."""
    return master_cipher().encrypt(os.urandom(KEY_BYTES), place=place)


@lru_cache(maxsize=256)
def data_cipher(wrapped: bytes, *, place: str) -> Cipher:
    """The cipher of one record's data key. Destroying ``wrapped`` is the purge."""
    return Cipher({DATA_KEY_ID: master_cipher().decrypt(wrapped, place=place)})


def blind_index(*parts: str) -> bytes:
    """HMAC-SHA256 over the parts: equal input, equal index, no way back."""
    return hmac.new(_index_key(), "|".join(parts).encode(), hashlib.sha256).digest()


@lru_cache(maxsize=1)
def _index_key() -> bytes:
    return _key(settings.INDEX_KEY, "INDEX_KEY")


def _key(encoded: str, name: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name} must be base64 of {KEY_BYTES} bytes.")
    return key
