"""`python -m config.launcher run|serve`: everything the site needs, started and watched.

`run` is a trial on this machine (development settings, demo data, mails caught and
readable in the browser), `serve` is production. Both are what `make run` and
`make serve` end in.
"""

from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent


class LauncherError(Exception):
    """The site cannot be started.

    The message is one line that says what is wrong and what to do; `details` are the
    last lines of a log, if one tells more.
    """

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.details = details
