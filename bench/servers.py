"""The database and the two web servers of a run; all of them end with it."""

import base64
import http.client
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from bench.load import HOST
from config.launcher.processes import Program, tail
from config.launcher.web_server import web_command
from config.localdb import LocalDatabase

WORKERS = 2
START_SECONDS = 60
PATIENCE = 5.0

PRODUCT = "config.launcher.web:application"
BARE = "bench.bare:application"


@contextmanager
def temporary_folder() -> Generator[Path, None, None]:
    """A private folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="yeondae-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(folder: Path) -> Generator[str, None, None]:
    """A fresh, durable PostgreSQL; yields the address of an empty database."""
    server = LocalDatabase(folder / "data")
    try:
        server.start()
        server.create_database("bench")
        yield server.url("bench")
    finally:
        server.stop()


def environment(folder: Path, database_url: str, port: int) -> dict[str, str]:
    """What the settings need, with keys of this run; nothing is taken from `.env`."""
    key = base64.b64encode(os.urandom(32)).decode()
    return {
        "BENCH_FOLDER": str(folder),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": database_url,
        "SECRET_KEY": key,
        "FIELD_KEYS": f"1:{key}",
        "INDEX_KEY": key,
        "PORT": str(port),
        "SITE_URL": f"http://{HOST}:{port}",
        "ALLOWED_HOSTS": HOST,
        "EMAIL_URL": "dummymail://",
        "TRUSTED_PROXIES": "0",
    }


@contextmanager
def web_server(
    application: str, port: int, folder: Path
) -> Generator[None, None, None]:
    """granian with the flags of `make serve`; ready when it answers."""
    program = Program(
        web_command(port=port, workers=WORKERS, application=application),
        environment=os.environ,
        log=folder / f"{application}.log",
        patience=PATIENCE,
    )
    try:
        program.start()
        _wait_until_ready(program, port)
        yield
    finally:
        program.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(program: Program, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(port):
        if not program.is_running() or time.monotonic() > deadline:
            raise RuntimeError(f"granian did not start:\n{tail(program.log)}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
