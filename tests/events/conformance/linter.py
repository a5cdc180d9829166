"""A byte linter for calendar feeds: the faults no parser complains about.

Rules: RFC 5545, sections 3.1 (lines), 3.3.11 (text), 3.6.1 (VEVENT), 3.6.5 (zones),
and our own: no METHOD, ORGANIZER or ATTENDEE, DTSTAMP equal to LAST-MODIFIED.
"""

import re

STATUSES = {"CONFIRMED", "CANCELLED", "TENTATIVE"}
FORBIDDEN = {"METHOD", "ORGANIZER", "ATTENDEE", "COMMENT", "RRULE", "RECURRENCE-ID"}
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME"}
ONCE = ("UID", "DTSTAMP", "DTSTART", "LAST-MODIFIED", "SEQUENCE", "STATUS", "SUMMARY")


def faults(feed: bytes) -> list[str]:
    """Every fault found, as a sentence; an empty list for a clean feed."""
    return [*_physical(feed), *_logical(feed)]


def _physical(feed: bytes) -> list[str]:
    found = []
    if b"\n" in feed.replace(b"\r\n", b""):
        found.append("bare line feed")
    if not feed.endswith(b"\r\n"):
        found.append("last line is not ended")
    for number, line in enumerate(feed.split(b"\r\n"), 1):
        if len(line) > 75:
            found.append(f"line {number} has {len(line)} octets")
        try:
            line.decode()
        except UnicodeDecodeError:
            found.append(f"line {number} cuts a character")
    return found


def _logical(feed: bytes) -> list[str]:
    text = feed.replace(b"\r\n ", b"").decode(errors="replace")
    lines = [_split(line) for line in text.split("\r\n") if line]
    found = []
    if lines[0] != ("BEGIN", "", "VCALENDAR") or lines[-1] != ("END", "", "VCALENDAR"):
        found.append("not one VCALENDAR")
    names = [name for name, _, _ in lines]
    found += [f"has {name}" for name in sorted(FORBIDDEN.intersection(names))]
    found += [f"no {name}" for name in ("VERSION", "PRODID") if name not in names]
    for name, _, value in lines:
        if name in TEXTS and re.search(r"(?<!\\)(?:\\\\)*[,;]", value):
            found.append(f"{name} is not escaped")
    zones = {value for name, _, value in lines if name == "TZID"}
    for _, parameters, _ in lines:
        zone = re.search(r"TZID=([^;:]+)", parameters)
        if zone and zone.group(1) not in zones:
            found.append(f"{zone.group(1)} is not described")
    return found + _events(lines)


def _events(lines: list[tuple[str, str, str]]) -> list[str]:
    found, seen = [], set()
    for event in _components(lines, "VEVENT"):
        names = [name for name, _, _ in event]
        values = {name: value for name, _, value in event}
        found += [
            f"{name} is there {names.count(name)} times"
            for name in ONCE
            if names.count(name) != 1
        ]
        if values.get("UID") in seen:
            found.append("UID is there twice")
        seen.add(values.get("UID"))
        if values.get("STATUS") not in STATUSES:
            found.append("STATUS is not one")
        if values.get("DTSTAMP") != values.get("LAST-MODIFIED"):
            found.append("DTSTAMP is not LAST-MODIFIED")
        if "DTEND" in values and values["DTEND"] <= values.get("DTSTART", ""):
            found.append("ends before it starts")
    return found


def _components(
    lines: list[tuple[str, str, str]], kind: str
) -> list[list[tuple[str, str, str]]]:
    found: list[list[tuple[str, str, str]]] = []
    inside = False
    for line in lines:
        if line == ("BEGIN", "", kind):
            inside = True
            found.append([])
        elif line == ("END", "", kind):
            inside = False
        elif inside:
            found[-1].append(line)
    return found


def _split(line: str) -> tuple[str, str, str]:
    head, _, value = line.partition(":")
    name, _, parameters = head.partition(";")
    return name.upper(), parameters, value
