"""What becomes public of a partner's own gathering: as a form, and in words."""

import dataclasses
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Field, Model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from coalition.korean import clock, day
from coalition.pickers import ClockInput, DayInput
from coalition.validators import clean_text
from events.enums import Availability, Format, PhotoPolicy, Region
from events.models import Occurrence, SubmissionChange, Venue
from events.models.submissions import OF_VENUE, Gathering
from events.selectors.submissions import gathering_of
from events.validators import LONGEST, validate_year

# Far above what is allowed: the cleaning says kindly what is too long.
LONGEST_INPUT = 4000
LONGEST_DESCRIPTION = 3000
# The columns these are kept in once they are public.
LONGEST_LINE = {
    "title_ko": 160,
    "title_en": 160,
    "summary_ko": 300,
    "summary_en": 300,
    "place_ko": 120,
    "place_en": 120,
    "address_ko": 200,
    "access_contact": 120,
    "online_address": 300,
    "reason_ko": 300,
    "reason_en": 300,
}
ACCESS = (
    "step_free",
    "toilet",
    "wheelchair",
    "sign_language",
    "captions",
    "child_care",
)


class LinesForm(forms.Form):
    """Words of one line, as long as their columns, without invisible characters."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, longest in LONGEST_LINE.items():
            if not cleaned.get(name):
                continue
            try:
                text = clean_text(cleaned[name], longest=longest)
            except ValidationError as error:
                self.add_error(name, error)
            else:
                cleaned[name] = " ".join(text.split())
        return cleaned


def one_line(label: Any, help_text: Any = "", **values: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=LONGEST_INPUT, **values
    )


def _text(label: Any, rows: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_INPUT,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _access(model: type[Model], column: str) -> forms.ChoiceField:
    """Called as the public page calls it."""
    field = cast("Field[Any, Any]", model._meta.get_field(column))
    return forms.ChoiceField(
        label=capfirst(field.verbose_name),
        choices=Availability.choices,
        initial=Availability.UNKNOWN,
    )


class GatheringForm(LinesForm):
    """All that becomes public of a gathering."""

    title_ko = one_line(
        _("Title"),
        _("In Korean, like all texts that do not say otherwise."),
        error_messages={"required": _("Please write the title.")},
    )
    title_en = one_line(_("Title in English"), required=False)
    format = forms.ChoiceField(label=_("Kind of gathering"), choices=Format.choices)
    summary_ko = one_line(
        _("In one or two sentences"),
        _("What it is about. Shown in lists and previews."),
        required=False,
    )
    summary_en = one_line(_("The same in English"), required=False)
    description_ko = _text(
        _("Description"), 8, _("Programme, what to bring, whom it is for.")
    )
    local_date = forms.DateField(
        label=_("Date"),
        widget=DayInput,
        validators=[validate_year],
        error_messages={"required": _("Please choose the date.")},
    )
    local_time = forms.TimeField(
        label=_("Time of day"),
        required=False,
        widget=ClockInput,
        help_text=_("Empty: the hour is not known."),
    )
    minutes = forms.IntegerField(
        label=_("Duration in minutes"),
        required=False,
        min_value=1,
        max_value=int(LONGEST.total_seconds()) // 60,
        help_text=_("Example: 120 for two hours. Empty: the end is not known."),
    )
    place_ko = one_line(
        _("Name of the place"),
        _("Example: 강남역 10번 출구 앞. Not needed online."),
        required=False,
    )
    place_en = one_line(_("Name of the place in English"), required=False)
    region = forms.ChoiceField(
        label=_("Region"), choices=(("", "---------"), *Region.choices), required=False
    )
    address_ko = one_line(_("Address"), required=False)
    directions_ko = _text(_("How to get there"), 3)
    is_online = forms.BooleanField(label=_("It is held online only"), required=False)
    online_address = one_line(
        _("Link to take part online"),
        _("Public at once. It may follow later."),
        required=False,
        widget=forms.URLInput(attrs={"inputmode": "url"}),
    )
    step_free = _access(Venue, "step_free")
    toilet = _access(Venue, "toilet")
    wheelchair = _access(Occurrence, "own_wheelchair")
    sign_language = _access(Occurrence, "own_sign_language")
    captions = _access(Occurrence, "own_captions")
    child_care = _access(Occurrence, "own_child_care")
    access_contact = one_line(
        _("Questions about access"),
        _("Public. A phone or mailbox of the organization, not a person's."),
        required=False,
    )
    photo_policy = forms.ChoiceField(
        label=_("Photo policy"),
        choices=PhotoPolicy.choices,
        initial=PhotoPolicy.NO_FACES,
    )

    @property
    def access_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ACCESS]

    def clean_description_ko(self) -> str:
        text = self.cleaned_data["description_ko"]
        return clean_text(text, longest=LONGEST_DESCRIPTION)

    def clean_directions_ko(self) -> str:
        text = self.cleaned_data["directions_ko"]
        return clean_text(text, longest=LONGEST_DESCRIPTION)

    def clean_online_address(self) -> str:
        address = self.cleaned_data["online_address"].strip()
        if address:
            URLValidator(schemes=["https"])(address)
        return address

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("minutes") and not cleaned.get("local_time"):
            self.add_error("minutes", _("The duration needs a time to count from."))
        if cleaned.get("is_online"):
            # A place typed before the box was ticked is none.
            blank = {name: self.fields[name].initial or "" for name in OF_VENUE}
            cleaned |= blank
        else:
            cleaned["online_address"] = ""
            if not cleaned.get("place_ko") and "place_ko" not in self.errors:
                self.add_error("place_ko", _("Please write where it is held."))
        return cleaned

    def to_gathering(self) -> Gathering:
        """What the services take; only after ``is_valid()``."""
        names = (field.name for field in dataclasses.fields(Gathering))
        return Gathering(**{name: self.cleaned_data[name] for name in names})


@dataclasses.dataclass(frozen=True)
class Fact:
    """One line of what a partner wrote, in words."""

    label: str
    text: str


@dataclasses.dataclass(frozen=True)
class Compared:
    """One fact that is to change. ``seen`` is empty unless it changed meanwhile."""

    label: str
    now: str
    wanted: str
    seen: str


def facts_in_words(gathering: Gathering, *names: str) -> list[Fact]:
    """The facts in the order of the form: these, or all that say something."""
    nothing = (None, "", False, Availability.UNKNOWN)
    shown = []
    for name, field in GatheringForm.base_fields.items():
        value = getattr(gathering, name)
        if name in names or (not names and value not in nothing):
            shown.append(Fact(str(field.label), _in_words(field, value)))
    return shown


def compared(occurrence: Occurrence, change: SubmissionChange) -> list[Compared]:
    """What is public now beside what the partner wants, and what it had seen."""
    if change.is_cancellation:
        return []
    now = gathering_of(occurrence)
    told, wanted, seen = (
        facts_in_words(gathering, *change.after)
        for gathering in (
            now,
            now.with_facts(change.after),
            now.with_facts(change.before),
        )
    )
    return [
        Compared(
            label=each.label,
            now=each.text,
            wanted=wish.text,
            seen="" if was.text == each.text else was.text or "–",
        )
        for each, wish, was in zip(told, wanted, seen, strict=True)
    ]


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        return str(dict(cast("Any", field.choices)).get(value, value))
    if isinstance(field, forms.DateField):
        return day(value)
    if isinstance(field, forms.TimeField) and value:
        return clock(value)
    if isinstance(field, forms.BooleanField):
        return str(_("Yes") if value else _("No"))
    return "" if value is None else str(value)
