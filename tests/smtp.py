"""A mail server for tests: it speaks SMTP, remembers, and refuses as often as asked."""

import contextlib
import socket
from collections.abc import Iterator

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope


class MailServer:
    """What it was told; ``answers`` are given to the next recipients instead of OK."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.envelopes: list[Envelope] = []

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.envelopes.append(envelope)
        return "250 OK"


@contextlib.contextmanager
def serve(server: MailServer) -> Iterator[int]:
    """Listens on a free port of this machine, which it gives."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
