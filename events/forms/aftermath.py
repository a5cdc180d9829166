"""What staff fill in after a gathering."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalition.pickers import MomentInput
from events.models import (
    AttendanceClaim,
    Occurrence,
    OccurrenceLink,
    OccurrenceReport,
)


class ReportForm(forms.ModelForm):
    """The text of a report; ``seen_version`` is the one the writer began with."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = OccurrenceReport
        fields = ("text_ko", "text_en")
        widgets = {
            "text_ko": forms.Textarea({"rows": 10, "class": "vLargeTextField"}),
            "text_en": forms.Textarea({"rows": 6, "class": "vLargeTextField"}),
        }
        help_texts = {
            "text_ko": _(
                "Markdown. Name nobody who did not agree; write of groups instead."
            )
        }

    def __init__(
        self, data: Any, *, occurrence: Occurrence, report: OccurrenceReport | None
    ) -> None:
        # A report of its own: what is shown beside the form must stay as it is stored.
        shown = OccurrenceReport(occurrence=occurrence)
        if report is not None:
            shown.text_ko, shown.text_en = report.text_ko, report.text_en
        version = report.version if report else 0
        super().__init__(data, instance=shown, initial={"seen_version": version})

    def keep_beside(self, report: OccurrenceReport | None) -> None:
        """Somebody else was faster: what was written stays, to be sent again."""
        self.data = {
            **self.cleaned_data,
            "seen_version": report.version if report else 0,
        }
        self.add_error(
            None,
            _(
                "Somebody else changed the report meanwhile. Their text stands below "
                "the form; take over what you need and save again."
            ),
        )


class LinkForm(forms.ModelForm):
    """A page elsewhere that tells of the gathering."""

    class Meta:
        model = OccurrenceLink
        fields = ("kind", "title_ko", "title_en", "url")
        widgets = {"url": forms.URLInput({"class": "vURLField"})}


class ClaimForm(forms.ModelForm):
    """A number of people, and always who counted."""

    class Meta:
        model = AttendanceClaim
        fields = (
            "count",
            "is_approximate",
            "counted_by_ko",
            "counted_by_en",
            "counted_at",
            "sources",
        )
        widgets = {"counted_at": MomentInput}
        help_texts = {"counted_by_ko": _("For example 주최 측 추산, 경찰 추산.")}
