"""The secretariat publishes its draft and moves next Friday; everybody is told."""

import json

import pytest
from icalendar import Calendar, Event
from playwright.sync_api import Page, expect

from tests.stories.acts import sign_in
from tests.stories.conftest import Site

pytestmark = pytest.mark.browser

DRAFT = "지워 달라는 말을 두 번 하지 않도록: 불법합성물 삭제 지원에 관한 의견서"
DEMAND = "한 번의 신고로 수사와 상담, 삭제 지원이 함께 시작되도록 창구를 하나로 할 것"
HERE, THERE = "강남역 10번 출구 앞", "종로 보신각 앞"
REASON = "다른 단체들과 함께 여는 문화제에 갑니다."


def test_a_draft_becomes_public(staff: Page, page: Page, site: Site) -> None:
    page.goto(f"{site.url}/statements/")
    expect(page.get_by_role("link", name=DRAFT)).to_have_count(0)

    sign_in(staff, site)
    staff.get_by_role("link", name=DRAFT).click()
    staff.get_by_role("link", name="공개하기", exact=True).click()
    preview = staff.locator(".c-preview").first
    expect(preview.get_by_role("heading", name=DRAFT)).to_be_visible()
    expect(preview).to_contain_text(DEMAND)
    expect(staff.locator("main")).to_contain_text(f"{site.url}/statements/ask-only")
    staff.get_by_label("연명과 서명을 먼저 모으고 나중에 발표하기").check()
    staff.get_by_role("button", name="확정: 공개하기").click()
    expect(staff.get_by_text("성명을 공개했습니다.")).to_be_visible()

    page.reload()
    page.get_by_role("link", name=DRAFT).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(DRAFT)
    expect(page.get_by_text(DEMAND)).to_be_visible()
    expect(page.get_by_role("button", name="서명하기")).to_be_visible()
    assert page.complaints == []


def test_next_friday_moves_and_everybody_is_told(
    staff: Page, page: Page, site: Site
) -> None:
    page.goto(f"{site.url}/friday/")
    expect(page.locator(".c-hero--poster")).to_contain_text(HERE)
    announced = page.locator(".c-hero--poster a").first.get_attribute("href") or ""
    before = entry_of(page, site, announced)

    sign_in(staff, site)
    staff.get_by_role("link", name="다음 금요일 옮기기").click()
    staff.get_by_label("새 장소").select_option(label=THERE)
    staff.get_by_label("사유(한국어)").fill(REASON)
    staff.get_by_role("button", name="미리보기").click()
    change = staff.locator(".c-notice--warning").first
    expect(change).to_contain_text(f"처음 알린 장소: {HERE}")
    expect(change).to_contain_text(REASON)
    staff.get_by_role("button", name="확정: 날짜·장소 옮기기").click()
    expect(staff.get_by_text("옮겼습니다.")).to_be_visible()

    page.reload()
    expect(page.locator(".c-hero--poster")).to_contain_text(THERE)
    notice = page.locator("main .c-notice").first
    expect(notice).to_contain_text(f"처음 알린 장소: {HERE}")
    expect(notice).to_contain_text(REASON)
    after = entry_of(page, site, announced)
    assert after["UID"] == before["UID"]
    assert before["LOCATION"] == HERE
    assert after["LOCATION"] == THERE
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert REASON in after["DESCRIPTION"]
    told = occurrence_of(page, site, announced)
    assert told["venue"]["name"] == THERE
    assert told["changed_from"]["venue"]["name"] == HERE
    assert page.complaints == []


def entry_of(page: Page, site: Site, path: str) -> Event:
    """The gathering in the calendar that anybody can subscribe to."""
    feed = page.request.get(f"{site.url}/events/calendar.ics")
    assert feed.headers["content-type"].startswith("text/calendar")
    calendar = Calendar.from_ical(feed.body())
    (event,) = (
        event for event in calendar.events if event["URL"] == f"{site.url}{path}"
    )
    return event


def occurrence_of(page: Page, site: Site, path: str) -> dict:
    answer = page.request.get(f"{site.url}/api/v1/occurrences")
    items = json.loads(answer.body())["items"]
    (occurrence,) = (item for item in items if item["url"] == f"{site.url}{path}")
    return occurrence
