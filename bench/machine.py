"""Where and when a run was made, and how much other programs took from it."""

import os
import platform
import time
from importlib.metadata import version
from pathlib import Path

from django.db import connection

_PARENT, _TIMES = 1, slice(11, 15)
"""Fields of /proc/<pid>/stat after the name: ppid; utime, stime, cutime, cstime."""

_TICKS = os.sysconf("SC_CLK_TCK")


def describe() -> list[str]:
    """Lines about the machine and what runs on it."""
    programs = f"Python {platform.python_version()}"
    programs += f", Django {version('django')}, granian {version('granian')}"
    database = connection.pg_version
    return [
        time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        f"{programs}, PostgreSQL {database // 10000}.{database % 10000}",
    ]


class OtherPrograms:
    """How busy everything but this run keeps the machine, from its making on."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._before = _busy_seconds() - _own_seconds()

    def share(self) -> float:
        """Their share of the time of all cores, 0 to 1."""
        taken = _busy_seconds() - _own_seconds() - self._before
        whole = (time.monotonic() - self._started) * (os.cpu_count() or 1)
        return max(0.0, taken / whole)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(": ")[2]
    return platform.machine()


def _busy_seconds() -> float:
    """Processor time of the whole machine that was not idle, since it started."""
    fields = Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    idle = int(fields[3]) + int(fields[4])
    return (sum(map(int, fields)) - idle) / _TICKS


def _own_seconds() -> float:
    """Processor time of this process and of all it started."""
    parents, ticks = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        parents[int(folder.name)] = int(fields[_PARENT])
        ticks[int(folder.name)] = sum(map(int, fields[_TIMES]))
    total = 0
    for process, used in ticks.items():
        ancestor: int | None = process
        while ancestor and ancestor != os.getpid():
            ancestor = parents.get(ancestor)
        if ancestor:
            total += used
    return total / _TICKS
