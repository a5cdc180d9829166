"""The language of the page, and the explicit ``_ko`` / ``_en`` columns in it."""

from typing import Any

from django.utils.translation import get_language


def active_language() -> str:
    """``ko`` or ``en``; Korean when none is active."""
    return "en" if (get_language() or "ko").startswith("en") else "ko"


def language_of_path(path: str) -> str:
    """``en`` for ``/en/...``, ``ko`` for every other path of the site."""
    return "en" if path == "/en" or path.startswith("/en/") else "ko"


def localized(record: Any, name: str) -> str:
    """The column of the active language; Korean where the other is empty."""
    korean = getattr(record, f"{name}_ko")
    if active_language() == "ko":
        return korean
    return getattr(record, f"{name}_en") or korean
