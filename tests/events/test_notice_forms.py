"""The forms to the police: what they say, and that they are PDFs."""

import datetime as dt
from importlib.resources import files
from io import BytesIO

import pytest
from PIL import Image

from coalition.typesetting import typeset_png
from events.documents import notice as forms
from events.enums import Format, HostRole
from events.models.notice import People, Person
from events.selectors.notice import notice_of
from events.services.call_off import cancel_occurrence
from tests.events.police import PEOPLE, current, file
from tests.events.week import FRIDAY
from tests.factories.coalition import create_organization, create_staff
from tests.factories.events import add_host, make_occurrence, make_venue

DRAWN = "길 0,40 100,40 강남대로\n건물 5,5 30,30 은행\n점 45,48\n여기 60,52 모이는 곳"

# Points; the right margin of 18 mm without the line at its edge.
MARGIN = 48

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def march():
    return make_occurrence(
        local_date=FRIDAY,
        local_time=dt.time(19),
        own_format=Format.MARCH,
        own_venue=make_venue(name_ko="강남역 10번 출구 앞"),
    )


@pytest.fixture
def said(monkeypatch):
    """Typesets a form and returns what it says: label -> words, and everything."""
    seen = []

    def typeset(template, data):
        seen.append(data)
        return typeset_pdf(template, data)

    typeset_pdf = forms.typeset_pdf
    monkeypatch.setattr(forms, "typeset_pdf", typeset)

    def read(form, notice, people=PEOPLE):
        assert form(notice, people).startswith(b"%PDF-")
        data = seen.pop()
        rows = [row for part in data["sections"] for row in part.get("rows", ())]
        pairs = [pair for row in rows for pair in zip(row[::2], row[1::2], strict=True)]
        return data | dict(pairs)

    return read


class TestNotice:
    def test_says_what_the_law_asks_for(self, said, march):
        notice = notice_of(march)
        notice.expected_count = 300
        data = said(forms.notice_form, notice)

        assert data["개최 일시"] == "2026년 11월 27일(금) 오후 7시부터 오후 9시까지"
        assert data["개최 장소"].startswith("강남역 10번 출구 앞")
        assert data["인원"] == "300명"
        assert data["질서유지인"] == "1명"
        assert data["addressee"] == "○○경찰서장 귀하"

    def test_names_who_calls_and_who_holds_it(self, said, march):
        add_host(march, create_organization("온새여성회"), role=HostRole.ORGANIZER)
        add_host(march, create_organization("물결모임"), role=HostRole.HOST)
        persons = said(forms.notice_form, notice_of(march), People())["sections"][2]

        names = {each["role"]: each["name"] for each in persons["persons"]}
        assert names["주최자"] == "물결모임"
        assert names["주관자"] == "온새여성회"

    def test_lists_the_groups_as_soon_as_there_are_two(self, said, march):
        notice = notice_of(march)
        notice.groups = "물결모임\n온새여성회\n해솔여성회"
        data = said(forms.notice_form, notice)

        assert data["단체"] == "물결모임 외 2개 단체 (명단 첨부)"
        assert data["lists"][1]["rows"] == [
            ["물결모임"],
            ["온새여성회"],
            ["해솔여성회"],
        ]
        notice.groups = "물결모임 외 3개 단체"
        data = said(forms.notice_form, notice)
        assert data["단체"] == "물결모임 외 3개 단체"
        assert len(data["lists"]) == 1

    @pytest.mark.parametrize(
        "route",
        (
            "강남역\n교보타워 \n신논현역",
            "강남역 → 교보타워→신논현역",
            "강남역–교보타워 – 신논현역",
        ),
    )
    def test_tells_the_stops_of_a_route(self, said, march, route):
        march.route_ko = route
        data = said(forms.notice_form, notice_of(march))

        assert data["진로"] == "강남역 → 교보타워 → 신논현역"
        assert data["map"]["stops"] == [
            ("출발지", "강남역"),
            ("경유지", "교보타워"),
            ("도착지", "신논현역"),
        ]

    def test_shows_the_small_map_where_there_is_one(self, said, march):
        march.own_venue.sketch_text = DRAWN
        data = said(forms.notice_form, notice_of(march))

        assert {mark["kind"] for mark in data["map"]["marks"]} == {
            "road",
            "block",
            "point",
            "here",
        }
        assert data["attached"] == "첨부: 질서유지인 명단, 약도"

    def test_leaves_room_to_draw_for_a_march_alone(self, said, march):
        assert said(forms.notice_form, notice_of(march))["map"]["marks"] == []
        march.own_format = Format.RALLY
        assert said(forms.notice_form, notice_of(march))["map"] is None

    def test_is_a_pdf_whatever_is_known(self, march):
        for people in (People(), PEOPLE):
            form = forms.notice_form(notice_of(march), people)
            assert form.startswith(b"%PDF-")

    def test_a_long_address_without_a_blank_stays_on_the_paper(self, said, march):
        march.own_format = Format.RALLY
        person = Person(name="가상인", phone="office@womensrightsnetwork.example.org")
        data = said(forms.notice_form, notice_of(march), People(contact=person))
        data |= {"lists": [], "map": None}
        template = files("events.documents").joinpath("notice.typ")
        page = Image.open(BytesIO(typeset_png(template, data))).convert("L")
        margin = page.crop((page.width - MARGIN, 0, page.width, page.height))

        assert margin.getextrema() == (255, 255)

    def test_text_of_staff_is_never_markup(self, march):
        notice = notice_of(march)
        notice.purpose = '#panic("no") $x$ ]]] #read("/etc/passwd")'
        march.own_venue.sketch_text = "여기 60,52 #panic() $x$"

        assert forms.notice_form(notice, PEOPLE).startswith(b"%PDF-")


class TestWithdrawal:
    def test_names_what_was_filed_and_why_it_is_not_held(self, said, march):
        file(march, create_staff())
        cancel_occurrence(occurrence=march, reason_ko="많은 비가 옵니다.")
        data = said(forms.withdrawal_form, current(march))

        assert data["접수번호"] == "2026-1234"
        assert data["접수 일시"] == "2026년 11월 23일(월) 오전 11시"
        assert data["신고서에 적은 일시"] == "2026년 11월 27일(금) 오후 7시"
        assert data["신고서에 적은 장소"] == "강남역 10번 출구 앞"
        assert data["철회 사유"] == "집회 취소: 많은 비가 옵니다."
        assert data["addressee"] == "서초경찰서장 귀하"
