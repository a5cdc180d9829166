"""설이 signs on her phone, confirms by the mail's button, and later withdraws."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.stories.acts import open_statement, sign
from tests.stories.conftest import Site

pytestmark = pytest.mark.browser


def people(page: Page) -> int:
    tally = page.locator(".c-tally").first.inner_text()
    found = re.search(r"([\d,]+)\s*명", tally)
    return int(found[1].replace(",", "")) if found else 0


def test_signing_confirming_and_withdrawing_move_the_count(
    page: Page, site: Site
) -> None:
    open_statement(page, site)
    address_of_statement = page.url
    before = people(page)

    sign(page, name="설이", address="seori@example.org")
    page.goto(address_of_statement)
    assert people(page) == before

    link = site.newest_mail_link(page, "seori@example.org", "/s/")
    page.goto(link)
    page.get_by_role("button", name="서명 완료하기").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "서명이 완료되었습니다"
    )
    page.goto(address_of_statement)
    assert people(page) == before + 1

    page.goto(link)
    page.get_by_role("button", name="서명 취소하기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("취소된 서명입니다")
    page.goto(address_of_statement)
    assert people(page) == before
    assert page.context.cookies() == []
    assert page.complaints == []


def test_a_mistake_keeps_the_input_and_says_what_to_do(page: Page, site: Site) -> None:
    open_statement(page, site)

    page.get_by_label("이름 또는 활동명").fill("설이")
    page.get_by_role("textbox", name="이메일").fill("seori@naver.con")
    page.get_by_role("button", name="서명하기").click()

    summary = page.locator(".c-error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("seori@naver.com인가요?")
    expect(summary).to_contain_text("민감정보 처리에 동의가 필요합니다")
    expect(page.get_by_label("이름 또는 활동명")).to_have_value("설이")


def test_it_all_works_by_keyboard_alone(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="본문 바로가기")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    tab_to(page.locator(".l-front__side .c-card__title a").first)
    page.keyboard.press("Enter")
    tab_to(page.get_by_label("이름 또는 활동명"))
    page.keyboard.type("여파")
    tab_to(page.get_by_role("button", name="서명하기"))
    page.keyboard.press("Enter")

    # The mistakes come first, and each leads to its field.
    summary = page.locator(".c-error-summary")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    expect(summary.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Enter")
    address = page.get_by_role("textbox", name="이메일")
    expect(address).to_be_focused()

    page.keyboard.type("yeopa-keys@example.org")
    for label in ("개인정보 수집·이용", "민감정보 처리", "만 14세 이상"):
        box = page.get_by_label(label)
        tab_to(box)
        page.keyboard.press("Space")
        expect(box).to_be_checked()
    tab_to(page.get_by_role("button", name="서명하기"))
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", level=1)).to_have_text("메일을 확인해 주세요")

    page.goto(site.newest_mail_link(page, "yeopa-keys@example.org", "/s/"))
    tab_to(page.get_by_role("button", name="서명 완료하기"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "서명이 완료되었습니다"
    )
    tab_to(page.get_by_role("button", name="서명 취소하기"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("취소된 서명입니다")


def tab_to(target: Locator) -> None:
    """Presses Tab until the target has the focus; every stop on the way shows it."""
    target.wait_for()
    for _ in range(80):
        target.page.keyboard.press("Tab")
        focused = target.page.locator(":focus")
        if focused.count():
            assert focused.evaluate(SHOWS_ITS_FOCUS), focused.evaluate("e=>e.outerHTML")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {target}")


# The card of a link draws the outline around itself instead.
SHOWS_ITS_FOCUS = """
(element) => [element, element.closest(".c-card")].some((shown) =>
  shown && getComputedStyle(shown).outlineStyle !== "none" &&
  parseFloat(getComputedStyle(shown).outlineWidth) >= 2)
"""


def test_it_all_works_without_javascript_and_in_english(
    browser: Browser, site: Site
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/en/statements/")
    page.locator(".c-card__title a").first.click()

    page.get_by_label("Name or activity name").fill("Yeopa")
    page.get_by_role("textbox", name="E-mail").fill("yeopa@example.org")
    page.get_by_label("collection and use of my personal data").check()
    page.get_by_label("processing of sensitive information").check()
    page.get_by_label("at least 14 years old").check()
    page.get_by_role("button", name="Sign").click()
    page.goto(site.newest_mail_link(page, "yeopa@example.org", "/s/"))
    page.get_by_role("button", name="Complete my signature").click()

    assert (
        page.get_by_role("heading", level=1).inner_text().startswith("Your signature")
    )
    assert "/en/s/" in page.url
    context.close()
