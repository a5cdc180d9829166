"""A gathering on other people's sites: the card in a frame, and what oEmbed says."""

import base64
import datetime as dt
import hashlib
import json
import re
from urllib.parse import quote

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.enums import OccurrenceState
from events.services.addresses import change_address
from events.services.call_off import cancel_occurrence, postpone_occurrence
from events.services.edit import save_draft
from events.services.move import move_occurrence
from tests.events.week import FRIDAY, SEOUL
from tests.factories.events import add_host, make_occurrence, make_series, make_venue
from tests.markup import read

SITE = "http://testserver"
PATH = f"/events/friday-{FRIDAY}/"
START = dt.datetime(2026, 11, 27, 19, tzinfo=SEOUL)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(START - dt.timedelta(days=4), tick=False) as traveller:
        yield traveller


@pytest.fixture
def occurrence():
    return make_occurrence(
        series=make_series(slug="friday", is_main=True), local_date=FRIDAY
    )


def embed(client, prefix=""):
    response = client.get(f"{prefix}{PATH}embed/")
    assert response.status_code == 200
    return read(response)


def oembed(client, url=f"{SITE}{PATH}", prefix="", **asked):
    query = "&".join(f"{name}={quote(str(value))}" for name, value in asked.items())
    return client.get(f"{prefix}/events/oembed?url={quote(url)}&{query}")


class TestCard:
    def test_what_when_and_where_in_both_languages(self, client, occurrence):
        korean, english = embed(client).text, embed(client, "/en").text
        assert "11월 27일 금요일" in korean
        assert "강남역 10번 출구 앞" in korean
        assert "Friday 27 November" in english
        assert "7 p.m. KST" in english

    def test_moved_and_called_off_as_they_are(self, client, occurrence):
        move_occurrence(
            occurrence=occurrence,
            local_date=FRIDAY,
            local_time=dt.time(18),
            venue=make_venue(name_ko="서울광장"),
            reason_ko="공사",
        )
        moved = embed(client).text
        assert "서울광장" in moved
        assert "처음 알린 장소: 강남역 10번 출구 앞 · 사유: 공사" in moved
        occurrence.refresh_from_db()
        postpone_occurrence(occurrence=occurrence, reason_ko="폭우")
        assert "순연" in embed(client).text
        occurrence.refresh_from_db()
        occurrence.state = OccurrenceState.SCHEDULED
        occurrence.save()
        cancel_occurrence(occurrence=occurrence, reason_ko="태풍")
        assert "취소" in embed(client).text
        assert "태풍" in embed(client).text

    def test_runs_and_is_over_by_the_clock_and_is_kept_no_longer(
        self, client, occurrence, clock
    ):
        clock.move_to(START - dt.timedelta(seconds=3))
        assert (
            "s-maxage=3, stale-while-revalidate=0"
            in client.get(f"{PATH}embed/")["Cache-Control"]
        )
        clock.move_to(START)
        assert "Running now" in embed(client, "/en").text
        clock.move_to(START + dt.timedelta(hours=3))
        assert "Over" in embed(client, "/en").text

    def test_a_place_told_later_is_not_on_it(self, client, occurrence):
        occurrence.venue_reveal_at = START - dt.timedelta(hours=1)
        occurrence.save()
        assert "강남역" not in client.get(f"{PATH}embed/").content.decode()

    def test_loads_nothing_and_runs_its_own_script_alone(self, client, occurrence):
        html = client.get(f"{PATH}embed/").content.decode()
        assert not re.search(
            r"<script .|<img|<link rel=\"stylesheet|url\(|@import", html
        )
        policy = client.get(f"{PATH}embed/")["Content-Security-Policy"]
        for name in ("style", "script"):
            (text,) = re.findall(f"<{name}>(.*?)</{name}>", html, re.DOTALL)
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"{name}-src 'sha256-{digest}'" in policy

    def test_leads_to_the_page_in_a_window_of_its_own(self, client, occurrence):
        for prefix in ("", "/en"):
            html = client.get(f"{prefix}{PATH}embed/").content.decode()
            links = re.findall(r"<a [^>]+>", html)
            assert len(links) == 2
            for link in links:
                assert f'href="{SITE}{prefix}{PATH}"' in link
                assert 'target="_blank" rel="noopener"' in link

    def test_text_of_staff_cannot_become_markup(self, client, occurrence):
        occurrence.own_title_ko = '"><script>alert(1)</script>'
        occurrence.change_reason_ko = "<b>굵게</b>"
        occurrence.state = OccurrenceState.CANCELLED
        occurrence.save()
        html = client.get(f"{PATH}embed/").content.decode()
        assert html.count("<script") == 1
        assert "alert" not in html.replace("&lt;script&gt;alert", "")
        assert "<b>" not in html

    def test_a_draft_has_none(self, client):
        make_occurrence(local_date=FRIDAY, published=False, slug="secret")
        assert client.get("/events/secret/embed/").status_code == 404
        assert oembed(client, f"{SITE}/events/secret/").status_code == 404

    def test_costs_a_few_queries(self, client, occurrence, organization):
        add_host(occurrence, organization)
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{PATH}embed/")
        assert len(captured) <= 7


class TestOembed:
    def test_describes_the_card_as_the_specification_asks(self, client, occurrence):
        response = oembed(client, format="json")
        assert response["Content-Type"] == "application/json"
        data = json.loads(response.content)
        assert data == {
            "version": "1.0",
            "type": "rich",
            "title": "금요 집회",
            "provider_name": "연대",
            "provider_url": f"{SITE}/",
            "html": f'<blockquote><a href="{SITE}{PATH}">금요 집회</a></blockquote>'
            f'<iframe src="{SITE}{PATH}embed/" title="금요 집회" width="480" '
            'height="380" frameborder="0" loading="lazy" '
            'referrerpolicy="no-referrer" sandbox="allow-scripts allow-popups '
            'allow-popups-to-escape-sandbox"></iframe>',
            "width": 480,
            "height": 380,
            "thumbnail_url": data["thumbnail_url"],
            "thumbnail_width": 1200,
            "thumbnail_height": 630,
        }
        assert client.get(data["thumbnail_url"]).status_code == 200

    @pytest.mark.parametrize(
        ("asked", "size"),
        (
            ({"maxwidth": 320}, (320, 380)),
            ({"maxheight": 200}, (480, 200)),
            ({"maxwidth": 9999, "maxheight": 9999}, (480, 380)),
        ),
    )
    def test_is_never_larger_than_asked_for(self, client, occurrence, asked, size):
        data = json.loads(oembed(client, **asked).content)
        assert (data["width"], data["height"]) == size
        assert f'width="{size[0]}" height="{size[1]}"' in data["html"]
        assert ("thumbnail_url" in data) == (min(asked.values()) > 1200)

    @pytest.mark.parametrize("prefix", ("", "/en"))
    def test_speaks_the_language_of_the_address(self, client, occurrence, prefix):
        response = oembed(client, f"{SITE}/en{PATH}", prefix)
        data = json.loads(response.content)
        assert (data["title"], data["provider_name"]) == ("Friday gathering", "Yeondae")
        assert f"{SITE}/en{PATH}embed/" in data["html"]
        assert response["Content-Language"] == "en"

    def test_says_that_it_is_cancelled(self, client, occurrence):
        before = json.loads(oembed(client).content)["html"]
        cancel_occurrence(occurrence=occurrence, reason_ko="태풍")
        data = json.loads(oembed(client).content)
        assert data["title"] == "[취소] 금요 집회"
        assert data["html"] == before, "what was pasted is not pasted again"

    def test_answers_for_a_former_address_with_the_present_one(
        self, client, occurrence
    ):
        change_address(occurrence=occurrence, slug="금요일")
        data = json.loads(oembed(client).content)
        assert f"/events/{quote('금요일')}/embed/" in data["html"]
        assert (
            oembed(client, f"{SITE}/events/금요일/").content == oembed(client).content
        )

    @pytest.mark.parametrize(
        "url",
        (
            "https://elsewhere.example/events/x/",
            f"https://elsewhere.example{PATH}",
            f"https://testserver{PATH}",
            f"http://testserver:81{PATH}",
            f"http://testserver@elsewhere.example{PATH}",
            f"http://testserver.elsewhere.example{PATH}",
            f"//testserver{PATH}",
            PATH,
            "javascript:alert(1)",
            "http://[::1",
            f"{SITE}/",
            f"{SITE}/friday/",
            f"{SITE}/events/series/friday/",
            f"{SITE}{PATH}event.ics",
            f"{SITE}/events/none/",
            f"{SITE}/admin/",
        ),
    )
    def test_nothing_for_what_is_no_page_of_a_gathering(self, client, occurrence, url):
        assert oembed(client, url).status_code == 404

    def test_a_query_behind_the_address_does_not_matter(self, client, occurrence):
        assert oembed(client, f"{SITE}{PATH}?utm=1#x").content == oembed(client).content

    @pytest.mark.parametrize(
        ("query", "status"),
        (
            (f"url={SITE}{PATH}&format=xml", 501),
            (f"url={SITE}{PATH}&maxwidth=x", 400),
            (f"url={SITE}{PATH}&maxwidth=0", 400),
            (f"url={SITE}{PATH}%00", 400),
            ("", 400),
        ),
    )
    def test_what_cannot_be_answered(self, client, occurrence, query, status):
        assert client.get(f"/events/oembed?{query}").status_code == status

    def test_text_of_staff_cannot_become_markup(self, client, occurrence):
        occurrence.own_title_ko = '"><script>alert(1)</script>'
        occurrence.save()
        html = json.loads(oembed(client).content)["html"]
        assert html.count("<") == 6
        assert html.count('"') == 18


class TestOffer:
    @pytest.mark.parametrize("prefix", ("", "/en"))
    def test_the_page_names_the_answer_and_offers_the_code(
        self, client, occurrence, prefix
    ):
        page = read(client.get(f"{prefix}{PATH}"))
        link = page.one("link", type="application/json+oembed")
        described = json.loads(client.get(link["href"]).content)
        code = page.by_id("embed-code").text
        assert described["html"].endswith(f"</blockquote>{code.replace('100%', '480')}")
        assert f"{SITE}{prefix}{PATH}embed/" in code


def test_the_address_of_oembed_is_no_gathering():
    draft = make_occurrence(local_date=FRIDAY, published=False)
    draft.slug = "oembed"
    with pytest.raises(ValidationError):
        save_draft(occurrence=draft)
