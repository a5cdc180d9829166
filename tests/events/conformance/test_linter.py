"""The linter must catch what it is there for."""

import pytest

from tests.events.conformance.linter import faults

CLEAN = (
    "BEGIN:VCALENDAR\r\nPRODID:-//x//y//KO\r\nVERSION:2.0\r\n"
    "BEGIN:VTIMEZONE\r\nTZID:Asia/Seoul\r\nBEGIN:STANDARD\r\n"
    "DTSTART:20261101T000000\r\nTZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\n"
    "END:STANDARD\r\nEND:VTIMEZONE\r\n"
    "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261101T000000Z\r\n"
    "LAST-MODIFIED:20261101T000000Z\r\nSEQUENCE:0\r\nSTATUS:CONFIRMED\r\n"
    "SUMMARY:집회\\, 행진\r\nDTSTART;TZID=Asia/Seoul:20261127T190000\r\n"
    "DTEND;TZID=Asia/Seoul:20261127T210000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_a_clean_feed_has_no_fault():
    assert faults(CLEAN.encode()) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    (
        ("VERSION:2.0\r\n", "VERSION:2.0\n", "bare line feed"),
        ("VERSION:2.0\r\n", "", "no VERSION"),
        ("PRODID:-//x//y//KO\r\n", "", "no PRODID"),
        ("END:VCALENDAR\r\n", "", "not one VCALENDAR"),
        ("UID:1\r\n", "", "UID is there 0 times"),
        ("DTSTAMP:20261101T000000Z\r\n", "", "DTSTAMP is there 0 times"),
        ("UID:1\r\n", "UID:1\r\nUID:2\r\n", "UID is there 2 times"),
        ("STATUS:CONFIRMED", "STATUS:CANCELED", "STATUS is not one"),
        ("DTSTAMP:20261101", "DTSTAMP:20261102", "DTSTAMP is not LAST-MODIFIED"),
        ("20261127T210000", "20261127T180000", "ends before it starts"),
        ("집회\\, 행진", "집회, 행진", "SUMMARY is not escaped"),
        ("SUMMARY:", "SUMMARY:" + "가" * 30, "line 18 has 113 octets"),
        (
            "TZID=Asia/Seoul:20261127T19",
            "TZID=Asia/X:20261127T19",
            "Asia/X is not described",
        ),
        ("VERSION:2.0\r\n", "VERSION:2.0\r\nMETHOD:PUBLISH\r\n", "has METHOD"),
        ("UID:1\r\n", "UID:1\r\nORGANIZER:mailto:a@b.c\r\n", "has ORGANIZER"),
    ),
)
def test_a_fault_is_named(old, new, fault):
    assert old in CLEAN
    assert fault in faults(CLEAN.replace(old, new, 1).encode())


def test_a_syllable_cut_by_folding_is_named():
    cut = CLEAN.encode().replace(
        "집".encode(), "집".encode()[:1] + b"\r\n " + "집".encode()[1:]
    )

    assert "line 18 cuts a character" in faults(cut)


def test_a_second_event_with_the_same_uid_is_named():
    event = CLEAN[CLEAN.index("BEGIN:VEVENT") : CLEAN.index("END:VCALENDAR")]

    assert faults(CLEAN.replace(event, event * 2).encode()) == ["UID is there twice"]
