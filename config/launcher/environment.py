"""The settings in `.env`: written with fresh keys when there is none, checked otherwise."""

import base64
import binascii
import os
import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

import environ

from config.launcher import LauncherError

KEY_BYTES = 32
CLEAR_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody takes for one another."""

HEADER = """\
# The keys of this installation; .env.example explains every value.
# Keep a copy in a safe place: without FIELD_KEYS and INDEX_KEY the personal data in the
# database cannot be read again.
"""


def write_fresh(path: Path) -> None:
    """Write an `.env` with new random keys, readable by its owner only."""
    lines = [
        f"SECRET_KEY={secrets.token_urlsafe(50)}",
        f"FIELD_KEYS=1:{_random_key()}",
        f"INDEX_KEY={_random_key()}",
    ]
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    unfinished.rename(path)


def add_demo_password(path: Path) -> None:
    """Give `.env` the password of the demo accounts, so that every start knows it."""
    letters = "".join(secrets.choice(CLEAR_LETTERS) for _ in range(12))
    password = "-".join((letters[:4], letters[4:8], letters[8:]))
    text = path.read_text(encoding="utf-8")
    end_of_line = "" if text.endswith("\n") else "\n"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{end_of_line}DEMO_PASSWORD={password}\n")


def read(path: Path, given: Mapping[str, str]) -> dict[str, str]:
    """Return the values of `.env` under those `given` by the environment, checked.

    Raises LauncherError, which names the line or the variable.
    """
    written = _parse(path)
    values = {**written, **given}
    for name, (check, required) in CHECKS.items():
        place = "the environment" if name in given else path.name
        if name not in values:
            if required:
                raise LauncherError(
                    f"{name} is missing in {path.name}; .env.example says what it is."
                )
            continue
        try:
            check(values[name])
        except ValueError as error:
            raise LauncherError(f"{name} in {place} {error}.") from error
    return values


def _parse(path: Path) -> dict[str, str]:
    """Read the file as the settings do; they skip a line they cannot read, we do not."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise LauncherError(f"{path.name} is not a text file in UTF-8.") from error
    except OSError as error:
        raise LauncherError(f"{path.name} cannot be read: {error.strerror}.") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if not re.match(r"(export )?[A-Za-z_0-9]+=|#|\Z", line):
            raise LauncherError(
                f"Line {number} of {path.name} is neither NAME=value nor a # comment."
            )

    class Scratch(environ.Env):
        ENVIRON: dict[str, str] = {}

    Scratch.read_env(path)
    return Scratch.ENVIRON


def _random_key() -> str:
    return base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")


def _check_secret(value: str) -> None:
    if not value.strip():
        raise ValueError("is empty")


def _check_key(value: str) -> None:
    try:
        key = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"is not base64 of {KEY_BYTES} bytes")


def _check_field_keys(value: str) -> None:
    seen = set()
    for entry in value.split(","):
        number, _, key = entry.partition(":")
        if not (number.isascii() and number.isdigit() and 1 <= int(number) <= 255):
            raise ValueError("is not <1 to 255>:<key>, with commas between several")
        if int(number) in seen:
            raise ValueError(f"has two keys with the number {int(number)}")
        seen.add(int(number))
        try:
            _check_key(key)
        except ValueError as error:
            raise ValueError(f"has a key number {int(number)} that {error}") from error


def _check_port(value: str) -> None:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise ValueError(f"is {value!r}: a port is a number from 1 to 65535")


def _check_count(value: str) -> None:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 99):
        raise ValueError(f"is {value!r}: it is a number of processes, 1 to 99")


def _check_database(value: str) -> None:
    if not value.startswith(("postgres://", "postgresql://")):
        raise ValueError("does not begin with postgres://")


def _check_mail(value: str) -> None:
    scheme = value.partition("://")[0]
    if scheme not in environ.Env.EMAIL_SCHEMES:
        known = ", ".join(sorted(environ.Env.EMAIL_SCHEMES))
        raise ValueError(f"begins with none of {known}")


def _check_site(value: str) -> None:
    if not re.fullmatch(r"https?://[^/\s]+/?", value):
        raise ValueError(f"is {value!r}: it is http:// or https:// and a host")


CHECKS: dict[str, tuple[Callable[[str], None], bool]] = {
    # name: what makes it wrong, whether the site cannot do without it
    "SECRET_KEY": (_check_secret, True),
    "FIELD_KEYS": (_check_field_keys, True),
    "INDEX_KEY": (_check_key, True),
    "PORT": (_check_port, False),
    "WEB_CONCURRENCY": (_check_count, False),
    "DATABASE_URL": (_check_database, False),
    "EMAIL_URL": (_check_mail, False),
    "SITE_URL": (_check_site, False),
}
