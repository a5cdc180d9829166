"""What can be wrong with a page for somebody who reads it, whatever it says.

Every function returns sentences that name the fault; an empty list is a good page.
"""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDTHS = (320, 768, 1280)
HEIGHT = 800

ALL_RULES = {
    "runOnly": [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    ],
}
# What a dark page can get wrong that the light one got right ...
RULES_OF_COLOUR = {"runOnly": ["color-contrast", "link-in-text-block"]}
# ... and what other words can get wrong, which have the same colours.
RULES_OF_WORDS = ALL_RULES | {"rules": {"color-contrast": {"enabled": False}}}

# From the top: where the way out sticks to the window it lies over what scrolls past.
RUN_AXE = """
async (rules) => {
  scrollTo({top: 0, behavior: "instant"});
  const result = await axe.run(document, {
    ...rules,
    resultTypes: ["violations"],
    preload: false,
  });
  return result.violations.map(({id, nodes}) => `${id}: ${nodes.map((n) => n.html).join(" ")}`);
}
"""

# WCAG 2.2, 2.5.8: at least 24 px, but for links inside a sentence. Our own rule: a
# button that sends a form or carries the page's main act has at least 44.
FIND_SMALL_TARGETS = """
() => {
  const isInSentence = (element) =>
    element.localName === "a" &&
    getComputedStyle(element).display === "inline" &&
    [...element.parentElement.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  const faults = [];
  for (const element of document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary"
  )) {
    if (!element.checkVisibility() || element.tabIndex < 0) continue;
    const least = element.matches(".c-button--primary, button[type=submit], input[type=submit]") ? 44 : 24;
    if (least === 24 && isInSentence(element)) continue;
    const {width, height} = element.getBoundingClientRect();
    if (Math.min(width, height) < least - 0.01)
      faults.push(`a target of ${width} x ${height} px: ${element.outerHTML}`);
  }
  return faults;
}
"""

COUNT_STORED = "() => localStorage.length + sessionStorage.length"


def faults(page: Page) -> list[str]:
    """Everything wrong with the page that is open: narrow to wide, light and dark."""
    found = faults_of_structure(page)
    page.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme, rules in (("light", ALL_RULES), ("dark", RULES_OF_COLOUR)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += _at(page, f"{width} px, {scheme}", page.evaluate(RUN_AXE, rules))
        found += _at(page, f"{width} px", faults_of_layout(page))
    return found


def faults_at(page: Page, width: int, *, in_colour: bool) -> list[str]:
    """The same at one width, for pages of which there are many; nothing scrolls at 320.

    Without ``in_colour`` the colours were looked at in another language.
    """
    found = faults_of_structure(page)
    page.evaluate(AXE_SCRIPT)
    for narrow in (WIDTHS[0], width):
        page.set_viewport_size({"width": narrow, "height": HEIGHT})
        found += _at(page, f"{narrow} px", faults_of_layout(page))
    light = ("light", ALL_RULES if in_colour else RULES_OF_WORDS)
    for scheme, rules in (light, ("dark", RULES_OF_COLOUR))[: 1 + in_colour]:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += _at(page, f"{width} px, {scheme}", page.evaluate(RUN_AXE, rules))
    return found


def faults_of_structure(page: Page) -> list[str]:
    """One main heading and a title."""
    found = []
    headings = page.locator("h1").count()
    if headings != 1:
        found.append(f"{headings} h1")
    if not page.title().strip():
        found.append("no title")
    return _at(page, "", found)


def traces(page: Page) -> list[str]:
    """What the site has left in the visitor's browser."""
    found = [f"cookie {cookie['name']}" for cookie in page.context.cookies()]
    if page.evaluate(COUNT_STORED):
        found.append("something in the storage")
    return _at(page, "", found)


def faults_of_layout(page: Page) -> list[str]:
    """Targets too small to hit and, at the width it has now, scrolling sideways."""
    found: list[Any] = page.evaluate(FIND_SMALL_TARGETS)
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if width > 0:
        found.append(f"scrolls sideways by {width} px")
    return found


def _at(page: Page, where: str, found: list[str]) -> list[str]:
    return [f"{page.url} {where}: {fault}" for fault in found]
