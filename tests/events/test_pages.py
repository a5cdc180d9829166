import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coalition.enums import Provenance
from coalition.models import Source
from events.enums import Availability, Format, HostRole, OccurrenceState, SeriesState
from events.services.call_off import cancel_occurrence
from events.services.edit import revise_occurrence
from events.services.generate import generate_occurrences
from events.services.series import change_series_state
from tests.events.week import FRIDAY, MONDAY
from tests.factories.events import add_host, make_occurrence, make_series, make_venue

PAST = dt.date(2026, 10, 30)
SECRET = "아직 비밀인 집회"


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def words(response):
    """The visible text of the page's main part, spaces joined."""
    assert response.status_code == 200
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def links(response):
    """The addresses of gatherings on the page, in order, each once."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    found = re.findall(r'href="(/events/[-\w]+/)"', main)
    others = ("/events/archive/", "/events/submit/")
    return [each for each in dict.fromkeys(found) if each not in others]


def queries(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


class TestList:
    def test_coming_dates_soonest_first(self, client):
        later = make_occurrence(local_date=dt.date(2026, 12, 4))
        sooner = make_occurrence(local_date=FRIDAY)
        make_occurrence(local_date=PAST)

        assert links(client.get("/events/")) == [
            sooner.get_absolute_url(),
            later.get_absolute_url(),
        ]

    def test_what_runs_now_is_marked_and_above(self, client):
        make_occurrence(local_date=FRIDAY)
        make_occurrence(local_date=MONDAY.date(), local_time=dt.time(11, 30))
        page = words(client.get("/en/events/"))

        assert page.index("Running now 23 November") < page.index("Coming up 27")

    def test_a_cancelled_date_stays_in_the_list_and_says_so(self, client):
        cancel_occurrence(
            occurrence=make_occurrence(local_date=FRIDAY), reason_ko="폭우"
        )

        assert "Cancelled" in words(client.get("/en/events/"))

    def test_narrowed_by_format_also_where_it_is_inherited(self, client):
        vigil = make_occurrence(
            series=make_series(format=Format.VIGIL), local_date=FRIDAY
        )
        make_occurrence(
            series=make_series(format=Format.VIGIL),
            local_date=FRIDAY,
            own_format=Format.MARCH,
        )
        make_occurrence(local_date=FRIDAY)

        assert links(client.get("/events/?format=vigil")) == [vigil.get_absolute_url()]

    @pytest.mark.parametrize(
        "query", ("format=party", "page=0", "page=-1", "page=2", "page=x", "page=")
    )
    def test_what_does_not_exist_is_not_found(self, client, query):
        assert client.get(f"/events/?{query}").status_code == 404

    def test_pages_are_of_a_bounded_size(self, client):
        for day in range(21):
            make_occurrence(local_date=FRIDAY + dt.timedelta(days=day))

        assert len(links(client.get("/events/"))) == 20
        assert len(links(client.get("/events/?page=2"))) == 1

    def test_the_number_of_queries_does_not_grow(self, client, organization):
        series = make_series()
        add_host(series, organization)
        make_occurrence(series=series, local_date=FRIDAY)
        one = queries(client, "/events/")
        generate_occurrences(series=series, today=MONDAY.date())
        make_occurrence(series=make_series(), local_date=FRIDAY)
        many = queries(client, "/events/")

        assert many == one <= 5

    def test_public_and_without_cookies(self, client):
        response = client.get("/events/")

        assert response["Cache-Control"].startswith("public")
        assert not response.cookies
        assert client.post("/events/").status_code == 405


class TestArchive:
    def test_past_dates_latest_first(self, client):
        old = make_occurrence(local_date=dt.date(2024, 8, 30))
        recent = make_occurrence(local_date=PAST)
        make_occurrence(local_date=FRIDAY)

        assert links(client.get("/events/archive/")) == [
            recent.get_absolute_url(),
            old.get_absolute_url(),
        ]

    def test_by_year_and_month(self, client):
        august = make_occurrence(local_date=dt.date(2024, 8, 30))
        september = make_occurrence(local_date=dt.date(2024, 9, 6))
        make_occurrence(local_date=PAST)

        assert links(client.get("/events/archive/2024/")) == [
            september.get_absolute_url(),
            august.get_absolute_url(),
        ]
        assert links(client.get("/events/archive/2024/8/")) == [
            august.get_absolute_url()
        ]
        assert 'href="/events/archive/2024/9/">9월 (1)</a>' in (
            client.get("/events/archive/").content.decode()
        )
        assert "Past gatherings, September 2024" in (
            client.get("/en/events/archive/2024/9/").content.decode()
        )

    @pytest.mark.parametrize("path", ("2023/", "9999/", "2024/7/", "2024/13/", "0/"))
    def test_a_month_without_gatherings_is_not_found(self, client, path):
        make_occurrence(local_date=dt.date(2024, 8, 30))

        assert client.get(f"/events/archive/{path}").status_code == 404

    def test_the_number_of_queries_does_not_grow(self, client):
        make_occurrence(local_date=PAST)
        one = queries(client, "/events/archive/")
        for day in range(1, 4):
            make_occurrence(local_date=PAST - dt.timedelta(days=day))

        assert queries(client, "/events/archive/") == one <= 5


class TestOccurrence:
    def test_when_and_where_in_both_languages(self, client):
        occurrence = make_occurrence(series=make_series(), local_date=FRIDAY)
        path = occurrence.get_absolute_url()

        assert "2026년 11월 27일(금) 오후 7시" in words(client.get(path))
        assert "강남역 10번 출구 앞" in words(client.get(path))
        english = words(client.get("/en" + path))
        assert "Fri 27 November 2026, 7 p.m. KST, until 9 p.m." in english
        assert 'datetime="2026-11-27T19:00:00+09:00"' in (
            client.get(path).content.decode()
        )

    def test_another_zone_keeps_its_own_clock(self, client):
        series = make_series(timezone="Europe/Berlin")
        occurrence = make_occurrence(series=series, local_date=FRIDAY)
        page = words(client.get("/en" + occurrence.get_absolute_url()))

        assert "Fri 27 November 2026, 7 p.m. CET, until 9 p.m." in page

    def test_hosts_with_their_roles(self, client, organization):
        occurrence = make_occurrence(local_date=FRIDAY, declared_hosts_count=144)
        add_host(occurrence, organization, role=HostRole.ORGANIZER)
        page = words(client.get("/en" + occurrence.get_absolute_url()))

        assert "Organizer (사)달빛여성회" in page
        assert "144 organizations in all; only those known by name are listed" in page

    def test_what_is_not_known_about_access_is_said(self, client):
        venue = make_venue(step_free=Availability.YES)
        occurrence = make_occurrence(local_date=FRIDAY, own_venue=venue)
        page = words(client.get("/en" + occurrence.get_absolute_url()))

        assert (
            "Step-free route Yes Space for wheelchairs Not yet known "
            "Sign-language interpretation Not yet known Live captions Not yet known "
            "Child care Not yet known "
            "Accessible toilet Not yet known Seating Not yet known "
            "Quiet place to withdraw to Not yet known "
            "Questions about access Not yet known "
            "Photos and filming Not yet known"
        ) in page

    def test_the_equality_pledge_of_the_series_or_the_date(self, client):
        series = make_series(pledge_ko="서로를 존중합니다.", pledge_en="With respect.")
        usual = make_occurrence(series=series, local_date=FRIDAY)
        special = make_occurrence(
            series=series,
            local_date=FRIDAY + dt.timedelta(weeks=1),
            own_pledge_ko="이날의 약속",
        )

        assert "서로를 존중합니다." in words(client.get(usual.get_absolute_url()))
        assert "이날의 약속" in words(client.get(special.get_absolute_url()))
        english = words(client.get("/en" + usual.get_absolute_url()))
        assert "What we promise each other With respect." in english

    def test_whom_to_ask_about_access_is_inherited(self, client):
        series = make_series(access_contact="02-000-0000")
        for day, own in ((27, ""), (28, "access@example.org")):
            occurrence = make_occurrence(
                series=series,
                local_date=dt.date(2026, 11, day),
                own_access_contact=own,
            )
            page = words(client.get("/en" + occurrence.get_absolute_url()))
            assert f"Questions about access {own or '02-000-0000'} Photos" in page

    def test_without_place_hour_and_end_nothing_is_invented(self, client):
        occurrence = make_occurrence(local_date=FRIDAY, local_time=None, duration=None)
        no_end = make_occurrence(local_date=FRIDAY, duration=None)
        page = words(client.get("/en" + occurrence.get_absolute_url()))

        assert "Fri 27 November 2026 (hour not known)" in page
        assert "Place not yet known" in page
        assert "When it ends is not known." in words(
            client.get("/en" + no_end.get_absolute_url())
        )

    def test_cancelled_with_reason_and_the_next_date(self, client):
        series = make_series()
        make_occurrence(series=series, local_date=FRIDAY)
        occurrence = make_occurrence(series=series, local_date=dt.date(2026, 12, 4))
        following = make_occurrence(series=series, local_date=dt.date(2026, 12, 11))
        cancel_occurrence(occurrence=occurrence, reason_ko="폭우", reason_en="Rain")
        response = client.get("/en" + occurrence.get_absolute_url())
        page = words(response)

        assert "This gathering is cancelled. Reason: Rain" in page
        assert "The next gathering: Fri 11 December 2026 7 p.m." in page
        assert f'href="/en{following.get_absolute_url()}"' in response.content.decode()
        assert "<title>[Cancelled] " in response.content.decode()

    def test_numbers_of_people_are_claims_with_their_author(self, client):
        source = Source.objects.create(code="S7", title="한국일보", url="https://a.kr/")
        occurrence = make_occurrence(local_date=PAST)
        claim = occurrence.claims.create(
            count=1000, counted_by_ko="주최 측 추산", counted_by_en="Organizers"
        )
        claim.sources.add(source)
        page = words(client.get("/en" + occurrence.get_absolute_url()))

        assert "Organizers about 1,000 people 한국일보" in page

    def test_a_record_from_the_press_shows_its_sources(self, client):
        source = Source.objects.create(code="S1", title="한겨레", url="https://b.kr/")
        occurrence = make_occurrence(local_date=PAST, provenance=Provenance.PRESS)
        occurrence.sources.add(source)
        html = client.get("/en" + occurrence.get_absolute_url()).content.decode()

        assert "c-badge--record" in html
        assert (
            '<a href="https://b.kr/" rel="noreferrer"><span lang="ko">한겨레</span></a>'
            in html
        )

    def test_leads_to_the_dates_before_and_after(self, client):
        series = make_series()
        dates = [PAST, FRIDAY, dt.date(2026, 12, 4)]
        before, this, after = (
            make_occurrence(series=series, local_date=date) for date in dates
        )
        page = client.get(this.get_absolute_url()).content.decode()

        assert f'rel="prev" href="{before.get_absolute_url()}"' in page
        assert f'rel="next" href="{after.get_absolute_url()}"' in page

    def test_a_new_title_keeps_the_address(self, client):
        occurrence = make_occurrence(local_date=FRIDAY)
        path = occurrence.get_absolute_url()
        occurrence.own_title_ko = "새 이름"
        revise_occurrence(occurrence=occurrence, fields=["own_title_ko"])

        assert "새 이름" in words(client.get(path))

    def test_text_of_staff_cannot_become_markup(self, client):
        occurrence = make_occurrence(
            local_date=FRIDAY,
            own_title_ko="<script>alert(1)</script>",
            own_description_ko="<img src=x onerror=alert(1)> **굵게**",
        )
        html = client.get(occurrence.get_absolute_url()).content.decode()

        assert "<script>alert" not in html
        assert "<img" not in html
        assert "<strong>굵게</strong>" in html

    def test_the_number_of_queries_does_not_depend_on_the_total(
        self, client, organization
    ):
        series = make_series()
        add_host(series, organization)
        occurrence = make_occurrence(series=series, local_date=FRIDAY)
        for date in (PAST, dt.date(2026, 12, 4)):
            make_occurrence(series=series, local_date=date)
        few = queries(client, occurrence.get_absolute_url())
        generate_occurrences(series=series, today=MONDAY.date())

        assert queries(client, occurrence.get_absolute_url()) == few <= 16


class TestSeries:
    def test_its_rule_its_dates_and_its_past(self, client):
        series = make_series()
        coming = make_occurrence(series=series, local_date=FRIDAY)
        past = make_occurrence(series=series, local_date=PAST)
        response = client.get("/en" + series.get_absolute_url())

        assert "Every Friday at 7 p.m." in words(response)
        assert links(client.get(series.get_absolute_url())) == [
            coming.get_absolute_url(),
            past.get_absolute_url(),
        ]

    def test_every_second_week_is_said(self, client):
        series = make_series(schedule={"interval": 2})

        assert "Every 2 weeks on Friday at 7 p.m." in words(
            client.get("/en" + series.get_absolute_url())
        )

    def test_an_ended_series_makes_no_dates_and_keeps_its_pages(self, client):
        series = make_series(is_main=True)
        past = make_occurrence(series=series, local_date=PAST)
        change_series_state(series=series, state=SeriesState.ENDED)

        assert generate_occurrences(series=series, today=MONDAY.date()) == 0
        assert "Ended" in words(client.get("/en" + series.get_absolute_url()))
        assert "30 October" in words(client.get("/en" + past.get_absolute_url()))
        assert "This series has ended." in words(client.get("/en/friday/"))


class TestDrafts:
    """A draft leaks nowhere, also not to someone who guesses its address."""

    PAGES = (
        "/",
        "/friday/",
        "/events/",
        "/events/archive/",
        "/events/calendar.ics",
        "/events/feed.atom",
        "/sitemap.xml",
        "/api/v1/occurrences",
    )

    def test_of_a_date(self, client, organization):
        series = make_series(is_main=True)
        for date in (FRIDAY, PAST):
            draft = make_occurrence(
                series=series, local_date=date, published=False, own_title_ko=SECRET
            )
            add_host(draft, organization)
            assert client.get(draft.get_absolute_url()).status_code == 404
            assert client.get(f"{draft.get_absolute_url()}event.ics").status_code == 404
        public = make_occurrence(series=series, local_date=dt.date(2026, 12, 4))
        pages = (
            *self.PAGES,
            "/events/month/2026/12/",
            "/en/events/",
            series.get_absolute_url(),
            f"{series.get_absolute_url()}calendar.ics",
            public.get_absolute_url(),
            f"/organizations/{organization.slug}/",
        )
        leaks = [
            page
            for page in pages
            for text in (SECRET, draft.slug)
            if text in client.get(page).content.decode()
        ]

        assert leaks == []

    def test_of_a_series(self, client):
        series = make_series(
            is_main=True, state=SeriesState.DRAFT, title_ko=SECRET, slug="secret"
        )

        assert client.get(series.get_absolute_url()).status_code == 404
        assert [
            page for page in self.PAGES if SECRET in client.get(page).content.decode()
        ] == []


@pytest.mark.parametrize(
    "path", ("/events/none/", "/events/series/none/", "/events/none/event.ics")
)
def test_unknown_addresses_are_not_found(client, path):
    assert client.get(path).status_code == 404


def test_a_one_off_stands_in_lists_and_feeds_like_any_other(client):
    occurrence = make_occurrence(local_date=FRIDAY, state=OccurrenceState.SCHEDULED)

    assert links(client.get("/events/")) == [occurrence.get_absolute_url()]
    assert str(occurrence.uid) in client.get("/events/calendar.ics").content.decode()
