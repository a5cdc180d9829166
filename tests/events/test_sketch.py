"""A small map of our own, and the ways to the map services."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from events.documents.maps import map_links
from events.models import Venue
from events.models.sketch import parse_sketch
from tests.factories.events import make_occurrence, make_venue

TOMORROW = timezone.localdate() + dt.timedelta(days=1)
DRAWN = """
여기 60,52 모이는 곳 | We meet here
길 0,40 100,40 강남대로 | Gangnam-daero

block 30,30 5,5 은행
점 45,48 10번 출구 | Exit 10
"""


def test_it_is_drawn_from_the_ground_up():
    marks = parse_sketch(DRAWN).marks
    assert [mark.kind for mark in marks] == ["road", "block", "point", "here"]
    assert [mark.label for mark in marks] == [
        "강남대로",
        "은행",
        "10번 출구",
        "모이는 곳",
    ]
    assert marks[0].path == "0,40 100,40"
    assert marks[1].box == {"x": "5", "y": "5", "width": "25", "height": "25"}


def test_names_are_english_where_there_is_one():
    with translation.override("en"):
        labels = parse_sketch(DRAWN).labels
    assert labels == ["We meet here", "Exit 10", "은행", "Gangnam-daero"]


@pytest.mark.parametrize(
    ("line", "problem"),
    (
        ("강 0,0 5,5", "road, block, point or here"),
        ("road 0,0", "wrong number of points"),
        ("here 1,1 2,2", "wrong number of points"),
        ("here 여기", "wrong number of points"),
        ("block 0,0 120,10", "100 wide"),
        ("point 10,61", "100 wide"),
        ("point 1,1 " + "가" * 41, "too long"),
    ),
)
def test_each_bad_line_is_named(line, problem):
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        parse_sketch(f"here 1,1\n{line}\nroad 0")
    first, second = caught.value.messages
    assert first.startswith("Line 2: ")
    assert problem in first
    assert second.startswith("Line 3: ")


def test_it_has_an_end():
    with pytest.raises(ValidationError):
        parse_sketch("point 1,1\n" * 31)


class TestMapServices:
    def test_by_name_while_the_coordinates_are_unknown(self):
        venue = Venue(name_ko="강남역 10번 출구 앞")
        assert [link.url for link in map_links(venue)] == [
            "https://map.naver.com/p/search/%EA%B0%95%EB%82%A8%EC%97%AD%2010%EB%B2%88%20%EC%B6%9C%EA%B5%AC",
            "https://map.kakao.com/link/search/%EA%B0%95%EB%82%A8%EC%97%AD%2010%EB%B2%88%20%EC%B6%9C%EA%B5%AC",
            "https://www.openstreetmap.org/search?query=%EA%B0%95%EB%82%A8%EC%97%AD%2010%EB%B2%88%20%EC%B6%9C%EA%B5%AC",
        ]

    @pytest.mark.django_db
    def test_by_coordinates_where_they_are_known(self):
        venue = make_venue(name_ko="마당, 앞", latitude="37.5", longitude="127.012345")
        venue.refresh_from_db()
        _naver, kakao, open_map = (link.url for link in map_links(venue))
        assert kakao.endswith("/%EB%A7%88%EB%8B%B9%20%20%EC%95%9E,37.500000,127.012345")
        assert "mlat=37.500000&mlon=127.012345" in open_map


@pytest.mark.django_db
class TestOnThePage:
    def drawn(self, client, occurrence):
        return client.get(occurrence.get_absolute_url()).content.decode()

    def test_the_drawing_and_its_words(self, client):
        occurrence = make_occurrence(
            local_date=TOMORROW, own_venue=make_venue(sketch_text=DRAWN)
        )
        page = self.drawn(client, occurrence)
        assert '<polyline class="c-sketch__road" points="0,40 100,40"/>' in page
        caption = re.search(r"<figcaption[^>]*>(.*?)</figcaption>", page)[1]
        assert "모이는 곳, 10번 출구, 은행, 강남대로" in caption
        assert 'href="https://map.naver.com/' in page

    def test_neither_before_the_place_is_told(self, client):
        occurrence = make_occurrence(
            local_date=TOMORROW,
            own_venue=make_venue(sketch_text=DRAWN),
            venue_reveal_at=timezone.now() + dt.timedelta(hours=1),
        )
        page = self.drawn(client, occurrence)
        assert "c-sketch" not in page
        assert "map.naver.com" not in page
