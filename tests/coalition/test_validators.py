"""Which names, websites and texts of organizations are taken."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError

from coalition.validators import (
    clean_organization_name,
    clean_text,
    clean_website,
    name_skeleton,
)

NAME = "한국여성단체연합"


@pytest.mark.parametrize(
    ("typed", "kept"),
    (
        (NAME, NAME),
        (unicodedata.normalize("NFD", NAME), NAME),
        ("(사)달빛여성회", "(사)달빛여성회"),
        ("（사）달빛여성회", "(사)달빛여성회"),
        ("㈔달빛여성회", "㈔달빛여성회"),
        ("사)달빛여성회", "사)달빛여성회"),
        ("여성ㆍ아동 상담소", "여성·아동 상담소"),
        ("여성・아동 상담소", "여성·아동 상담소"),
        ("4·27시대연구원", "4·27시대연구원"),
        ("ＫＷＡＵ", "KWAU"),
        ("달빛\u3000여성회", "달빛 여성회"),
        ("  달빛   여성회 ", "달빛 여성회"),
        ("달빛여성회 서울지부, 강남", "달빛여성회 서울지부, 강남"),
        ("Korean Women's Link", "Korean Women's Link"),
        ("Femmes & Égalité", "Femmes & Égalité"),
        ("Women-Link Co.", "Women-Link Co."),
        ("가" * 120, "가" * 120),
    ),
)
def test_names_that_organizations_have(typed, kept):
    assert clean_organization_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    (
        "",
        "   ",
        "\u3164",  # Hangul filler
        "\uffa0",  # half-width Hangul filler
        "\u115f\u1160",  # leading and vowel fillers
        "\u2800",  # Braille blank
        "\u200b",  # zero-width space
        "한국\u200b여성단체연합",
        "한국\u200d여성단체연합",
        "한국\u2060여성단체연합",
        "한국\u3164여성단체연합",
        "한국\u202e여성단체연합",  # right-to-left override
        "한국\u2066여성단체연합\u2069",
        "한국여성단체연합\U000e0041",  # tag character
        "한국여성단체연합\ufe0f",  # variation selector
        "ㅎㅏㄴ국여성단체연합",  # lone jamo
        "ᄒᆫ국여성단체연합",  # archaic jamo that makes no syllable
        "ﾡﾢﾣ",  # half-width jamo
        "А여성회",  # Cyrillic
        "Ｗοmen",  # Greek omicron
        "Wom\u0435n Link",  # Cyrillic е inside Latin
        "日本女性会",
        "여성회\n연합",
        "여성회\x00",
        "여성회\ud800",
        "=HYPERLINK(1)",
        "+여성회",
        "-여성회",
        "@여성회",
        "여성회 www.example.kr",
        "여성회 https://example.kr",
        "여성회 010-1234-5678",
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "여성회!",
        "①여성회",
        "여성회️❤",
        "a\u0300\u0301\u0302\u0303여성회",  # stacked marks
        "1234",
        "·()",
        "가" * 121,
    ),
)
def test_names_that_imitate_hide_or_break(typed):
    with pytest.raises(ValidationError):
        clean_organization_name(typed)


@pytest.mark.parametrize(
    "typed",
    (
        NAME,
        unicodedata.normalize("NFD", NAME),
        f"(사){NAME}",
        f"사단법인 {NAME}",
        f"㈔{NAME}",
        f"{NAME}(사)",
        f"사){NAME}",
        "한국 여성 단체 연합",
        "한국여성단체연합.",
        "한국여성·단체연합",
        "한국여성단체연합 ()",
    ),
)
def test_names_that_look_the_same_have_one_skeleton(typed):
    assert name_skeleton(typed) == NAME


def test_skeletons_of_latin_names_forget_case_width_and_accents():
    assert name_skeleton("ＷＯＭＥＮ-Link") == name_skeleton("women link")
    assert name_skeleton("Égalité") == "egalite"


@pytest.mark.parametrize(
    ("one", "other"),
    (
        (NAME, "한국여성단체연대"),
        ("달빛여성회", "달빛여성회 서울지부"),
        ("4·16연대", "4·27연대"),
        ("사람사람", "사람"),
    ),
)
def test_other_names_have_other_skeletons(one, other):
    assert name_skeleton(one) != name_skeleton(other)


@pytest.mark.parametrize(
    ("typed", "kept"),
    (
        ("", ""),
        ("https://example.kr", "https://example.kr"),
        ("http://example.or.kr/a?b=1#c", "http://example.or.kr/a?b=1#c"),
        ("example.kr/about", "https://example.kr/about"),
        (" HTTPS://Example.KR ", "https://example.kr"),
        ("https://달빛.한국", "https://xn--bk1bw0t.xn--3e0b707e"),
        ("https://example.kr:8443/", "https://example.kr:8443/"),
    ),
)
def test_websites_that_are_taken(typed, kept):
    assert clean_website(typed) == kept


@pytest.mark.parametrize(
    "typed",
    (
        "javascript:alert(1)",
        "JAVASCRIPT://example.kr/%0aalert(1)",
        "data:text/html,<script>",
        "//x",
        "//evil.kr/",
        "/path",
        "ftp://example.kr",
        "http://",
        "http:///evil.kr",
        "http:\\\\evil.kr",
        "http://localhost",
        "http://localhost:8000",
        "http://intranet.local",
        "http://127.0.0.1",
        "http://127.1",
        "http://10.0.0.1/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data",
        "http://user@example.kr",
        "http://naver.com@evil.kr",
        "http://example.kr\\@evil.kr",
        "http://example.kr:99999",
        "http://exa mple.kr",
        "http://example..kr",
        "http://-example.kr",
        "http://ex%61mple.kr",
        "https://аpple.com",  # Cyrillic а
        "https://xn--80ak6aa92e.com",  # the same in ASCII
        "https://example.kr\u202e",
        "https://example.kr/\x00",
        "https://example.kr/" + "a" * 190,
        "https://" + "가" * 60 + ".kr/" + "a" * 130,  # too long once in ASCII
        "a" * 3000,
    ),
)
def test_websites_that_are_refused(typed):
    with pytest.raises(ValidationError):
        clean_website(typed)


def test_text_keeps_its_lines():
    assert clean_text(" 하나\r\n둘 ", longest=10) == "하나\n둘"
    assert clean_text("하나\n\u3164\n둘", longest=10) == "하나\n\u3164\n둘"


@pytest.mark.parametrize(
    "typed",
    ("a\x00b", "a\u202eb", "a\u200bb", "a\tb", "가" * 11, "\u3164", "\u2800 \u115f"),
)
def test_text_that_is_refused(typed):
    with pytest.raises(ValidationError):
        clean_text(typed, longest=10)
