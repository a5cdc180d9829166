"""Somebody writes a speech: the number beside it follows, and is said at rest."""

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import Site

pytestmark = pytest.mark.browser


def test_the_counter_follows_the_writer(page: Page, site: Site) -> None:
    items = page.request.get(f"{site.url}/api/v1/occurrences").json()["items"]
    forms = [f"{site.url}/events/{item['slug']}/speak/" for item in items]
    page.goto(next(form for form in forms if page.request.get(form).ok))
    text = page.get_by_label("발언문")
    shown, said = page.locator("[data-shown]"), page.locator("[data-said]")

    expect(shown).to_have_text("0 / 800자")
    text.press_sequentially("우리 는")
    expect(shown).to_have_text("3 / 800자")
    text.fill("말 \n" * 790)
    expect(said).to_have_text("10자 더 쓸 수 있습니다")
    text.fill("\u1112\u1161\u11ab" * 805)
    expect(shown).to_have_text("805 / 800자")
    expect(said).to_have_text("5자 넘었습니다")
