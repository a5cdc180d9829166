"""Processes that must not outlive the one that started them, however that one ends."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
"""prctl(2): the signal this process gets when the thread that made it ends, even by kill -9. Linux only."""


def die_with_parent(signal_number: signal.Signals) -> Callable[[], None]:
    """Return a `preexec_fn` for `subprocess.Popen`: the child gets `signal_number` as soon as we are gone.

    `subprocess` calls it after it changed the user, which would clear the request.
    """
    parent = os.getpid()
    ask = _prctl()

    def prepare() -> None:
        ask(PR_SET_PDEATHSIG, signal_number)
        if os.getppid() != parent:  # we ended before the child could ask
            os._exit(1)

    return prepare


def end_with_parent(signal_number: signal.Signals) -> None:
    """Let this very process get `signal_number` when the one that started it ends."""
    _prctl()(PR_SET_PDEATHSIG, signal_number)


def _prctl() -> Callable[[int, int], int]:
    if sys.platform != "linux":
        return lambda _option, _value: 0
    # Looked up before the fork: a child between fork and exec must not load libraries.
    function: Callable[[int, int], int] = ctypes.CDLL(None).prctl
    return function
