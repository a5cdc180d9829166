"""What a page tells once a gathering is over."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from events.enums import PhotoPolicy
from events.models import Occurrence, OccurrenceLink, OccurrenceReport, Photo


@dataclass(frozen=True)
class Aftermath:
    """The published report, links and photos; empty as long as it is not over."""

    report: OccurrenceReport | None = None
    links: list[OccurrenceLink] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)


def aftermath(occurrence: Occurrence, now: dt.datetime) -> Aftermath:
    """What visitors may read of it. A date that is moved to the future tells nothing."""
    if occurrence.over_at > now:
        return Aftermath()
    report = OccurrenceReport.objects.filter(
        occurrence=occurrence, published_at__isnull=False
    )
    photos = occurrence.photos.public(now)
    if occurrence.photo_policy == PhotoPolicy.NO_PHOTOS:
        photos = photos.none()
    return Aftermath(report.first(), list(occurrence.links.all()), list(photos))


def photo_of(slug: str, code: uuid.UUID) -> Photo | None:
    """A photo of a published gathering in whatever state; the caller asks which."""
    found = Photo.objects.filter(occurrence__slug=slug, code=code)
    return (
        found.filter(occurrence__published_at__isnull=False)
        .select_related("occurrence__series")
        .first()
    )
