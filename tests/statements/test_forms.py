"""Names and addresses as the forms clean them, for anything that can be typed."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coalition.addresses import canonical_address, is_disposable, suggest_domain
from coalition.validators import clean_address, clean_name, count_graphemes
from statements.consents import VERSION, consents, consents_sha256
from statements.enums import Display
from statements.forms import SignatureForm
from statements.services.signing import SignatureRequest
from tests.factories.statements import form_data

MANY = settings(max_examples=300, deadline=None, derandomize=True, database=None)


def form(**changes):
    data = QueryDict(mutable=True)
    data.update(form_data(**changes))
    return SignatureForm(data)


# --- The form -----------------------------------------------------------------------


def test_what_the_service_gets():
    given_form = form(
        name="설이",
        email="seoli@example.org",
        affiliation="달빛모임",
        display="name",
        consent_handover="on",
    )

    assert given_form.is_valid()
    assert given_form.to_request("en") == SignatureRequest(
        name="설이",
        email="seoli@example.org",
        affiliation="달빛모임",
        display=Display.NAME,
        consents_updates=False,
        consents_handover=True,
        language="en",
    )


def test_every_consent_is_a_box_of_its_own_and_none_is_ticked():
    boxes = SignatureForm().consent_boxes

    assert [consent.field for consent, _ in boxes] == [
        "consent_privacy",
        "consent_sensitive",
        "age_14",
        "consent_updates",
        "consent_handover",
    ]
    assert [consent.is_required for consent, _ in boxes] == [True] * 3 + [False] * 2
    assert [box.value() for _, box in boxes] == [None] * 5
    assert ["checked" in str(box) for _, box in boxes] == [False] * 5


def test_the_words_of_consent_are_the_same_in_number_and_order():
    korean, english = consents("ko"), consents("en")

    assert [(each.field, each.is_required) for each in korean] == [
        (each.field, each.is_required) for each in english
    ]
    assert consents_sha256("ko") != consents_sha256("en")


def test_a_changed_word_of_consent_needs_a_new_version():
    """Whoever changes the text changes VERSION too, and then these digests."""
    assert (VERSION, consents_sha256("ko")[:16], consents_sha256("en")[:16]) == (
        "2026-11",
        "65f90a824629a7d2",
        "10b9318625aae372",
    )


@pytest.mark.parametrize("trap", ("x", " ", "\x00", "http://spam.example"))
def test_a_filled_trap_is_noticed(trap):
    assert form(website=trap).is_from_a_machine


def test_an_empty_trap_is_not():
    assert not form().is_from_a_machine
    assert not form(website="").is_from_a_machine


# --- Names --------------------------------------------------------------------------


@MANY
@given(st.text(max_size=60))
@example("\u3164")
@example("e\u0301" * 50)
@example("👩‍👩‍👧")
@example("\ud800")
def test_a_name_that_is_taken_can_be_shown_and_exported(typed):
    try:
        name = clean_name(typed)
    except ValidationError:
        return

    assert name == unicodedata.normalize("NFC", name)
    assert clean_name(name) == name
    assert name == " ".join(name.split())
    assert name.encode()
    assert 0 < count_graphemes(name) <= 40
    assert name[0] not in "=+-@\t\r\0"
    forbidden = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert not {unicodedata.category(c) for c in name} & forbidden
    assert not set(name) & set('<>"{}[]\\|`^=@#$%;')
    assert any(unicodedata.category(c)[0] in "LN" for c in name)


@pytest.mark.parametrize(
    ("text", "count"),
    (
        ("", 0),
        ("가나다", 3),
        ("\u1100\u1161", 2),
        ("e\u0301", 1),
        ("👩\u200d👩\u200d👧", 1),
        ("☺\ufe0f", 1),
        ("a\u0301\u0302b", 2),
    ),
)
def test_characters_are_counted_as_a_reader_does(text, count):
    assert count_graphemes(text) == count


# --- Addresses ----------------------------------------------------------------------


@MANY
@given(st.text(max_size=80) | st.emails())
@example("a@b.kr\nBcc: x@y.kr")
@example("a@xn--.kr")
def test_an_address_that_is_taken_is_one_plain_mailbox(typed):
    try:
        address = clean_address(typed)
    except ValidationError:
        return

    local, _, domain = address.rpartition("@")
    assert address.isascii()
    assert not set(address) & set(' \t\r\n,;<>()[]"\\\0')
    assert 0 < len(local) <= 64
    assert "." in domain
    assert domain == domain.lower()
    assert clean_address(address) == address
    assert canonical_address(address) == canonical_address(canonical_address(address))


@pytest.mark.parametrize(
    ("one", "other"),
    (
        ("A@NAVER.COM", "a@naver.com"),
        (" a@naver.com ", "a@naver.com"),
        ("a.b.c@gmail.com", "abc@gmail.com"),
        ("abc+tag@gmail.com", "abc@googlemail.com"),
        ("a+x@outlook.com", "a@outlook.com"),
    ),
)
def test_two_spellings_of_one_mailbox(one, other):
    assert canonical_address(one) == canonical_address(other)


@pytest.mark.parametrize(
    ("one", "other"),
    (
        ("a.b@naver.com", "ab@naver.com"),
        ("a+b@naver.com", "a@naver.com"),
        ("a@daum.net", "a@hanmail.net"),
        ("a.b@outlook.com", "ab@outlook.com"),
        ("+a@gmail.com", "+b@gmail.com"),
    ),
)
def test_mailboxes_of_what_may_be_two_people(one, other):
    assert canonical_address(one) != canonical_address(other)


@pytest.mark.parametrize(
    ("address", "meant"),
    (
        ("a@naver.con", "naver.com"),
        ("a@GMIAL.com", "gmail.com"),
        ("a@naver.com", None),
        ("a@example.org", None),
    ),
)
def test_frequent_slips(address, meant):
    assert suggest_domain(address) == meant


def test_throw_away_mail_services():
    assert is_disposable("a@mailinator.com")
    assert is_disposable("a@MAILINATOR.com")
    assert not is_disposable("a@naver.com")
    assert not is_disposable("mailinator.com@naver.com")
