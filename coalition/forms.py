"""What associations send in, and what staff decide about it."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coalition.consents import Consent, contact_consent
from coalition.enums import NameClaim, OrganizationKind, Relation
from coalition.localized import active_language
from coalition.models import Contact, Organization, PartnerRegistration
from coalition.selectors import (
    acting_coalition,
    free_slug,
    looks_like_existing,
    similar_organizations,
)
from coalition.services.registrations import Application, Approval
from coalition.validators import (
    clean_address,
    clean_name,
    clean_organization_name,
    clean_text,
    clean_website,
    name_skeleton,
)

# Far above what is allowed: the validators say kindly what is too long, in
# characters as people count them.
LONGEST_INPUT = 2000
LONGEST_ABOUT = 600
LONGEST_ENGLISH_NAME = 160
LONGEST_REASON = 1000


class VisitorForm(forms.Form):
    """A form of the public pages, with a trap: components/trap.html in its template.

    Only machines fill what is hidden from people and from screen readers.
    """

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))


class SentInForm(forms.Form):
    """Who writes for an association, and that they agree; no box is pre-ticked.

    ``consent`` is what they read beside the first box.
    """

    contact_name = forms.CharField(
        label=_("Name or activity name of the contact person"),
        max_length=LONGEST_INPUT,
        help_text=_("Kept sealed and never shown."),
        error_messages={"required": _("Please write the name of the contact person.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact_role = forms.CharField(
        label=_("Position or role"),
        max_length=LONGEST_INPUT,
        error_messages={"required": _("Please write the position or role.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    contact_email = forms.CharField(
        label=_("Official e-mail of the organization"),
        max_length=LONGEST_INPUT,
        help_text=_("We send a mail with a button that confirms the mailbox."),
        error_messages={"required": _("Please write your e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    consent_privacy = forms.BooleanField(
        error_messages={
            "required": _("Please agree to the collection and use of personal data.")
        },
    )
    declaration = forms.BooleanField(
        label=_("I am entitled to apply on behalf of the organization."),
        error_messages={
            "required": _("Please declare that you may apply for the organization.")
        },
    )

    def __init__(self, *args: Any, consent: Consent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consent = consent
        self.fields["consent_privacy"].label = consent.label

    def clean_contact_name(self) -> str:
        return clean_name(self.cleaned_data["contact_name"])

    def clean_contact_role(self) -> str:
        return clean_name(self.cleaned_data["contact_role"])

    def clean_contact_email(self) -> str:
        return clean_address(self.cleaned_data["contact_email"])

    def to_contact(self) -> Contact:
        """What stays sealed; only after ``is_valid()``."""
        cleaned = self.cleaned_data
        return Contact(
            name=cleaned["contact_name"],
            role=cleaned["contact_role"],
            email=cleaned["contact_email"],
        )


class RegistrationForm(SentInForm):
    """An association applies to be in the directory and to co-sign."""

    name_ko = forms.CharField(
        label=_("Name of the organization"),
        max_length=LONGEST_INPUT,
        help_text=_("As you write it yourselves, with its legal form if it has one."),
        error_messages={"required": _("Please write the name of the organization.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    name_claim = forms.ChoiceField(
        label=_("An organization with a similar name is already there"),
        choices=NameClaim.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("We will look at it ourselves; nothing you wrote is lost."),
    )
    name_en = forms.CharField(
        label=_("English name"), max_length=LONGEST_INPUT, required=False
    )
    kind = forms.ChoiceField(
        label=_("Kind of organization"),
        choices=OrganizationKind.choices,
        initial=OrganizationKind.ASSOCIATION,
        error_messages={"required": _("Please choose the kind of organization.")},
    )
    parent_name = forms.CharField(
        label=_("Organization it belongs to"),
        max_length=LONGEST_INPUT,
        required=False,
        help_text=_("For a branch, an affiliated centre or a club."),
    )
    website = forms.CharField(
        label=_("Website"),
        max_length=LONGEST_INPUT,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
    )
    about_ko = forms.CharField(
        label=_("What the organization does"),
        max_length=LONGEST_INPUT,
        required=False,
        help_text=_("Up to 600 characters; shown in the directory."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    # The public part first, as on the page.
    field_order = (
        "name_ko",
        "name_claim",
        "name_en",
        "kind",
        "parent_name",
        "website",
        "about_ko",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        consent = contact_consent(active_language())
        super().__init__(*args, consent=consent, **kwargs)
        self.fields["contact_email"].help_text = _(
            "We send a mail with a button that confirms the mailbox. After our "
            "approval it acts for the organization: calls to co-sign and requests "
            "to run gatherings come here."
        )

    @property
    def asks_about_name(self) -> bool:
        """Whether the question about a similar name is on the page."""
        return "name_claim" in self.errors or bool(self.data.get("name_claim"))

    def clean_name_ko(self) -> str:
        return clean_organization_name(self.cleaned_data["name_ko"])

    def clean_name_en(self) -> str:
        return _optional_name(
            self.cleaned_data["name_en"], longest=LONGEST_ENGLISH_NAME
        )

    def clean_parent_name(self) -> str:
        return _optional_name(self.cleaned_data["parent_name"])

    def clean_website(self) -> str:
        return clean_website(self.cleaned_data["website"])

    def clean_about_ko(self) -> str:
        return clean_text(self.cleaned_data["about_ko"], longest=LONGEST_ABOUT)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        names = (cleaned.get("name_ko", ""), cleaned.get("name_en", ""))
        if not looks_like_existing(*names):
            cleaned["name_claim"] = ""
        elif not cleaned.get("name_claim"):
            self.add_error(
                "name_claim",
                _("An organization with a similar name is in the directory."),
            )
        return cleaned

    def to_application(self) -> Application:
        """What becomes public; only after ``is_valid()``."""
        cleaned = self.cleaned_data
        return Application(
            name_ko=cleaned["name_ko"],
            name_en=cleaned["name_en"],
            kind=OrganizationKind(cleaned["kind"]),
            website=cleaned["website"],
            about_ko=cleaned["about_ko"],
            parent_name=cleaned["parent_name"],
            name_claim=cleaned["name_claim"],
        )


class ApprovalForm(forms.Form):
    """How an approved registration enters the directory."""

    NEW, LINK = "new", "link"

    decision = forms.ChoiceField(
        label=_("In the directory"),
        choices=(
            (NEW, _("Create a new organization")),
            (LINK, _("Link to an organization that is already there")),
        ),
        widget=forms.RadioSelect,
    )
    slug = forms.SlugField(
        label=_("Address of its page"),
        allow_unicode=True,
        max_length=80,
        required=False,
        help_text=_("The last part of the page's address. Only for a new one."),
    )
    parent = forms.ModelChoiceField(
        label=_("Belongs to"),
        queryset=Organization.objects.none(),
        required=False,
        help_text=_("Only for a new one, when it is part of another organization."),
    )
    relation = forms.ChoiceField(
        label=_("Relation"),
        choices=(("", "---------"), *Relation.choices),
        required=False,
    )
    organization = forms.ModelChoiceField(
        label=_("Existing organization"),
        queryset=Organization.objects.none(),
        required=False,
        help_text=_(
            "Its page stays as it is. Records from the press are not offered, "
            "because they never act."
        ),
    )
    joins_coalition = forms.BooleanField(
        label=_("Joins the coalition as a participating organization"),
        required=False,
    )

    def __init__(
        self, *args: Any, registration: PartnerRegistration, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "parent": Organization.objects.public(),
            "organization": Organization.objects.able_to_act(),
        }
        for name, organizations in offered.items():
            field = cast("forms.ModelChoiceField[Organization]", self.fields[name])
            field.queryset = organizations.alphabetical()
        if acting_coalition() is None:
            del self.fields["joins_coalition"]
        wants_link = registration.name_claim == NameClaim.EXISTING
        self.initial = {
            "decision": self.LINK if wants_link else self.NEW,
            "slug": free_slug(registration.name_ko),
            "organization": _same_name(registration) if wants_link else None,
        }

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if (
            self.data.get("decision") == self.NEW
            and Organization.objects.filter(slug=slug).exists()
        ):
            raise ValidationError(_("Another organization has this address."))
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == self.LINK:
            if not cleaned.get("organization") and "organization" not in self.errors:
                self.add_error("organization", _("Please choose the organization."))
            return cleaned
        if not cleaned.get("slug") and "slug" not in self.errors:
            self.add_error("slug", _("Please write the address of its page."))
        if bool(cleaned.get("parent")) != bool(cleaned.get("relation")):
            self.add_error(
                "relation",
                _("State both: what it belongs to and how it is related."),
            )
        return cleaned

    def to_approval(self) -> Approval:
        """What the service takes; only after ``is_valid()``."""
        cleaned = self.cleaned_data
        joins = cleaned.get("joins_coalition", False)
        if cleaned["decision"] == self.LINK:
            return Approval(link_to=cleaned["organization"], joins_coalition=joins)
        return Approval(
            slug=cleaned["slug"],
            parent=cleaned["parent"],
            relation=cleaned["relation"],
            joins_coalition=joins,
        )


class DeclineForm(forms.Form):
    """Why a registration is declined; the applicant reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "The applicant gets these words by mail. Write what is missing or what "
            "they can do, in a polite full sentence."
        ),
        error_messages={"required": _("Please write the reason.")},
        max_length=LONGEST_INPUT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"], longest=LONGEST_REASON)


def _optional_name(text: str, **limits: int) -> str:
    return clean_organization_name(text, **limits) if text.strip() else ""


def _same_name(registration: PartnerRegistration) -> Organization | None:
    """The organization the applicant most likely means, if staff may link to it."""
    skeleton = name_skeleton(registration.name_ko)
    for organization in similar_organizations(registration):
        if name_skeleton(organization.name_ko) == skeleton and organization.can_act:
            return organization
    return None


def add_refusal(form: forms.BaseForm, error: ValidationError) -> None:
    """Puts a service's refusal beside the field it names, or above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
