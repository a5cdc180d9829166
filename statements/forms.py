"""What visitors and partners send in."""

from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalition.addresses import suggest_domain
from coalition.consents import Consent
from coalition.forms import VisitorForm
from coalition.localized import active_language
from coalition.validators import clean_address, clean_name
from statements.consents import consents
from statements.enums import Display
from statements.models import Statement
from statements.services.signing import SignatureRequest

REQUIRED_CONSENT = {
    "consent_privacy": _("Please agree to the collection and use of personal data."),
    "consent_sensitive": _("Please agree to the processing of sensitive information."),
    "age_14": _("Only people aged 14 or over can sign online."),
}


class SharedFields(dict[str, forms.Field]):
    """Fields that no form changes, so that all forms can have the same ones.

    Django copies every field for every form, in case it is changed: of all the work
    that a signature makes that was the largest part that served nobody.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return dict(self)


class SignatureForm(VisitorForm):
    """The sign form. Boxes are never pre-ticked; the display is private."""

    name = forms.CharField(
        label=_("Name or activity name"),
        max_length=400,
        error_messages={"required": _("Please write your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=400,
        help_text=_("We send one mail with a button that completes your signature."),
        error_messages={"required": _("Please write your e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    affiliation = forms.CharField(
        label=_("Affiliation"), max_length=400, required=False
    )
    display = forms.ChoiceField(
        label=_("How your name is shown"),
        choices=Display.choices,
        initial=Display.PRIVATE,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "By default your name is not shown and only counted. A name that is "
            "shown can be searched and copied by anyone; you can hide it again at "
            "any time, but copies cannot be taken back."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggested_email: str | None = None
        language = active_language()
        self.consents = consents(language)
        self.fields |= _consent_fields(language)

    @property
    def consent_boxes(self) -> list[tuple[Consent, forms.BoundField]]:
        return [(consent, self[consent.field]) for consent in self.consents]

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_affiliation(self) -> str:
        text = self.cleaned_data["affiliation"].strip()
        return clean_name(text) if text else ""

    def clean_display(self) -> str:
        return self.cleaned_data["display"] or Display.PRIVATE

    def clean_email(self) -> str:
        typed = self.cleaned_data["email"]
        address = clean_address(typed)
        meant = suggest_domain(address)
        # "keep_email" is the address the visitor was asked about and chose to keep.
        if meant and self.data.get("keep_email", "").strip() != typed:
            self.suggested_email = f"{address.rpartition('@')[0]}@{meant}"
            raise forms.ValidationError(
                _("Did you mean %(suggestion)s? If the address is right, send again."),
                params={"suggestion": self.suggested_email},
            )
        return address

    def to_request(self, language: str) -> SignatureRequest:
        """What the service takes; only after ``is_valid()``."""
        cleaned = self.cleaned_data
        return SignatureRequest(
            name=cleaned["name"],
            email=cleaned["email"],
            affiliation=cleaned["affiliation"],
            display=Display(cleaned["display"]),
            consents_updates=cleaned["consent_updates"],
            consents_handover=cleaned["consent_handover"],
            language=language,
        )


SignatureForm.base_fields = SharedFields(SignatureForm.base_fields)


@cache
def _consent_fields(language: str) -> dict[str, forms.Field]:
    return {
        consent.field: forms.BooleanField(
            label=consent.label,
            required=consent.is_required,
            error_messages={"required": REQUIRED_CONSENT.get(consent.field, "")},
        )
        for consent in consents(language)
    }


class FindForm(forms.Form):
    """Asks for the link to one's own signature."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=400,
        error_messages={"required": _("Please write your e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def clean_email(self) -> str:
        return clean_address(self.cleaned_data["email"])


class DisplayForm(forms.Form):
    """Changes what the public list shows of a signer."""

    display = forms.ChoiceField(
        label=_("How your name is shown"),
        choices=Display.choices,
        widget=forms.RadioSelect,
    )


class CallForm(forms.Form):
    """Which public statement an organization acts on."""

    statement = forms.ModelChoiceField(
        Statement.objects.public().select_related("current_revision"),
        to_field_name="slug",
    )


class EndorsementForm(forms.Form):
    """An organization's consent to the revision it was shown."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    authorised_name = forms.CharField(
        label=_("Name or activity name of the person who authorises this"),
        max_length=400,
        help_text=_("Kept sealed as proof of consent; never shown."),
        error_messages={"required": _("Please write who authorises this.")},
    )
    authorised_role = forms.CharField(
        label=_("Role in the organization"),
        max_length=400,
        error_messages={"required": _("Please write the role.")},
    )
    is_authorised = forms.BooleanField(
        label=_("I am authorised to co-sign in the name of this organization"),
        error_messages={
            "required": _("Only an authorised person can co-sign for an organization.")
        },
    )

    def clean_authorised_name(self) -> str:
        return clean_name(self.cleaned_data["authorised_name"])

    def clean_authorised_role(self) -> str:
        return clean_name(self.cleaned_data["authorised_role"])

    def ask_again(self, revision: int) -> None:
        """The same input for the text that is current now, to be authorised anew."""
        kept = {key: each for key, each in self.data.items() if key != "is_authorised"}
        self.data = kept | {"revision": str(revision)}
