"""Sealed values, wrapped keys and blind indexes."""

import os

import pytest
from django.core.exceptions import ImproperlyConfigured

from coalition import encryption
from coalition.encryption import Cipher, blind_index, data_cipher, new_data_key
from coalition.exceptions import DecryptionError

OLD, NEW = os.urandom(32), os.urandom(32)


@pytest.fixture
def fresh_keys():
    """Keys are read once in a process; here they are read anew."""
    caches = (encryption.master_cipher, encryption._index_key, data_cipher)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


def test_a_value_comes_back_at_its_place_only():
    sealed = Cipher({1: OLD}).encrypt(b"secret", place="t|c|1")

    assert Cipher({1: OLD}).decrypt(sealed, place="t|c|1") == b"secret"
    with pytest.raises(DecryptionError):
        Cipher({1: OLD}).decrypt(sealed, place="t|c|2")


def test_equal_values_do_not_look_equal():
    cipher = Cipher({1: OLD})

    assert cipher.encrypt(b"x", place="p") != cipher.encrypt(b"x", place="p")


def test_a_new_key_seals_and_the_old_one_still_opens():
    sealed = Cipher({1: OLD}).encrypt(b"secret", place="p")
    rotated = Cipher({2: NEW, 1: OLD})

    assert rotated.decrypt(sealed, place="p") == b"secret"
    assert rotated.encrypt(b"x", place="p")[0] == 2


@pytest.mark.parametrize("sealed", (b"", b"\x07", b"\x01short", b"\x01" + bytes(40)))
def test_what_no_key_opens_is_one_kind_of_error(sealed):
    with pytest.raises(DecryptionError):
        Cipher({1: OLD}).decrypt(sealed, place="p")


def test_a_data_key_opens_under_its_own_row_only():
    wrapped = new_data_key(place="statement|1")
    sealed = data_cipher(wrapped, place="statement|1").encrypt(b"seori", place="p")

    assert data_cipher(wrapped, place="statement|1").decrypt(sealed, place="p") == (
        b"seori"
    )
    with pytest.raises(DecryptionError):
        data_cipher(wrapped, place="statement|2")


def test_a_blind_index_tells_parts_apart_and_nothing_else():
    assert blind_index("signature", "1", "a@b.kr") == blind_index(
        "signature", "1", "a@b.kr"
    )
    assert blind_index("signature", "1", "a@b.kr") != blind_index(
        "signature", "2", "a@b.kr"
    )
    assert len(blind_index("x")) == 32


@pytest.mark.parametrize(
    ("keys", "named"),
    (
        ([], "FIELD_KEYS is empty"),
        (["QUJD"], "FIELD_KEYS entry 1: the id"),
        (["0:QUJD"], "FIELD_KEYS entry 1: the id"),
        (["1:QUJD"], "FIELD_KEYS entry 1 must be base64 of 32 bytes"),
        (["1:한글"], "FIELD_KEYS entry 1 must be base64 of 32 bytes"),
    ),
)
def test_bad_keys_stop_the_boot_and_are_named(settings, fresh_keys, keys, named):
    settings.FIELD_KEYS = keys

    with pytest.raises(ImproperlyConfigured, match=named):
        encryption.master_cipher()
