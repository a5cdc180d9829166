"""A partner pastes an address into its editor, and its readers reach the gathering."""

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import Site

pytestmark = pytest.mark.browser

SECRET = "abcDEF1234"
# What a site that runs WordPress does when it hears from a card, in few words:
# https://developer.wordpress.org/reference/functions/wp_filter_oembed_result/
# and wp-includes/js/wp-embed.js.
HEARS = """<script>
addEventListener("message", ({data, source}) => {
  const frame = document.querySelector(`iframe[data-secret="${data.secret}"]`);
  if (source !== frame.contentWindow) return;
  document.querySelector("blockquote").style.display = "none";
  frame.removeAttribute("style");
  if (data.message === "height") frame.height = data.value;
  if (data.message === "link" && document.activeElement === frame
      && new URL(data.value).host === new URL(frame.src).host) top.location = data.value;
});
</script>"""

Show = Callable[[str], None]


@pytest.fixture
def pasted(page: Page, site: Site) -> str:
    """The HTML that an editor is given for the address of the next gathering."""
    page.goto(f"{site.url}/events/")
    page.locator("main .c-card__title a").first.click()
    asked = page.locator("link[type='application/json+oembed']").get_attribute("href")
    return page.request.get(asked or "").json()["html"]


@pytest.fixture
def show(page: Page) -> Iterator[Show]:
    """Shows a page of another site, which is that HTML."""
    shown = ""

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>x</title>{shown}".encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def show(html: str) -> None:
        nonlocal shown
        shown = html
        page.goto(f"http://localhost:{server.server_port}/")

    yield show
    server.shutdown()
    server.server_close()


def filtered_by_wordpress(html: str) -> str:
    """What it keeps of it, and its own sandbox, which no link can leave."""
    quote, frame = re.findall(r"<blockquote>.*</blockquote>|<iframe.*</iframe>", html)
    kept = " ".join(re.findall(r'(?:width|height|title)="[^"]*"', frame))
    (src,) = re.findall(r'src="([^"]*)"', frame)
    return (
        f"{quote.replace('>', f' data-secret={SECRET}>', 1)}<iframe "
        f'style="position: absolute; visibility: hidden;" sandbox="allow-scripts" '
        f'security="restricted" data-secret="{SECRET}" '
        f'src="{src}#?secret={SECRET}" {kept}></iframe>'
    )


def test_as_it_is_the_links_open_the_page(page: Page, pasted: str, show: Show) -> None:
    show(pasted)
    link = page.frame_locator("iframe").locator("h1 a")
    with page.expect_popup() as opened:
        link.click()
    gathering = opened.value
    gathering.wait_for_load_state()
    expect(gathering.locator("h1")).to_be_visible()
    # Not shut off like the card: its forms and its storage work.
    assert gathering.evaluate("origin") != "null"
    assert gathering.context.cookies() == []
    page.locator("blockquote a").click()
    expect(page).to_have_url(gathering.url)
    ours = [
        each
        for each in page.complaints  # type: ignore[attr-defined]
        if not each.startswith("http://localhost:")
    ]
    assert ours == []


def test_wordpress_shows_a_link_while_it_hears_nothing(
    page: Page, pasted: str, show: Show
) -> None:
    show(filtered_by_wordpress(pasted))
    expect(page.locator("iframe")).not_to_be_visible()
    page.locator("blockquote a").click()
    expect(page.locator("link[type='application/json+oembed']")).to_be_attached()


def test_wordpress_shows_the_card_once_it_hears_from_it(
    page: Page, pasted: str, show: Show
) -> None:
    show(HEARS + filtered_by_wordpress(pasted))
    expect(page.locator("iframe")).to_be_visible()
    expect(page.locator("blockquote")).not_to_be_visible()
    card = page.frame_locator("iframe")
    fits = "() => document.documentElement.scrollHeight <= innerHeight"
    assert card.locator("body").evaluate(fits)
    card.locator("h1 a").click()
    expect(page.locator("link[type='application/json+oembed']")).to_be_attached()
