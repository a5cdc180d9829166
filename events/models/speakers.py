"""Who asks to speak at a gathering, what they wrote, and how the lot is drawn."""

import datetime as dt
import re
import unicodedata
import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalition.encryption import master_cipher
from coalition.models import Sealed
from events.enums import OccurrenceState, SpeakerMessageKind, SpeakerState
from events.models.alerts import OccurrenceChange
from events.models.occurrences import Occurrence
from events.models.programme import ProgrammeItem
from events.models.wallclock import moment
from events.querysets import SpeakerApplicationQuerySet

# The rules in use at Korean rallies: 800 characters are about three minutes.
LONGEST_SPEECH = 800
SPEECH_MINUTES = 3
DEADLINE_CLOCK = dt.time(12)
MOST_PLACES = 50
# How long after the gathering the words and addresses of its speakers are kept.
SPEAKERS_KEPT_AFTER = dt.timedelta(days=3)

# Unicode's White_Space, spelled out: str.isspace() and JavaScript's \s each differ.
WHITE_SPACE = re.compile(
    "[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
)


def count_characters(text: str) -> int:
    """How long a speech is: the code points of its NFC form, white space left out.

    Code points, not what looks like one character: these are the same in every
    browser and Python of any Unicode version, and a syllable of Hangul is one of
    them whether it was typed whole or in jamo. ``speech-counter.js`` does the same.
    """
    return len(WHITE_SPACE.sub("", unicodedata.normalize("NFC", text)))


def usual_deadline(occurrence: Occurrence) -> dt.datetime:
    """Noon of the day before, where the gathering is; a move of the date moves it."""
    day_before = occurrence.local_date - dt.timedelta(days=1)
    return moment(day_before, DEADLINE_CLOCK, occurrence.timezone)


class SpeakerCall(models.Model):
    """Staff asked for speakers at one gathering: how many, until when, and the lot.

    The lot is a commitment that is opened later. The digest of a secret seed is
    public from the beginning; at the deadline the seed itself and the order that
    follows from it are published. Then ``sealed_seed`` is gone, and nobody can draw
    again.
    """

    occurrence = models.OneToOneField(
        Occurrence, on_delete=models.CASCADE, related_name="speaker_call"
    )
    places = models.PositiveSmallIntegerField(
        _("number of places"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)],
    )
    opens_at = models.DateTimeField(_("open from"))
    own_closes_at = models.DateTimeField(
        _("deadline"),
        null=True,
        blank=True,
        help_text=_("Empty: noon of the day before, also when the date moves."),
    )
    stopped_at = models.DateTimeField(null=True)
    seed_sha256 = models.CharField(max_length=64)
    sealed_seed = models.BinaryField(null=True)
    seed = models.CharField(max_length=64, blank=True)
    drawn_at = models.DateTimeField(null=True)
    drawn_places = models.PositiveSmallIntegerField(null=True)
    drawn_codes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("call for speakers")
        verbose_name_plural = _("calls for speakers")
        constraints = (
            models.CheckConstraint(
                name="lot_is_drawn_once_and_with_its_seed",
                condition=Q(
                    drawn_at__isnull=True,
                    sealed_seed__isnull=False,
                    drawn_places__isnull=True,
                    seed="",
                )
                | (
                    Q(
                        drawn_at__isnull=False,
                        sealed_seed__isnull=True,
                        drawn_places__isnull=False,
                    )
                    & ~Q(seed="")
                ),
            ),
        )

    def __str__(self) -> str:
        return f"call for speakers {self.pk}"

    @property
    def closes_at(self) -> dt.datetime:
        """The deadline; never after the start, wherever that was moved."""
        chosen = self.own_closes_at or usual_deadline(self.occurrence)
        return min(chosen, self.occurrence.starts_at)

    @property
    def is_drawn(self) -> bool:
        return self.drawn_at is not None

    @property
    def is_empty_after_its_lot(self) -> bool:
        """Nobody applied in time, or all have left or were called off: it may begin anew."""
        return self.is_drawn and not self.applications.exists()

    def waits_for_its_lot(self, now: dt.datetime) -> bool:
        """Open to changes by those who applied: held, before the deadline."""
        occurrence = self.occurrence
        is_held = (
            occurrence.is_published and occurrence.state == OccurrenceState.SCHEDULED
        )
        return is_held and not self.is_drawn and now < self.closes_at

    def takes_applications(self, now: dt.datetime) -> bool:
        is_open = self.opens_at <= now and self.stopped_at is None
        return is_open and self.waits_for_its_lot(now)

    def seal_seed(self, seed: bytes) -> None:
        self.sealed_seed = master_cipher().encrypt(seed, place=self._place)

    def opened_seed(self) -> bytes:
        """Raises DecryptionError when the key is gone."""
        assert self.sealed_seed is not None  # noqa: S101
        return master_cipher().decrypt(self.sealed_seed, place=self._place)

    @property
    def _place(self) -> str:
        return f"events_speakercall|sealed_seed|{self.occurrence_id}"


class SpeakerApplication(models.Model):
    """Somebody asks to speak. What they wrote is sealed, in a table of its own.

    ``code`` is in the links, ``lot_code`` is what the public page of the lot shows;
    neither leads to the other.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    lot_code = models.CharField(max_length=8, editable=False)
    call = models.ForeignKey(
        SpeakerCall, on_delete=models.CASCADE, related_name="applications"
    )
    address_index = models.BinaryField(max_length=32, editable=False)
    language = models.CharField(max_length=2, default="ko")
    is_read_by_another = models.BooleanField(default=False)
    consents_to_name = models.BooleanField(default=False)
    state = models.CharField(
        max_length=9, choices=SpeakerState.choices, default=SpeakerState.PENDING
    )
    rank = models.PositiveSmallIntegerField(null=True)
    item = models.OneToOneField(
        ProgrammeItem, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    consent_version = models.CharField(max_length=20)
    consent_sha256 = models.CharField(max_length=64)
    requested_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    objects = SpeakerApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application to speak")
        verbose_name_plural = _("applications to speak")
        constraints = (
            models.UniqueConstraint(
                fields=["call", "address_index"], name="one_application_per_address"
            ),
            models.UniqueConstraint(
                fields=["call", "lot_code"], name="one_application_per_lot_code"
            ),
            models.CheckConstraint(
                name="application_is_ranked_when_drawn",
                condition=Q(
                    state=SpeakerState.PENDING,
                    confirmed_at__isnull=True,
                    rank__isnull=True,
                )
                | Q(
                    state=SpeakerState.CONFIRMED,
                    confirmed_at__isnull=False,
                    rank__isnull=True,
                )
                | Q(
                    state__in=(
                        SpeakerState.DRAWN,
                        SpeakerState.WAITING,
                        SpeakerState.NOT_DRAWN,
                    ),
                    confirmed_at__isnull=False,
                    rank__isnull=False,
                ),
            ),
        )

    def __str__(self) -> str:
        return f"application to speak {self.pk}"

    @property
    def position(self) -> int:
        """Its place among the drawn or the waiting as they are now; from 1."""
        before = self.call.applications.filter(state=self.state, rank__lt=self.rank)
        return before.count() + 1


class SpeakerWords(Sealed):
    """All that somebody wrote who asks to speak."""

    application = models.OneToOneField(
        SpeakerApplication,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="words",
    )
    email = models.BinaryField()
    name = models.BinaryField()
    text = models.BinaryField()
    needs = models.BinaryField()

    class Meta:
        verbose_name = _("what somebody wrote who asks to speak")
        verbose_name_plural = _("what people wrote who ask to speak")

    def __str__(self) -> str:
        return f"words of application to speak {self.pk}"

    @property
    def sealed_row(self) -> uuid.UUID:
        return self.application.code


class SpeakerMessage(models.Model):
    """That one applicant is told one thing; unique, so that it is told once."""

    application = models.ForeignKey(
        SpeakerApplication, on_delete=models.CASCADE, related_name="messages"
    )
    kind = models.CharField(max_length=10, choices=SpeakerMessageKind.choices)
    change = models.ForeignKey(
        OccurrenceChange, on_delete=models.CASCADE, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("message to a speaker")
        verbose_name_plural = _("messages to speakers")
        constraints = (
            models.UniqueConstraint(
                fields=["application", "kind", "change"],
                nulls_distinct=False,
                name="one_message_per_kind_to_speaker",
            ),
        )

    def __str__(self) -> str:
        return f"message {self.pk} of application to speak {self.application_id}"
