"""One record as the JSON says it, from what the public may know."""

import datetime as dt
from typing import Any

from coalition.korean import SEOUL
from coalition.localized import localized
from coalition.models import Organization
from coalition.pages import absolute_url
from events.models import AttendanceClaim, Occurrence, Venue
from statements import selectors as statement_selectors
from statements.models import Demand, Statement


def _in_seoul(moment: dt.datetime | None) -> dt.datetime | None:
    return moment and moment.astimezone(SEOUL)


def statement_record(statement: Statement) -> dict[str, Any]:
    revision = statement.revision
    counts = statement_selectors.counts_of(statement)
    return {
        "slug": statement.slug,
        "url": absolute_url(statement.get_absolute_url()),
        "kind": statement.kind,
        "title": localized(revision, "title"),
        "state": statement.state,
        "provenance": statement.provenance,
        "revision": {
            "number": revision.number,
            "sha256": revision.sha256,
            "published_at": _in_seoul(revision.published_at),
        },
        "counts": {
            "organizations": counts.organizations,
            "individuals": counts.individuals,
            "as_of": _in_seoul(counts.as_of.replace(second=0, microsecond=0)),
        },
        "deadline": _in_seoul(statement.closes_at),
        "is_open": statement.takes_signatures or statement.takes_endorsements,
        "demands": [_demand(each) for each in revision.demands.all()],
    }


def _demand(demand: Demand) -> dict[str, Any]:
    return {
        "text": localized(demand, "text"),
        "targets": [
            {
                "slug": target.slug,
                "name": localized(target, "name"),
                "name_today": localized(target.current(), "name"),
            }
            for target in demand.targets.all()
        ],
    }


def organization_record(organization: Organization) -> dict[str, Any]:
    parent = organization.parent
    return {
        "slug": organization.slug,
        "url": absolute_url(organization.get_absolute_url()),
        "name": localized(organization, "name"),
        "kind": organization.kind,
        "provenance": organization.provenance,
        # One that is suspended is in no list and has no page.
        "parent": parent.slug if parent and parent.state == "active" else None,
    }


def occurrence_record(occurrence: Occurrence) -> dict[str, Any]:
    return {
        "slug": occurrence.slug,
        "url": absolute_url(occurrence.get_absolute_url()),
        "series": occurrence.series and occurrence.series.slug,
        "format": occurrence.format,
        "title": localized(occurrence, "title"),
        "starts_at": occurrence.local_start,
        "is_time_known": occurrence.local_time is not None,
        "ends_at": occurrence.local_end,
        "timezone": occurrence.timezone,
        "state": occurrence.state,
        "provenance": occurrence.provenance,
        "venue": _venue(occurrence.venue),
        "is_online": occurrence.is_online,
        "online_url": occurrence.online_url,
        "hosts": [
            {
                "slug": host.organization.slug,
                "name": localized(host.organization, "name"),
                "role": host.role,
            }
            for host in occurrence.hosts
        ],
        "changed_from": _changed_from(occurrence),
        "attendance": [_attendance(claim) for claim in occurrence.claims.all()],
        "has_report": occurrence.has_report,  # type: ignore[attr-defined]
    }


def _attendance(claim: AttendanceClaim) -> dict[str, Any]:
    return {
        "count": claim.count,
        "is_approximate": claim.is_approximate,
        "counted_by": localized(claim, "counted_by"),
        "counted_at": _in_seoul(claim.counted_at),
        "sources": [
            {"title": source.title, "url": source.url} for source in claim.sources.all()
        ],
    }


def _changed_from(occurrence: Occurrence) -> dict[str, Any] | None:
    if not occurrence.moved_from_date and not occurrence.moved_from_venue:
        return None
    return {
        "starts_at": occurrence.moved_from_starts_at,
        "venue": _venue(occurrence.moved_from_venue),
    }


def _venue(venue: Venue | None) -> dict[str, Any] | None:
    if venue is None:
        return None
    return {
        "name": localized(venue, "name"),
        "address": localized(venue, "address"),
        "latitude": venue.latitude,
        "longitude": venue.longitude,
    }
