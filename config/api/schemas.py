"""What the JSON says, field by field: a promise to whoever reads it."""

import datetime as dt

from ninja import Schema


class Problem(Schema):
    """RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""


class Target(Schema):
    slug: str
    name: str
    name_today: str


class DemandOut(Schema):
    text: str
    targets: list[Target]


class RevisionOut(Schema):
    number: int
    sha256: str
    published_at: dt.datetime


class CountsOut(Schema):
    """Numbers, and the minute they are true of.

    To the minute, so that an answer stays the same bytes (and a 304) within it.
    """

    organizations: int
    individuals: int
    as_of: dt.datetime


class StatementOut(Schema):
    slug: str
    url: str
    kind: str
    title: str
    state: str
    provenance: str
    revision: RevisionOut
    counts: CountsOut
    deadline: dt.datetime | None
    is_open: bool
    demands: list[DemandOut]


class OrganizationOut(Schema):
    slug: str
    url: str
    name: str
    kind: str
    provenance: str
    parent: str | None


class VenueOut(Schema):
    name: str
    address: str
    latitude: float | None
    longitude: float | None


class HostOut(Schema):
    slug: str
    name: str
    role: str


class ChangedFromOut(Schema):
    starts_at: dt.datetime | None
    venue: VenueOut | None


class SourceOut(Schema):
    title: str
    url: str


class AttendanceOut(Schema):
    """What somebody counted; several may differ, and none is the truth."""

    count: int
    is_approximate: bool
    counted_by: str
    counted_at: dt.datetime | None
    sources: list[SourceOut]


class OccurrenceOut(Schema):
    slug: str
    url: str
    series: str | None
    format: str
    title: str
    starts_at: dt.datetime
    is_time_known: bool
    ends_at: dt.datetime | None
    timezone: str
    state: str
    provenance: str
    venue: VenueOut | None
    is_online: bool
    online_url: str
    hosts: list[HostOut]
    changed_from: ChangedFromOut | None
    attendance: list[AttendanceOut]
    has_report: bool


class StatementList(Schema):
    items: list[StatementOut]
    next: str | None


class OrganizationList(Schema):
    items: list[OrganizationOut]
    next: str | None


class OccurrenceList(Schema):
    items: list[OccurrenceOut]
    next: str | None
