"""A load generator: one thread, keep-alive connections, a request on each at all times.

It costs about as much processor time per request as wrk does (docs/benchmarks.md), needs nothing installed,
and looks at every answer.
"""

import re
import select
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

HOST = "127.0.0.1"
CONNECTIONS = 16
PATIENCE = 10.0
"""Seconds without any answer after which the server counts as stuck."""

NOT_MODIFIED = 304

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class LoadError(Exception):
    """The server gave an answer that cannot be measured, or none."""


@dataclass
class Run:
    """What one run of load saw."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)  # seconds

    @property
    def rate(self) -> float:
        """Answers per second."""
        return sum(self.statuses.values()) / self.seconds

    def latency(self, share: float) -> float:
        """The latency in milliseconds that this share of the answers did not exceed."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)]


class _Connection:
    """One keep-alive connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self.status = 0
        self.missing = 0  # bytes of the body still to come

    def send(self, request: bytes) -> None:
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take what has arrived; say whether the answer is complete."""
        data = self.socket.recv(262_144)
        if not data:
            raise LoadError("The server closed a connection.")
        if self.missing:
            self.missing -= len(data)
            return self.missing == 0
        head = data.find(b"\r\n\r\n")
        if head < 0:
            raise LoadError(f"An answer's head is not whole: {data[:200]!r}")
        self.status = int(data[9:12])
        length = _LENGTH.search(data, 0, head)
        if length is None and self.status != NOT_MODIFIED:
            raise LoadError(f"An answer has no length: {data[:200]!r}")
        self.missing = (int(length[1]) if length else 0) + head + 4 - len(data)
        return self.missing == 0


def run_load(port: int, requests: Iterator[bytes], seconds: float) -> Run:
    """Send `requests`, each once, until `seconds` are over or there are no more.

    Raises LoadError when an answer cannot be read or none comes.
    """
    run = Run()
    poll = select.epoll()
    busy: dict[int, _Connection] = {}
    started = time.perf_counter()
    try:
        for request, _ in zip(requests, range(CONNECTIONS), strict=False):
            connection = _Connection(port)
            busy[connection.socket.fileno()] = connection
            poll.register(connection.socket, select.EPOLLIN)
            connection.send(request)
        while busy:
            ready = poll.poll(PATIENCE)
            if not ready:
                raise LoadError(f"No answer within {PATIENCE:.0f} seconds.")
            for number, _ in ready:
                _step(run, busy, number, requests, started + seconds)
    finally:
        poll.close()
        for connection in busy.values():
            connection.socket.close()
    run.seconds = time.perf_counter() - started
    return run


def _step(
    run: Run,
    busy: dict[int, _Connection],
    number: int,
    requests: Iterator[bytes],
    deadline: float,
) -> None:
    """Take what one connection has; note a complete answer and send the next request."""
    connection = busy[number]
    if not connection.receive():
        return
    now = time.perf_counter()
    run.latencies.append(now - connection.sent_at)
    run.statuses[connection.status] += 1
    request = next(requests, None) if now < deadline else None
    if request is None:
        del busy[number]
        connection.socket.close()
    else:
        connection.send(request)
