"""The named values of the events app. Korean wording: the movement's own words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Format(models.TextChoices):
    """What kind of gathering it is."""

    RALLY = "rally", _("Rally")
    MARCH = "march", _("March")
    SPEAK_OUT = "speak_out", _("Speak-out")
    RELAY = "relay", _("Relay of voices")
    PRESS_CONFERENCE = "press_conference", _("Press conference")
    VIGIL = "vigil", _("Memorial")
    CULTURAL = "cultural", _("Cultural night")
    MEETING = "meeting", _("Open meeting")
    FORUM = "forum", _("Forum")
    LEAFLETING = "leafleting", _("Leafleting")
    ONE_PERSON = "one_person", _("One-person protest")


class SeriesState(models.TextChoices):
    """Only an active series makes new dates; a draft is shown nowhere."""

    DRAFT = "draft", _("Draft")
    ACTIVE = "active", pgettext_lazy("series", "Active")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class Frequency(models.TextChoices):
    """What the interval of a rule counts."""

    WEEKLY = "weekly", _("Weekly")
    MONTHLY = "monthly", _("Monthly, on a weekday")


class OccurrenceState(models.TextChoices):
    """A moved date stays *scheduled*: what it was is kept in ``moved_from_*``."""

    SCHEDULED = "scheduled", _("Scheduled")
    CANCELLED = "cancelled", _("Cancelled")
    POSTPONED = "postponed", _("Postponed")


class Phase(models.TextChoices):
    """Where an occurrence stands against the clock."""

    UPCOMING = "upcoming", _("Upcoming")
    RUNNING = "running", _("Running now")
    OVER = "over", _("Over")


class HostRole(models.TextChoices):
    """주최, 주관 and 후원 are three different responsibilities in Korean practice."""

    HOST = "host", _("Host")
    ORGANIZER = "organizer", _("Organizer")
    SUPPORTER = "supporter", _("Supporter")


class ItemKind(models.TextChoices):
    """What a part of the programme is."""

    SPEECH = "speech", _("Speech")
    READING = "reading", _("Read by another")
    PERFORMANCE = "performance", _("Performance")
    CHANT = "chant", _("Chants")
    SILENCE = "silence", _("Silence")
    MARCH = "march", _("March")
    STATEMENT = "statement", _("Reading of a statement")
    OTHER = "other", _("Other")


class Availability(models.TextChoices):
    """An access fact. Not knowing is an answer of its own: it is never shown as no."""

    YES = "yes", pgettext_lazy("access", "Yes")
    PARTLY = "partly", pgettext_lazy("access", "Partly")
    NO = "no", pgettext_lazy("access", "No")
    UNKNOWN = "unknown", _("Not yet known")


class PhotoPolicy(models.TextChoices):
    """Filming rules. Participants are targets of harassment, so faces come first."""

    NO_FACES = "no_faces", _("No photos of faces")
    NO_PHOTOS = "no_photos", _("No photos")
    PHOTO_ZONE = "photo_zone", _("Photos only in the marked area")
    FREE = "free", _("Photos allowed")
    UNKNOWN = "unknown", _("Not yet known")
