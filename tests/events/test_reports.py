"""What is told after a gathering: report, links, and numbers with their counters."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError

from coalition.exceptions import StaleStateError
from coalition.models import AuditEntry, Source
from events.models import AttendanceClaim, OccurrenceLink, OccurrenceReport
from events.models.wording import people_text
from events.services.reports import (
    add_claim,
    add_link,
    publish_report,
    remove_link,
    save_report,
    withdraw_report,
)
from tests.factories.events import make_occurrence, make_series
from tests.markup import read

SEOUL = ZoneInfo("Asia/Seoul")
FRIDAY = dt.date(2026, 11, 20)
AFTER = dt.datetime(2026, 11, 20, 21, 30, tzinfo=SEOUL)
URL = "https://press.example.org/article/1"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AFTER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def friday():
    return make_occurrence(series=make_series(slug="friday"), local_date=FRIDAY)


@pytest.fixture
def report(friday):
    return save_report(occurrence=friday, text_ko="**많이** 모였습니다.")


def page_text(client, occurrence, prefix=""):
    return read(client.get(prefix + occurrence.get_absolute_url())).text


class TestReport:
    def test_a_draft_is_shown_nowhere(self, client, friday, report):
        assert "모였습니다" not in page_text(client, friday)
        assert "보고" not in page_text(client, friday)
        items = client.get("/api/v1/occurrences").json()["items"]
        assert [item["has_report"] for item in items] == [False]

    def test_published_it_is_on_the_page_in_the_archive_and_the_json(
        self, client, friday, report
    ):
        publish_report(report=report)

        page = read(client.get(friday.get_absolute_url()))
        assert page.one("section", **{"aria-labelledby": "report"}).one("strong").text
        assert "많이 모였습니다." in page.text
        assert "후기 있음" in read(client.get("/events/archive/")).text
        items = client.get("/api/v1/occurrences").json()["items"]
        assert [item["has_report"] for item in items] == [True]

    def test_feeds_notice_it(self, client, friday, report, clock):
        publish_report(report=report)
        friday.refresh_from_db()

        assert friday.content_modified_at == AFTER
        assert friday.sequence == 0
        assert "2026-11-20T12:30:00" in client.get("/events/feed.atom").content.decode()

    def test_not_before_the_end(self, client, friday, clock):
        clock.move_to(AFTER - dt.timedelta(hours=1))
        report = save_report(occurrence=friday, text_ko="미리 쓴 글")

        with pytest.raises(ValidationError):
            publish_report(report=report)

    def test_one_that_is_moved_to_the_future_tells_nothing(
        self, client, friday, report
    ):
        publish_report(report=report)
        friday.local_date += dt.timedelta(days=30)
        friday.set_moments()
        friday.save()

        assert "모였습니다" not in page_text(client, friday)
        items = client.get("/api/v1/occurrences").json()["items"]
        assert [item["has_report"] for item in items] == [False]

    def test_nobody_overwrites_what_they_have_not_read(self, friday, report):
        save_report(occurrence=friday, text_ko="나", seen_version=1)

        with pytest.raises(StaleStateError):
            save_report(occurrence=friday, text_ko="너", seen_version=1)
        with pytest.raises(StaleStateError):
            publish_report(report=report)

        assert OccurrenceReport.objects.get().text_ko == "나"
        assert not OccurrenceReport.objects.get().is_published

    def test_an_empty_one_is_refused(self, friday):
        with pytest.raises(ValidationError):
            save_report(occurrence=friday, text_ko="  ")

    def test_it_can_be_withdrawn_and_leaves_a_trail(self, client, friday, report):
        published = publish_report(report=report)
        with pytest.raises(ValidationError):
            publish_report(report=published)
        draft = withdraw_report(report=published)

        assert "모였습니다" not in page_text(client, friday)
        with pytest.raises(ValidationError):
            withdraw_report(report=draft)
        actions = list(
            AuditEntry.objects.order_by("pk").values_list("action", "detail")
        )
        assert actions == [
            ("report.save", {}),
            ("report.publish", {}),
            ("report.withdraw", {}),
        ]


class TestLinks:
    def test_they_show_at_once_and_go_at_once(self, client, friday):
        link = add_link(
            link=OccurrenceLink(occurrence=friday, title_ko="금요일의 말", url=URL)
        )

        anchor = read(client.get(friday.get_absolute_url())).one("a", href=URL)
        assert anchor.text == "금요일의 말"
        remove_link(link=link)
        assert not read(client.get(friday.get_absolute_url())).all("a", href=URL)

    @pytest.mark.parametrize(
        "url", ("http://press.example.org/", "javascript:alert(1)", "//x.org/", "")
    )
    def test_only_https(self, friday, url):
        with pytest.raises(ValidationError):
            add_link(link=OccurrenceLink(occurrence=friday, title_ko="글", url=url))

    def test_each_once(self, friday):
        add_link(link=OccurrenceLink(occurrence=friday, title_ko="글", url=URL))

        with pytest.raises(ValidationError):
            add_link(link=OccurrenceLink(occurrence=friday, title_ko="또", url=URL))

    def test_not_before_the_end(self, friday, clock):
        clock.move_to(AFTER - dt.timedelta(hours=1))

        with pytest.raises(ValidationError):
            add_link(link=OccurrenceLink(occurrence=friday, title_ko="글", url=URL))


class TestClaims:
    @pytest.mark.parametrize(
        ("count", "is_approximate", "korean"),
        (
            (1000, True, "1,000여 명"),
            (1237, True, "약 1,237명"),
            (1200, False, "1,200명"),
            (5, True, "약 5명"),
        ),
    )
    def test_wording(self, count, is_approximate, korean):
        claim = AttendanceClaim(count=count, is_approximate=is_approximate)

        assert people_text(claim) == korean

    def test_each_stands_with_its_counter_on_page_and_in_the_json(self, client, friday):
        source = Source.objects.create(code="S90", title="신문", url=URL)
        add_claim(
            claim=AttendanceClaim(
                occurrence=friday,
                count=500,
                counted_by_ko="주최 측 추산",
                counted_by_en="organizers",
                counted_at=AFTER - dt.timedelta(hours=1, minutes=30),
            ),
            sources=[source],
        )
        add_claim(
            claim=AttendanceClaim(
                occurrence=friday,
                count=312,
                is_approximate=False,
                counted_by_ko="경찰 추산",
            )
        )

        text = page_text(client, friday)
        assert "주최 측 추산 500여 명" in text
        assert "2026년 11월 20일(금) 오후 8시 기준" in text
        assert "경찰 추산 312명" in text
        (item,) = client.get("/en/api/v1/occurrences").json()["items"]
        assert item["attendance"] == [
            {
                "count": 312,
                "is_approximate": False,
                "counted_by": "경찰 추산",
                "counted_at": None,
                "sources": [],
            },
            {
                "count": 500,
                "is_approximate": True,
                "counted_by": "organizers",
                "counted_at": "2026-11-20T20:00:00+09:00",
                "sources": [{"title": "신문", "url": URL}],
            },
        ]

    def test_a_number_without_a_counter_is_refused(self, friday):
        with pytest.raises(ValidationError):
            add_claim(claim=AttendanceClaim(occurrence=friday, count=500))
        with pytest.raises(ValidationError):
            add_claim(
                claim=AttendanceClaim(occurrence=friday, count=0, counted_by_ko="누가")
            )


class TestStaffPage:
    @pytest.fixture
    def path(self, friday):
        return f"/admin/events/occurrence/{friday.pk}/aftermath/"

    def test_the_record_leads_there(self, staff_client, friday, path):
        record = staff_client.get(f"/admin/events/occurrence/{friday.pk}/change/")

        assert len(read(record).all("a", href=path)) == 1

    def test_a_report_is_written_read_and_published(
        self, client, staff_client, friday, path
    ):
        draft = {"act": "report", "text_ko": "# 글\n\n**굵게**", "seen_version": 0}
        assert staff_client.post(path, draft).status_code == 302
        page = staff_client.get(path)
        assert "<strong>굵게</strong>" in page.content.decode()
        done = staff_client.post(path, {"act": "publish-report", "seen_version": 1})
        assert done.status_code == 302
        assert "굵게" in page_text(client, friday)
        assert AuditEntry.objects.filter(actor__isnull=False).count() == 2

    def test_what_another_wrote_is_not_lost_and_mine_is_kept(
        self, staff_client, friday, path
    ):
        save_report(occurrence=friday, text_ko="다른 사람의 글")
        mine = {"act": "report", "text_ko": "나의 글", "seen_version": 0}

        refused = staff_client.post(path, mine)

        assert refused.status_code == 422
        html = refused.content.decode()
        assert "나의 글" in html
        assert "다른 사람의 글" in html
        assert 'name="seen_version" value="1"' in html

    def test_a_link_with_a_mistake_keeps_the_form(self, staff_client, friday, path):
        data = {
            "link-kind": "press",
            "link-title_ko": "글",
            "link-url": "http://x.org/",
        }

        refused = staff_client.post(path, data | {"act": "link"})

        assert refused.status_code == 422
        assert 'value="http://x.org/"' in refused.content.decode()
        data["link-url"] = URL
        assert staff_client.post(path, data | {"act": "link"}).status_code == 302
        link = OccurrenceLink.objects.get()
        removal = {"act": "remove-link", "link": link.pk}
        assert staff_client.post(path, removal).status_code == 302
        assert not OccurrenceLink.objects.exists()

    def test_a_number_is_added(self, staff_client, friday, path):
        data = {
            "act": "claim",
            "claim-count": 500,
            "claim-is_approximate": "on",
            "claim-counted_by_ko": "주최 측 추산",
            "claim-counted_at": "2026-11-20T20:00",
        }
        assert staff_client.post(path, data).status_code == 302
        assert AttendanceClaim.objects.get().counted_at == dt.datetime(
            2026, 11, 20, 20, tzinfo=SEOUL
        )

    @pytest.mark.parametrize("moment", ("2030-11-20T20:00", "2026-11-19T23:59"))
    def test_a_moment_at_which_nobody_counted_is_refused(
        self, staff_client, path, moment
    ):
        data = {
            "act": "claim",
            "claim-count": 500,
            "claim-counted_by_ko": "주최 측 추산",
            "claim-counted_at": moment,
        }
        assert staff_client.post(path, data).status_code == 422
        assert not AttendanceClaim.objects.exists()

    def test_a_number_sent_twice_stands_once(self, staff_client, path):
        data = {
            "act": "claim",
            "claim-count": 500,
            "claim-counted_by_ko": "주최 측 추산",
        }
        assert staff_client.post(path, data).status_code == 302
        refused = staff_client.post(path, data)
        assert refused.status_code == 422
        assert "이미 있는 숫자입니다" in refused.content.decode()
        assert AttendanceClaim.objects.count() == 1

    def test_what_it_does_not_know_is_refused(self, staff_client, path):
        assert staff_client.post(path, {"act": "x"}).status_code == 400
        for act in ("publish-report", "remove-link"):
            assert staff_client.post(path, {"act": act}).status_code == 404
