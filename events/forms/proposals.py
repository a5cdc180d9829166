"""The programme a host proposes, and the reason staff decline it with."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.enums import ItemKind
from events.models import ProgrammeItem
from events.models.proposals import FIELDS_OF_DRAWN, PART_FIELDS, Part, Proposed
from events.selectors.proposals import Desk

LONGEST_WORDS = 300
MOST_PARTS = 30
NEW_PARTS = 3


class PartForm(forms.ModelForm):
    """One part of the programme; a row where nothing is written is none.

    ``items`` are the parts the host was shown, ``drawn`` those of speakers of the lot:
    of them only time and interpretation are read.
    """

    item = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )
    position = forms.IntegerField(
        label=gettext_lazy("Position in the programme"),
        required=False,
        min_value=0,
        max_value=999,
    )

    class Meta:
        model = ProgrammeItem
        fields = PART_FIELDS
        error_messages = {
            "kind": {"required": gettext_lazy("Choose what kind of part it is.")}
        }

    def __init__(
        self,
        *args: Any,
        items: Mapping[int, ProgrammeItem],
        drawn: Mapping[int, ProgrammeItem],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._items = items
        kind: Any = self.fields["kind"]
        kind.choices, kind.initial = [("", "---------"), *ItemKind.choices], None
        number = str(self["item"].value() or "")
        self.drawn = drawn.get(int(number)) if number.isdecimal() else None
        if self.drawn is not None:
            for name in set(PART_FIELDS).difference(FIELDS_OF_DRAWN):
                del self.fields[name]

    def has_changed(self) -> bool:
        return not {"item", "position"}.issuperset(self.changed_data)

    @property
    def is_filled(self) -> bool:
        return not self.empty_permitted or self.has_changed()

    @property
    def is_left_out(self) -> bool:
        return bool(self["DELETE"].value())

    @property
    def is_open(self) -> bool:
        """Something is to be looked at in it, or it is being written."""
        return bool(self.errors) or (self.empty_permitted and self.has_changed())

    @property
    def gist(self) -> str:
        """What it is called in the list of parts; empty for a row without words."""
        if self.drawn is not None:
            return self.drawn.speaker or str(self.drawn.get_kind_display())
        kind = dict(ItemKind.choices).get(self["kind"].value() or "", "")
        return str(self["title_ko"].value() or kind)

    @property
    def interpretation(self) -> list[forms.BoundField]:
        return [self[name] for name in FIELDS_OF_DRAWN if name.startswith("has_")]

    def part(self) -> Part:
        """Only after ``is_valid()``."""
        item = self.cleaned_data["item"]
        written = self.cleaned_data.keys() & set(PART_FIELDS)
        return Part(
            # A part that is gone, or of another date, is proposed as a new one.
            item=item if item in self._items else None,
            is_drawn=self.drawn is not None,
            **{name: self.cleaned_data[name] for name in written},
        )


class Parts(BaseFormSet):
    """The rows of a programme; their order is the number in each, then the page's."""

    def parts(self) -> tuple[Part, ...]:
        """Only after ``is_valid()``. A part that stands in two rows continues once."""
        rows = [form for form in self.forms if form.is_filled and not form.is_left_out]
        rows.sort(key=_position)
        parts: dict[int, Part] = {}
        for number, form in enumerate(rows):
            part = form.part()
            parts.setdefault(part.item or -number - 1, part)
        return tuple(parts.values())


PartRows = formset_factory(
    PartForm,
    formset=Parts,
    extra=NEW_PARTS,
    max_num=MOST_PARTS,
    absolute_max=MOST_PARTS,
    validate_max=True,
    can_delete=True,
)


class ProgrammeForm(forms.Form):
    """The whole programme and a word for staff; see ``rows`` for the parts."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("What staff should know"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=gettext_lazy(
            "Only the office reads it. It is erased once the office has decided."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, desk: Desk, data: MultiValueDict | None = None) -> None:
        proposed = desk.proposed
        super().__init__(data, initial={"note": proposed.note})
        values = [
            asdict(part) | {"position": number}
            for number, part in enumerate(proposed.parts, start=1)
        ]
        self.rows: Any = PartRows(
            data,
            prefix="parts",
            # What was sent is compared with nothing: the programme may be another.
            initial=values if data is None else None,
            form_kwargs={
                "items": {item.pk: item for item in desk.items},
                "drawn": desk.drawn,
            },
        )
        for number, row in enumerate(self.rows.extra_forms, start=len(values) + 1):
            row.initial["position"] = number

    def clean(self) -> None:
        if not self.rows.is_valid():
            raise ValidationError(_("Some parts of the programme are not complete."))
        if not self.rows.parts():
            raise ValidationError(_("Write at least one part of the programme."))

    def proposed(self) -> Proposed:
        """Only after ``is_valid()``."""
        return Proposed(parts=self.rows.parts(), note=self.cleaned_data["note"])


class RefusalForm(forms.Form):
    """Why a programme is not taken over as it is."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_WORDS,
        help_text=gettext_lazy(
            "The host reads it on its page. Please name no persons; it is erased after "
            "the date."
        ),
        error_messages={"required": gettext_lazy("Please write a short reason.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def with_more_rows(data: MultiValueDict) -> MultiValueDict:
    """The same form with some more empty rows below; it stays as it was written."""
    longer = data.copy()
    count = str(data.get("parts-TOTAL_FORMS", ""))
    if count.isdecimal() and len(count) < 4:
        longer["parts-TOTAL_FORMS"] = str(min(int(count) + NEW_PARTS, MOST_PARTS))
    return longer


def _position(row: PartForm) -> float:
    position = row.cleaned_data["position"]
    return float("inf") if position is None else position
