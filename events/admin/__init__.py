"""The back office of gatherings."""

from events.admin.noise import NoiseLimitAdmin
from events.admin.notice_list import AssemblyNoticeAdmin
from events.admin.occurrences import OccurrenceAdmin
from events.admin.photos import PhotoAdmin
from events.admin.series import EventSeriesAdmin
from events.admin.submissions import SubmissionAdmin
from events.admin.venues import VenueAdmin

__all__ = [
    "AssemblyNoticeAdmin",
    "EventSeriesAdmin",
    "NoiseLimitAdmin",
    "OccurrenceAdmin",
    "PhotoAdmin",
    "SubmissionAdmin",
    "VenueAdmin",
]
