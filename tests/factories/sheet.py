"""Parts of a programme for tests: public ones unless said otherwise."""

from typing import Any

from events.models import Occurrence, ProgrammeItem


def add_item(occurrence: Occurrence, **values: Any) -> ProgrammeItem:
    """A checked part of the programme of an occurrence."""
    defaults = {"title_ko": "여는 말", "title_en": "Opening", "is_public": True}
    item = ProgrammeItem(occurrence=occurrence, **defaults | values)
    item.full_clean()
    item.save()
    return item
