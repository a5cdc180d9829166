"""What is the same for everybody, kept in this process for a second.

On the day a statement goes viral nearly every request needs the same few pages and
rows. Pages are forgotten as soon as anybody changes something through any web process
on this host: a successful POST touches a stamp file that all of them look at (a `stat`
costs microseconds), so a count is never old. What the worker or another host changes
is seen a second later.
"""

import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from django.conf import settings

logger = logging.getLogger(__name__)

Value = TypeVar("Value")

LARGEST_MEMORY = 400


@dataclass(slots=True)
class _Kept(Generic[Value]):
    value: Value
    stamp: int
    until: float
    making: threading.Lock

    def is_true(self, stamp: int) -> bool:
        return self.stamp >= stamp and self.until > time.monotonic()


class Memory(Generic[Value]):
    """Values by key, each for a second, or less when `stamp()` has grown meanwhile.

    `is_kept` says of a fresh value whether it may be kept at all.
    """

    def __init__(
        self,
        *,
        stamp: Callable[[], int] = lambda: 0,
        is_kept: Callable[[Value], bool] = lambda value: True,
    ) -> None:
        self._stamp = stamp
        self._is_kept = is_kept
        self._kept: OrderedDict[Hashable, _Kept[Value]] = OrderedDict()

    def recall(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value kept under `key`, or a fresh one from `make()`."""
        if not settings.MEMORY_SECONDS:
            return make()
        kept = self._kept.get(key)
        if kept is None:
            return self._make(key, make, threading.Lock())
        stamp = self._stamp()
        if kept.is_true(stamp):
            return kept.value
        # One makes it anew; who comes meanwhile waits and takes that one.
        with kept.making:
            kept = self._kept.get(key, kept)
            if kept.is_true(stamp):
                return kept.value
            return self._make(key, make, kept.making)

    def _make(
        self, key: Hashable, make: Callable[[], Value], making: threading.Lock
    ) -> Value:
        # Read before: what changes while the value is made may be missing in it.
        stamp = self._stamp()
        value = make()
        if self._is_kept(value):
            until = time.monotonic() + settings.MEMORY_SECONDS
            self._kept[key] = _Kept(value, stamp, until, making)
            self._kept.move_to_end(key)
            while len(self._kept) > LARGEST_MEMORY:
                self._kept.popitem(last=False)
        else:
            self._kept.pop(key, None)
        return value


def note_change() -> None:
    """Tells every web process on this host that what it keeps may have changed.

    The change itself is done: a stamp that cannot be written costs a page that is
    a second old, not the answer.
    """
    path = Path(settings.MEMORY_STAMP)
    now = time.time_ns()  # the file system's own clock only ticks every few ms
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, ns=(now, now))
    except OSError:
        logger.exception("the stamp of the memory cannot be written")


def last_change() -> int:
    """The moment of the last change noted on this host, in nanoseconds."""
    try:
        return os.stat(settings.MEMORY_STAMP).st_mtime_ns  # noqa: PTH116 (half the time)
    except OSError:
        return 0
