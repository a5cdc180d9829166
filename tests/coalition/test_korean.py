"""Sorting and dating as Korean readers expect it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from coalition.korean import SEOUL, clock, day, moment, sort_key


def test_legal_forms_do_not_sort_and_hangul_stands_before_latin():
    names = [
        "Womenlink",
        "(사)제주여민회",
        "한국여성단체연합",
        "사단법인 가온누리",
        "㈔나란히",
        "4·27시대연구원",
        "사회복지법인 다솜",
        "100인의 곁",
        "ctrl",
        "사랑방",
    ]

    assert sorted(names, key=sort_key) == [
        "100인의 곁",
        "4·27시대연구원",
        "사단법인 가온누리",
        "㈔나란히",
        "사회복지법인 다솜",
        "사랑방",
        "(사)제주여민회",
        "한국여성단체연합",
        "ctrl",
        "Womenlink",
    ]


@pytest.mark.parametrize(
    ("name", "key"),
    (
        ("(사) 한국여성의전화", "한국여성의전화"),
        ("사) 한국여성의전화", "한국여성의전화"),
        ("사단법인(사)한국여성의전화", "한국여성의전화"),
        ("재단법인 아름", "아름"),
        ("사단법인", "사단법인"),
        ("서울 여성·회", "서울여성회"),
    ),
)
def test_what_is_stripped_from_a_sort_key(name, key):
    assert sort_key(name) == key


def test_decomposed_hangul_sorts_like_composed():
    assert sort_key("\u1112\u1161\u11ab국") == sort_key("한국")


EVENING = dt.datetime(2024, 8, 30, 19, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("language", "value", "text"),
    (
        ("ko", EVENING, "2024년 8월 30일(금) 오후 7시"),
        ("ko", EVENING.replace(hour=0, minute=5), "2024년 8월 30일(금) 0시 5분"),
        ("ko", EVENING.replace(hour=12), "2024년 8월 30일(금) 낮 12시"),
        ("en", EVENING, "Fri 30 August 2024, 7 p.m. KST"),
        ("en", EVENING.replace(minute=30), "Fri 30 August 2024, 7:30 p.m. KST"),
        ("ko", EVENING.astimezone(dt.UTC), "2024년 8월 30일(금) 오후 7시"),
    ),
)
def test_moments(language, value, text):
    with translation.override(language):
        assert moment(value) == text


def test_a_moment_in_another_zone():
    with translation.override("en"):
        assert moment(EVENING, ZoneInfo("Europe/Berlin")) == (
            "Fri 30 August 2024, 12 noon CEST"
        )


def test_days_and_clocks():
    with translation.override("ko"):
        assert (day(dt.date(2026, 11, 22)), clock(dt.time(9, 5))) == (
            "2026년 11월 22일(일)",
            "오전 9시 5분",
        )
