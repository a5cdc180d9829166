"""The picture that chats show of a gathering."""

import datetime as dt
import re
import struct

import pytest
import time_machine
from django.utils import timezone, translation
from django.utils.http import http_date

from events import selectors
from events.documents.card import (
    Card,
    Strip,
    _looks,
    card_of,
    card_text,
    card_version,
    draw_card,
)
from events.models import Occurrence
from events.services.call_off import cancel_occurrence
from events.services.move import move_occurrence
from tests.factories.events import make_occurrence, make_series, make_venue

FRIDAY = timezone.localdate() + dt.timedelta(days=9)

pytestmark = pytest.mark.django_db


@pytest.fixture
def occurrence():
    series = make_series(
        title_ko="금요 집회", title_en="Friday gathering", is_main=True
    )
    return make_occurrence(
        series=series, local_date=FRIDAY, own_venue=make_venue(name_ko="보신각 앞")
    )


def words(occurrence, language="ko"):
    found = selectors.public_occurrences().with_hosts().get(pk=occurrence.pk)
    with translation.override(language):
        return card_of(found, selectors.hosts_by_role(found.hosts))


def size(png):
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


class TestWords:
    def test_what_when_and_where(self, occurrence):
        card = words(occurrence)
        assert (card.title, card.place) == ("금요 집회", "보신각 앞")
        assert card.strip is None
        assert f"{FRIDAY.month}월 {FRIDAY.day}일" in card.date

    def test_in_english_with_the_zone(self, occurrence):
        card = words(occurrence, "en")
        assert card.title == "Friday gathering"
        assert "KST" in card.hours

    def test_a_cancelled_one_says_so_first(self, occurrence):
        cancel_occurrence(occurrence=occurrence, reason_ko="태풍", reason_en="Typhoon")
        card = words(occurrence)
        assert card.is_called_off
        assert (card.strip.tone, card.strip.label) == ("danger", "취소")
        assert card_text(card).startswith("취소: ")

    def test_a_moved_one_says_what_it_was(self, occurrence):
        move_occurrence(
            occurrence=occurrence,
            local_date=FRIDAY,
            local_time=occurrence.local_time,
            venue=make_venue(name_ko="서울광장"),
            reason_ko="공사",
            reason_en="",
        )
        card = words(occurrence)
        assert card.place == "서울광장"
        assert card.strip.label == "장소 변경"
        assert "보신각 앞" in card.strip.text

    def test_a_place_told_later_is_not_on_it(self, occurrence):
        occurrence.venue_reveal_at = timezone.now() + dt.timedelta(hours=1)
        occurrence.save()
        for language in ("ko", "en"):
            assert "보신각" not in repr(words(occurrence, language))

    def test_any_word_makes_another_version(self, occurrence):
        before = card_version(words(occurrence))
        cancel_occurrence(occurrence=occurrence, reason_ko="태풍", reason_en="")
        assert card_version(words(occurrence)) != before

    def test_other_looks_make_another_version(self, occurrence, monkeypatch):
        before = card_version(words(occurrence))
        monkeypatch.setattr("events.documents.card.typesetting_version", lambda: "0")
        _looks.cache_clear()
        assert card_version(words(occurrence)) != before
        _looks.cache_clear()


class TestPicture:
    def draw(self, **values):
        defaults = {
            "language": "ko",
            "kicker": "집회",
            "date": "11월 27일 금요일",
            "hours": "2026년 오후 7시",
            "title": "금요 집회",
            "place": "강남역 10번 출구 앞",
            "hosts": "",
            "is_called_off": False,
            "strip": None,
        }
        return draw_card(Card(**defaults | values))

    def test_has_the_size_that_chats_ask_for(self):
        assert size(self.draw()) == (1200, 630)

    def test_what_is_not_said_leaves_its_place_empty(self):
        strip = Strip(tone="danger", label="취소", text="")
        drawn = self.draw(strip=strip, is_called_off=True, place="", title="")
        assert size(drawn) == (1200, 630)

    @pytest.mark.parametrize(
        "title",
        (
            "#panic[x] $x^2$ *굵게* _밑줄_ @label <a> \\ \" ' `raw` // /* ]",
            '#image("/etc/passwd") #sys.inputs',
            "가" * 160,
            "아주 긴 제목이 " * 20,
            "✊🏽🕯️ 촛불",
            "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung",
        ),
    )
    def test_no_title_is_markup_or_too_long(self, title):
        assert size(self.draw(title=title, place=title, hosts=title)) == (1200, 630)

    def test_emoji_are_left_out_and_signs_the_faces_have_are_not(self):
        plain = self.draw(title="촛불 1 함께", place="", hosts="광장")
        emoji = self.draw(
            title="✊🏽🕯️ 촛불 1️⃣ 👩‍⚖️🙅‍♀️함께 🇰🇷🏴󠁧󠁢󠁥󠁮󠁧󠁿", place="❤✅", hosts="☔광장⭐"
        )
        assert emoji == plain
        assert self.draw(title="♥ 촛불 1 함께", place="", hosts="광장") != plain

    def test_names_in_other_letters_are_no_empty_boxes(self):
        turkish, polish = (self.draw(hosts=name) for name in ("ğ", "Ł"))
        assert turkish != polish


class TestAddress:
    def test_is_public_and_asked_for_again_cheaply(self, client, occurrence):
        path = f"{occurrence.get_absolute_url()}card.png"
        response = client.get(path)
        assert response["Content-Type"] == "image/png"
        assert response["Cache-Control"].startswith("public, ")
        assert size(response.content) == (1200, 630)
        # Web calendars and previews show it in pages of their own.
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        again = client.get(path, headers={"if-none-match": response["ETag"]})
        assert again.status_code == 304
        assert client.head(path).status_code == 200
        assert client.post(path).status_code == 405

    def test_is_packed_once_and_keeps_its_strong_tag(self, client, occurrence):
        path = f"{occurrence.get_absolute_url()}card.png"
        plain = client.get(path)
        asked = client.get(path, headers={"Accept-Encoding": "gzip, br"})
        assert "Content-Encoding" not in asked
        assert asked["ETag"] == plain["ETag"]
        assert asked["ETag"].startswith('"')
        assert asked.content == plain.content

    def test_says_when_it_changed(self, client, occurrence):
        path = f"{occurrence.get_absolute_url()}card.png"
        seen = client.get(path)["Last-Modified"]
        assert seen == http_date(occurrence.content_modified_at.timestamp())
        again = {"If-Modified-Since": seen}
        assert client.get(path, headers=again).status_code == 304
        cancel_occurrence(occurrence=occurrence, reason_ko="태풍", reason_en="")
        assert client.get(path, headers=again).status_code == 200

    def test_changes_too_when_the_clock_tells_the_place(self, client, occurrence):
        path = f"{occurrence.get_absolute_url()}card.png"
        told = timezone.now() + dt.timedelta(hours=1)
        Occurrence.objects.update(venue_reveal_at=told)
        again = {"If-Modified-Since": client.get(path)["Last-Modified"]}
        with time_machine.travel(told + dt.timedelta(seconds=5), tick=False):
            response = client.get(path, headers=again)
        assert response.status_code == 200
        assert response["Last-Modified"] == http_date(told.timestamp())

    @pytest.mark.parametrize(("language", "word"), (("", "취소"), ("/en", "Cancelled")))
    def test_its_words_tell_the_state(self, client, occurrence, language, word):
        cancel_occurrence(occurrence=occurrence, reason_ko="태풍", reason_en="Typhoon")
        page = client.get(language + occurrence.get_absolute_url()).content.decode()
        (alt,) = re.findall(r'property="og:image:alt" content="([^"]+)"', page)
        assert alt.startswith(f"{word}: ")

    def test_each_language_has_its_own(self, client, occurrence):
        path = f"{occurrence.get_absolute_url()}card.png"
        assert client.get(path).content != client.get(f"/en{path}").content

    def test_changes_when_it_is_cancelled(self, client, occurrence):
        path = f"{occurrence.get_absolute_url()}card.png"
        before = client.get(path).content
        cancel_occurrence(occurrence=occurrence, reason_ko="태풍", reason_en="")
        assert client.get(path).content != before

    def test_a_draft_has_none(self, client):
        draft = make_occurrence(local_date=FRIDAY, published=False, slug="secret")
        assert client.get(f"/events/{draft.slug}/card.png").status_code == 404

    @pytest.mark.parametrize("language", ("", "/en"))
    def test_pages_name_it_with_its_words(self, client, occurrence, language):
        for path in (occurrence.get_absolute_url(), "/friday/"):
            page = client.get(language + path).content.decode()
            (url,) = re.findall(r'property="og:image" content="([^"]+)"', page)
            assert url.startswith(f"http://testserver{language}/events/")
            assert "/card.png?v=" in url
            assert client.get(url).status_code == 200
            (alt,) = re.findall(r'property="og:image:alt" content="([^"]+)"', page)
            assert ("Friday gathering" if language else "금요 집회") in alt
            assert 'name="twitter:card" content="summary_large_image"' in page
