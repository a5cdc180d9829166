"""An embedded PostgreSQL, so that a trial, a small site and the tests need no set-up.

The server is a child of this process and listens only on a socket in a private folder.
It ends when this process ends, in whatever way.
"""

import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.postgres_programs import (
    LocalDatabaseError,
    account_for,
    find_programs,
    last_line,
    make_private,
    spawn,
    version_of,
)

DEFAULT_DIRECTORY = Path(__file__).resolve().parent.parent / "var" / "postgres"
DEFAULT_NAME = "yeondae"
PORT = 5432
"""Only a part of the socket's file name. It is given everywhere, so that a PGPORT in
somebody's shell does not matter."""

SOCKET_PATH_LIMIT = 107
"""Bytes in the path of a Unix socket: `sun_path` of unix(7) without its closing zero."""

START_SECONDS = 60
STOP_SECONDS = 20

# The statement that failed and the row that was refused may hold what must not be read.
DISCREET = ("log_error_verbosity=terse", "log_min_error_statement=panic")
NOT_DURABLE = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
)


def default_url() -> str:
    """Return the address of this clone's embedded database; touches nothing."""
    return LocalDatabase(DEFAULT_DIRECTORY).url(DEFAULT_NAME)


class LocalDatabase:
    """A PostgreSQL server over the data in `directory`, made at the first start.

    With `durable=False` a crash of the machine loses the data; the tests gain speed by
    it. `log` is the file that takes the server's messages, `programs` the folder of
    PostgreSQL's programs when it should not be searched for.

    The server ends with the *thread* that called `start()`: call it from the main one.
    """

    def __init__(
        self,
        directory: Path,
        *,
        durable: bool = True,
        log: Path | None = None,
        programs: Path | None = None,
    ) -> None:
        self.directory = directory.absolute()
        self.durable = durable
        self.log = log or self.directory.with_name(f"{self.directory.name}.log")
        self._programs = programs
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def socket_directory(self) -> Path:
        """The data directory, or a short private folder when its path is too long."""
        longest = self.directory / f".s.PGSQL.{PORT}.lock"
        if len(os.fsencode(longest)) <= SOCKET_PATH_LIMIT:
            return self.directory
        digest = hashlib.sha256(os.fsencode(self.directory)).hexdigest()[:16]
        # Below /run only root makes folders; in /tmp make_private looks whose it is.
        root = os.geteuid() == 0
        return Path("/run" if root else "/tmp") / f"yeondae-{digest}"  # noqa: S108

    def url(self, name: str) -> str:
        """Return the DATABASE_URL of the database `name`.

        django-environ takes a socket's folder from the path of the address; as its host
        it would lose its capital letters.
        """
        folder = quote(str(self.socket_directory), safe="")
        return f"postgres://postgres@:{PORT}/{folder}/{quote(name, safe='')}"

    def is_running(self) -> bool:
        """Say whether a server works on this directory, whoever started it."""
        if self._server is not None:
            return self._server.poll() is None
        return any(_servers_in(self.directory))

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises LocalDatabaseError.
        """
        if self._server is not None and self._server.poll() is None:
            return
        account = account_for(self.directory)
        self._wait_for_former_server()
        programs = find_programs(
            account, version=self._data_version(), folder=self._programs
        )
        if self._data_version() is None:
            self._initialize(programs, account)
        self._forget_former_server()
        if self.socket_directory != self.directory:
            make_private(self.socket_directory, account)
        command = [str(programs / "postgres")]
        for setting in self._settings():
            command += ["-c", setting]
        with self.log.open("ab") as log:
            self._server = spawn(
                command,
                account,
                data=self.directory,
                stdout=log,
                lifeline=signal.SIGINT,
            )
        self._wait_until_ready(self._server)

    def stop(self) -> None:
        """Stop the server this object started; open transactions are rolled back."""
        server, self._server = self._server, None
        if server is None:
            return
        # PostgreSQL's fast and immediate shutdown, then force.
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if server.poll() is not None:
                return
            server.send_signal(how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(STOP_SECONDS)

    def create_database(self, name: str) -> None:
        """Create the database `name` unless it is there."""
        with self._connect() as connection:
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(known, [name]).fetchone() is None:
                statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
                connection.execute(statement)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.socket_directory),
            port=PORT,
            user="postgres",
            dbname="postgres",
            autocommit=True,
        )

    def _settings(self) -> Iterator[str]:
        here = self.socket_directory == self.directory
        sockets = "." if here else str(self.socket_directory)
        yield from ("listen_addresses=", f"port={PORT}", "cluster_name=yeondae")
        yield from (
            f"unix_socket_directories={sockets}",
            "unix_socket_permissions=0700",
        )
        yield from DISCREET
        if not self.durable:
            yield from NOT_DURABLE

    def _data_version(self) -> str | None:
        version = self.directory / "PG_VERSION"
        return version.read_text().strip() if version.exists() else None

    def _initialize(self, programs: Path, account: pwd.struct_passwd | None) -> None:
        """Make the data directory beside its place and move it there.

        One that was cut short must not look like a whole one.
        """
        unfinished = self.directory.with_name(f"{self.directory.name}.unfinished")
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)
        make_private(unfinished, account)
        command = [str(programs / "initdb"), "-U", "postgres", "-A", "trust"]
        command += ["-E", "UTF8"]
        command += _locale_options(version_of(programs, account))
        if not self.durable:
            command.append("--no-sync")
        process = spawn(
            command,
            account,
            data=unfinished,
            stdout=subprocess.PIPE,
            lifeline=signal.SIGKILL,
        )
        output = process.communicate()[0].decode(errors="replace")
        if process.returncode != 0:
            raise LocalDatabaseError(
                f"PostgreSQL could not make its data directory: {last_line(output)}"
            )
        try:
            unfinished.rename(self.directory)
        except OSError as error:
            raise LocalDatabaseError(
                f"{self.directory} is in the way of PostgreSQL's data: {error.strerror}."
            ) from error

    def _wait_for_former_server(self) -> None:
        """Give a server whose owner was killed the time to write its checkpoint."""
        deadline = time.monotonic() + STOP_SECONDS
        while former := list(_servers_in(self.directory)):
            if time.monotonic() > deadline:
                raise LocalDatabaseError(
                    f"Another PostgreSQL (process {former[0]}) works on "
                    f"{self.directory}: stop it first."
                )
            time.sleep(0.05)

    def _forget_former_server(self) -> None:
        """Remove the traces of a server that was killed.

        In a container its number may be another process's by now, and PostgreSQL would
        refuse to start. None of its processes is left when this is called, which is what
        PostgreSQL wants to know from these files.
        """
        lock = self.socket_directory / f".s.PGSQL.{PORT}.lock"
        for trace in (self.directory / "postmaster.pid", lock):
            trace.unlink(missing_ok=True)

    def _wait_until_ready(self, server: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._connect().close()
            except psycopg.OperationalError as error:
                if server.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    said = last_line(self.log.read_text(errors="replace")) or error
                    raise LocalDatabaseError(
                        f"PostgreSQL did not start ({self.log}): {said}"
                    ) from error
                time.sleep(0.02)
            else:
                return


def _locale_options(version: int) -> list[str]:
    """Say how letters are told apart: with ctype "C" pg_trgm ignores all Hangul."""
    if version < 17:
        return ["--locale=C.UTF-8"]
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [*builtin, "--lc-ctype=C.UTF-8", "--lc-collate=C"]


def _servers_in(directory: Path) -> Iterator[int]:
    """Yield the processes of PostgreSQL that work in `directory`.

    On Linux; elsewhere PostgreSQL's own check has to do.
    """
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            name = (process / "comm").read_text().strip()
            if name == "postgres" and (process / "cwd").samefile(directory):
                yield int(process.name)
