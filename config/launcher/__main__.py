"""Start the site, keep it running, stop it: see the package's docstring."""

import fcntl
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from config.launcher import BASE_DIR, LauncherError
from config.launcher.site import Site
from config.lifeline import end_with_parent
from config.postgres_programs import LocalDatabaseError

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked the launcher to stop; not an error, so nothing catches it."""


def main(arguments: list[str]) -> int:
    """Run the site until it is told to stop; return the exit code."""
    if arguments not in (["run"], ["serve"]):
        print("Say what to start: make run (a trial) or make serve.", file=sys.stderr)
        return 2
    # A make that is killed cannot tell us.
    end_with_parent(signal.SIGTERM)
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    try:
        with _only_launcher():
            _run(Site(trial=arguments == ["run"]))
    except (LauncherError, LocalDatabaseError) as error:
        print(error, file=sys.stderr)
        if details := getattr(error, "details", ""):
            print(details, file=sys.stderr)
        return 1
    except Stopped:
        return 0
    return 0


def _run(site: Site) -> None:
    try:
        site.start()
        print(*site.welcome(), sep="\n", flush=True)
        site.watch()
    finally:
        # Nothing may cut the order of the stop short; every step of it has its limit.
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        site.stop()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


@contextmanager
def _only_launcher() -> Generator[None, None, None]:
    """Hold the lock of this clone; the kernel gives it back however we end."""
    (BASE_DIR / "var").mkdir(mode=0o700, exist_ok=True)
    with (BASE_DIR / "var" / "launcher.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LauncherError(
                "The site of this folder is running already: stop it first, or start "
                "a second one from another clone."
            ) from error
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
