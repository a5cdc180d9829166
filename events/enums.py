"""The named values of the events app. Korean wording: the movement's own words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Format(models.TextChoices):
    """What kind of gathering it is."""

    RALLY = "rally", _("Rally")
    MARCH = "march", pgettext_lazy("gathering", "March")
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


class AlertState(models.TextChoices):
    """Nobody is told anything before the address is confirmed."""

    PENDING = "pending", pgettext_lazy("alert", "Unconfirmed")
    CONFIRMED = "confirmed", pgettext_lazy("alert", "Confirmed")


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
    MARCH = "march", pgettext_lazy("gathering", "March")
    STATEMENT = "statement", _("Reading of a statement")
    OTHER = "other", _("Other")


class Availability(models.TextChoices):
    """An access fact. Not knowing is an answer of its own: it is never shown as no."""

    YES = "yes", pgettext_lazy("access", "Yes")
    PARTLY = "partly", pgettext_lazy("access", "Partly")
    NO = "no", pgettext_lazy("access", "No")
    UNKNOWN = "unknown", _("Not yet known")


class Region(models.TextChoices):
    """시·도, numbered as in ISO 3166-2:KR; a filter needs no finer grain."""

    SEOUL = "11", _("Seoul")
    BUSAN = "26", _("Busan")
    DAEGU = "27", _("Daegu")
    INCHEON = "28", _("Incheon")
    GWANGJU = "29", _("Gwangju")
    DAEJEON = "30", _("Daejeon")
    ULSAN = "31", _("Ulsan")
    GYEONGGI = "41", _("Gyeonggi")
    GANGWON = "42", _("Gangwon")
    CHUNGBUK = "43", _("North Chungcheong")
    CHUNGNAM = "44", _("South Chungcheong")
    JEONBUK = "45", _("North Jeolla")
    JEONNAM = "46", _("South Jeolla")
    GYEONGBUK = "47", _("North Gyeongsang")
    GYEONGNAM = "48", _("South Gyeongsang")
    JEJU = "49", _("Jeju")
    SEJONG = "50", _("Sejong")


class PhotoPolicy(models.TextChoices):
    """Filming rules. Participants are targets of harassment, so faces come first."""

    NO_FACES = "no_faces", _("No photos of faces")
    NO_PHOTOS = "no_photos", _("No photos")
    PHOTO_ZONE = "photo_zone", _("Photos only in the marked area")
    FREE = "free", _("Photos allowed")
    UNKNOWN = "unknown", _("Not yet known")


class NoisePeriod(models.TextChoices):
    """The law's own parts of a day: 주간, 야간, 심야."""

    DAY = "day", _("By day, until sunset")
    EVENING = "evening", _("After sunset, until midnight")
    NIGHT = "night", _("Midnight to 7 a.m.")


class WeatherDecision(models.TextChoices):
    """What staff have said about the weather; never stored, see ``WeatherDecided``."""

    NONE = "none", _("No decision is announced")
    OPEN = "open", _("To be decided")
    GOES_AHEAD = "goes_ahead", pgettext_lazy("weather", "It goes ahead")
    MOVED = "moved", _("It goes ahead at another place or time")
    CALLED_OFF = "called_off", _("It is called off")


class LinkKind(models.TextChoices):
    """What others wrote or showed of a gathering."""

    PRESS = "press", _("Press report")
    STATEMENT = "statement", pgettext_lazy("link", "Statement")
    VIDEO = "video", _("Video")


class DutyState(models.TextChoices):
    """Whether the organization that is to host a date has said so itself."""

    ASKED = "asked", pgettext_lazy("hosting", "Asked")
    CONFIRMED = "confirmed", pgettext_lazy("hosting", "Confirmed")
    DECLINED = "declined", pgettext_lazy("hosting", "Declined")


class SwapState(models.TextChoices):
    """Only an open request can still be answered; the others are its outcomes."""

    OPEN = "open", pgettext_lazy("swap", "Open")
    ACCEPTED = "accepted", pgettext_lazy("swap", "Accepted")
    DECLINED = "declined", pgettext_lazy("swap", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("swap", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("swap", "Expired")


class RotaMail(models.TextChoices):
    """What the representatives of a host are told."""

    ASKED = "asked"
    CHANGED = "changed"
    RELEASED = "released"
    SWAP_ASKED = "swap_asked"
    SWAP_ACCEPTED = "swap_accepted"
    SWAP_DECLINED = "swap_declined"
    SWAP_EXPIRED = "swap_expired"
    PROGRAMME_ACCEPTED = "programme_accepted"
    PROGRAMME_DECLINED = "programme_declined"


class ShiftRole(models.TextChoices):
    """What somebody takes on at a gathering."""

    MARSHAL = "marshal", _("Marshal")
    SIGN_LANGUAGE = "sign_language", _("Sign-language interpreter")
    CAPTIONS = "captions", _("Live captions")
    MODERATOR = "moderator", _("Moderator")
    SOUND = "sound", _("Sound")
    FIRST_AID = "first_aid", _("First aid")
    INFORMATION = "information", _("Information team")
    PLACARDS = "placards", _("Placard team")
    PHOTO = "photo", _("Photo team")
    LEGAL_OBSERVER = "legal_observer", _("Legal observer")
    POLICE_LIAISON = "police_liaison", _("Police liaison")
    PRESS = "press", _("Press contact")
    CLEANUP = "cleanup", _("Set-up and clean-up")


class AssignmentState(models.TextChoices):
    """What somebody who was asked for a shift has answered."""

    INVITED = "invited", pgettext_lazy("shift", "Asked")
    CONFIRMED = "confirmed", pgettext_lazy("shift", "Comes")
    STANDBY = "standby", pgettext_lazy("shift", "On the backup list")
    DECLINED = "declined", pgettext_lazy("shift", "Declined")
    CANCELLED = "cancelled", pgettext_lazy("shift", "Called off")
    RELEASED = "released", pgettext_lazy("shift", "No longer needed")


class SpeakerState(models.TextChoices):
    """Where an application to speak stands; a withdrawn one is erased."""

    PENDING = "pending", pgettext_lazy("application to speak", "Unconfirmed")
    CONFIRMED = "confirmed", pgettext_lazy("application to speak", "Before the lot")
    DRAWN = "drawn", pgettext_lazy("application to speak", "Drawn")
    WAITING = "waiting", pgettext_lazy("application to speak", "On the waiting list")
    NOT_DRAWN = "not_drawn", pgettext_lazy("application to speak", "Not drawn")


class SpeakerMessageKind(models.TextChoices):
    """What an applicant is told by mail, each at most once; of each change once."""

    DRAWN = "drawn", pgettext_lazy("application to speak", "Drawn")
    WAITING = "waiting", pgettext_lazy("application to speak", "On the waiting list")
    NOT_DRAWN = "not_drawn", pgettext_lazy("application to speak", "Not drawn")
    MOVED_UP = "moved_up", pgettext_lazy("application to speak", "Moved up")
    CHANGED = "changed", pgettext_lazy("application to speak", "Time or place changed")
    CALLED_OFF = "called_off", pgettext_lazy("application to speak", "Called off")


class NoticeState(models.TextChoices):
    """Where the report of an assembly to the police stands (집시법 제6조부터 제9조)."""

    TO_FILE = "to_file", _("To file")
    FILED = "filed", _("Filed")
    CORRECTION_ASKED = "correction_asked", _("Correction asked")
    RESTRICTED = "restricted", _("Restricted")
    BANNED = "banned", _("Banned")
    OBJECTED = "objected", _("Objection made")
    UPHELD = "upheld", _("Ban upheld")
    WITHDRAWN = "withdrawn", pgettext_lazy("assembly notice", "Withdrawn")


class NoticeMailKind(models.TextChoices):
    """What one mail to staff about a notice says."""

    TWO_WEEKS = "two_weeks", _("14 days before")
    FOUR_DAYS = "four_days", _("4 days before")
    THREE_DAYS = "three_days", _("72 hours before")
    CHANGED = "changed", _("Not held as filed")


class ReadingReason(models.TextChoices):
    """Why a member of staff opens what is sealed; kept in the audit trail."""

    FORM = "form", _("To fill in or check the form")
    POLICE = "police", _("The police asks about it")
    PERSON = "person", _("The person asks what is kept")


class PhotoState(models.TextChoices):
    """A photo is public only when approved, and not before its time."""

    WAITING = "waiting", _("Waits for a check")
    APPROVED = "approved", pgettext_lazy("photo", "Approved")
    HIDDEN = "hidden", _("Hidden: somebody reported it")
    REMOVED = "removed", _("Taken down")


class PhotoGround(models.TextChoices):
    """Why a photo may be shown: the two answers of whoever checked it."""

    NO_FACE = "no_face", _("No face can be recognised in it")
    AGREED = "agreed", _("Everyone who can be recognised agreed")


class PhotoComplaint(models.TextChoices):
    """What a visitor has against a photo. No words of their own: nothing to keep."""

    SHOWS_ME = "shows_me", _("I can be recognised in it")
    SHOWS_SOMEBODY = "shows_somebody", _("Somebody else can be recognised in it")
    OTHER = "other", _("Another reason")


class SubmissionMail(models.TextChoices):
    """What whoever sent a gathering in is asked or told."""

    CONFIRM = "confirm"
    APPROVED = "approved"
    DECLINED = "declined"
    CHANGE_ACCEPTED = "change_accepted"
    CHANGE_DECLINED = "change_declined"


class ContactReason(models.TextChoices):
    """Why staff open who sent something in; kept in the audit trail."""

    CHECK = "check", _("To check who sent it in")
    QUESTION = "question", _("To ask about something in it")
    PERSON = "person", _("The person asks what is kept")
