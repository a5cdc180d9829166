"""Erases the files of photos that nobody may see any more."""

import uuid

from procrastinate import JobContext
from procrastinate.contrib.django import app

from coalition.queue import RETRY
from events.documents.pictures import erase_pictures


@app.task(name="events.erase_photo", retry=RETRY, pass_context=True)
def erase_photo(context: JobContext, code: str) -> None:
    """Deletes both sizes. The row is already gone or says that it is taken down."""
    erase_pictures(uuid.UUID(code))
