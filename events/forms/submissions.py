"""What a partner writes of its own gathering, first and when it changes."""

import dataclasses
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalition.forms import SentInForm, VisitorForm
from coalition.localized import active_language
from coalition.models import Organization
from events.consents import submission_consent
from events.forms.gathering import (
    Fact,
    GatheringForm,
    LinesForm,
    facts_in_words,
    one_line,
)
from events.models import Occurrence, SubmissionChange
from events.models.wallclock import local_day
from events.selectors.submissions import fingerprint, gathering_of


class SubmissionForm(VisitorForm, SentInForm, GatheringForm):
    """A partner sends a gathering in."""

    organization = forms.ModelChoiceField(
        label=_("Organization that calls it"),
        queryset=Organization.objects.none(),
        empty_label=_("Please choose"),
        help_text=_("Only organizations that are registered here."),
        error_messages={"required": _("Please choose the organization.")},
    )

    field_order = ("organization",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        consent = submission_consent(active_language())
        super().__init__(*args, consent=consent, **kwargs)
        choice = cast(
            "forms.ModelChoiceField[Organization]", self.fields["organization"]
        )
        choice.queryset = Organization.objects.able_to_act().alphabetical()

    def clean_local_date(self) -> Any:
        date = self.cleaned_data["local_date"]
        if date < local_day(timezone.now(), "Asia/Seoul"):
            raise ValidationError(_("This day has passed."))
        return date


class ReasonForm(LinesForm):
    """Why the public record is to change."""

    reason_ko = one_line(
        _("Reason"),
        _("Public, on the page and in calendars."),
        error_messages={"required": _("Give a reason that visitors can read.")},
    )
    reason_en = one_line(_("Reason in English"), required=False)


class ChangeForm(GatheringForm, ReasonForm):
    """The public record as it is, to be corrected. ``seen`` says what was shown."""

    seen = forms.CharField(widget=forms.HiddenInput)
    public_now: "list[Fact]" = []
    field_order = ("seen", *GatheringForm.base_fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason_ko"]
        reason.required = False
        reason.help_text = _(
            "Needed for another time or place. Public, on the page and in calendars."
        )

    @classmethod
    def of(
        cls, occurrence: Occurrence, waiting: SubmissionChange | None
    ) -> "ChangeForm":
        """What is public now, with the facts that already wait to be changed."""
        gathering = gathering_of(occurrence)
        initial: dict[str, Any] = {"seen": fingerprint(occurrence)}
        if waiting is not None:
            gathering = gathering.with_facts(waiting.after)
            initial |= {
                "reason_ko": waiting.reason_ko,
                "reason_en": waiting.reason_en,
            }
        return cls(initial=dataclasses.asdict(gathering) | initial)

    def show_again(self, occurrence: Occurrence) -> None:
        """Keeps what was written beside what became public in the meantime."""
        current = gathering_of(occurrence)
        differing = self.to_gathering().differing(current)
        self.public_now = facts_in_words(current, *differing)
        self.data = dict(self.data.items()) | {"seen": fingerprint(occurrence)}


class CancellationForm(ReasonForm):
    """Why it is not held; visitors read it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_cancel_%s", **kwargs})
