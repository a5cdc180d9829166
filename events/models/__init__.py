"""Venues, event series and occurrences. There is no model named Event."""

from events.models.addresses import FormerAddress
from events.models.alerts import (
    AlertAddress,
    AlertMessage,
    AlertSubscription,
    OccurrenceChange,
)
from events.models.delays import OccurrenceDelay
from events.models.hosts import AttendanceClaim, OccurrenceHost
from events.models.noise import NoiseLimit
from events.models.notice import (
    AssemblyNotice,
    NoticeMail,
    NoticePeople,
    NoticeScan,
)
from events.models.occurrences import Occurrence
from events.models.pauses import SeriesPause
from events.models.photos import Photo
from events.models.programme import ProgrammeItem
from events.models.proposals import ProgrammeProposal
from events.models.reports import OccurrenceLink, OccurrenceReport
from events.models.rota import (
    HostChecklistItem,
    HostChecklistTick,
    HostingDuty,
    HostingLink,
    HostingSwap,
)
from events.models.schedules import SeriesSchedule
from events.models.series import EventSeries, SeriesHost
from events.models.shifts import (
    Shift,
    ShiftAssignment,
    Volunteer,
    VolunteerContact,
    VolunteerMessage,
)
from events.models.speakers import (
    SpeakerApplication,
    SpeakerCall,
    SpeakerMessage,
    SpeakerWords,
)
from events.models.submissions import (
    Submission,
    SubmissionChange,
    SubmissionContact,
)
from events.models.venues import Venue

__all__ = [
    "AlertAddress",
    "AlertMessage",
    "AlertSubscription",
    "AssemblyNotice",
    "AttendanceClaim",
    "EventSeries",
    "FormerAddress",
    "HostChecklistItem",
    "HostChecklistTick",
    "HostingDuty",
    "HostingLink",
    "HostingSwap",
    "NoiseLimit",
    "NoticeMail",
    "NoticePeople",
    "NoticeScan",
    "Occurrence",
    "OccurrenceChange",
    "OccurrenceDelay",
    "OccurrenceHost",
    "OccurrenceLink",
    "OccurrenceReport",
    "Photo",
    "ProgrammeItem",
    "ProgrammeProposal",
    "SeriesHost",
    "SeriesPause",
    "SeriesSchedule",
    "Shift",
    "ShiftAssignment",
    "SpeakerApplication",
    "SpeakerCall",
    "SpeakerMessage",
    "SpeakerWords",
    "Submission",
    "SubmissionChange",
    "SubmissionContact",
    "Venue",
    "Volunteer",
    "VolunteerContact",
    "VolunteerMessage",
]
