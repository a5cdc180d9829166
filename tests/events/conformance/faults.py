"""Twenty ways to spoil a feed, and as many to spoil a file of rules.

Each gives the spoiled bytes. They are the faults that feeds in the wild have had.
Those about rules are put into feeds as rules: our own have none, one entry stands for
one date. ``RULE_FAULTS`` spoil the rules of the file that has some.
"""

import re
from collections.abc import Callable

Fault = Callable[[bytes], bytes]
FAULTS: dict[str, Fault] = {}
RULE_FAULTS: dict[str, Fault] = {}

RULE = b"RRULE:FREQ=WEEKLY;COUNT=2"


def fault(name: str, registry: dict[str, Fault] = FAULTS) -> Callable[[Fault], Fault]:
    """Adds a fault under the name it goes by."""

    def add(spoil: Fault) -> Fault:
        registry[name] = spoil
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


RULE_FAULTS |= {
    name: FAULTS[name]
    for name in (
        "no UID",
        "no DTSTART",
        "two DTSTART",
        "STATUS in another spelling",
        "ends before it starts",
        "a syllable cut by folding",
        "cut off",
        "bare line feeds",
        "lines too long",
        "a zone not described",
    )
}


@fault("unknown FREQ", RULE_FAULTS)
def _(feed: bytes) -> bytes:
    return replaced(feed, b"FREQ=WEEKLY", b"FREQ=FORTNIGHTLY")


@fault("another INTERVAL", RULE_FAULTS)
def _(feed: bytes) -> bytes:
    return replaced(feed, b"INTERVAL=1", b"INTERVAL=2")


@fault("UNTIL and COUNT", RULE_FAULTS)
def _(feed: bytes) -> bytes:
    return replaced(feed, b"RRULE:", b"RRULE:COUNT=50;")


@fault("UNTIL in local time", RULE_FAULTS)
def _(feed: bytes) -> bytes:
    return replaced(feed, rb"UNTIL=(\d{8})T\d{6}Z", rb"UNTIL=\g<1>T190000")


@fault("UNTIL an hour early", RULE_FAULTS)
def _(feed: bytes) -> bytes:
    return replaced(feed, rb"UNTIL=(\d{8})T10", rb"UNTIL=\g<1>T09")


@fault("no UNTIL", RULE_FAULTS)
def _(feed: bytes) -> bytes:
    return replaced(feed, rb"UNTIL=\w+;", b"")


@fault("no EXDATE", RULE_FAULTS)
def _(feed: bytes) -> bytes:
    return replaced(feed, rb"EXDATE.*\r\n", b"")


@fault("EXDATE an hour off", RULE_FAULTS)
def _(feed: bytes) -> bytes:
    return replaced(feed, rb"(EXDATE;TZID=.*:\d{8})T19", rb"\g<1>T20")


@fault("EXDATE in UTC", RULE_FAULTS)
def _(feed: bytes) -> bytes:
    return replaced(feed, rb"EXDATE;TZID=.*:(\d{8}).*", rb"EXDATE:\g<1>T100000Z\r")


@fault("no RECURRENCE-ID", RULE_FAULTS)
def _(feed: bytes) -> bytes:
    return replaced(feed, rb"RECURRENCE-ID.*\r\n", b"")


@fault("RECURRENCE-ID an hour off", RULE_FAULTS)
def _(feed: bytes) -> bytes:
    return replaced(feed, rb"(RECURRENCE-ID;TZID=.*:\d{8})T19", rb"\g<1>T20")


@fault("RECURRENCE-ID in UTC", RULE_FAULTS)
def _(feed: bytes) -> bytes:
    return replaced(
        feed, rb"RECURRENCE-ID;TZID=.*:(\d{8}).*", rb"RECURRENCE-ID:\g<1>T100000Z\r"
    )


@fault("an exception that is for all that follow", RULE_FAULTS)
def _(feed: bytes) -> bytes:
    return replaced(feed, b"RECURRENCE-ID;", b"RECURRENCE-ID;RANGE=THISANDFUTURE;")


@fault("an exception to nothing", RULE_FAULTS)
def _(feed: bytes) -> bytes:
    uids = re.findall(rb"UID:.*\r\n", feed)
    assert uids[0] == uids[1]
    head, _, tail = feed.partition(uids[0])
    return head + uids[0] + tail.replace(uids[0], b"UID:none\r\n", 1)
