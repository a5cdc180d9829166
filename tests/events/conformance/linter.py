"""A byte linter for calendar feeds: the faults no parser complains about.

Rules: RFC 5545, sections 3.1 (lines), 3.3.11 (text), 3.6.1 (VEVENT), 3.6.5 (zones),
3.8.4.4 and 3.8.5 (rules), and our own: no METHOD, ORGANIZER or ATTENDEE, DTSTAMP equal
to LAST-MODIFIED, rules nowhere but in the file that is made of them.
"""

import re

STATUSES = {"CONFIRMED", "CANCELLED", "TENTATIVE"}
FORBIDDEN = {"METHOD", "ORGANIZER", "ATTENDEE", "COMMENT", "RDATE", "EXRULE"}
RULES = {"RRULE", "EXDATE", "RECURRENCE-ID"}
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME"}
RULE = re.compile(
    r"FREQ=(WEEKLY|MONTHLY);UNTIL=\d{8}T\d{6}Z;INTERVAL=\d+;BYDAY=(-1|[1-5])?[A-Z]{2}"
)
ONCE = ("UID", "DTSTAMP", "DTSTART", "LAST-MODIFIED", "SEQUENCE", "STATUS", "SUMMARY")


Line = tuple[str, str, str]


def faults(feed: bytes, *, rules: bool = False) -> list[str]:
    """Every fault found, as a sentence; an empty list for a clean feed.

    ``rules`` is for the file in which a series is rules with exceptions.
    """
    text = feed.replace(b"\r\n ", b"").decode(errors="replace")
    lines = [_split(line) for line in text.split("\r\n") if line]
    return [*_physical(feed), *_logical(lines), *_events(lines), *_rules(lines, rules)]


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


def _logical(lines: list[Line]) -> list[str]:
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
    return found


def _events(lines: list[Line]) -> list[str]:
    found, seen = [], set()
    for event in _components(lines, "VEVENT"):
        names = [name for name, _, _ in event]
        values = {name: value for name, _, value in event}
        found += [
            f"{name} is there {names.count(name)} times"
            for name in ONCE
            if names.count(name) != 1
        ]
        identity = values.get("UID"), values.get("RECURRENCE-ID")
        if identity in seen:
            found.append("UID is there twice")
        seen.add(identity)
        if values.get("STATUS") not in STATUSES:
            found.append("STATUS is not one")
        if values.get("DTSTAMP") != values.get("LAST-MODIFIED"):
            found.append("DTSTAMP is not LAST-MODIFIED")
        if "DTEND" in values and values["DTEND"] <= values.get("DTSTART", ""):
            found.append("ends before it starts")
    return found


def _rules(lines: list[Line], allowed: bool) -> list[str]:
    """What is wrong with rules, and with what refers to them."""
    found = []
    rules: dict[str, tuple[str, str]] = {}  # the form of DTSTART and its clock, by UID
    for event in _components(lines, "VEVENT"):
        values = {name: value for name, _, value in event}
        forms = {name: parameters for name, parameters, _ in event}
        names = [name for name, _, _ in event]
        if not allowed:
            found += [f"has {name}" for name in sorted(RULES.intersection(names))]
        uid, clock = values.get("UID", ""), values.get("DTSTART", "")[8:]
        if "RRULE" in names:
            rules[uid] = forms.get("DTSTART", ""), clock
            if names.count("RRULE") > 1 or not RULE.fullmatch(values["RRULE"]):
                found.append("RRULE is not one of ours")
        for name, form, value in event:
            if name in ("EXDATE", "RECURRENCE-ID") and (
                (form, value[8:]) != rules.get(uid)
            ):
                found.append(f"{name} is not of its rule")
    return found


def _components(lines: list[Line], kind: str) -> list[list[Line]]:
    found: list[list[Line]] = []
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


def _split(line: str) -> Line:
    head, _, value = line.partition(":")
    name, _, parameters = head.partition(";")
    return name.upper(), parameters, value
