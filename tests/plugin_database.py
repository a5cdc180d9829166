"""The PostgreSQL of a test run: embedded, fresh, forgetful, and gone when the run ends in whatever way.

A plugin of its own (`-p` in pyproject.toml) because it must come before pytest-django, which loads the settings,
and with them DATABASE_URL, before any conftest.py is read.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

# Whole, before pytest-randomly tries model_bakery: that begins to import Django at the
# wrong end, breaks off, and leaves `django.db.models` without some of its modules.
import django.db.models  # noqa: F401
import pytest

from config.localdb import LocalDatabase


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """Start the server, unless DATABASE_URL names one to test against."""
    if "DATABASE_URL" not in os.environ:
        directory = Path(tempfile.mkdtemp(prefix="yeondae-tests-"))
        database = LocalDatabase(directory / "data", durable=False)
        # Not in a hook of pytest: none is called when the settings or a conftest.py turn out to be broken.
        atexit.register(_remove, database)
        database.start()
        os.environ["DATABASE_URL"] = database.url("yeondae")
    return (yield)


def _remove(database: LocalDatabase) -> None:
    database.stop()
    shutil.rmtree(database.directory.parent, ignore_errors=True)
