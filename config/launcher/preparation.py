"""What the database and the static files need before the site starts.

`python -m config.launcher.preparation LOG COMMAND...` runs the management commands one
after the other in one process, because starting Django takes longer than most of them.
The terminal sees one line for each, LOG everything they say.
"""

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command, get_commands
from django.db import OperationalError

from config.launcher import BASE_DIR
from config.launcher.progress import step

STATIC_STAMP = BASE_DIR / "var" / "static-stamp"

COMMANDS: dict[str, tuple[str, dict[str, Any]]] = {
    # The system checks run with the first one, the database's included.
    "migrate": ("Preparing the database", {"interactive": False, "skip_checks": False}),
    "seed_history": ("Loading the founding story", {}),
    "seed_demo": ("Loading the demo coalition", {}),
    "collectstatic": ("Collecting static files", {"interactive": False}),
}


def main(log: Path, commands: Sequence[str]) -> None:
    """Run `commands`; exit with the reason when one fails."""
    django.setup()
    known = get_commands()
    with log.open("a", encoding="utf-8") as output:
        for command in commands:
            if command not in known or (command == "collectstatic" and _is_collected()):
                continue
            label, options = COMMANDS[command]
            try:
                with step(label):
                    call_command(command, stdout=output, stderr=output, **options)
            except OperationalError as error:
                sys.exit(f"The database does not answer: {error}")
            except CommandError as error:
                sys.exit(f"{command}: {error}")
            if command == "collectstatic":
                STATIC_STAMP.write_text(_static_fingerprint(), encoding="ascii")


def _is_collected() -> bool:
    """Say whether the collected files are those of now: compressing takes a while."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not (manifest.exists() and STATIC_STAMP.exists()):
        return False
    return STATIC_STAMP.read_text(encoding="ascii") == _static_fingerprint()


def _static_fingerprint() -> str:
    """Return what changes when a static file of any app does."""
    lines = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            lines.append(f"{name} {found.st_size} {found.st_mtime_ns}\n")
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
