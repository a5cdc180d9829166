"""What staff choose when they decide about a gathering that was sent in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalition.forms import DeclineForm
from events.enums import ContactReason
from events.forms.venues import VenueField
from events.models import Venue


class PlaceForm(forms.Form):
    """Where it is held: a place that is there, or as it was written.

    ``place`` is the name as written, empty when none was; ``here`` the name of the
    place where it is held now. Words of that one are corrected, not chosen.
    """

    venue = VenueField(
        label=_("Place"),
        required=False,
        empty_label=_("As written"),
        help_text=_(
            "Choose one that is there already instead of a second of its kind."
        ),
    )

    def __init__(self, *args: Any, place: str, here: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not place:
            del self.fields["venue"]
        elif place != here:
            named = Venue.objects.filter(name_ko=place).order_by("pk")
            self.initial["venue"] = named.first()

    @property
    def chosen(self) -> Venue | None:
        """Only after ``is_valid()``."""
        return self.cleaned_data.get("venue")


class RefuseForm(DeclineForm):
    """Why the change that was shown is not made."""

    change_id = forms.IntegerField(widget=forms.HiddenInput)


class AcceptForm(PlaceForm):
    """The change that was shown, and in ``seen`` what was public beside it."""

    change_id = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)


class ContactForm(forms.Form):
    """Why somebody on the staff looks at who sent it in."""

    reason = forms.ChoiceField(label=_("Reason"), choices=ContactReason.choices)
