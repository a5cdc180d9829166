"""What is taken along on paper fits on two sheets, in both languages."""

import re

import pytest
from playwright.sync_api import Page

from tests.stories.acts import sign_in
from tests.stories.conftest import Site

pytestmark = pytest.mark.browser

PUBLIC = ("/friday/", "/events/first-lights/")
# Of the next gathering.
STAFF = ("run-sheet", "weather", "notice", "host-programme")


def sheets(page: Page, address: str) -> int:
    page.goto(address)
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


@pytest.mark.parametrize("prefix", ("", "/en"), ids=("ko", "en"))
def test_two_sheets_at_most(staff: Page, site: Site, prefix: str) -> None:
    sign_in(staff, site)
    staff.goto(f"{site.url}/admin/events/occurrence/")
    record = staff.locator("#result_list tbody th a").first.get_attribute("href") or ""
    desk = record.partition("change/")[0]
    printed = [
        *(f"{prefix}{path}" for path in PUBLIC),
        *(f"{prefix}{desk}{name}/" for name in STAFF),
    ]

    long = {path: sheets(staff, f"{site.url}{path}") for path in printed}

    assert {path: count for path, count in long.items() if not 0 < count < 3} == {}
