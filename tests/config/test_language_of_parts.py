"""WCAG 2.2, 3.1.2: what is Korean on an English page says so, and the reverse."""

import datetime as dt
import re
import time
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.urls import get_resolver, resolve
from django.utils import translation

from coalition.passages import mark_passages
from config.seeds.demo import seed_demo
from config.seeds.history import seed_history
from tests.factories.alerts import ask
from tests.factories.events import make_occurrence
from tests.jobs import work
from tests.markup import Element, read, read_html
from tests.public import kind_of, patterns

NOW = dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)
KOREAN = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
ENGLISH = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}")
# Pages of one kind that are looked at; the others differ in their names.
ENOUGH = 12


def unmarked(element: Element, language: str = "") -> Iterator[str]:
    """Words and descriptions that a voice of another language would read."""
    language = element.get("lang", language)
    texts = [each for each in element.children if isinstance(each, str)]
    described = [element.get("alt"), element.get("title")]
    # The title of a page has one language, whatever it names, and so has an option.
    if element.tag not in ("head", "script", "style"):
        if language == "ko":
            is_whole = element.tag in ("option", "textarea", "code")
            found = [each for each in texts if ENGLISH.search(each) and not is_whole]
        else:
            found = [each for each in (*texts, *described) if KOREAN.search(each)]
        yield from (f"<{element.tag}> {each.strip()}" for each in found)
        for child in element.children:
            if isinstance(child, Element):
                yield from unmarked(child, language)


def view_of(path: str) -> str:
    return resolve(unquote(path).removeprefix("/en")).view_name


def addresses_on(page: Element) -> Iterator[str]:
    for link in page.all("a"):
        path = re.split("[#?]", link["href"])[0]
        if path.startswith("/en/"):
            yield path
            if view_of(path) == "events:occurrence":
                yield f"{path}embed/"


@pytest.fixture
def untranslated(db: None) -> Iterator[None]:
    """A site on which everything exists in Korean only, but what is sealed."""
    with time_machine.travel(NOW, tick=False):
        seed_history()
        seed_demo(password="only-for-this-test")
        for model in apps.get_models():
            names = {field.name for field in model._meta.fields}
            english = {f"{name[:-3]}_en" for name in names if name.endswith("_ko")}
            is_sealed = model._meta.app_label == "statements" and "text_en" in names
            if names & english and not is_sealed:
                model._base_manager.update(**dict.fromkeys(names & english, ""))
        yield


def test_every_english_page_says_what_is_korean(
    client: Client, untranslated: None
) -> None:
    found: list[str] = []
    seen: Counter[str] = Counter()
    public = {
        name: path
        for path, name, pattern in patterns(get_resolver("config.urls"))
        if kind_of(pattern) == "public" and re.fullmatch("(?!api).*/|", path)
    }
    waiting = [f"/en/{path}" for path in public.values() if "<" not in path]
    for path in waiting:
        if seen[view_of(path)] == ENOUGH:
            continue
        response = client.get(path)
        if response.headers["Content-Type"].startswith("text/html"):
            seen[view_of(path)] += 1
            page = read(response)
            found += [f"{path}: {each}" for each in unmarked(page)]
            waiting += [each for each in addresses_on(page) if each not in waiting]
    assert not found, "\n".join(found)
    # Only a form leads there.
    assert public.keys() - seen.keys() == {"statements:check-mail"}


def test_a_korean_page_says_what_is_english(client: Client, db: None) -> None:
    seed_history()
    page = read(client.get("/history/"))
    assert list(unmarked(page)) == []
    marked = {each.text for each in page.one("main").all("span", lang="en")}
    assert "Korea Cyber Sexual Violence Response Center" in " ".join(marked)


def test_a_mail_says_it_too(db: None) -> None:
    occurrence = make_occurrence(local_date=dt.date(2030, 11, 1), own_title_en="")
    ask(occurrence, language="en")
    (message,) = work()
    page = read_html(message.alternatives[0][0])
    assert list(unmarked(page)) == []
    assert "긴급 기자회견" in [each.text for each in page.all("span", lang="ko")]


@pytest.mark.parametrize(
    ("html", "marked"),
    (
        ("<p>Moved to 광장 (2번 출구).</p>", "<p>Moved to [광장 (2번 출구).]</p>"),
        (
            "<td>(사)모임 &amp; 2030년의 곁, <b>x</b>",
            "<td>[(사)모임 &amp; 2030년의 곁,] <b>x</b>",
        ),
        ("SNS 행동 OUT &#x27;함께&#x27;", "SNS [행동] OUT &#x27;[함께]&#x27;"),
        (
            '<a title="신문 &gt;" href="/가">S1</a>',
            '<a lang="ko" title="신문 &gt;" href="/가">S1</a>',
        ),
        ('<p class="가">a &lt;b&gt;</p>', '<p class="가">a &lt;b&gt;</p>'),
        (
            '<option value="1">UN 모임</option>',
            '<option lang="ko" value="1">UN 모임</option>',
        ),
        ("<title>Map: 광장</title>", '<title lang="ko">Map: 광장</title>'),
        ("<script>'가'</script><!-- 가 -->", "<script>'가'</script><!-- 가 -->"),
    ),
)
def test_in_english(html: str, marked: str) -> None:
    with translation.override("en"):
        shown = mark_passages(html)
    assert shown == re.sub(r"\[(.+?)\]", r'<span lang="ko">\1</span>', marked)


@pytest.mark.parametrize(
    ("html", "marked"),
    (
        (
            "한겨레 영문판: Women gather at 7 p.m.",
            "한겨레 영문판: [Women gather at 7 p.m].",
        ),
        ("(글쓴이 / page of an organization)", "(글쓴이 / [page of an organization])"),
        ("Digital Forum 모임, UN Women", "Digital Forum 모임, UN Women"),
        ("4d81 d8 1a 가나OUT a b", "4d81 d8 1a 가나OUT a b"),
        (
            "<code>from random import Random</code>",
            "<code>from random import Random</code>",
        ),
        ("a &lt;b&gt; &quot;가&quot;", "a &lt;b&gt; &quot;가&quot;"),
        ('<a title="Women of Korea">가</a>', '<a title="Women of Korea">가</a>'),
        ("<option>One by one 모임</option>", "<option>One by one 모임</option>"),
    ),
)
def test_in_korean(html: str, marked: str) -> None:
    with translation.override("ko"):
        shown = mark_passages(html)
    assert shown == re.sub(r"\[(.+?)\]", r'<span lang="en">\1</span>', marked)


@pytest.mark.parametrize("language", ("ko", "en"))
@pytest.mark.parametrize(
    "text", ("1", " ", "a", "a.", "a ", "가 1", "가a", "a,", "&amp;")
)
def test_a_long_form_takes_no_longer_than_its_length(language: str, text: str) -> None:
    html = f'<input value="{text * 20_000}"><p>{text * 20_000}<p>'
    start = time.process_time()
    with translation.override(language):
        mark_passages(html)
    assert time.process_time() - start < 1
