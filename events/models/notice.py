"""The report of an assembly to the police (집회신고). For organizers, never public.

The rules are those of the Assembly and Demonstration Act (집회 및 시위에 관한 법률).
"""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalition.enums import Provenance
from coalition.models import Sealed, User
from events.enums import Format, NoticeMailKind, NoticeState, OccurrenceState
from events.models.alerts import OccurrenceChange
from events.models.occurrences import Occurrence

# 집시법 제6조 제1항: filed from 720 to 48 hours before the start.
OPENS_BEFORE = dt.timedelta(hours=720)
DUE_BEFORE = dt.timedelta(hours=48)
# 집시법 제6조 제3항: withdrawn 24 hours before the start that was filed.
WITHDRAW_BEFORE = dt.timedelta(hours=24)
# 집시법 제7조 제1항: a correction is made within 24 hours of the request.
CORRECT_WITHIN = dt.timedelta(hours=24)
# 집시법 제9조 제1항, 제2항: an objection to a ban within ten days, its own not counted
# (민법 제157조), and decided within 24 hours, else the ban has no force.
OBJECT_WITHIN = dt.timedelta(days=10)
DECIDED_WITHIN = dt.timedelta(hours=24)
# From here on an assembly that is not filed shows in red.
URGENT_BEFORE = dt.timedelta(hours=72)
# After the event nobody needs the addresses of its stewards any more.
KEPT_AFTER = dt.timedelta(days=30)

# 집시법 제2조 제1호, 제6조: only outdoor assemblies and demonstrations are filed;
# one person alone is none. A "press conference" is one as soon as people chant.
NOT_FILED = frozenset(
    {Format.PRESS_CONFERENCE, Format.MEETING, Format.FORUM, Format.ONE_PERSON}
)
# With the police: it has been filed and neither withdrawn nor banned.
STANDING = frozenset(
    {NoticeState.FILED, NoticeState.CORRECTION_ASKED, NoticeState.RESTRICTED}
)
NOTHING_FILED = frozenset({NoticeState.TO_FILE, NoticeState.WITHDRAWN})
BANS = frozenset({NoticeState.BANNED, NoticeState.OBJECTED, NoticeState.UPHELD})
# What may be recorded next of what the police and the organizers do. Back to filed:
# the ban was lifted, or nobody decided in time.
ANSWERS = {
    **dict.fromkeys(
        STANDING,
        (NoticeState.CORRECTION_ASKED, NoticeState.RESTRICTED, NoticeState.BANNED),
    ),
    NoticeState.BANNED: (NoticeState.OBJECTED,),
    NoticeState.OBJECTED: (NoticeState.FILED, NoticeState.UPHELD),
}


class AssemblyNotice(models.Model):
    """What organizers know about filing one occurrence; made when first needed.

    ``filed_starts_at`` and ``filed_place`` keep what the police was told, whatever
    becomes of the occurrence. ``version`` rises with every change: who decided upon
    an older one is asked to look again.
    """

    occurrence = models.OneToOneField(
        Occurrence, on_delete=models.CASCADE, related_name="notice"
    )
    needed = models.BooleanField(_("has to be filed"), null=True)
    state = models.CharField(
        _("state"),
        max_length=16,
        choices=NoticeState.choices,
        default=NoticeState.TO_FILE,
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    police_station = models.CharField(_("police station"), max_length=60, blank=True)
    receipt_number = models.CharField(_("receipt number"), max_length=60, blank=True)
    filed_at = models.DateTimeField(_("filed"), null=True)
    filed_starts_at = models.DateTimeField(null=True)
    filed_place = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)
    police_note = models.TextField(_("what the police said"), blank=True)

    # What the form says, as far as it is not taken from the occurrence.
    purpose = models.TextField(_("purpose"), blank=True)
    groups = models.TextField(_("participating groups"), blank=True)
    expected_count = models.PositiveIntegerField(_("people expected"), null=True)
    method = models.TextField(_("formation and chants"), blank=True)
    equipment = models.TextField(_("vehicles, loudspeakers, signs"), blank=True)
    route = models.TextField(_("route"), blank=True)
    passage = models.TextField(_("roadway, pavement and crossings"), blank=True)

    class Meta:
        verbose_name = _("assembly notice")
        verbose_name_plural = _("assembly notices")
        constraints = (
            models.CheckConstraint(
                name="notice_state_is_known",
                condition=models.Q(state__in=NoticeState.values),
            ),
            models.CheckConstraint(
                name="notice_remembers_what_was_filed",
                condition=models.Q(state=NoticeState.TO_FILE)
                | models.Q(filed_at__isnull=False, filed_starts_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"assembly notice {self.pk}"

    @property
    def is_needed(self) -> bool:
        """What staff decided, else what the format asks for."""
        return (
            is_filed_by_format(self.occurrence) if self.needed is None else self.needed
        )

    @property
    def opens_at(self) -> dt.datetime:
        """From when the police takes it: 720 hours before (집시법 제6조 제1항)."""
        return self.occurrence.starts_at - OPENS_BEFORE

    @property
    def due_at(self) -> dt.datetime:
        """Until when it must be there: 48 hours before (집시법 제6조 제1항)."""
        return self.occurrence.starts_at - DUE_BEFORE

    @property
    def withdraw_by(self) -> dt.datetime:
        """24 hours before the start *written in the notice* (집시법 제6조 제3항)."""
        return (self.filed_starts_at or self.occurrence.starts_at) - WITHDRAW_BEFORE

    @property
    def correct_by(self) -> dt.datetime | None:
        """24 hours after the correction was asked for (집시법 제7조 제1항)."""
        if self.state != NoticeState.CORRECTION_ASKED or self.answered_at is None:
            return None
        return self.answered_at + CORRECT_WITHIN

    @property
    def object_by(self) -> dt.datetime | None:
        """The last minute of the tenth day after the ban (집시법 제9조 제1항)."""
        if self.state != NoticeState.BANNED or self.answered_at is None:
            return None
        here = self.answered_at.astimezone(ZoneInfo(self.occurrence.timezone))
        return (here + OBJECT_WITHIN).replace(hour=23, minute=59, second=0)

    @property
    def decided_by(self) -> dt.datetime | None:
        """When an objection nobody decided upon voids the ban (집시법 제9조 제2항)."""
        if self.state != NoticeState.OBJECTED or self.answered_at is None:
            return None
        return self.answered_at + DECIDED_WITHIN

    @property
    def is_standing(self) -> bool:
        return self.state in STANDING

    @property
    def is_waiting(self) -> bool:
        """It has to be filed and the police has nothing of it.

        A ban holds for what was filed: at another time or place it is filed anew.
        """
        is_banned_elsewhere = self.state in BANS and self._differs_from_what_was_filed
        is_held = self.occurrence.state == OccurrenceState.SCHEDULED
        return (
            self.is_needed
            and is_held
            and (self.state in NOTHING_FILED or is_banned_elsewhere)
        )

    @property
    def is_for_another(self) -> bool:
        """Filed for another time or place than the gathering has now.

        집시법 제6조 제1항 제2호, 제3호: both are part of what is filed, and no change of
        them is taken (시행령 제2조의2 제1항 후단): it is filed anew.
        """
        return self.is_standing and self._differs_from_what_was_filed

    @property
    def _differs_from_what_was_filed(self) -> bool:
        told = (self.filed_starts_at, self.filed_place)
        return told != (self.occurrence.starts_at, place_to_file(self.occurrence))

    @property
    def needs_another(self) -> bool:
        """Held at another time or place than filed, and still an assembly."""
        is_held = self.occurrence.state == OccurrenceState.SCHEDULED
        return self.is_needed and is_held and self.is_for_another

    def is_urgent(self, now: dt.datetime) -> bool:
        """Not filed, and less than 72 hours are left."""
        start = self.occurrence.starts_at
        return self.is_waiting and start - URGENT_BEFORE < now < start

    def is_overdue(self, now: dt.datetime) -> bool:
        """Not filed, and the police need not take it any more."""
        return self.is_waiting and self.due_at < now < self.occurrence.starts_at

    def is_to_withdraw(self, now: dt.datetime) -> bool:
        """What the police expects will not be held (집시법 제6조 제3항)."""
        is_held = self.occurrence.state == OccurrenceState.SCHEDULED
        return (
            self.is_standing
            and (self.is_for_another or not is_held)
            and self.filed_starts_at is not None
            and now < self.filed_starts_at
        )


def is_filed_by_format(occurrence: Occurrence) -> bool:
    """Whether such a gathering is filed, unless staff decide otherwise.

    One of unknown format is: to file in vain costs less than not to file.
    """
    is_assembly = occurrence.format not in NOT_FILED
    is_ours = occurrence.provenance != Provenance.PRESS
    return is_ours and is_assembly and not occurrence.is_online


def place_to_file(occurrence: Occurrence) -> str:
    """The place by its name, told to the public or not yet."""
    venue = None if occurrence.is_online else occurrence.actual_venue
    return venue.name_ko if venue else ""


@dataclass(frozen=True, kw_only=True)
class Person:
    """What the law asks of each person (집시법 제6조 제1항 제4호)."""

    name: str = ""
    address: str = ""
    occupation: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class People:
    """Organizer, who holds it in their name, who answers the police, the stewards."""

    organizer: Person = Person()
    manager: Person = Person()
    representative: Person = Person()
    contact: Person = Person()
    marshals: tuple[Person, ...] = ()


class NoticePeople(Sealed):
    """The persons named in the form."""

    notice = models.OneToOneField(
        AssemblyNotice,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="people",
    )
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("people of an assembly notice")
        verbose_name_plural = _("people of assembly notices")

    def __str__(self) -> str:
        return f"people of assembly notice {self.pk}"

    def name(self, people: People) -> None:
        self.seal(sealed=json.dumps(asdict(people), ensure_ascii=False))

    def named(self) -> People:
        """Raises DecryptionError when the key is gone or the value was moved."""
        roles = json.loads(self.opened("sealed"))
        marshals = tuple(Person(**each) for each in roles.pop("marshals"))
        return People(
            **{role: Person(**facts) for role, facts in roles.items()},
            marshals=marshals,
        )

    @property
    def sealed_row(self) -> int:
        return self.notice_id


class NoticeScan(models.Model):
    """A photo or scan of the receipt: a sealed file in the private storage."""

    notice = models.OneToOneField(
        AssemblyNotice,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="scan",
    )
    file_name = models.CharField(max_length=80, unique=True)
    extension = models.CharField(max_length=4)
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("scan of an assembly notice")
        verbose_name_plural = _("scans of assembly notices")

    def __str__(self) -> str:
        return f"scan of assembly notice {self.pk}"

    @property
    def place(self) -> str:
        """What the sealed file is bound to."""
        return f"events_noticescan|file|{self.file_name}"


class NoticeMail(models.Model):
    """That one member of staff is told one thing about one start or change; once."""

    notice = models.ForeignKey(
        AssemblyNotice, on_delete=models.CASCADE, related_name="mails"
    )
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=NoticeMailKind.choices)
    starts_at = models.DateTimeField()
    change = models.ForeignKey(
        OccurrenceChange, on_delete=models.CASCADE, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mail about an assembly notice")
        verbose_name_plural = _("mails about assembly notices")
        constraints = (
            models.UniqueConstraint(
                fields=["notice", "recipient", "kind", "starts_at", "change"],
                nulls_distinct=False,
                name="one_mail_about_a_notice",
            ),
        )

    def __str__(self) -> str:
        return f"mail {self.pk} about assembly notice {self.notice_id}"
