"""How long a page about gatherings may be kept."""

import datetime as dt

from coalition.pages import public_cache


def kept_until(boundary: dt.datetime | None, now: dt.datetime) -> dict[str, str]:
    """No shared cache keeps the page beyond the moment it becomes another."""
    if boundary is None:
        return {}
    return {"Cache-Control": public_cache((boundary - now).total_seconds())}
