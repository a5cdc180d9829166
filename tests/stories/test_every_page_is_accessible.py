"""Every page in both languages, at three widths, light and dark: no fault at all.

The light pages are held against every rule of axe for WCAG 2.2 AA and good practice,
the dark ones against those of colour: only the colours differ.
"""

from collections.abc import Callable, Iterator

import pytest
from django.test import RequestFactory
from django.urls import get_resolver, resolve
from django.utils import translation
from playwright.sync_api import Page, expect

from config.errors import error_response
from tests.public import patterns
from tests.stories.acts import (
    ask_for_a_shift,
    open_registration,
    open_statement,
    register,
    send_in,
    sign,
    sign_in,
)
from tests.stories.conftest import Site, complaints_of
from tests.stories.inspection import faults, traces

pytestmark = pytest.mark.browser

LANGUAGES = {"ko": "", "en": "/en"}
in_both_languages = pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)

OPEN = "/statements/the-state-must-answer/"
PAGES = (
    "/",
    "/friday/",
    "/history/",
    "/privacy/",
    "/accessibility/",
    "/report/",
    "/organizations/",
    "/organizations/naranhi-womens-solidarity/",
    "/organizations/joined-lights/",
    "/organizations/deepfake-out-joint-action/",
    "/partners/register/",
    "/partners/register/check-mail/",
    "/events/speak/check-mail/",
    "/events/submit/",
    "/events/submit/check-mail/",
    "/events/",
    "/events/archive/",
    "/events/archive/2024/",
    "/events/archive/2024/9/",
    "/events/series/friday/",
    "/events/series/friday/alerts/",
    "/events/series/speak-out/",
    "/events/alerts/check-mail/",
    "/events/speak-out-2024-09-06/",
    "/statements/",
    OPEN,
    f"{OPEN}check-mail/",
    f"{OPEN}find/",
    f"{OPEN}signatories/",
    f"{OPEN}revisions/",
    f"{OPEN}revisions/1/",
    "/statements/schools-must-protect-first/",
    "/statements/joint-statement-2024-08-29/",
)
# What is wrong with an address that a link in a mail leads to.
ENDED = (
    "/s/unknown/",
    "/partners/confirm/unknown/",
    "/partners/cosign/unknown/",
    "/events/alerts/unknown/",
    "/partners/hosting/unknown/",
    "/partners/hosting/unknown/1/programme/",
    "/events/shifts/unknown/",
    "/events/speak/unknown/",
    "/events/submit/unknown/",
)
BEHIND_A_MAILED_LINK = {
    "statements:signature",
    "statements:cosign",
    "coalition:registration-confirm",
    "events:alert",
    "hosting",
    "host-programme",
    "events:shifts",
    "events:speaker",
    "events:submission",
}
OF_COMING_GATHERINGS = {
    "events:embed",
    "events:occurrence",
    "events:occurrence-alerts",
    "events:programme",
    "events:month",
    "events:speak",
    "events:speak-result",
}

OF_PAST_GATHERINGS = {"events:photo-report"}
PAST = "/events/first-lights/"


def paths_of_coming_gatherings(page: Page, site: Site) -> list[str]:
    """One that was moved, one that was called off, the last one and its month."""
    items = page.request.get(f"{site.url}/api/v1/occurrences").json()["items"]
    coming = [item for item in items if item["provenance"] == "demo"]
    moved = next(item for item in coming if item["changed_from"])
    called_off = next(item for item in coming if item["state"] == "cancelled")
    last = coming[-1]
    speak = next(
        path
        for path in (f"/events/{item['slug']}/speak/" for item in coming)
        if page.request.get(f"{site.url}{path}").ok
    )
    year, month, _ = last["starts_at"].split("-", 2)
    return [
        *(f"/events/{item['slug']}/" for item in (moved, called_off, last)),
        *(f"/events/{item['slug']}/embed/" for item in (moved, called_off, last)),
        f"/events/{last['slug']}/alerts/",
        f"/events/{coming[0]['slug']}/programme/",
        speak,
        f"{speak}result/",
        f"/events/month/{year}/{int(month)}/",
    ]


def paths_of_a_photo(page: Page, site: Site) -> list[str]:
    """The gathering it was taken at, and the page that hides it."""
    page.goto(f"{site.url}{PAST}")
    report = page.locator("figcaption a").first.get_attribute("href")
    assert report is not None
    return [PAST, report]


@in_both_languages
def test_every_public_page(page: Page, site: Site, prefix: str) -> None:
    found: list[str] = []
    titles: dict[str, str] = {}
    for path in (
        *PAGES,
        *paths_of_coming_gatherings(page, site),
        *paths_of_a_photo(page, site),
        *ENDED,
    ):
        page.goto(f"{site.url}{prefix}{path}")
        found += faults(page) + traces(page)
        twin = titles.setdefault(page.title(), path)
        if twin != path and path not in ENDED:
            found.append(f"{twin} and {path} have one title: {page.title()}")
    assert not found, "\n".join(found)
    assert page.complaints == []


def test_no_page_is_forgotten() -> None:
    """A new address has to be visited above, or it is no page."""
    visited = {resolve(path, "config.urls").view_name for path in PAGES}
    visited |= BEHIND_A_MAILED_LINK | OF_COMING_GATHERINGS
    visited |= OF_PAST_GATHERINGS
    pages = {
        name
        for path, name, _ in patterns(get_resolver("config.urls"))
        if path.endswith("/") and not name.startswith(("admin:", "api:"))
    }
    # One takes forms only, the other serves mail programs and leads on.
    assert pages - visited == {"statements:sign", "events:alert-leave"}


FORMS = (
    OPEN,
    f"{OPEN}find/",
    "/partners/register/",
    "/events/submit/",
    "/events/series/friday/alerts/",
)


@in_both_languages
def test_forms_with_mistakes(page: Page, site: Site, prefix: str) -> None:
    found: list[str] = []
    for path in FORMS:
        page.goto(f"{site.url}{prefix}{path}")
        page.locator("main form button").last.click()
        expect(page.locator(".c-error-summary")).to_be_focused()
        found += faults(page) + traces(page)
    assert not found, "\n".join(found)
    assert page.complaints == []


def test_what_the_links_to_a_signature_lead_to(page: Page, site: Site) -> None:
    open_statement(page, site)
    sign(page, name="설이", address="seori-axe@example.org")
    link = site.newest_mail_link(page, "seori-axe@example.org", "/s/")

    found = faults_in_both_languages(page, site, link)
    page.get_by_role("button", name="서명 완료하기").click()
    page.get_by_role("heading", name="서명이 완료되었습니다").wait_for()
    found += faults_in_both_languages(page, site, link)
    page.get_by_role("button", name="서명 취소하기").click()
    page.get_by_role("heading", name="취소된 서명입니다").wait_for()
    found += faults_in_both_languages(page, site, link)
    for prefix in LANGUAGES.values():
        page.goto(f"{site.url}{prefix}/mail/")
        found += faults(page)
    found += traces(page)
    assert not found, "\n".join(found)
    assert page.complaints == []


def test_what_the_links_to_alerts_lead_to(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/events/series/friday/alerts/")
    page.locator("[name=email]").fill("alerts-axe@example.org")
    page.locator("[name=consent_privacy]").check()
    page.locator("main form button").click()
    page.wait_for_url("**/events/alerts/check-mail/")
    link = site.newest_mail_link(page, "alerts-axe@example.org", "/events/alerts/")

    found = faults_in_both_languages(page, site, link)
    with page.expect_navigation():
        page.locator("form:has([value=confirm]) button").click()
    found += faults_in_both_languages(page, site, link)
    with page.expect_navigation():
        page.locator("form:has([value=leave]) button").click()
    found += faults_in_both_languages(page, site, link)
    found += traces(page)
    assert not found, "\n".join(found)
    assert page.complaints == []


def test_what_the_link_to_a_shift_leads_to(page: Page, staff: Page, site: Site) -> None:
    sign_in(staff, site)
    desk = ask_for_a_shift(staff, site, address="shift-axe@example.org")
    found = faults(staff)
    staff.get_by_role("button", name="이름 보기, 명단 인쇄하기").click()
    staff.get_by_role("heading", name="답 없음").wait_for()
    found += faults(staff)
    link = site.newest_mail_link(page, "shift-axe@example.org", "/events/shifts/")
    found += faults_in_both_languages(page, site, link)
    page.get_by_role("button", name="이 일 맡기").click()
    expect(page.locator(".c-error-summary")).to_be_focused()
    found += faults(page)
    page.locator("[name=consent_privacy]").check()
    page.get_by_role("button", name="이 일 맡기").click()
    page.get_by_text("함께하기로 했습니다").wait_for()
    found += faults_in_both_languages(page, site, link)
    page.get_by_role("button", name="취소하기").click()
    page.get_by_role("heading", name="맡은 일이 없습니다").wait_for()
    found += faults_in_both_languages(page, site, link)
    staff.goto(desk)
    expect(staff.get_by_text("거절·취소 1명")).to_be_visible()
    found += traces(page)
    assert not found, "\n".join(found)
    assert page.complaints == []


def test_what_the_links_to_a_registration_lead_to(
    page: Page, staff: Page, site: Site
) -> None:
    name, mailbox = "새벽을 걷는 모임", "saebyeok@example.org"
    register(page, site, name=name, address=mailbox)
    link = site.newest_mail_link(page, mailbox, "/partners/confirm/")

    found = faults_in_both_languages(page, site, link)
    page.get_by_role("button", name="공식 이메일 확인하기").click()
    page.get_by_role("heading", name="공식 이메일을 확인했습니다").wait_for()
    found += faults_in_both_languages(page, site, link)
    sign_in(staff, site)
    open_registration(staff, site, name)
    staff.get_by_role("link", name="승인하기").click()
    staff.get_by_role("button", name="승인하기").click()
    desk = site.newest_mail_link(page, mailbox, "/partners/cosign/")
    found += faults_in_both_languages(page, site, link)
    found += faults_in_both_languages(page, site, desk)
    page.get_by_role("button", name="연명하기").first.click()
    expect(page.locator(".c-error-summary")).to_be_focused()
    found += faults(page)
    found += traces(page)
    assert not found, "\n".join(found)
    assert page.complaints == []


def test_what_the_link_to_a_gathering_sent_in_leads_to(
    page: Page, staff: Page, site: Site
) -> None:
    complaints = complaints_of(staff, site)
    title, mailbox = "마을에서 묻는 토론회", "village@example.org"
    send_in(page, site, title=title, address=mailbox)
    link = site.newest_mail_link(page, mailbox, "/events/submit/")

    found = faults_in_both_languages(page, site, link)
    page.get_by_role("button", name="공식 이메일 확인하기").click()
    page.get_by_role("heading", name="공식 이메일을 확인했습니다").wait_for()
    found += faults_in_both_languages(page, site, link)
    sign_in(staff, site)
    staff.get_by_role("link", name=title).click()
    found += faults(staff)
    staff.get_by_role("button", name="담당자 보기").click()
    expect(staff.get_by_text(mailbox)).to_be_visible()
    staff.get_by_role("button", name="승인하고 공개하기").click()
    staff.get_by_text("행사를 공개했습니다").wait_for()
    found += faults_in_both_languages(page, site, link)
    page.get_by_text("바꿀 내용 적기").click()
    page.get_by_label("시작 시각").fill("15:30")
    page.get_by_role("button", name="변경 신청하기").click()
    expect(page.locator(".c-error-summary")).to_be_focused()
    found += faults(page)
    page.locator("#id_reason_ko").fill("대관 시간이 바뀌었습니다.")
    page.get_by_role("button", name="변경 신청하기").click()
    page.get_by_role("heading", name="검토를 기다리는 변경 신청").wait_for()
    found += faults_in_both_languages(page, site, link)
    staff.reload()
    found += faults(staff)
    staff.get_by_role("button", name="변경 승인하기").click()
    staff.get_by_text("변경 내용을 공개했습니다").wait_for()
    found += faults_in_both_languages(page, site, link)
    page.get_by_role("link", name=title).click()
    expect(page.get_by_text("오후 3시 30분").first).to_be_visible()
    found += traces(page)
    assert not found, "\n".join(found)
    assert page.complaints == []
    assert complaints == []


def test_what_the_link_of_a_host_leads_to(page: Page, staff: Page, site: Site) -> None:
    complaints = complaints_of(staff, site)
    sign_in(staff, site)
    staff.goto(f"{site.url}/admin/events/eventseries/")
    staff.get_by_role("link", name="금요일 말하기 대회: 불빛을 잇다").click()
    staff.get_by_role("link", name="주관 순번표").click()
    found = faults(staff)
    open_week = staff.locator("select:has(option[value='']:checked)").last
    open_week.select_option(label="(사)나란히여성연대")
    staff.get_by_role("button", name="저장하고 단체에 알리기").click()
    staff.get_by_role("link", name="주관 단체 점검표 고치기").click()
    found += faults(staff)
    link = site.newest_mail_link(page, "partner@example.org", "/partners/hosting/")
    found += faults_in_both_languages(page, site, link)
    page.locator("summary").last.click()
    page.get_by_role("button", name="이 날짜 사양하기").last.click()
    expect(page.locator(".c-error-summary")).to_be_focused()
    found += faults(page)
    page.get_by_role("button", name="이 날짜의 주관 확정하기").first.click()
    expect(page.get_by_text("확정", exact=True)).to_be_visible()
    found += faults(page) + traces(page)
    page.get_by_role("link", name="순서안 보내기").first.click()
    found += faults_in_both_languages(page, site, page.url)
    page.locator("[name=parts-0-speaker]").fill("물결")
    page.get_by_role("button", name="빈칸 더 넣기").click()
    page.get_by_role("button", name="사무국에 보내기").click()
    expect(page.locator(".c-error-summary")).to_be_focused()
    found += faults(page)
    page.locator("[name=parts-0-kind]").select_option("speech")
    page.locator("[name=parts-0-speaker_consents]").check()
    page.get_by_role("button", name="사무국에 보내기").click()
    page.get_by_text("사무국이 아직 결정하지 않았습니다").wait_for()
    found += faults(page) + traces(page)
    page.goto(f"{link}1/programme/")
    found += faults(page)
    staff.goto(f"{site.url}/admin/")
    staff.locator("a[href$='/host-programme/']").first.click()
    found += faults(staff)
    staff.get_by_role("button", name="돌려보내기").click()
    found += faults(staff)
    staff.get_by_role("button", name="반영하고 공개하기").click()
    staff.get_by_text("순서를 공개했습니다").wait_for()
    found += faults(staff)
    assert not found, "\n".join(found)
    assert page.complaints == complaints == []


def faults_in_both_languages(page: Page, site: Site, link: str) -> list[str]:
    """The Korean page last: it stays open."""
    path = link.removeprefix(site.url)
    found = []
    for prefix in reversed(LANGUAGES.values()):
        page.goto(f"{site.url}{prefix}{path}")
        found += faults(page)
    return found


@in_both_languages
def test_designed_errors(page: Page, site: Site, prefix: str) -> None:
    found: list[str] = []
    for heading in provoked_errors(page, site, prefix):
        expect(page.locator(".c-kicker")).to_have_text(heading)
        found += faults(page) + traces(page)
    assert not found, "\n".join(found)


def provoked_errors(page: Page, site: Site, prefix: str) -> Iterator[str]:
    """Leads the page to one error after the other and yields what it must say."""
    word = "Error" if prefix else "오류"
    statement = f"{site.url}{prefix}{OPEN}"
    page.goto(f"{site.url}{prefix}/nothing/here/")
    yield f"{word} 404"
    page.goto(statement)
    send_form(page, statement)
    yield f"{word} 405"
    page.goto(statement)
    send_form(page, f"{statement}sign/", enctype="text/plain")
    yield f"{word} 400"
    page.goto(statement)
    send_form(page, f"{statement}sign/", size=70_000)
    yield f"{word} 413"
    page.goto("about:blank")
    send_form(page, f"{statement}sign/")
    yield f"{word} 403"
    # These cannot be brought about from outside.
    for status in (410, 429, 500, 503):
        address = f"{site.url}{prefix}/broken/"
        page.route(address, answer_with(status, prefix))
        page.goto(address)
        yield f"{word} {status}"
        page.unroute(address)


def send_form(page: Page, address: str, *, enctype: str = "", size: int = 1) -> None:
    with page.expect_navigation():
        page.evaluate(
            """([action, enctype, size]) => {
              const form = document.createElement("form");
              Object.assign(form, {action, enctype, method: "post"});
              const field = document.createElement("textarea");
              Object.assign(field, {name: "name", value: "가".repeat(size)});
              form.append(field);
              document.body.append(form);
              form.submit();
            }""",
            [address, enctype, size],
        )


def answer_with(status: int, prefix: str) -> Callable:
    language = "en" if prefix else "ko"
    with translation.override(language):
        request = RequestFactory().get(f"{prefix}/broken/")
        body = error_response(request, status).content.decode()
    return lambda route: route.fulfill(
        status=status, body=body, content_type="text/html"
    )


@in_both_languages
def test_the_way_into_the_back_office(staff: Page, site: Site, prefix: str) -> None:
    complaints = complaints_of(staff, site)
    staff.goto(f"{site.url}{prefix}/admin/")
    found = faults(staff)
    staff.locator("[name=username]").fill("nobody@example.org")
    staff.locator("[name=password]").fill("not the password")
    staff.locator("[type=submit]").click()
    staff.locator(".errornote").wait_for()
    found += faults(staff)
    assert not found, "\n".join(found)
    assert complaints == []
