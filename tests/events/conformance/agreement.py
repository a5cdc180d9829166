"""Runs every reader under a time zone and compares what it found with the database."""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from coalition.localized import localized
from events.ical.entries import STATUS
from events.models import Occurrence
from events.models.wording import public_title, where_text
from tests.events.conformance.readers import Entry, ends, written

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
# The first two are not the zone of our gatherings: who mistakes one clock for another
# is found. In the third nobody may be helped by an offset that is there by chance.
PROCESS_ZONES = ("UTC", "America/New_York", "Asia/Seoul")

Reading = list[Entry] | str


def stored_entries(occurrences: Iterable[Occurrence]) -> list[Entry]:
    """What a reader has to find, by the database and the active language."""
    entries = []
    for occurrence in occurrences:
        if occurrence.local_time is None:
            start, end = occurrence.local_date, None
        else:
            start, end = occurrence.starts_at, occurrence.ends_at
        entries.append(
            (
                str(occurrence.uid),
                written(start),
                written(ends(start, end)),
                STATUS[occurrence.state],
                public_title(occurrence),
                _place(occurrence),
            )
        )
    return sorted(entries)


def _place(occurrence: Occurrence) -> str:
    if occurrence.is_online:
        return where_text(occurrence)
    if occurrence.venue is None:
        return ""
    named = (localized(occurrence.venue, name) for name in ("name", "address"))
    return ", ".join(filter(None, named))


def read_all(feeds: Sequence[bytes], zone: str) -> list[dict[str, Reading]]:
    """What each reader finds in each feed, by programs whose time zone is ``zone``."""
    by_python = _run(
        [sys.executable, "-m", "tests.events.conformance.readers"], feeds, zone
    )
    by_node = _run([node(), str(HERE / "ical_js.mjs")], feeds, zone)
    return [ours | theirs for ours, theirs in zip(by_python, by_node, strict=True)]


def without_uids(readings: dict[str, Reading]) -> dict[str, Reading]:
    """For entries that go by other names: the dates of a rule have one together."""
    return {
        reader: reading if isinstance(reading, str) else [each[1:] for each in reading]
        for reader, reading in readings.items()
    }


def disagreements(readings: dict[str, Reading], stored: list[Entry]) -> dict[str, str]:
    """Who did not find exactly what is stored, and what was found instead."""
    return {
        reader: reading if isinstance(reading, str) else _difference(reading, stored)
        for reader, reading in readings.items()
        if isinstance(reading, str) or sorted(map(tuple, reading)) != stored
    }


def _difference(reading: list[Entry], stored: list[Entry]) -> str:
    found = sorted(map(tuple, reading))
    missing = [each for each in stored if each not in found]
    wrong = [each for each in found if each not in stored]
    return f"{len(found)} of {len(stored)} entries; missing {missing}, wrong {wrong}"


def _run(
    command: list[str], feeds: Sequence[bytes], zone: str
) -> list[dict[str, Reading]]:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"TZ": zone},
        input=json.dumps([base64.b64encode(feed).decode() for feed in feeds]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def node() -> str:
    """The program that runs ical.js; a test without it fails and says what to do."""
    node = shutil.which("node")
    if node is None:
        pytest.fail("node is missing. As root: apt-get install nodejs npm")
    if not (HERE / "node_modules" / "ical.js").is_dir():
        pytest.fail("ical.js is missing. Run: make readers")
    return node
