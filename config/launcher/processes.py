"""The programs that make up the running site: started, watched, stopped in order."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from config.launcher import BASE_DIR, LauncherError
from config.lifeline import die_with_parent
from config.postgres_programs import LocalDatabaseError

TAIL_LINES = 12
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
"""Seconds between two attempts to bring back a service: doubled from one to the other."""

STEADY_SECONDS = 60
"""After so long the next end of a service counts as its first."""


def python(*arguments: str) -> list[str]:
    """Return the command that runs this interpreter."""
    return [sys.executable, *arguments]


def tail(log: Path) -> str:
    """Return the last lines of a log, indented for the terminal."""
    if not log.exists():
        return ""
    lines = log.read_text(errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-TAIL_LINES:])


class Service(Protocol):
    """What the supervisor needs to know of a child process or of the database."""

    def start(self) -> None: ...
    def is_running(self) -> bool: ...
    def stop(self) -> None: ...


class Program:
    """A program of the site, with everything it says in a log.

    It leads a process group of its own: Ctrl-C reaches only the launcher, and what the
    program leaves behind can be swept. Should the launcher be killed, so is it.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        log: Path,
        patience: float,
    ) -> None:
        self.command = command
        self.environment = environment
        self.log = log
        self.patience = patience  # seconds to finish its work when asked to stop
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the program, after what may be left of the former one is gone."""
        self._sweep()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                cwd=BASE_DIR,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # Not a gentle signal: the database goes away at the same moment, and a
                # program that waits for it would stay behind.
                preexec_fn=die_with_parent(signal.SIGKILL),
            )

    def is_running(self) -> bool:
        """Say whether the program has not ended."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ask the program to stop, wait for it, and insist when it takes too long."""
        if self._process is None:
            return
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(self.patience)
        self._sweep()
        self._process.wait()

    def _sweep(self) -> None:
        """Kill what is left of the program's process group."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


class _Watched:
    """One service with the memory of how often it had to be brought back."""

    def __init__(self, name: str, service: Service) -> None:
        self.name = name
        self.service = service
        self.pause = FIRST_PAUSE
        self.started = time.monotonic()
        self.due: float | None = None

    def restart_when_due(self, now: float) -> None:
        if self.service.is_running():
            return
        if self.due is None:
            if now - self.started > STEADY_SECONDS:
                self.pause = FIRST_PAUSE
            self.due = now + self.pause
            print(
                f"{self.name} ended; it is started again in {self.pause:.0f} s.",
                flush=True,
            )
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        if now >= self.due:
            self.due, self.started = None, now
            try:
                self.service.start()
            except (LocalDatabaseError, OSError) as error:
                print(f"{self.name} does not start: {error}", flush=True)


class Supervisor:
    """Keeps the services of the site running; stops the last started first."""

    def __init__(self) -> None:
        self._watched: list[_Watched] = []

    def start(self, name: str, service: Service) -> None:
        """Start a service and watch it from now on."""
        watched = _Watched(name, service)
        self._watched.append(watched)
        service.start()

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """Wait for `ready()`, which everything that was started is needed for.

        Raises LauncherError when a program ends meanwhile or `seconds` are over.
        """
        deadline = time.monotonic() + seconds
        while not ready():
            for watched in self._watched:
                service = watched.service
                if isinstance(service, Program) and not service.is_running():
                    message = f"{watched.name} ended at once; {service.log} tells why:"
                    raise LauncherError(message, tail(service.log))
            if time.monotonic() > deadline:
                last = self._watched[-1].service
                log = last.log if isinstance(last, Program) else Path()
                raise LauncherError(
                    f"The site did not answer within {seconds:.0f} seconds:", tail(log)
                )
            time.sleep(0.05)

    def watch(self) -> None:
        """Bring back whatever ends, for ever."""
        while True:
            now = time.monotonic()
            for watched in self._watched:
                watched.restart_when_due(now)
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop everything, the last started first: the database outlives its users."""
        for watched in reversed(self._watched):
            watched.service.stop()
