"""Production settings, with the files they write in the folder of this run."""

import os
from pathlib import Path

from config.settings.base import *  # noqa: F403
from config.settings.base import STORAGES

_FOLDER = Path(os.environ["BENCH_FOLDER"])
MEMORY_STAMP = _FOLDER / "memory-stamp"
STATIC_ROOT = _FOLDER / "static"
# Addresses as in production; compressing what nobody fetches here takes ten seconds.
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
}
