"""How an occurrence falls back on its series: one rule, used everywhere.

An occurrence stores overrides in ``own_<name>`` columns and is read through
``<name>``. An empty override means "as the series says". The two languages of a text
go together: whoever writes a Korean title of their own must not get the series'
English one beside it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from events.models.occurrences import Occurrence

LANGUAGES = ("_ko", "_en")


def inherited_values(owner: type) -> "dict[str, Inherited]":
    """Everything an occurrence may say as its series does, by the attribute to read."""
    return {
        attribute: value
        for each in owner.__mro__
        for attribute, value in vars(each).items()
        if isinstance(value, Inherited)
    }


class Inherited:
    """Reads ``own_<name>``, or the series' ``<name>`` while that is empty.

    ``name`` is needed where the attribute has another one than the column. ``unset``
    is what an occurrence says when neither has a value. A frozen occurrence
    (``frozen_at``) no longer looks at its series, so history is never rewritten. With
    ``is_history=False`` it still does: a value that is shown on the day alone is
    never copied into the past.
    """

    def __init__(
        self, name: str = "", *, unset: Any = "", is_history: bool = True
    ) -> None:
        self.name = name
        self.unset = unset
        self.is_history = is_history

    def __set_name__(self, owner: type, attribute: str) -> None:
        self.name = name = self.name or attribute
        stem = name[:-3] if name.endswith(LANGUAGES) else None
        group = [stem + language for language in LANGUAGES] if stem else [name]
        self.group = [f"own_{member}" for member in group]

    def __get__(self, occurrence: "Occurrence | None", owner: type) -> Any:
        if occurrence is None:
            return self
        own = getattr(occurrence, f"own_{self.name}")
        inherits = occurrence.inherits if self.is_history else occurrence.series
        if self.is_overridden(occurrence) or not inherits:
            return self.unset if own in ("", None) else own
        return getattr(occurrence.series, self.name)

    def is_overridden(self, occurrence: "Occurrence") -> bool:
        """Whether the occurrence has a value of its own, in either language."""
        return any(
            getattr(occurrence, member) not in ("", None) for member in self.group
        )
