"""Finding gatherings: filters that combine, search in Korean, a month at a glance."""

import datetime as dt
import re
import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coalition.models import Organization
from coalition.services.organizations import save_organization
from events.enums import Format, Region
from events.services.freeze import freeze_past_occurrences
from events.services.pauses import add_pause
from tests.events.test_pauses import chuseok
from tests.events.week import FRIDAY, SEOUL
from tests.factories.events import add_host, make_occurrence, make_series, make_venue

PAST = dt.date(2026, 10, 30)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def main_part(response):
    assert response.status_code == 200
    html = response.content.decode()
    return html[html.index("<main") : html.index("</main>")]


def found(client, path):
    """The addresses of gatherings on the page, in order, each once."""
    links = re.findall(r'href="(/events/[-\w]+-[-\w]+/)"', main_part(client.get(path)))
    return list(dict.fromkeys(links))


def one_off(title, **values):
    values = {"local_date": FRIDAY, "own_title_ko": title, "own_title_en": ""} | values
    return make_occurrence(**values).get_absolute_url()


class TestSearch:
    @pytest.mark.parametrize("text", ("딥페이크", "페이크", "성범죄", " 딥페이크 "))
    def test_finds_any_part_of_a_korean_title(self, client, text):
        wanted = one_off("딥페이크성범죄 긴급 기자회견")
        one_off("송년 집회")

        assert found(client, f"/events/?q={text}") == [wanted]

    def test_finds_syllables_that_come_in_parts(self, client):
        wanted = one_off("딥페이크 규탄 집회")
        parts = unicodedata.normalize("NFD", "딥페이크")

        assert found(client, f"/events/?q={parts}") == [wanted]

    def test_finds_in_summary_and_in_english_whatever_the_case(self, client):
        by_summary = one_off("가", own_summary_ko="딥페이크를 멈춰라")
        by_english = one_off("나", own_title_en="Stop Deepfakes")

        assert found(client, "/events/?q=딥페이크를") == [by_summary]
        assert found(client, "/events/?q=deepfakes") == [by_english]

    def test_finds_what_is_inherited_until_it_is_overridden(self, client):
        series = make_series(title_ko="딥페이크 규탄 집회")
        plain = make_occurrence(series=series, local_date=FRIDAY)
        make_occurrence(
            series=series, local_date=dt.date(2026, 12, 4), own_title_ko="송년 집회"
        )

        assert found(client, "/events/?q=딥페이크") == [plain.get_absolute_url()]

    def test_finds_in_the_archive_what_was_said_on_the_day(self, client):
        series = make_series(title_ko="딥페이크 규탄 집회")
        past = make_occurrence(series=series, local_date=PAST)
        freeze_past_occurrences()
        series.title_ko = "새 이름"
        series.save()

        assert found(client, "/events/archive/?q=딥페이크") == [past.get_absolute_url()]
        assert found(client, "/events/archive/?q=새 이름") == []

    def test_finds_a_place_only_once_it_is_told(self, client, clock):
        reveal_at = dt.datetime(2026, 11, 26, 19, tzinfo=SEOUL)
        square = make_venue(name_ko="비밀 광장", region=Region.BUSAN)
        hidden = one_off("집회", own_venue=square, venue_reveal_at=reveal_at)

        for query in ("q=비밀", "q=광장"):
            assert found(client, f"/events/?{query}") == []
        assert client.get("/events/?region=26").status_code == 404
        assert "부산" not in main_part(client.get("/events/"))
        clock.move_to(reveal_at)
        assert found(client, "/events/?q=비밀") == [hidden]
        assert found(client, "/events/?region=26") == [hidden]

    @pytest.mark.parametrize("text", ("%", "_", "\\", "'", "<script>", "없는 말"))
    def test_signs_are_letters_like_others(self, client, text):
        one_off("집회")

        assert found(client, f"/events/?q={text.replace('%', '%25')}") == []

    def test_what_cannot_be_is_not_found(self, client):
        for query in ("q=%00", f"q={'가' * 81}"):
            assert client.get(f"/events/?{query}").status_code == 404

    def test_the_index_is_able_to_answer(self):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                "EXPLAIN SELECT 1 FROM events_occurrence"
                " WHERE UPPER(own_title_ko) LIKE UPPER('%딥페이크%')"
            )
            plan = "\n".join(row[0] for row in cursor.fetchall())

        assert "occurrence_trgm" in plan


class TestFilters:
    def test_host_region_and_format_combine(self, client, organization):
        seoul, busan = (make_venue(region=region) for region in ("11", "26"))
        march = {"own_format": Format.MARCH}
        wanted = make_occurrence(local_date=FRIDAY, own_venue=seoul, **march)
        others = (
            make_occurrence(local_date=FRIDAY, own_venue=busan, **march),
            make_occurrence(local_date=FRIDAY, own_venue=seoul),
        )
        for each in (wanted, *others):
            add_host(each, organization)
        make_occurrence(local_date=FRIDAY, own_venue=seoul, **march)
        path = f"/events/?host={organization.slug}&region=11&format=march"

        assert found(client, path) == [wanted.get_absolute_url()]

    def test_a_host_by_its_series_and_a_region_by_its_series(
        self, client, organization
    ):
        series = make_series(venue=make_venue(region=Region.SEOUL))
        add_host(series, organization)
        each = make_occurrence(series=series, local_date=FRIDAY)

        for query in (f"host={organization.slug}", "region=11"):
            assert found(client, f"/events/?{query}") == [each.get_absolute_url()]

    def test_only_what_has_gatherings_is_offered(self, client, organization):
        other = save_organization(
            organization=Organization(slug="other", name_ko="다른 단체")
        )
        add_host(make_occurrence(local_date=FRIDAY, published=False), other)
        add_host(make_occurrence(local_date=FRIDAY), organization)
        make_venue(region=Region.JEJU)
        page = main_part(client.get("/events/"))

        assert organization.name_ko in page
        assert "다른 단체" not in page
        assert 'name="region"' not in page

    @pytest.mark.parametrize("query", ("host=nobody", "region=99", "format=party"))
    def test_what_does_not_exist_is_not_found(self, client, query):
        for path in ("/events/", "/events/archive/"):
            assert client.get(f"{path}?{query}").status_code == 404


class TestNothingFits:
    """Dates are announced, and some are over: only the choice leaves none of them."""

    def test_a_list_does_not_say_that_no_date_is_announced(self, client):
        one_off("송년 집회")
        page = main_part(client.get("/en/events/?q=nowhere"))

        assert "Nothing fits what you chose." in page
        assert "No date is announced" not in page

    def test_the_archive_does_not_say_that_it_is_empty(self, client):
        one_off("지난 집회", local_date=PAST)
        page = main_part(client.get("/en/events/archive/?q=nowhere"))

        assert "Nothing fits what you chose." in page
        assert "Nothing here yet" not in page

    def test_without_a_choice_the_list_tells_how_it_is(self, client):
        page = main_part(client.get("/en/events/"))

        assert "No date is announced at the moment." in page
        assert "Nothing fits" not in page


class TestMonth:
    def days(self, client, path):
        table = main_part(client.get(path))
        table = table[table.index("<table") : table.index("</table>")]
        return [
            re.findall(r'datetime="([-\d]+)"', row) for row in table.split("<tr>")[2:]
        ]

    def test_a_table_with_caption_and_headers(self, client):
        wanted = one_off("긴급 기자회견")
        html = main_part(client.get("/en/events/month/2026/11/"))

        assert "Gatherings in November 2026, by day</caption>" in html
        assert re.findall(r'<th scope="col">(\w+)</th>', html) == [
            "Sunday",
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
        ]
        cell = html[html.index('datetime="2026-11-27"') :].split("</td>")[0]
        assert f'href="/en{wanted}"' in cell
        assert "7 p.m." in cell

    @pytest.mark.parametrize("month", range(1, 13))
    def test_months_that_begin_on_any_day_are_whole(self, client, month):
        one_off("가", local_date=dt.date(2026, 1, 1))
        one_off("나", local_date=dt.date(2026, 12, 31))
        weeks = self.days(client, f"/events/month/2026/{month}/")
        first = dt.date(2026, month, 1)
        every = [day for week in weeks for day in week]

        assert every[0] == first.isoformat()
        assert every == sorted(set(every))
        last = dt.date.fromisoformat(every[-1]) + dt.timedelta(days=1)
        assert last.day == 1
        assert len(every) == (last - first).days
        for week in weeks[1:]:
            assert dt.date.fromisoformat(week[0]).weekday() == 6

    def test_leads_from_month_to_month_inside_the_data_only(self, client):
        one_off("가", local_date=dt.date(2026, 10, 1))
        one_off("나", local_date=dt.date(2026, 12, 31))
        first, between, last = (
            main_part(
                client.get(f"/events/month/2026/{month}/?format=press_conference")
            )
            for month in (10, 11, 12)
        )

        assert 'rel="prev"' not in first
        assert 'href="/events/month/2026/11/?format=press_conference"' in first
        assert 'rel="prev" href="/events/month/2026/10/' in between
        assert 'rel="next" href="/events/month/2026/12/' in between
        assert 'rel="next"' not in last

    @pytest.mark.parametrize(
        "path",
        ("2026/9", "2027/1", "9999/12", "99999/1", "0/1", "2026/13", "2026/0"),
    )
    def test_outside_it_is_not_found(self, client, path):
        one_off("가", local_date=dt.date(2026, 10, 1))
        one_off("나", local_date=dt.date(2026, 12, 31))

        assert client.get(f"/events/month/{path}/").status_code == 404

    def test_without_any_gathering_there_is_no_month(self, client):
        make_occurrence(local_date=FRIDAY, published=False)

        assert client.get("/events/month/2026/11/").status_code == 404

    def test_shows_breaks_and_what_is_called_off(self, client):
        series = make_series()
        make_occurrence(series=series, local_date=FRIDAY)
        add_pause(pause=chuseok(series))
        html = main_part(client.get("/en/events/month/2026/11/"))

        assert "Chuseok" in html
        assert "Cancelled" in html

    def test_narrowed_like_a_list(self, client):
        wanted = one_off("딥페이크")
        one_off("송년 집회")

        assert found(client, "/events/month/2026/11/?q=딥페이크") == [wanted]
        assert client.get("/events/month/2026/11/?format=party").status_code == 404

    def test_the_number_of_queries_does_not_grow(self, client):
        one_off("가")
        with CaptureQueriesContext(connection) as one:
            client.get("/events/month/2026/11/")
        for day in (24, 25, 26):
            one_off("나", local_date=dt.date(2026, 11, day))
        with CaptureQueriesContext(connection) as many:
            client.get("/events/month/2026/11/")

        assert len(many) == len(one) <= 5
