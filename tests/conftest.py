import io
import logging
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.files.storage import storages
from django.db import connection
from django.test import Client

from config.logs import DiscreetFormatter
from tests.smtp import MailServer, serve


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories come last: while their browser is open, Django refuses this thread its
    database (Playwright keeps an event loop running in it)."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Files and what was remembered end with the test, as rows do."""
    yield
    cache.clear()
    for alias in ("default", "private"):
        directories, files = storages[alias].listdir("")
        for name in [*directories, *files]:
            storages[alias].delete(name)


@pytest.fixture
def visitor() -> Client:
    """A browser without cookies that says where its forms come from."""
    return Client(enforce_csrf_checks=True, HTTP_ORIGIN="http://testserver")


@pytest.fixture
def mail_server(settings, monkeypatch) -> Iterator[MailServer]:
    """A mail server, and the mail of this test going there."""
    # It runs in this process, but what it logs is not the site's.
    monkeypatch.setattr(logging.getLogger("mail.log"), "disabled", True)
    server = MailServer()
    with serve(server) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield server


@pytest.fixture
def empty_queue(transactional_db):
    """No job of an earlier test: after a transactional test Django empties its own
    tables, and the queue's are not among them."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def console(monkeypatch) -> io.StringIO:
    """What this test lets the site write to its log."""
    (handler,) = (
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler.formatter, DiscreetFormatter)
    )
    stream = io.StringIO()
    monkeypatch.setattr(handler, "stream", stream)
    return stream
