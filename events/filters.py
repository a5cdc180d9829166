"""What a visitor may narrow a list down by."""

import datetime as dt
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalition.localized import localized
from events.enums import Format, Region
from events.querysets import OccurrenceQuerySet
from events.selectors import FilterChoices


class OccurrenceFilter(forms.Form):
    """Filters of a list of gatherings; an unknown value makes the form invalid.

    All that are given must hold. Only hosts and regions that have gatherings are
    offered.
    """

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[("", _("All formats")), *Format.choices],
    )
    host = forms.ChoiceField(label=_("Host"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)

    def __init__(self, data: Any, *, offered: FilterChoices) -> None:
        super().__init__(data)
        self.hosts = {each.slug: each for each in offered.hosts}
        names = [(each.slug, localized(each, "name")) for each in offered.hosts]
        regions = [(each, Region(each).label) for each in offered.regions]
        self.fields["host"].choices = [("", _("All hosts")), *names]  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", _("All regions")), *regions]  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        """Hangul in whole syllables: names copied from files of a Mac come in parts."""
        return unicodedata.normalize("NFC", self.cleaned_data["q"])

    def narrow(
        self, occurrences: OccurrenceQuerySet, now: dt.datetime
    ) -> OccurrenceQuerySet:
        """The occurrences that match a valid form at the moment ``now``."""
        chosen = self.cleaned_data
        if chosen["format"]:
            occurrences = occurrences.of_format(chosen["format"])
        if chosen["host"]:
            occurrences = occurrences.hosted_by(self.hosts[chosen["host"]])
        if chosen["region"]:
            occurrences = occurrences.in_region(chosen["region"], now)
        if chosen["q"]:
            occurrences = occurrences.telling(chosen["q"], now)
        return occurrences

    @property
    def is_narrowing(self) -> bool:
        return any(self.cleaned_data.values())
