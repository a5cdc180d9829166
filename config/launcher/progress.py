"""What the person at the terminal sees while the site starts."""

import time
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def step(label: str) -> Generator[None, None, None]:
    """Say what is done while it is done, and how long it took."""
    started = time.monotonic()
    print(f"{label} ...", end="", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - started:.1f} s", flush=True)
