"""What staff fill in to change what is announced."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.translation import gettext_lazy as _

from coalition.pickers import ClockInput, DayInput, MomentInput
from events.enums import OccurrenceState
from events.forms.duration import HoursField
from events.forms.venues import VenueField
from events.models import EventSeries, Occurrence, SeriesPause, SeriesSchedule
from events.validators import validate_year


class OccurrenceForm(forms.ModelForm):
    """A gathering as staff write it; the address is made when it is left empty."""

    class Meta:
        model = Occurrence
        fields = "__all__"  # noqa: DJ007 (the admin names the fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _(
                "Empty: made of title and date. Once public it has an act of its own."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        series, date = cleaned.get("series"), cleaned.get("local_date")
        if series is not None and date is not None:
            taken = Occurrence.objects.filter(series=series, slot_date=date)
            if taken.exclude(pk=self.instance.pk).exists():
                self.add_error("local_date", _("The series already has this date."))
        return cleaned


class SeriesForm(forms.ModelForm):
    """A series as staff write it; the address is made when it is left empty."""

    class Meta:
        model = EventSeries
        fields = "__all__"  # noqa: DJ007 (the admin names the fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _(
                "Empty: made of the title. The addresses of the dates begin with it, "
                "so a short word is best. Once public it has an act of its own."
            )


class PauseForm(forms.ModelForm):
    """The days of a break and the reason that visitors read."""

    class Meta:
        model = SeriesPause
        fields = ("starts_on", "ends_on", "reason_ko", "reason_en")
        widgets = {
            "starts_on": DayInput,
            "ends_on": DayInput,
            "reason_ko": AdminTextInputWidget,
            "reason_en": AdminTextInputWidget,
        }
        help_texts = {
            "reason_ko": _("Public: on the page, in calendars and in the feed.")
        }


class ScheduleForm(forms.ModelForm):
    """The new rule from a date on, and what visitors read about it."""

    reason_ko = forms.CharField(
        label=_("Reason (Korean)"),
        max_length=300,
        required=False,
        widget=AdminTextInputWidget,
        help_text=_("Public, on every date that changes. Needed to cancel dates."),
    )
    reason_en = forms.CharField(
        label=_("Reason (English)"),
        max_length=300,
        required=False,
        widget=AdminTextInputWidget,
    )

    class Meta:
        model = SeriesSchedule
        fields = (
            "effective_from",
            "frequency",
            "week_of_month",
            "weekday",
            "interval",
            "local_time",
            "duration",
        )
        widgets = {
            "effective_from": DayInput,
            "local_time": ClockInput,
        }
        field_classes = {"duration": HoursField}


class ActForm(forms.Form):
    """An act without a question. ``seen`` is the state its reader decided upon."""

    seen = forms.CharField(widget=forms.HiddenInput)


class Reason(forms.Form):
    """Why something that was announced changes, for visitors."""

    reason_ko = forms.CharField(
        label=_("Reason (Korean)"),
        max_length=300,
        widget=AdminTextInputWidget,
        help_text=_("Public: on the page, in calendars and in the feed."),
    )
    reason_en = forms.CharField(
        label=_("Reason (English)"),
        max_length=300,
        required=False,
        widget=AdminTextInputWidget,
    )


class ReasonForm(Reason, ActForm):
    """An act on one date that visitors are given a reason for."""


class MoveForm(ReasonForm):
    local_date = forms.DateField(
        label=_("New date"),
        widget=DayInput,
        validators=[validate_year],
    )
    local_time = forms.TimeField(
        label=_("New time of day"),
        required=False,
        widget=ClockInput,
        help_text=_("Empty: the hour is not known."),
    )
    venue = VenueField(label=_("New venue"), required=False)

    venue_reveal_at = forms.DateTimeField(
        label=_("Place public from"),
        required=False,
        widget=MomentInput,
        help_text=_(
            "Empty: at once. Until then no page, feed or calendar tells place and route."
        ),
    )

    field_order: tuple[str, ...] = (
        "local_date",
        "local_time",
        "venue",
        "venue_reveal_at",
        "reason_ko",
        "reason_en",
    )


class PlaceForm(Reason):
    """Where a series meets from a day on, and what visitors read about it."""

    venue = VenueField(label=_("New venue"))
    effective_from = forms.DateField(
        label=_("From this day on"),
        widget=DayInput,
    )

    field_order = ("venue", "effective_from", "reason_ko", "reason_en")


class JoinForm(MoveForm):
    title_ko = forms.CharField(
        label=_("Title of the bigger gathering (Korean)"),
        max_length=160,
        widget=AdminTextInputWidget,
        help_text=_("Stands in place of the title of the series, on this date only."),
    )
    title_en = forms.CharField(
        label=_("Title of the bigger gathering (English)"),
        max_length=160,
        required=False,
        widget=AdminTextInputWidget,
    )
    hosts_count = forms.IntegerField(
        label=_("How many organizations call for it"),
        min_value=1,
        max_value=9999,
        required=False,
        help_text=_("All of them, such as 144. Name some under the hosts of the date."),
    )

    field_order = ("title_ko", "title_en", "hosts_count", *MoveForm.field_order)


class OnlineForm(ReasonForm):
    online_address = forms.URLField(
        label=_("Link to take part online"),
        max_length=300,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )
    online_reveal_at = forms.DateTimeField(
        label=_("Link public from"),
        required=False,
        widget=MomentInput,
        help_text=_("Empty: at once."),
    )

    field_order = ("online_address", "online_reveal_at", "reason_ko", "reason_en")


class SlugForm(forms.Form):
    """The part of the address that staff choose."""

    slug = forms.SlugField(
        label=_("New address"),
        max_length=80,
        allow_unicode=True,
        widget=AdminTextInputWidget,
        help_text=_("Its last part alone: letters, digits and hyphens."),
    )


class AddressForm(SlugForm, ActForm):
    """The same as an act on one gathering."""


class CallOffForm(ReasonForm):
    state = forms.ChoiceField(
        label=_("What happens"),
        widget=forms.RadioSelect,
        choices=[
            (OccurrenceState.CANCELLED, _("It is cancelled")),
            (OccurrenceState.POSTPONED, _("It is postponed; the new date comes later")),
        ],
    )

    field_order = ("state", "reason_ko", "reason_en")
