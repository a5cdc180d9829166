"""The audit trail in words: what was done, to which record."""

from django.apps import apps
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coalition.models import AuditEntry

# By verb, and by the whole action where the verb alone would say too little.
WORDS: dict[str, Promise] = {
    "add": pgettext_lazy("audit", "Added"),
    "address": pgettext_lazy("audit", "Address changed"),
    "announce": pgettext_lazy("audit", "Announced"),
    "answer": pgettext_lazy("audit", "Answer of the police recorded"),
    "approve": pgettext_lazy("audit", "Approved"),
    "accept": pgettext_lazy("audit", "Accepted"),
    "ask_again": pgettext_lazy("audit", "Asked again"),
    "assign": pgettext_lazy("audit", "Organization asked to run the date"),
    "cancel": pgettext_lazy("audit", "Cancelled"),
    "change": pgettext_lazy("audit", "Changed"),
    "checklist": pgettext_lazy("audit", "Checklist changed"),
    "confirm": pgettext_lazy("audit", "Confirmed by the organization"),
    "copy": pgettext_lazy("audit", "Copied from an earlier date"),
    "create": pgettext_lazy("audit", "Added"),
    "decide": pgettext_lazy("audit", "Decided whether it is needed"),
    "decline": pgettext_lazy("audit", "Declined"),
    "delay": pgettext_lazy("audit", "Delay announced"),
    "delay_taken_back": pgettext_lazy("audit", "Delay taken back"),
    "delete": pgettext_lazy("audit", "Deleted"),
    "describe": pgettext_lazy("audit", "Description changed"),
    "discard": pgettext_lazy("audit", "Draft discarded"),
    "draw": pgettext_lazy("audit", "Lot drawn"),
    "drop_scan": pgettext_lazy("audit", "Scan deleted"),
    "edit": pgettext_lazy("audit", "Changed"),
    "file": pgettext_lazy("audit", "Filing recorded"),
    "generate": pgettext_lazy("audit", "New dates announced"),
    "invalidate": pgettext_lazy("audit", "Voided"),
    "invite": pgettext_lazy("audit", "Somebody asked"),
    "keep": pgettext_lazy("audit", "Public again"),
    "keep_scan": pgettext_lazy("audit", "Scan stored"),
    "move": pgettext_lazy("audit", "Date or place moved"),
    "name_people": pgettext_lazy("audit", "Persons of the notice written"),
    "open": pgettext_lazy("audit", "Opened"),
    "place": pgettext_lazy("audit", "Usual place changed"),
    "postpone": pgettext_lazy("audit", "Postponed"),
    "programme-accept": pgettext_lazy("audit", "Programme of the host accepted"),
    "programme-decline": pgettext_lazy("audit", "Programme of the host sent back"),
    "programme-propose": pgettext_lazy("audit", "Programme sent by the host"),
    "publish": pgettext_lazy("audit", "Published"),
    "put_on_programme": pgettext_lazy("audit", "Put on the programme"),
    "read": pgettext_lazy("audit", "Read"),
    "read_contact": pgettext_lazy("audit", "Applicant looked at"),
    "read_people": pgettext_lazy("audit", "Persons looked at or printed"),
    "read_scan": pgettext_lazy("audit", "Scan looked at"),
    "reject": pgettext_lazy("audit", "Rejected and deleted"),
    "release": pgettext_lazy("audit", "Request taken back"),
    "remind": pgettext_lazy("audit", "Asked again"),
    "remove": pgettext_lazy("audit", "Deleted"),
    "renew": pgettext_lazy("audit", "Opened for a new lot"),
    "restore": pgettext_lazy("audit", "Restored"),
    "resume": pgettext_lazy("audit", "Opened again"),
    "reveal": pgettext_lazy("audit", "Place or link became public"),
    "revise": pgettext_lazy("audit", "Changed"),
    "roster": pgettext_lazy("audit", "List of names looked at"),
    "save": pgettext_lazy("audit", "Changed"),
    "schedule": pgettext_lazy("audit", "Time or weekday changed from a day on"),
    "start": pgettext_lazy("audit", "Draft begun"),
    "state": pgettext_lazy("audit", "State changed"),
    "stop": pgettext_lazy("audit", "Stopped"),
    "pause": pgettext_lazy("audit", "Stopped"),
    "swap": pgettext_lazy("audit", "Date swapped"),
    "swap-ask": pgettext_lazy("audit", "Swap asked for"),
    "swap-decline": pgettext_lazy("audit", "Swap declined"),
    "swap-withdraw": pgettext_lazy("audit", "Swap taken back"),
    "take_back": pgettext_lazy("audit", "Filing taken back"),
    "take_down": pgettext_lazy("audit", "Taken down and deleted"),
    "upload": pgettext_lazy("audit", "Uploaded"),
    "weather_decided": pgettext_lazy("audit", "Decided to go ahead in any weather"),
    "weather_reopened": pgettext_lazy("audit", "Weather decision taken back"),
    "withdraw": pgettext_lazy("audit", "Withdrawn"),
    "write": pgettext_lazy("audit", "Changed"),
    "photo.approve": pgettext_lazy("audit", "Checked"),
    "report.withdraw": pgettext_lazy("audit", "Made a draft again"),
    "series.pause": pgettext_lazy("audit", "Break announced"),
    "series.resume": pgettext_lazy("audit", "Break ended"),
    "signature.release": pgettext_lazy("audit", "Released"),
}
SYSTEM = _("The system")


def act_words(action: str) -> str:
    """What was done; the code itself for one that has no words yet."""
    verb = action.partition(".")[2]
    return str(WORDS.get(action) or WORDS.get(verb) or action)


def type_words(subject_type: str) -> str:
    """What staff call such records; the code of one that is no more."""
    try:
        return capfirst(str(apps.get_model(subject_type)._meta.verbose_name))
    except LookupError:
        return subject_type


def actor_words(entry: AuditEntry) -> str:
    """By name or number, never by address."""
    if entry.actor is None:
        return str(SYSTEM)
    return entry.actor.name or str(entry.actor)
