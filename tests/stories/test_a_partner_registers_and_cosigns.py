"""물길을 여는 사람들 registers, is approved, co-signs and withdraws; another is declined."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.stories.acts import open_registration, open_statement, register, sign_in
from tests.stories.conftest import Site

pytestmark = pytest.mark.browser

NAME = "물길을 여는 사람들"
MAILBOX = "mulgil@example.org"
DECLINED, DECLINED_MAILBOX = "이름뿐인 모임", "ireum@example.org"
REASON = "공식 이메일이 단체의 것인지 확인하지 못했습니다. 단체 누리집 주소를 적어 다시 신청해 주세요."


def organizations(page: Page) -> int:
    """How many organizations the open page counts; a count of none is not shown."""
    tally = page.locator(".c-tally").first.inner_text()
    found = re.search(r"([\d,]+)\s*개 단체", tally)
    return int(found[1].replace(",", "")) if found else 0


def confirm_mailbox(page: Page, site: Site, address: str) -> None:
    page.goto(site.newest_mail_link(page, address, "/partners/confirm/"))
    page.get_by_role("button", name="공식 이메일 확인하기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "공식 이메일을 확인했습니다"
    )


def test_an_association_registers_cosigns_and_withdraws(
    page: Page, staff: Page, site: Site
) -> None:
    register(page, site, name=NAME, address=MAILBOX)
    confirm_mailbox(page, site, MAILBOX)
    page.goto(f"{site.url}/organizations/")
    expect(page.get_by_role("link", name=NAME)).to_have_count(0)
    in_directory = organizations(page)

    sign_in(staff, site)
    open_registration(staff, site, NAME)
    staff.get_by_role("link", name="승인하기").click()
    expect(staff.locator("main")).to_contain_text("아래 내용만 공개됩니다")
    staff.get_by_role("button", name="승인하기").click()
    expect(staff.get_by_text("단체 목록에 올렸습니다")).to_be_visible()

    open_statement(page, site)
    title = page.get_by_role("heading", level=1).inner_text()
    statement, before = page.url, organizations(page)
    desk = site.newest_mail_link(page, MAILBOX, "/partners/cosign/")
    page.goto(desk)
    call = page.get_by_role("region", name=title)
    call.get_by_label("연명을 승인한 사람의 이름 또는 활동명").fill("다온")
    call.get_by_label("단체에서 맡은 역할").fill("사무국장")
    call.get_by_label("이 단체의 이름으로 연명할 권한이 있습니다").check()
    call.get_by_role("button", name="연명하기").click()
    expect(call).to_contain_text("연명하셨습니다")

    page.goto(statement)
    assert organizations(page) == before + 1
    page.get_by_role("link", name="서명자·연명 단체 모두 보기").click()
    page.locator("main").get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(page.get_by_role("link", name=title)).to_be_visible()
    page.goto(f"{site.url}/organizations/")
    expect(page.get_by_role("link", name=NAME)).to_be_visible()
    assert organizations(page) == in_directory + 1

    page.goto(desk)
    call.get_by_role("button", name="연명 철회하기").click()
    expect(call.get_by_role("button", name="연명하기")).to_be_visible()
    page.goto(statement)
    assert organizations(page) == before
    expect(page.locator("main").get_by_role("link", name=NAME)).to_have_count(0)
    assert page.context.cookies() == []
    assert page.complaints == []


def test_a_declined_association_reads_the_reason(
    page: Page, staff: Page, site: Site
) -> None:
    register(page, site, name=DECLINED, address=DECLINED_MAILBOX)
    confirm_mailbox(page, site, DECLINED_MAILBOX)
    registration = page.url

    sign_in(staff, site)
    open_registration(staff, site, DECLINED)
    staff.get_by_role("link", name="반려하기").click()
    staff.get_by_label("사유").fill(REASON)
    staff.get_by_role("button", name="반려하기").click()
    expect(staff.get_by_text("신청을 반려했습니다")).to_be_visible()

    site.open_newest_mail(page, DECLINED_MAILBOX, holding=REASON)
    page.goto(registration)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "단체 등록 신청이 반려되었습니다"
    )
    expect(page.get_by_text(REASON)).to_be_visible()
    page.goto(f"{site.url}/organizations/?q={DECLINED}")
    expect(page.get_by_role("link", name=DECLINED)).to_have_count(0)
