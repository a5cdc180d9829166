"""What the database and the static files need before the site starts.

`python -m config.launcher.preparation LOG COMMAND...` runs the management commands one
after the other in one process, because starting Django takes longer than most of them.
The terminal sees one line for each, LOG everything they say.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django
from django.core.management import CommandError, call_command, get_commands
from django.db import OperationalError

from config.launcher.progress import step

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
            if command not in known:
                continue
            label, options = COMMANDS[command]
            try:
                with step(label):
                    call_command(command, stdout=output, stderr=output, **options)
            except OperationalError as error:
                sys.exit(f"The database does not answer: {error}")
            except CommandError as error:
                sys.exit(f"{command}: {error}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
