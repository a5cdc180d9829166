"""What staff fill in about a statement."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from coalition.enums import Provenance
from coalition.pickers import DayInput, MomentInput
from statements.enums import StatementState
from statements.models import Revision, Statement
from statements.services.publishing import revision_sha256

LONGEST_SLUG = 80
TEXT_FIELDS = (
    "title_ko",
    "title_en",
    "summary_ko",
    "summary_en",
    "text_ko",
    "text_en",
)
HOW_TO_WRITE = _(
    "An empty line begins a new paragraph. **Two stars** around words make them bold, "
    "a line that begins with “- ” is an item of a list, one with “## ” a heading."
)
TEXT_HELP = {
    "title_en": _("May stay empty; the English page then shows the Korean title."),
    "summary_ko": _("One or two sentences above the text and in lists."),
    "text_ko": HOW_TO_WRITE,
    "text_en": _("May stay empty; the English page then says that it is missing."),
}


def _words(name: str, rows: int = 0) -> Any:
    """The form field of a revision's column, in the size it is written in."""
    widget = AdminTextareaWidget(attrs={"rows": rows}) if rows else AdminTextInputWidget
    column: Any = Revision._meta.get_field(name)
    return column.formfield(widget=widget, help_text=TEXT_HELP.get(name, ""))


class StatementForm(forms.ModelForm):
    """The campaign around the text. Days and hours use the browser's own picker."""

    closes_at = forms.DateTimeField(
        label=_("Deadline"),
        required=False,
        widget=MomentInput,
        help_text=_(
            "Until this minute (Korean time) organizations co-sign and people sign. "
            "Empty: no end."
        ),
    )
    issued_on = forms.DateField(
        label=_("Dated"),
        required=False,
        widget=DayInput,
        help_text=_("Empty: the day on which it is published."),
    )

    class Meta:
        model = Statement
        fields = "__all__"  # noqa: DJ007 (the admin names the fields)
        help_texts = {
            "slug": _("The end of the page's address. Stays once it is public."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        statement = self.instance
        is_purged = statement.is_public and statement.wrapped_data_key is None
        if is_purged and statement.provenance != Provenance.PRESS:
            closes_at = cleaned.get("closes_at")
            if closes_at is None or closes_at > timezone.now():
                self.add_error(
                    "closes_at",
                    _("What signers sent is erased. Begin a new statement instead."),
                )
        return cleaned


class StatementStartForm(StatementForm):
    """A new statement together with its first draft."""

    title_ko = _words("title_ko")
    title_en = _words("title_en")
    summary_ko = _words("summary_ko", rows=3)
    summary_en = _words("summary_en", rows=3)
    text_ko = _words("text_ko", rows=18)
    text_en = _words("text_en", rows=12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _(
            "The end of the page's address. Empty: made of the title."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = _free_slug(cleaned)
        return cleaned

    def to_revision(self) -> Revision:
        """The first draft; only after ``is_valid()``."""
        return Revision(**{name: self.cleaned_data[name] for name in TEXT_FIELDS})


class RevisionForm(forms.ModelForm):
    """The words of a draft. ``seen`` tells whether somebody else wrote meanwhile."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Revision
        fields = TEXT_FIELDS
        help_texts = TEXT_HELP
        widgets = {
            "summary_ko": AdminTextareaWidget(attrs={"rows": 3}),
            "summary_en": AdminTextareaWidget(attrs={"rows": 3}),
            "text_ko": AdminTextareaWidget(attrs={"rows": 22}),
            "text_en": AdminTextareaWidget(attrs={"rows": 16}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = revision_sha256(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("seen") != self.initial["seen"]:
            # Saving again is then a decision: the next time it counts as seen.
            self.data = {**dict(self.data.items()), "seen": self.initial["seen"]}
            raise forms.ValidationError(
                _(
                    "Somebody else saved this text while you were writing. Nothing of "
                    "yours is saved yet. Open the statement in a second window and "
                    "compare; saving again replaces their text with yours."
                )
            )
        return cleaned


class PublishForm(forms.Form):
    """How it goes public. ``seen`` is the digest of the text that was read."""

    seen = forms.CharField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("How it goes public"),
        widget=forms.RadioSelect,
        initial=StatementState.COLLECTING,
        choices=[
            (
                StatementState.COLLECTING,
                _("Collect co-signatures first, announce it later"),
            ),
            (StatementState.PUBLISHED, _("Announce it at once")),
        ],
    )


def _free_slug(cleaned: dict[str, Any]) -> str:
    """Made of the English title, or of the Korean one; numbered when it is taken."""
    words = cleaned.get("title_en") or cleaned.get("title_ko") or ""
    stem = slugify(words, allow_unicode=True)[: LONGEST_SLUG - 5] or "statement"
    taken = set(
        Statement.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
    )
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (stem, *numbered) if slug not in taken)
