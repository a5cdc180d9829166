"""Shifts as staff plan them, whom they ask, and how these people answer."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coalition.localized import active_language
from coalition.pickers import ClockInput
from coalition.validators import clean_address, clean_name
from events.consents import shift_consent
from events.models import Occurrence, Shift, Volunteer
from events.services.shifts.planning import Invitation

PHONE = re.compile(r"\+?[0-9][0-9 -]{6,18}")
MINUTES_BEFORE = 60


class ShiftForm(forms.ModelForm):
    """A new shift, with hours by the clock where the gathering is held."""

    begins = forms.TimeField(
        label=_("From"),
        widget=ClockInput,
    )
    ends = forms.TimeField(
        label=_("Until"),
        widget=ClockInput,
        help_text=_("A time before “from” is on the next day."),
    )

    class Meta:
        model = Shift
        fields = ("role", "needed", "meeting_point", "note")

    field_order = ("role", "begins", "ends", "needed", "meeting_point", "note")

    def __init__(self, *args: Any, occurrence: Occurrence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.occurrence = occurrence
        if occurrence.local_time is not None:
            start = occurrence.local_start
            end = occurrence.local_end or start + dt.timedelta(hours=2)
            self.initial.setdefault(
                "begins", (start - dt.timedelta(minutes=MINUTES_BEFORE)).time()
            )
            self.initial.setdefault("ends", end.time())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins is not None and ends is not None:
            self.instance.set_times(begins, ends)
        return cleaned


class ShiftDetailsForm(forms.ModelForm):
    """What may change of a shift that people were asked for."""

    class Meta:
        model = Shift
        fields = ("needed", "meeting_point", "note")


class InvitationForm(forms.Form):
    """Whom to ask: the name the person uses, and one address."""

    name = forms.CharField(
        label=_("Name or activity name"),
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=400,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the mails"), choices=(("ko", "한국어"), ("en", "English"))
    )

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_email(self) -> str:
        return clean_address(self.cleaned_data["email"])

    def to_invitation(self) -> Invitation:
        """What the service takes; only after ``is_valid()``."""
        return Invitation(**self.cleaned_data)


class AnswerForm(forms.Form):
    """A yes to one shift. Consent and number are asked once per gathering."""

    assignment = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)
    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=400,
        help_text=_("Only for the coordinator on the spot. You may leave it empty."),
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
        ),
    )
    consent_privacy = forms.BooleanField(
        error_messages={
            "required": _("Please agree to the collection and use of personal data.")
        },
    )

    def __init__(self, *args: Any, volunteer: Volunteer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if volunteer.consented_at is not None:
            del self.fields["phone"], self.fields["consent_privacy"]
            return
        self.consent = shift_consent(active_language())
        self.fields["consent_privacy"].label = self.consent.label

    def clean_phone(self) -> str:
        phone = " ".join(self.cleaned_data["phone"].split())
        if phone and not PHONE.fullmatch(phone):
            raise ValidationError(_("Please check the phone number."))
        return phone
