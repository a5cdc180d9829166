"""The back office of gatherings: no page has a fault, on a phone and at a desk.

Korean is read at the width of a phone, English at that of a desk. Forms are sent as
far as their preview and nothing is confirmed; what the demo lacks is written first and
deleted behind it, so that other stories find it all as it was.
"""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.urls import get_resolver, resolve
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.public import patterns
from tests.stories.acts import sign_in
from tests.stories.conftest import PATIENCE, Site, complaints_of
from tests.stories.inspection import faults_at

pytestmark = pytest.mark.browser

PHONE, DESK = 390, 1280
A_DAY = (timezone.localdate() + dt.timedelta(weeks=5)).isoformat()
PAST = "?when=past&q=first-lights"
LISTS = {
    "occurrence": ("", "?state__exact=cancelled", PAST),
    "eventseries": ("?state__exact=active",),
    "photo": ("?work=waiting",),
    "submission": ("",),
    "noiselimit": ("",),
    "venue": ("",),
    "assemblynotice": (),
}
ADDED = ("occurrence", "eventseries", "noiselimit", "venue")
# What the demo has none of: drafts, with the pages that publish them, and a limit,
# which then stands on the run sheets.
WRITTEN = {
    "occurrence": {
        "own_title_ko": "아직 아무도 모르는 집회",
        "own_format": "rally",
        "local_date": A_DAY,
    },
    "eventseries": {
        "title_ko": "아직 아무도 모르는 연속 집회",
        "slug": "nobody-knows",
        "schedules-0-effective_from": A_DAY,
        "schedules-0-local_time": "19:00",
    },
    "noiselimit": {
        "area_ko": "주거지역",
        "period": "day",
        "average": "60",
        "valid_from": "2024-08-17",
        "source": "시행령 별표 2",
    },
}
# What is asked before there is a preview, by the end of the address.
ANSWERS = {
    "move": {"local_time": "15:00", "reason_ko": "다른 행사와 겹칩니다."},
    "join": {"title_ko": "큰 집회", "local_time": "15:00", "reason_ko": "함께합니다."},
    "move-online": {"online_address": "https://example.org/", "reason_ko": "비"},
    "call-off": {"reason_ko": "태풍이 옵니다."},
    "address": {"slug": "another-address"},
    "schedule": {"effective_from": A_DAY, "reason_ko": "해가 일찍 집니다."},
    "place": {"effective_from": A_DAY, "reason_ko": "가까운 곳으로 갑니다."},
    "pause": {"starts_on": A_DAY, "ends_on": A_DAY, "reason_ko": "쉼"},
}
# A picture, and Django's own pages, which are read of what is written here alone.
NOT_WALKED = ("_delete", "_history", "_picture")
# Nobody adds or opens these here.
NO_SUCH_PAGE = {
    "events_assemblynotice_add",
    "events_assemblynotice_change",
    "events_photo_add",
    "events_submission_add",
}


@pytest.fixture(scope="module")
def desk(browser: Browser, site: Site) -> Iterator[Page]:
    """Signed in once for all of it."""
    context = browser.new_context(locale="ko-KR")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    sign_in(page, site)
    yield page
    context.close()


@pytest.fixture(scope="module")
def written(desk: Page, site: Site) -> Iterator[list[str]]:
    """The pages of records that are there for these stories alone."""
    changes = [write(desk, site, model) for model in WRITTEN]
    yield changes
    for path in changes:
        desk.goto(f"{site.url}{path.removesuffix('change/')}delete/")
        desk.locator("#content [type=submit]").click()
        desk.locator(".messagelist .success").wait_for()


@pytest.fixture(scope="module")
def paths(desk: Page, site: Site, written: list[str]) -> list[str]:
    found = paths_of_gatherings(desk, site)
    walked = {name_of(path) for path in found}
    for path in written:
        others = paths_from(desk, site, path)
        found += [path, *(each for each in others if name_of(each) not in walked)]
    return found


@pytest.mark.parametrize(
    ("prefix", "width"), (("", PHONE), ("/en", DESK)), ids=("ko", "en")
)
def test_the_back_office_of_gatherings(
    desk: Page, site: Site, paths: list[str], prefix: str, width: int
) -> None:
    complaints = complaints_of(desk, site)
    in_colour = prefix == ""
    found: list[str] = []
    for path in paths:
        desk.goto(f"{site.url}{prefix}{path}")
        found += faults_at(desk, width, in_colour=in_colour)
        answers = ANSWERS.get(path.strip("/").rpartition("/")[2])
        if answers is not None:
            send(desk, answers)
            found += faults_at(desk, width, in_colour=in_colour)
    assert not found, "\n".join(found)
    assert complaints == []


def test_no_page_of_the_back_office_is_forgotten(paths: list[str]) -> None:
    walked = {resolve(path).url_name for path in paths}
    ours = {
        name.removeprefix("admin:")
        for _, name, _ in patterns(get_resolver("config.urls"))
        if name.startswith("admin:events_") and not name.endswith(NOT_WALKED)
    }
    assert ours - walked - NO_SUCH_PAGE == set()


def paths_of_gatherings(desk: Page, site: Site) -> list[str]:
    """The board, every list, an empty form and a record of each, and its own pages."""
    office = f"{site.url}/admin/events/"
    found = {"admin": "/admin/"}
    for model, questions in LISTS.items():
        found[f"{model}s"] = f"/admin/events/{model}/"
        if model in ADDED:
            found[f"{model} add"] = f"/admin/events/{model}/add/"
        for question in questions:
            desk.goto(f"{office}{model}/{question}")
            record = desk.locator("#result_list tbody th a").first
            if record.count() == 0:
                continue
            desk.goto(f"{site.url}{record.get_attribute('href')}".partition("?")[0])
            found[f"{model} {question}"] = desk.evaluate("location.pathname")
            for link in desk.locator(":is(.c-steps, .c-notice) a").all():
                path = link.get_attribute("href") or ""
                found.setdefault(name_of(path), path)
    # One is behind a link in the rota; the other has more to show when it is over.
    rota, past = found["events_eventseries_rota"], found[f"occurrence {PAST}"]
    checklist = rota.removesuffix("rota/") + "checklist/"
    aftermath = past.removesuffix("change/") + "aftermath/"
    return [*found.values(), checklist, aftermath]


def write(desk: Page, site: Site, model: str) -> str:
    """Adds the record; its page."""
    desk.goto(f"{site.url}/admin/events/{model}/add/")
    for name, value in WRITTEN[model].items():
        field = desk.locator(f"[name={name}]")
        if field.evaluate("(field) => field.localName") == "select":
            field.select_option(value)
        else:
            field.fill(value)
    desk.locator("[name=_continue]").click()
    desk.locator(".messagelist .success").wait_for()
    return str(desk.evaluate("location.pathname"))


def paths_from(desk: Page, site: Site, path: str) -> list[str]:
    """What leads on from a record, and the pages that Django gives it."""
    desk.goto(f"{site.url}{path}")
    links = desk.locator(":is(.c-steps, .c-notice) a, .deletelink, .historylink").all()
    return [link.get_attribute("href") or "" for link in links]


def name_of(path: str) -> str:
    match = resolve(path)
    return f"{match.url_name}{match.kwargs.get('state', '')}"


def send(desk: Page, answers: dict[str, str]) -> None:
    """Asks for the preview, and opens what can be corrected in it."""
    form = desk.locator("#content-main form").first
    for name, value in answers.items():
        form.locator(f"[name={name}]").fill(value)
    for choice in form.locator("select:invalid").all():
        choice.evaluate("(select) => { select.selectedIndex = select.length - 1; }")
    form.locator("[type=submit]").first.click()
    expect(desk.locator("[name=confirmed]")).to_be_visible()
    desk.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
