"""What a visitor may narrow a list down by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.enums import Format
from events.querysets import OccurrenceQuerySet


class OccurrenceFilter(forms.Form):
    """Filters of a list of gatherings; an unknown value makes the form invalid."""

    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[("", _("All formats")), *Format.choices],
    )

    def narrow(self, occurrences: OccurrenceQuerySet) -> OccurrenceQuerySet:
        """The occurrences that match a valid form."""
        chosen = self.cleaned_data["format"]
        return occurrences.of_format(chosen) if chosen else occurrences
