"""What staff fill in about filing an assembly with the police."""

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalition.pickers import MomentInput
from events.documents.notice import suggested_groups, suggested_purpose
from events.enums import NoticeState, ReadingReason
from events.models import AssemblyNotice
from events.models.notice import ANSWERS, People, Person
from events.services.notice.files import LARGEST_SCAN
from events.services.notice.filing import FORM_FIELDS, FormText

SEPARATOR = "/"
ROLES = {
    "organizer": _("Organizer (association)"),
    "manager": _("Who holds it in their name (주관자), if another"),
    "representative": _("Its representative"),
    "contact": _("Contact for the police"),
}
FACTS = {
    "name": (_("Name"), "off"),
    "address": (_("Address"), "off"),
    "occupation": (_("Occupation"), "off"),
    "phone": (_("Phone"), "off"),
}

# Filed again is what stood before the ban.
ANSWER_WORDS = {
    NoticeState.FILED: _("The ban was lifted, or nobody decided within 24 hours")
}


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class StepForm(forms.Form):
    """One of several forms on one page: its fields have ids of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)


class NoticeForm(StepForm):
    """Any step; ``seen`` is the version its reader decided upon."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @property
    def seen_version(self) -> int:
        version: int = self.cleaned_data["seen"]
        return version


class NeedForm(NoticeForm):
    """Whether it has to be filed."""

    CHOICES = {"": None, "yes": True, "no": False}

    needed = forms.ChoiceField(
        label=_("Does it have to be filed?"),
        required=False,
        choices=[
            ("", _("As the format says")),
            ("yes", _("Yes, we file it")),
            ("no", _("No, it need not be filed")),
        ],
    )

    @property
    def answer(self) -> bool | None:
        return self.CHOICES[self.cleaned_data["needed"]]


class FormTextForm(NoticeForm):
    """What the form says beside time, place and people."""

    police_station = forms.CharField(
        label=_("Police station"),
        max_length=60,
        required=False,
        help_text=_(
            "The one the place belongs to, such as 서초경찰서; the provincial police, "
            "such as 서울특별시경찰청, when a march crosses into another district."
        ),
    )
    purpose = forms.CharField(label=_("Purpose"), required=False, widget=_lines())
    groups = forms.CharField(
        label=_("Participating groups"),
        required=False,
        widget=_lines(),
        help_text=_("One in each line, and they are listed on a page of their own."),
    )
    expected_count = forms.IntegerField(
        label=_("People expected"), required=False, min_value=1, max_value=1_000_000
    )
    method = forms.CharField(
        label=_("Formation and chants"), required=False, widget=_lines()
    )
    equipment = forms.CharField(
        label=_("Vehicles, loudspeakers, signs and how many"),
        required=False,
        widget=_lines(),
    )
    route = forms.CharField(
        label=_("Route of a march"),
        required=False,
        widget=_lines(),
        help_text=_("One stop in each line: where it starts, passes and ends."),
    )
    passage = forms.CharField(
        label=_("Roadway, pavement and crossings of a march"),
        required=False,
        widget=_lines(2),
    )

    @property
    def text(self) -> FormText:
        return FormText(**{name: self.cleaned_data[name] for name in FORM_FIELDS})

    @staticmethod
    def initial_of(notice: AssemblyNotice) -> dict[str, Any]:
        """What was written, else what the gathering's own page says."""
        written = {name: getattr(notice, name) for name in FORM_FIELDS}
        occurrence = notice.occurrence
        suggested = {
            "purpose": suggested_purpose(occurrence),
            "groups": suggested_groups(occurrence),
            "route": occurrence.route_ko,
        }
        return {name: written[name] or suggested.get(name) for name in FORM_FIELDS}


class ReadingForm(StepForm):
    """Why somebody opens what is sealed."""

    reason = forms.ChoiceField(label=_("Reason"), choices=ReadingReason.choices)


class PeopleForm(NoticeForm):
    """The persons the law wants to know (집시법 제6조 제1항 제4호)."""

    marshals = forms.CharField(
        label=_("Stewards (질서유지인)"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        help_text=_("One in each line: name / address / occupation / phone"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marshals = self.fields.pop("marshals")
        for role in ROLES:
            for fact, (label, autocomplete) in FACTS.items():
                self.fields[f"{role}_{fact}"] = forms.CharField(
                    label=label,
                    max_length=200,
                    required=False,
                    widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
                )
        self.fields["marshals"] = marshals

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields of each role together."""
        return [
            (title, [self[f"{role}_{fact}"] for fact in FACTS])
            for role, title in ROLES.items()
        ]

    def clean_marshals(self) -> tuple[Person, ...]:
        """Raises ValidationError naming the lines that are not four facts."""
        lines = [line for line in self.cleaned_data["marshals"].splitlines() if line]
        parts = [[part.strip() for part in line.split(SEPARATOR)] for line in lines]
        wrong = [
            str(number)
            for number, facts in enumerate(parts, start=1)
            if len(facts) != len(FACTS) or not facts[0]
        ]
        if wrong:
            raise forms.ValidationError(
                _("Write name / address / occupation / phone. Lines: %(lines)s"),
                params={"lines": ", ".join(wrong)},
            )
        return tuple(Person(**dict(zip(FACTS, facts, strict=True))) for facts in parts)

    @property
    def people(self) -> People:
        cleaned = self.cleaned_data
        roles = {
            role: Person(**{fact: cleaned[f"{role}_{fact}"] for fact in FACTS})
            for role in ROLES
        }
        return People(**roles, marshals=cleaned["marshals"])

    @staticmethod
    def initial_of(people: People) -> dict[str, str]:
        initial = {
            f"{role}_{fact}": getattr(getattr(people, role), fact)
            for role in ROLES
            for fact in FACTS
        }
        lines = [
            f" {SEPARATOR} ".join(getattr(each, fact) for fact in FACTS)
            for each in people.marshals
        ]
        return initial | {"marshals": "\n".join(lines)}


class FilingForm(NoticeForm):
    """The receipt of the police."""

    police_station = forms.CharField(label=_("Police station"), max_length=60)
    receipt_number = forms.CharField(label=_("Receipt number"), max_length=60)
    filed_at = forms.DateTimeField(
        label=_("Filed on"),
        widget=MomentInput,
        help_text=_("The moment on the receipt."),
    )

    @staticmethod
    def initial_of(notice: AssemblyNotice, now: dt.datetime) -> dict[str, Any]:
        minute = timezone.localtime(now).replace(second=0, microsecond=0)
        return {"police_station": notice.police_station, "filed_at": minute}


class AnswerForm(NoticeForm):
    """What the police answered, or that somebody objected to its ban."""

    told_at = forms.DateTimeField(label=_("When"), widget=MomentInput)
    police_note = forms.CharField(
        label=_("What the police said"),
        required=False,
        max_length=4000,
        widget=_lines(3),
        help_text=_("No names here. Erased 30 days after the event."),
    )

    def __init__(self, *args: Any, notice: AssemblyNotice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        follows = ANSWERS.get(NoticeState(notice.state), ())
        choices = [(each, ANSWER_WORDS.get(each, each.label)) for each in follows]
        self.fields["state"] = forms.ChoiceField(
            label=_("What to record"), choices=choices
        )
        self.order_fields(("seen", "state"))


class ScanForm(StepForm):
    """The receipt, photographed or scanned."""

    scan = forms.FileField(
        label=_("Scan of the receipt"),
        help_text=_("PDF, JPEG or PNG, at most 10 MB. It is stored encrypted."),
        widget=forms.FileInput(
            attrs={"accept": "application/pdf,image/jpeg,image/png"}
        ),
    )

    def clean_scan(self) -> UploadedFile:
        """Refused by its size before all of it is read."""
        scan: UploadedFile = self.cleaned_data["scan"]
        if (scan.size or 0) > LARGEST_SCAN:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return scan
