"""Links in mails."""

import uuid

import pytest

from coalition.tokens import make_token, read_token

CODE = uuid.UUID("12345678-1234-5678-1234-567812345678")


def test_a_token_is_read_for_its_own_purpose_only():
    token = make_token("signature", CODE)

    assert read_token("signature", token) == CODE
    assert read_token("registration", token) is None


@pytest.mark.parametrize(
    "damage",
    (
        lambda token: token[:-1],
        lambda token: token[1:],
        lambda token: token + "=",
        lambda token: token.replace(".", ""),
        lambda token: "",
        lambda token: "." * 66,
        lambda token: "한글" * 30,
        lambda token: "a" * 10_000,
        lambda token: token.upper(),
    ),
)
def test_a_damaged_token_is_none(damage):
    assert read_token("signature", damage(make_token("signature", CODE))) is None


def test_a_former_key_still_opens_links(settings):
    token = make_token("signature", CODE)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" + "k" * 50

    assert read_token("signature", token) == CODE
