"""What staff fill in for the rota, and what a host answers on its page."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import Max
from django.forms.models import inlineformset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalition.localized import localized
from coalition.models import Organization
from events.models import EventSeries, HostChecklistItem, HostingDuty
from events.models.wording import when_text
from events.selectors.rota import HostDate, RotaWeek
from events.services.rota.hosting import Assignment

LONGEST_WORDS = 300


class RotaForm(forms.Form):
    """One choice for each open date, and beside it who was host when it was shown."""

    def __init__(self, weeks: Iterable[RotaWeek], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weeks = [week for week in weeks if week.is_open]
        able = list(Organization.objects.able_to_act().alphabetical())
        for week in self.weeks:
            self._add(week, able)

    def assignments(self) -> list[Assignment]:
        """What the service takes; only after ``is_valid()``."""
        return [
            Assignment(
                occurrence_id=pk,
                seen_id=self.cleaned_data[f"seen-{pk}"],
                organization_id=self.cleaned_data[f"host-{pk}"],
            )
            for pk in self._keys
        ]

    @property
    def _keys(self) -> list[int]:
        return [week.occurrence.pk for week in self.weeks if week.occurrence]

    def _add(self, week: RotaWeek, able: Sequence[Organization]) -> None:
        assert week.occurrence is not None  # noqa: S101 (an open week has a date)
        key, host = week.occurrence.pk, week.host
        # A host that was suspended since stays until somebody else is chosen.
        known = [host, *able] if host and host not in able else able
        choices = [("", _("nobody yet")), *((each.pk, str(each)) for each in known)]
        number = host.pk if host else None
        self.fields[f"host-{key}"] = forms.TypedChoiceField(
            label=_("Host on %(when)s") % {"when": when_text(week.occurrence)},
            choices=choices,
            coerce=int,
            empty_value=None,
            required=False,
            initial=number,
        )
        self.fields[f"seen-{key}"] = forms.IntegerField(
            required=False, initial=number, widget=forms.HiddenInput
        )


class ChecklistLineForm(forms.ModelForm):
    """One line of the host's checklist; an empty one at the end is no line."""

    class Meta:
        model = HostChecklistItem
        fields = ("order", "text_ko", "text_en")
        widgets = {
            "order": forms.NumberInput(attrs={"class": "vIntegerField", "min": 0}),
            "text_ko": AdminTextInputWidget,
            "text_en": AdminTextInputWidget,
        }

    def has_changed(self) -> bool:
        if self.instance.pk is None:
            return bool({"text_ko", "text_en"}.intersection(self.changed_data))
        return super().has_changed()


NEW_LINES = 3
ChecklistLines = inlineformset_factory(
    EventSeries, HostChecklistItem, form=ChecklistLineForm, extra=NEW_LINES
)


def checklist_lines(series: EventSeries, data: Any = None) -> Any:
    """The lines of a series and some empty ones, numbered to come last."""
    last = series.host_checklist.aggregate(last=Max("order"))["last"] or 0
    numbers = [{"order": last + number} for number in range(1, NEW_LINES + 1)]
    return ChecklistLines(data, instance=series, prefix="lines", initial=numbers)


class DeclineForm(forms.Form):
    """Why the organization cannot run its date."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_WORDS,
        help_text=gettext_lazy(
            "Only the office reads it. Please name no persons; it is erased after the "
            "date."
        ),
        error_messages={"required": gettext_lazy("Please write a short reason.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SwapForm(forms.Form):
    """Which date of another organization this one would take instead."""

    wanted = forms.TypedChoiceField(
        label=gettext_lazy("The date you would take"),
        coerce=int,
        error_messages={"required": gettext_lazy("Please choose a date.")},
    )
    message = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=gettext_lazy(
            "The other organization reads it on its page; it is erased once the "
            "request is settled."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, duties: Iterable[HostingDuty], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(duty.pk, _choice(duty)) for duty in duties]
        self.fields["wanted"].choices = [("", "---------"), *choices]  # type: ignore[attr-defined]


class TicksForm(forms.Form):
    """The lines of the checklist that are done, and those that were when shown."""

    done = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Done"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, date: HostDate, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"done": sorted(date.ticked), "seen": sorted(date.ticked)}
        lines = [(item.pk, localized(item, "text")) for item in date.items]
        for name in ("done", "seen"):
            self.fields[name].choices = lines  # type: ignore[attr-defined]


class HostActForm(forms.Form):
    """Which of a host's acts, on which of its dates or on which request."""

    ACTIONS = ("confirm", "decline", "swap", "accept", "refuse", "withdraw", "tick")

    action = forms.ChoiceField(choices=[(name, name) for name in ACTIONS])
    duty = forms.IntegerField(min_value=1, max_value=2**62)
    request = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    seen_sequence = forms.IntegerField(min_value=0, max_value=2**31, required=False)


def _choice(duty: HostingDuty) -> str:
    return f"{when_text(duty.occurrence)} · {localized(duty.organization, 'name')}"
