"""Start the database, measure, and stop everything again: see the package."""

import os
import signal
import sys
from types import FrameType

import django

from bench.servers import database, environment, free_port, temporary_folder


def main() -> int:
    """Return the exit code: a missed mark is a result, a wrong count is a failure."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        with temporary_folder() as folder, database(folder) as url:
            port = free_port()
            os.environ.update(environment(folder, url, port))
            django.setup()
            from bench.sitting import hold_sitting  # noqa: PLC0415 (needs the settings)

            return hold_sitting(folder, port)
    except KeyboardInterrupt:
        return 130


def _stop(_number: int, _frame: FrameType | None) -> None:
    # A second one must not cut short what the first one makes us do.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
