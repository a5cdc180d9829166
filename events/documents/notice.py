"""Forms to the police about an outdoor assembly, filled in, as a PDF.

What they say is what the law asks for: 집회 및 시위에 관한 법률 제6조 제1항 (법률 제22018호,
in force since 2 October 2026) and 같은 법 시행령 제2조 (대통령령 제36674호, 15 September 2026)
for the notice, 제6조 제3항 for its withdrawal. Which form is which, and that stewards
and several groups stand on a list of their own, is 시행규칙 제2조, 제2조의2 (행정자치부령
제92호, 28 January 2017): 별지 제1호 notice, 제2호 list, 제4호의2 withdrawal; 제3호, the
receipt, is written by the police. How the originals arrange their boxes could not be
compared: staff are asked to do so before the first use.

The forms are Korean, whoever prints them. What is not known stays empty, to be written
by hand.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation

from coalition.korean import clock, moment
from coalition.typesetting import typeset_pdf
from events.enums import Format, HostRole, OccurrenceState
from events.models import AssemblyNotice, Occurrence
from events.models.notice import People, Person, place_to_file

Facts = list[str]

# Filled in by hand when the names of the stewards come late.
EMPTY_ROWS = 6
# What stands between two stops of a route: a new line, an arrow or a dash.
BETWEEN_STOPS = re.compile(r"\s*(?:\n|→|->|–|—|\s-\s)\s*")


def notice_form(notice: AssemblyNotice, people: People) -> bytes:
    """The notice with its lists and map, ready to be signed and handed in."""
    with translation.override("ko"):
        return _pdf(notice, _notice_data(notice, people))


def withdrawal_form(notice: AssemblyNotice, people: People) -> bytes:
    """The withdrawal of what was filed, ready to be signed and handed in."""
    with translation.override("ko"):
        return _pdf(notice, _withdrawal_data(notice, people))


def suggested_purpose(occurrence: Occurrence) -> str:
    """Why people gather, in the words of the public page."""
    return occurrence.summary_ko or occurrence.title_ko


def suggested_groups(occurrence: Occurrence) -> str:
    """The hosts by name, each in a line, and how many more were announced."""
    names = list(dict.fromkeys(each.organization.name_ko for each in occurrence.hosts))
    more = (occurrence.declared_hosts_count or 0) - len(names)
    if more > 0:
        return ", ".join(names) + f" 외 {more:,}개 단체"
    return "\n".join(names)


def _pdf(notice: AssemblyNotice, data: dict[str, Any]) -> bytes:
    occurrence = notice.occurrence
    common = {
        "footer": f"{occurrence.title_ko} · {occurrence.local_date}",
        "addressee": f"{notice.police_station or '○○경찰서'}장 귀하",
    }
    template = files("events.documents").joinpath("notice.typ")
    return typeset_pdf(template, common | data)


def _notice_data(notice: AssemblyNotice, people: People) -> dict[str, Any]:
    occurrence = notice.occurrence
    groups = _lines(notice.groups or suggested_groups(occurrence))
    stops = _stops(notice.route or occurrence.route_ko)
    lists, sketch = _lists(groups, people), _map(occurrence, stops)
    attached = [each["heading"] for each in (*lists, sketch) if each]
    gathering = [
        ["명칭", occurrence.title_ko],
        ["개최 일시", _when(occurrence)],
        ["개최 장소", _place(occurrence)],
        ["개최 목적", notice.purpose or suggested_purpose(occurrence)],
    ]
    taking_part = ["단체", _first_of(groups), "인원", _people(notice.expected_count)]
    return {
        "title": "옥외집회(시위·행진) 신고서",
        "source": "「집회 및 시위에 관한 법률」 제6조제1항 및 같은 법 시행령 제2조의 기재 사항",
        "sections": [
            _section("", [["접수번호", "", "접수 일시", ""]]),
            _section("집회(시위·행진)", gathering),
            _persons(occurrence, people),
            _section("참가 예정 단체와 인원", [taking_part]),
            _section("방법과 진로", _method(notice, people, stops)),
        ],
        "statement": "「집회 및 시위에 관한 법률」 제6조제1항 및 같은 법 시행규칙 제2조제1항에 따라"
        " 위와 같이 신고합니다.",
        "attached": f"첨부: {', '.join(attached)}",
        "lists": lists,
        "map": sketch,
    }


def _withdrawal_data(notice: AssemblyNotice, people: People) -> dict[str, Any]:
    occurrence = notice.occurrence
    zone = ZoneInfo(occurrence.timezone)
    received = moment(notice.filed_at, zone) if notice.filed_at else ""
    begins = moment(notice.filed_starts_at, zone) if notice.filed_starts_at else ""
    filed = [
        ["접수번호", notice.receipt_number],
        ["접수 일시", received],
        ["명칭", occurrence.title_ko],
        ["신고서에 적은 일시", begins],
        ["신고서에 적은 장소", notice.filed_place],
    ]
    return {
        "title": "옥외집회(시위·행진) 철회신고서",
        "source": "「집회 및 시위에 관한 법률」 제6조제3항의 기재 사항",
        "sections": [
            _section("신고한 집회(시위·행진)", filed),
            _persons(occurrence, people),
            _section("철회", [["철회 사유", _reason(occurrence)]]),
        ],
        "statement": "「집회 및 시위에 관한 법률」 제6조제3항 및 같은 법 시행규칙 제2조의2에 따라"
        " 위와 같이 철회를 신고합니다.",
        "attached": "",
        "lists": [],
        "map": None,
    }


def _section(heading: str, rows: list[Facts]) -> dict[str, Any]:
    return {"heading": heading, "rows": rows}


def _persons(occurrence: Occurrence, people: People) -> dict[str, Any]:
    roles = {
        "주최자": _named(people.organizer, occurrence, HostRole.HOST),
        "주관자": _named(people.manager, occurrence, HostRole.ORGANIZER),
        "주최단체의\n대표자": people.representative,
        "연락책임자": people.contact,
    }
    return {
        "heading": "주최자와 연락책임자",
        "persons": [{"role": role} | asdict(each) for role, each in roles.items()],
    }


def _named(person: Person, occurrence: Occurrence, role: HostRole) -> Person:
    """Who was named, else the first organization in this role on the page."""
    hosts = (each for each in occurrence.hosts if each.role == role)
    first = next((each.organization.name_ko for each in hosts), "")
    return person if person.name else replace(person, name=first)


def _method(notice: AssemblyNotice, people: People, stops: list[str]) -> list[Facts]:
    """시행령 제2조, in its order; the map (제5호) has a page of its own."""
    return [
        ["대형, 구호 제창 여부", notice.method],
        ["차량·확성기·입간판 등\n이용 여부와 그 수", notice.equipment],
        ["진로", " → ".join(stops)],
        ["차도·보도·교차로의\n통행 방법", notice.passage],
        ["질서유지인", _people(len(people.marshals))],
    ]


def _lists(groups: list[str], people: People) -> list[dict[str, Any]]:
    """시행규칙 제2조 제1항 단서: stewards, and groups as soon as there are two."""
    marshals = people.marshals or (Person(),) * EMPTY_ROWS
    lists = [
        {
            "heading": "질서유지인 명단",
            "header": ["번호", "성명", "주소", "직업", "연락처"],
            "rows": [list(asdict(each).values()) for each in marshals],
        }
    ]
    if len(groups) > 1:
        rows = [[group] for group in groups]
        header = ["번호", "단체명"]
        lists.append({"heading": "참가 예정 단체 명단", "header": header, "rows": rows})
    return lists


def _map(occurrence: Occurrence, stops: list[str]) -> dict[str, Any] | None:
    """Of a march always, to draw into when nobody drew the place; else when drawn."""
    venue = occurrence.actual_venue
    sketch = venue.sketch if venue else None
    is_march = occurrence.format == Format.MARCH or len(stops) > 1
    if sketch is None and not is_march:
        return None
    marks = [
        {"kind": mark.kind, "corners": mark.corners, "label": mark.label}
        | {"x": float(mark.label_at["x"]), "y": float(mark.label_at["y"])}
        | {"anchor": mark.label_at.get("anchor", "middle")}
        for mark in (sketch.marks if sketch else ())
    ]
    notes = ["축척은 실제와 다릅니다."] if sketch else []
    notes += ["진행 방향을 화살표로 그려 넣습니다."] if is_march else []
    return {
        "heading": "약도",
        "alt": ", ".join(sketch.labels) if sketch else "그려 넣을 자리",
        "stops": _named_stops(stops),
        "marks": marks,
        "note": " ".join(notes),
    }


def _named_stops(stops: Sequence[str]) -> list[tuple[str, str]]:
    """출발지, 경유지, 도착지: the words of 시행령 제2조 제4호."""
    if len(stops) < 2:
        return [("진로", stop) for stop in stops]
    first, *between, last = stops
    passed = [("경유지", stop) for stop in between]
    return [("출발지", first), *passed, ("도착지", last)]


def _stops(route: str) -> list[str]:
    return [stop for stop in BETWEEN_STOPS.split(route.strip()) if stop]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _first_of(groups: list[str]) -> str:
    if len(groups) < 2:
        return "".join(groups)
    return f"{groups[0]} 외 {len(groups) - 1:,}개 단체 (명단 첨부)"


def _reason(occurrence: Occurrence) -> str:
    """Why it is not held as filed (제6조 제3항), in the words visitors read too."""
    acts = {
        OccurrenceState.CANCELLED: "집회 취소",
        OccurrenceState.POSTPONED: "집회 순연",
    }
    act = acts.get(OccurrenceState(occurrence.state), "일시 또는 장소 변경")
    reason = occurrence.change_reason_ko
    return f"{act}: {reason}" if reason else act


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
