"""Stories are told on a whole site: `make run` in a copy of this clone, and a browser."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

CLONE = Path(__file__).resolve().parent.parent.parent
NOT_OF_THE_CLONE = shutil.ignore_patterns(
    ".git", ".venv", ".env", "var", "staticfiles", "__pycache__", ".*_cache"
)
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
PATIENCE = 20_000  # milliseconds; two busy cores


@dataclass(frozen=True)
class Site:
    """A running trial site."""

    url: str
    password: str

    def open_newest_mail(self, page: Page, address: str, *, holding: str) -> None:
        """Waits for a mail to the address that holds these words, and opens it."""
        deadline = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < deadline:
            page.goto(f"{self.url}/mail/")
            mail = page.locator("main li", has_text=address).first
            if mail.count():
                path = mail.get_by_role("link").get_attribute("href")
                page.goto(f"{self.url}{path}")
                if holding in page.locator("main").inner_text():
                    return
            time.sleep(0.3)
        raise AssertionError(f"no mail with {holding} came")

    def newest_mail_link(self, page: Page, address: str, pattern: str) -> str:
        """Waits for a mail to the address and returns the link in it."""
        self.open_newest_mail(page, address, holding=pattern)
        link = page.locator(f'main a[href*="{pattern}"]').first
        return link.get_attribute("href") or ""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`make run`'s launcher in a copy of the clone, until the last story is told."""
    clone = tmp_path_factory.mktemp("story") / "site"
    shutil.copytree(CLONE, clone, ignore=NOT_OF_THE_CLONE)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    launcher = subprocess.Popen(
        [sys.executable, "-m", "config.launcher", "run"],
        cwd=clone,
        env={**kept, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    for line in launcher.stdout or ():
        said.append(line)
        if line.startswith("Mails:"):
            break
    told = "".join(said)
    password = re.search(r"password (\S+?)\)", told)
    assert password, told
    yield Site(url=f"http://127.0.0.1:{port}", password=password[1])
    launcher.send_signal(signal.SIGINT)
    launcher.communicate(timeout=30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor on a phone."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="ko-KR"
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Page:
    """``page.complaints`` is what went wrong unseen, and must stay empty."""
    page = context.new_page()
    page.complaints = complaints_of(page, site)  # type: ignore[attr-defined]
    return page


@pytest.fixture
def staff(browser: Browser, site: Site) -> Iterator[Page]:
    """The secretariat at its desk: a browser of its own, not signed in yet."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="ko-KR"
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def complaints_of(page: Page, site: Site) -> list[str]:
    """A list that grows with every script error, refusal and request elsewhere."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # A page with an error status is an answer; a file that is missing is not.
        is_own_status = "status of 4" in message.text or "status of 5" in message.text
        if is_own_status and message.location["url"] == page.url:
            return
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def watch(request: Request) -> None:
        if not request.url.startswith((site.url, "data:")):
            complaints.append(request.url)

    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", hear)
    page.on("request", watch)
    return complaints
