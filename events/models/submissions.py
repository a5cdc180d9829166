"""A partner's own gathering on its way into the calendar, and changes of it."""

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalition.enums import RegistrationState
from coalition.models import Organization, SealedContact, SentIn, User
from events.enums import Availability, PhotoPolicy
from events.models.occurrences import Occurrence
from events.querysets import SubmissionChangeQuerySet, SubmissionQuerySet

# How long after the gathering the contact is kept.
CONTACT_KEPT_AFTER = dt.timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """What a partner says of its own gathering; all of it becomes public.

    ``minutes`` is how long it lasts. Of one held online the place is empty. What is
    stored as ``facts`` is the same as JSON, whole or only the part that changes.
    """

    title_ko: str
    title_en: str = ""
    format: str
    summary_ko: str = ""
    summary_en: str = ""
    description_ko: str = ""
    local_date: dt.date
    local_time: dt.time | None = None
    minutes: int | None = None
    is_online: bool = False
    online_address: str = ""
    place_ko: str = ""
    place_en: str = ""
    region: str = ""
    address_ko: str = ""
    directions_ko: str = ""
    step_free: str = Availability.UNKNOWN
    toilet: str = Availability.UNKNOWN
    wheelchair: str = Availability.UNKNOWN
    sign_language: str = Availability.UNKNOWN
    captions: str = Availability.UNKNOWN
    child_care: str = Availability.UNKNOWN
    access_contact: str = ""
    photo_policy: str = PhotoPolicy.UNKNOWN

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Self:
        """What was stored."""
        return cls(**_decoded(facts))

    @property
    def duration(self) -> dt.timedelta | None:
        return None if self.minutes is None else dt.timedelta(minutes=self.minutes)

    @property
    def facts(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            name: value.isoformat() if isinstance(value, dt.date | dt.time) else value
            for name, value in dataclasses.asdict(self).items()
        }

    def differing(self, other: "Gathering") -> dict[str, Any]:
        """The facts of this one that the other does not share."""
        others = other.facts
        return {
            name: value for name, value in self.facts.items() if value != others[name]
        }

    def with_facts(self, facts: dict[str, Any]) -> "Gathering":
        """The same but for these."""
        return dataclasses.replace(self, **_decoded(facts))


# Where each of them stands once it is public.
OF_OCCURRENCE = {
    name: f"own_{name}"
    for name in (
        "title_ko",
        "title_en",
        "format",
        "summary_ko",
        "summary_en",
        "description_ko",
        "wheelchair",
        "sign_language",
        "captions",
        "child_care",
        "access_contact",
        "photo_policy",
    )
}
OF_VENUE = {
    "place_ko": "name_ko",
    "place_en": "name_en",
    "region": "region",
    "address_ko": "address_ko",
    "directions_ko": "directions_ko",
    "step_free": "step_free",
    "toilet": "toilet",
}
OF_SEVERAL_LINES = frozenset({"description_ko", "directions_ko"})
WHEN = frozenset({"local_date", "local_time"})
# What makes people go elsewhere or come at another time: it needs a public reason.
MOVES = WHEN | {"place_ko", "is_online", "online_address"}
# What is told to everybody who follows it.
TOLD = MOVES | {"minutes"}


class Submission(SentIn):
    """A partner asks that its gathering be announced here (행사 등록 신청).

    Nothing of it is public until staff approve; then the public record is
    ``occurrence``, and ``facts`` stay what was sent in.
    """

    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.PROTECT,
        related_name="submissions",
    )
    facts = models.JSONField(_("what was sent in"))
    occurrence = models.OneToOneField(
        Occurrence,
        verbose_name=_("gathering"),
        null=True,
        on_delete=models.PROTECT,
        related_name="submission",
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta(SentIn.Meta):
        verbose_name = _("gathering sent in")
        verbose_name_plural = _("gatherings sent in")
        constraints = (
            *SentIn.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.APPROVED)
                | Q(occurrence__isnull=False),
                name="events_submission_approved_has_occurrence",
            ),
        )

    def __str__(self) -> str:
        return f"submission {self.pk}"

    @property
    def gathering(self) -> Gathering:
        """What was sent in."""
        return Gathering.of(self.facts)


class SubmissionContact(SealedContact):
    """The contact of whoever sent it in for the organization."""

    sent_in = models.OneToOneField(
        Submission,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="contact",
    )


class SubmissionChange(models.Model):
    """What a partner wants changed of its gathering once that is public.

    ``before`` and ``after`` hold only the facts that change, as the partner saw and
    as it wants them. The page keeps what was approved until staff accept.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="changes"
    )
    state = models.CharField(
        _("state"),
        max_length=11,
        choices=RegistrationState.choices,
        default=RegistrationState.WAITING,
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    is_cancellation = models.BooleanField(_("is to be cancelled"), default=False)
    reason_ko = models.CharField(_("reason (Korean)"), max_length=300, blank=True)
    reason_en = models.CharField(_("reason (English)"), max_length=300, blank=True)
    submitted_at = models.DateTimeField(_("sent in"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        User,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="decided_submission_changes",
    )
    decline_reason = models.TextField(_("reason, as told to the applicant"), blank=True)

    objects = SubmissionChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a gathering sent in")
        verbose_name_plural = _("changes of gatherings sent in")
        constraints = (
            models.UniqueConstraint(
                fields=("submission",),
                condition=Q(state=RegistrationState.WAITING),
                name="submission_one_waiting_change",
            ),
        )

    def __str__(self) -> str:
        return f"change {self.pk} of submission {self.submission_id}"

    @property
    def is_waiting(self) -> bool:
        return self.state == RegistrationState.WAITING

    @property
    def is_told(self) -> bool:
        """Whether people get a mail once it is made."""
        return self.is_cancellation or not TOLD.isdisjoint(self.after)


def _decoded(facts: dict[str, Any]) -> dict[str, Any]:
    values = dict(facts)
    if "local_date" in values:
        values["local_date"] = dt.date.fromisoformat(values["local_date"])
    if values.get("local_time"):
        values["local_time"] = dt.time.fromisoformat(values["local_time"])
    return values
