"""What staff say of a photo, and what a visitor has against one."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coalition.forms import VisitorForm
from coalition.pickers import MomentInput
from events.enums import PhotoComplaint, PhotoGround, PhotoPolicy
from events.models import Occurrence, Photo
from events.services.photos import PhotoWords


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once; ``clean`` gives a list."""

    def __init__(self, **values: Any) -> None:
        super().__init__(widget=ManyFilesInput({"accept": ACCEPTED}), **values)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(ManyFilesField, self).clean(each) for each in data or [None]]


ACCEPTED = "image/jpeg,image/png,image/webp"


class UploadForm(forms.Form):
    """Pictures of one gathering."""

    photos = ManyFilesField(
        label=_("Photos"),
        help_text=_(
            "JPEG, PNG or WebP, up to 20 MB each. Place, time and camera are removed "
            "from every picture and the original is not kept."
        ),
    )


class WordsForm(forms.ModelForm):
    """What is told with a photo, prepared by anybody."""

    class Meta:
        model = Photo
        fields = ("alt_ko", "alt_en", "credit", "publish_after")
        widgets = {
            "alt_ko": AdminTextInputWidget,
            "alt_en": AdminTextInputWidget,
            "publish_after": MomentInput,
        }

    def to_words(self) -> PhotoWords:
        """What the services take; only after ``is_valid()``."""
        return PhotoWords(
            **{name: self.cleaned_data[name] for name in WordsForm.Meta.fields}
        )


class CheckForm(WordsForm):
    """The second person's answers. Nothing is ticked before."""

    ground = forms.ChoiceField(
        label=_("What you saw"), choices=PhotoGround.choices, widget=forms.RadioSelect
    )
    keeps_policy = forms.BooleanField()

    def __init__(self, data: Any = None, *, instance: Photo) -> None:
        super().__init__(data, instance=instance)
        policy = instance.occurrence.photo_policy
        self.fields["alt_ko"].required = True
        self.fields["keeps_policy"].label = _policy_label(instance.occurrence)
        if policy == PhotoPolicy.NO_FACES:
            only = [(PhotoGround.NO_FACE.value, PhotoGround.NO_FACE.label)]
            self.fields["ground"].choices = only  # type: ignore[attr-defined]

    @property
    def chosen_ground(self) -> PhotoGround:
        return PhotoGround(self.cleaned_data["ground"])


def _policy_label(occurrence: Occurrence) -> str:
    policy = occurrence.get_photo_policy_display()
    return _("It keeps the photo policy of that date: %(policy)s") % {"policy": policy}


class PhotoReportForm(VisitorForm):
    """A visitor wants a photo to go. Asks for no name, no address and no text."""

    complaint = forms.ChoiceField(
        label=pgettext_lazy("photo", "Why should it go?"),
        choices=PhotoComplaint.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a reason.")},
    )
