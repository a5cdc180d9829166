"""An inspection that finds nothing proves nothing, unless it finds what is there."""

import pytest
from playwright.sync_api import Page

from tests.stories.conftest import Site
from tests.stories.inspection import faults, traces

pytestmark = pytest.mark.browser

SEED_FAULTS = """
() => {
  const add = (name, style, fields = {}) => {
    const element = document.createElement(name);
    Object.assign(element, fields);
    Object.assign(element.style, style);
    document.querySelector("main").append(element);
  };
  document.documentElement.removeAttribute("lang");
  add("img", {}, {src: "data:,"});
  add("input", {}, {});
  add("h1", {}, {textContent: "하나 더"});
  add("p", {color: "light-dark(#eee, #fff)", background: "light-dark(#fff, #000)"},
      {textContent: "밝은 화면에서 흐린 글"});
  add("p", {color: "light-dark(#000, #222)", background: "light-dark(#fff, #000)"},
      {textContent: "어두운 화면에서 흐린 글"});
  add("div", {inlineSize: "400px", blockSize: "1px"});
  add("button", {inlineSize: "20px", blockSize: "20px", minBlockSize: "0", padding: "0"},
      {type: "button", textContent: "작게"});
  add("button", {blockSize: "40px", minBlockSize: "0"}, {type: "submit", textContent: "보내기"});
  add("a", {display: "block", blockSize: "20px"}, {href: "/", textContent: "홀로 선 링크"});
}
"""
SEEN = (
    "320 px, light: html-has-lang:",
    "320 px, light: image-alt:",
    "320 px, light: label:",
    "1280 px, light: image-alt:",
    ": 2 h1",
    "320 px: scrolls sideways by",
    'px: <button type="button"',
    'px: <button type="submit"',
    'px: <a href="/"',
)


def test_every_seeded_fault_is_seen(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/privacy/")
    page.evaluate(SEED_FAULTS)

    found = faults(page)

    for fault in SEEN:
        assert [each for each in found if fault in each], fault
    for scheme, words in (("light", "밝은 화면"), ("dark", "어두운 화면")):
        pale = [each for each in found if "color-contrast:" in each and words in each]
        widths = [f"{width} px, {scheme}:" for width in (320, 768, 1280)]
        assert len(pale) == len(widths)
        for width, each in zip(widths, pale, strict=True):
            assert width in each
    assert not [each for each in found if "768 px: scrolls" in each]


def test_a_trace_in_the_browser_is_seen(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/privacy/")
    assert traces(page) == []
    page.evaluate("localStorage.setItem('visitor', '1')")
    assert "something in the storage" in traces(page)[0]
    page.evaluate("localStorage.clear(); document.cookie = 'visitor=1'")
    assert "cookie visitor" in traces(page)[0]


@pytest.mark.parametrize(
    ("act", "words"),
    (
        ("setTimeout(() => { throw new Error('seeded') })", "seeded"),
        (
            "document.body.append(new Image()); document.images[0].src = '/no.png'",
            "404",
        ),
        ("new Image().src = 'https://example.org/x.png'", "Content Security Policy"),
        (
            "const s = document.createElement('script'); s.textContent = '1';"
            "document.body.append(s)",
            "Content Security Policy",
        ),
    ),
    ids=("error", "missing", "elsewhere", "inline"),
)
def test_what_goes_wrong_unseen_is_heard(
    page: Page, site: Site, act: str, words: str
) -> None:
    page.goto(f"{site.url}/privacy/")
    with page.expect_event("pageerror" if words == "seeded" else "console"):
        page.evaluate(act)
    assert [each for each in page.complaints if words in each]


def test_a_request_elsewhere_is_heard(page: Page) -> None:
    page.goto("about:blank")
    with page.expect_event("request"):
        page.evaluate("new Image().src = 'http://127.0.0.1:9/x.png'")
    assert page.complaints[0] == "http://127.0.0.1:9/x.png"
