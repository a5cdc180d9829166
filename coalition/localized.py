"""One accessor for the explicit ``_ko`` / ``_en`` columns."""

from typing import Any

from django.utils.translation import get_language


def localized(record: Any, name: str) -> str:
    """The column of the active language; Korean where the other is empty."""
    korean = getattr(record, f"{name}_ko")
    if (get_language() or "ko").startswith("ko"):
        return korean
    return getattr(record, f"{name}_en") or korean
