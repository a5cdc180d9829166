import socket
from collections.abc import Callable, Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.core import mail
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.models import MailLimit
from statements.models import Signature, SignaturePersonalData, TallyChange


@pytest.fixture
def visitor() -> Client:
    """A browser without cookies that says where its forms come from."""
    return Client(enforce_csrf_checks=True, HTTP_ORIGIN="http://testserver")


@pytest.fixture
def traces(db) -> Callable[[], dict[str, int]]:
    """How much a request can have left behind: rows, jobs, mails."""

    def count() -> dict[str, int]:
        models = (
            Signature,
            SignaturePersonalData,
            TallyChange,
            MailLimit,
            ProcrastinateJob,
        )
        return {model.__name__: model.objects.count() for model in models} | {
            "mails": len(mail.outbox)
        }

    return count


class MailServer:
    """What an SMTP server on this machine was told; it refuses as often as asked."""

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

    def make_due(self, job: ProcrastinateJob) -> None:
        """Ends the pause before the next try."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE id = %s",
                [job.pk],
            )


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """A real SMTP server on a free port of this machine, and mail going there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield server
    controller.stop()
