"""Twenty ways to spoil a feed; each gives the spoiled bytes.

They are the faults that feeds in the wild have had. Those about rules are put in as
rules: our own feeds have none, one entry stands for one date.
"""

import re
from collections.abc import Callable

Fault = Callable[[bytes], bytes]
FAULTS: dict[str, Fault] = {}

RULE = b"RRULE:FREQ=WEEKLY;COUNT=2"


def fault(name: str) -> Callable[[Fault], Fault]:
    """Adds a fault under the name it goes by."""

    def add(spoil: Fault) -> Fault:
        FAULTS[name] = spoil
        return spoil

    return add


def replaced(feed: bytes, pattern: bytes, by: bytes) -> bytes:
    """The feed with the first match of ``pattern`` replaced."""
    spoiled, count = re.subn(pattern, by, feed, count=1)
    assert count == 1, pattern
    return spoiled


@fault("no UID")
def _(feed: bytes) -> bytes:
    return replaced(feed, rb"UID:.*\r\n", b"")


@fault("no DTSTART")
def _(feed: bytes) -> bytes:
    return replaced(feed, rb"DTSTART;TZID=.*\r\n", b"")


@fault("no PRODID")
def _(feed: bytes) -> bytes:
    return replaced(feed, rb"PRODID:.*\r\n", b"")


@fault("no VERSION")
def _(feed: bytes) -> bytes:
    return replaced(feed, rb"VERSION:.*\r\n", b"")


@fault("two DTSTART")
def _(feed: bytes) -> bytes:
    return replaced(feed, rb"(DTSTART;TZID=.*\r\n)", rb"\1\1")


@fault("STATUS in another spelling")
def _(feed: bytes) -> bytes:
    return replaced(feed, b"STATUS:CANCELLED", b"STATUS:CANCELED")


@fault("ends before it starts")
def _(feed: bytes) -> bytes:
    return replaced(feed, rb"(DTEND;TZID=.*:)\d{8}T", rb"\g<1>20260101T")


@fault("one UID twice")
def _(feed: bytes) -> bytes:
    first, second = re.findall(rb"UID:.*\r\n", feed)[:2]
    return feed.replace(second, first)


@fault("unknown FREQ")
def _(feed: bytes) -> bytes:
    return _with_rule(feed, b"RRULE:FREQ=FORTNIGHTLY;COUNT=2")


@fault("UNTIL and COUNT")
def _(feed: bytes) -> bytes:
    return _with_rule(feed, b"RRULE:FREQ=WEEKLY;COUNT=2;UNTIL=20270101T100000Z")


@fault("UNTIL in local time")
def _(feed: bytes) -> bytes:
    return _with_rule(feed, b"RRULE:FREQ=WEEKLY;UNTIL=20261211T190000")


@fault("RECURRENCE-ID an hour off")
def _(feed: bytes) -> bytes:
    return _with_exception(feed, b"RECURRENCE-ID;TZID=Asia/Seoul:%sT200000")


@fault("RECURRENCE-ID in UTC")
def _(feed: bytes) -> bytes:
    return _with_exception(feed, b"RECURRENCE-ID:%sT100000Z")


@fault("a syllable cut by folding")
def _(feed: bytes) -> bytes:
    syllable = "집".encode()
    return replaced(feed, syllable, syllable[:1] + b"\r\n " + syllable[1:])


@fault("cut off")
def _(feed: bytes) -> bytes:
    return feed[: feed.rindex(b"SUMMARY")]


@fault("an error page")
def _(feed: bytes) -> bytes:
    return b"<!doctype html><title>502 Bad Gateway</title>\n"


@fault("bare line feeds")
def _(feed: bytes) -> bytes:
    return feed.replace(b"\r\n", b"\n")


@fault("lines too long")
def _(feed: bytes) -> bytes:
    return feed.replace(b"\r\n ", b"")


@fault("a zone not described")
def _(feed: bytes) -> bytes:
    return re.sub(rb"(?s)BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", b"", feed)


@fault("a comma not escaped")
def _(feed: bytes) -> bytes:
    return replaced(feed, rb"\\,", b",")


def _with_rule(feed: bytes, rule: bytes) -> bytes:
    return replaced(feed, b"END:VEVENT", rule + b"\r\nEND:VEVENT")


def _with_exception(feed: bytes, recurrence_id: bytes) -> bytes:
    """The first entry as a rule of two dates, the first of which is an exception."""
    first = re.search(rb"(?s)BEGIN:VEVENT.*?END:VEVENT\r\n", feed)
    assert first is not None
    date = re.search(rb"DTSTART;TZID=.*:(\d{8})", first[0])
    assert date is not None
    exception = replaced(
        first[0], b"END:VEVENT", recurrence_id % date[1] + b"\r\nEND:VEVENT"
    )
    return _with_rule(feed, RULE).replace(
        b"END:VCALENDAR", exception + b"END:VCALENDAR"
    )
