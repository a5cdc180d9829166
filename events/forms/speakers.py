"""What somebody fills in who asks to speak, and what staff decide about the call."""

import unicodedata
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalition.consents import Consent
from coalition.forms import VisitorForm
from coalition.localized import active_language
from coalition.pickers import MomentInput
from coalition.validators import clean_address, clean_name
from events.consents import speaker_consents
from events.models import SpeakerApplication, SpeakerCall
from events.models.speakers import LONGEST_SPEECH, count_characters
from events.services.speakers.applications import Speech

LONGEST_NEEDS = 200
# White space counts for nothing, but nobody needs thousands of blanks.
LONGEST_TYPED = 4000
REQUIRED_CONSENT = {
    "consent_privacy": _("Please agree to the collection and use of personal data."),
    "consent_sensitive": _("Please agree to the processing of sensitive information."),
    "age_14": _("Only people aged 14 or over can apply online."),
    "keeps_rules": _("Please agree to the rules for speeches."),
}


class SpeechForm(forms.Form):
    """What somebody wants to say, and how; no box is pre-ticked."""

    name = forms.CharField(
        label=_("Name or activity name"),
        max_length=400,
        help_text=_(
            "By this name we call you up. It is not public unless you agree below."
        ),
        error_messages={"required": _("Please write your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    text = forms.CharField(
        label=_("Text of the speech"),
        max_length=LONGEST_TYPED,
        help_text=_("At most 800 characters, spaces and line breaks not counted."),
        error_messages={"required": _("Please write what you want to say.")},
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    is_read_by_another = forms.BooleanField(
        label=_("I ask somebody else to read my text"), required=False
    )
    consents_to_name = forms.BooleanField(
        label=_("My name may stand in the public programme"),
        required=False,
        help_text=_("Without this the programme only says that somebody speaks."),
    )
    needs = forms.CharField(
        label=_("What you need to speak"),
        max_length=LONGEST_NEEDS,
        required=False,
        help_text=_(
            "For example sign-language interpretation, a way for a wheelchair, a low "
            "microphone, no photos."
        ),
    )

    longest = LONGEST_SPEECH

    @property
    def count(self) -> int:
        """How many characters count, for readers without JavaScript."""
        return count_characters(str(self["text"].value() or ""))

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_text(self) -> str:
        text = unicodedata.normalize("NFC", self.cleaned_data["text"])
        count = count_characters(text)
        if not count:
            raise forms.ValidationError(_("Please write what you want to say."))
        if count > LONGEST_SPEECH:
            raise forms.ValidationError(
                _("%(count)d characters are too many: at most %(most)d."),
                params={"count": count, "most": LONGEST_SPEECH},
            )
        return text

    def clean_needs(self) -> str:
        return unicodedata.normalize("NFC", self.cleaned_data["needs"])

    def to_speech(self) -> Speech:
        """What the service takes; only after ``is_valid()``."""
        names = (
            "name",
            "text",
            "needs",
            "is_read_by_another",
            "consents_to_name",
        )
        return Speech(**{name: self.cleaned_data[name] for name in names})

    @classmethod
    def of(cls, application: SpeakerApplication) -> "SpeechForm":
        """What is kept now, to be corrected by whoever wrote it."""
        kept = application.words.opened_all()
        return cls(
            initial={
                **{name: kept[name] for name in ("name", "text", "needs")},
                "is_read_by_another": application.is_read_by_another,
                "consents_to_name": application.consents_to_name,
            }
        )


class SpeakerForm(VisitorForm, SpeechForm):
    """The application: a speech, an address and the consents."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=400,
        help_text=_("We send one mail with a button that completes the application."),
        error_messages={"required": _("Please write your e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    field_order = ("name", "email", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consents = speaker_consents(active_language())
        for consent in self.consents:
            self.fields[consent.field] = forms.BooleanField(
                label=consent.label,
                error_messages={"required": REQUIRED_CONSENT[consent.field]},
            )

    @property
    def consent_boxes(self) -> list[tuple[Consent, forms.BoundField]]:
        return [(consent, self[consent.field]) for consent in self.consents]

    def clean_email(self) -> str:
        return clean_address(self.cleaned_data["email"])


class SpeakerCallForm(forms.ModelForm):
    """How many may speak, from when and until when people apply."""

    class Meta:
        model = SpeakerCall
        fields = ("places", "opens_at", "own_closes_at")
        widgets = dict.fromkeys(("opens_at", "own_closes_at"), MomentInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opens_at"].required = False
        self.fields["opens_at"].help_text = _("Empty: from now on.")

    def clean_opens_at(self) -> Any:
        return self.cleaned_data["opens_at"] or timezone.now()
