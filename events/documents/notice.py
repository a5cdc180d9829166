"""The report of an outdoor assembly to the police, filled in, as a PDF.

The fields are those of form 1 of the enforcement rules (집회 및 시위에 관한 법률
시행규칙 별지 제1호서식 「옥외집회(시위·행진) 신고서」). The form is Korean, whoever
prints it. What is not known stays empty, to be written by hand.
"""

from dataclasses import asdict, replace
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation

from coalition.korean import clock, moment
from coalition.typesetting import typeset_pdf
from events.models import AssemblyNotice, Occurrence
from events.models.notice import People, Person, place_to_file

TITLE = "옥외집회(시위·행진) 신고서"
SOURCE = "집회 및 시위에 관한 법률 시행규칙 [별지 제1호서식]의 기재 사항"
# Filled in by hand when the names of the stewards come late.
EMPTY_ROWS = 6


def notice_form(notice: AssemblyNotice, people: People) -> bytes:
    """The PDF, ready to be signed and handed in."""
    with translation.override("ko"):
        return typeset_pdf(
            files("events.documents").joinpath("notice.typ"), _data(notice, people)
        )


def suggested_purpose(occurrence: Occurrence) -> str:
    """Why people gather, in the words of the public page."""
    return occurrence.summary_ko or occurrence.title_ko


def suggested_groups(occurrence: Occurrence) -> str:
    """The hosts by name, and how many more were announced."""
    names = [host.organization.name_ko for host in occurrence.hosts]
    more = (occurrence.declared_hosts_count or 0) - len(names)
    return ", ".join(names) + (f" 외 {more:,}개 단체" if more > 0 else "")


def _data(notice: AssemblyNotice, people: People) -> dict[str, Any]:
    occurrence = notice.occurrence
    marshals = people.marshals or (Person(),) * EMPTY_ROWS
    return {
        "title": TITLE,
        "source": SOURCE,
        "footer": f"{occurrence.title_ko} · {occurrence.local_date}",
        "name": occurrence.title_ko,
        "when": _when(occurrence),
        "place": _place(occurrence),
        "purpose": notice.purpose or suggested_purpose(occurrence),
        "persons": _persons(occurrence, people),
        "groups": notice.groups or suggested_groups(occurrence),
        "expected": _people(notice.expected_count),
        "method": notice.method,
        "equipment": notice.equipment,
        "route": notice.route or occurrence.route_ko,
        "marshals": [asdict(each) for each in marshals],
        "marshals_count": _people(len(people.marshals)),
        "addressee": f"{notice.police_station or '○○경찰서'}장 귀하",
    }


def _persons(occurrence: Occurrence, people: People) -> list[dict[str, str]]:
    organizer = people.organizer
    if not organizer.name:
        first = next((each.organization.name_ko for each in occurrence.hosts), "")
        organizer = replace(organizer, name=first)
    roles = {
        "주최자": organizer,
        "대표자(단체)": people.representative,
        "연락책임자": people.contact,
    }
    return [{"role": role, **asdict(person)} for role, person in roles.items()]


def _when(occurrence: Occurrence) -> str:
    """Start and end; the law asks for the time needed too (제6조 제1항 제2호)."""
    zone = ZoneInfo(occurrence.timezone)
    if occurrence.local_time is None:
        return ""
    starts = moment(occurrence.starts_at, zone)
    if occurrence.ends_at is None:
        return f"{starts}부터"
    ends = occurrence.ends_at.astimezone(zone)
    is_same_day = ends.date() == occurrence.local_date
    return (
        f"{starts}부터 {clock(ends, zone) if is_same_day else moment(ends, zone)}까지"
    )


def _place(occurrence: Occurrence) -> str:
    name = place_to_file(occurrence)
    venue = occurrence.actual_venue
    is_addressed = venue is not None and name and venue.address_ko
    return f"{name} ({venue.address_ko})" if is_addressed and venue else name


def _people(count: int | None) -> str:
    return f"{count:,}명" if count else ""
