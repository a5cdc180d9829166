"""Without a mouse: this Friday is cancelled, people are told, and it is taken back."""

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import Site, complaints_of

pytestmark = pytest.mark.browser

REASON = "태풍이 올라와 모두의 안전을 위해 쉽니다."
MAILBOX = "follower-keys@example.org"
FARTHEST = 60  # presses of Tab
FOCUSED = """
() => {
  const element = document.activeElement;
  const words = element.labels?.length ? element.labels[0].innerText
    : element.value || element.innerText;
  const {outlineStyle, outlineWidth} = getComputedStyle(element);
  return [words.trim(), outlineStyle !== "none" && parseFloat(outlineWidth) >= 2];
}
"""


def test_this_friday_is_cancelled_and_taken_back(
    staff: Page, page: Page, site: Site
) -> None:
    follow_this_friday(page, site)
    complaints = complaints_of(staff, site)
    sign_in(staff, site)

    press_on(staff, "다음 금요일 취소·순연하기")
    tab_to(staff, "사유(한국어)")
    staff.keyboard.type(REASON)
    press_on(staff, "미리보기")
    expect(staff.get_by_role("region", name="한국어")).to_contain_text(REASON)
    expect(staff.get_by_text("메일을 받는 사람")).to_be_visible()
    press_on(staff, "확정: 취소·순연하기")
    expect(staff.get_by_text("명에게 메일을 보냅니다.")).to_be_visible()
    told = staff.get_by_role("region", name="알린 변경")
    expect(told.get_by_role("listitem").first).to_contain_text(REASON)
    site.open_newest_mail(page, MAILBOX, holding=REASON)

    press_on(staff, "되돌리기")
    press_on(staff, "확정: 되돌리기")
    expect(told.get_by_role("listitem").first).to_contain_text("진행 예정")
    assert complaints == page.complaints == []


def follow_this_friday(page: Page, site: Site) -> None:
    """Somebody asks for change alerts and confirms."""
    page.goto(f"{site.url}/events/series/friday/alerts/")
    page.locator("[name=email]").fill(MAILBOX)
    page.locator("[name=consent_privacy]").check()
    page.locator("main form button").click()
    page.wait_for_url("**/events/alerts/check-mail/")
    page.goto(site.newest_mail_link(page, MAILBOX, "/events/alerts/"))
    with page.expect_navigation():
        page.locator("form:has([value=confirm]) button").click()


def sign_in(staff: Page, site: Site) -> None:
    """The first field has the focus already."""
    staff.goto(f"{site.url}/admin/")
    staff.keyboard.type("staff@example.org")
    tab_to(staff, "비밀번호")
    staff.keyboard.type(site.password)
    with staff.expect_navigation():
        staff.keyboard.press("Enter")


def press_on(staff: Page, words: str) -> None:
    tab_to(staff, words)
    with staff.expect_navigation():
        staff.keyboard.press("Enter")


def tab_to(staff: Page, words: str) -> None:
    """Goes on until the focus is there, and is seen to be there."""
    for _ in range(FARTHEST):
        staff.keyboard.press("Tab")
        focused, is_seen = staff.evaluate(FOCUSED)
        if focused.rstrip(":") == words:
            assert is_seen, f"no outline around {words}"
            return
    raise AssertionError(f"{words} is not reached with the keyboard")
