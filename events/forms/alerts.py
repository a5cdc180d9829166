"""What a visitor fills in to be told of changes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalition.forms import VisitorForm
from coalition.localized import active_language
from coalition.validators import clean_address
from events.consents import alert_consent
from events.services.alerts import AlertRequest


class AlertForm(VisitorForm):
    """A visitor wants to be told of changes. Only an address; no box is pre-ticked."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=400,
        help_text=_("We send one mail with a button; only then do alerts begin."),
        error_messages={"required": _("Please write your e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    wants_reminder = forms.BooleanField(
        label=_("Remind me on the evening before, too"), required=False
    )
    consent_privacy = forms.BooleanField(
        error_messages={
            "required": _("Please agree to the collection and use of personal data.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consent = alert_consent(active_language())
        self.fields["consent_privacy"].label = self.consent.label

    def clean_email(self) -> str:
        return clean_address(self.cleaned_data["email"])

    def to_request(self, language: str) -> AlertRequest:
        """What the service takes; only after ``is_valid()``."""
        return AlertRequest(
            email=self.cleaned_data["email"],
            wants_reminder=self.cleaned_data["wants_reminder"],
            language=language,
        )
