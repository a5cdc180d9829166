"""The back office of gatherings."""

from events.admin.noise import NoiseLimitAdmin
from events.admin.occurrences import OccurrenceAdmin
from events.admin.series import EventSeriesAdmin
from events.admin.venues import VenueAdmin

__all__ = ["EventSeriesAdmin", "NoiseLimitAdmin", "OccurrenceAdmin", "VenueAdmin"]
