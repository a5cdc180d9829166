"""Markdown through the allow-list, with the emphasis Korean needs."""

import re

import pytest

from coalition.markdown import render_markdown


@pytest.mark.parametrize(
    ("text", "html"),
    (
        ("**강조(emphasis)**는", "<p><strong>강조(emphasis)</strong>는</p>\n"),
        ("이것은**'중요'**하다", "<p>이것은<strong>'중요'</strong>하다</p>\n"),
        ('**"인용"**을', '<p><strong>"인용"</strong>을</p>\n'),
        ("*기울임*은", "<p><em>기울임</em>은</p>\n"),
        ("a * b * c", "<p>a * b * c</p>\n"),
        ("2 * 3", "<p>2 * 3</p>\n"),
        ("한 줄\n두 줄", "<p>한 줄<br>\n두 줄</p>\n"),
    ),
)
def test_emphasis(text, html):
    assert render_markdown(text) == html


@pytest.mark.parametrize(
    "text",
    (
        "<script>alert(1)</script>",
        "[링크](javascript:alert(1))",
        '<img src=x onerror="alert(1)">',
        "![그림](https://example.org/x.png)",
        '<a href="data:text/html,x" style="color:red">x</a>',
        '[x](<javascript:alert(1)> "onmouseover=alert(1)")',
    ),
)
def test_nothing_that_acts_survives(text):
    html = render_markdown(text)

    tags = re.findall(r"<(\w+)([^>]*)>", html)
    assert {name for name, _ in tags} <= {"p", "a"}
    assert all("javascript:" not in attributes for _, attributes in tags)


def test_links_tell_nobody_where_from():
    assert render_markdown("[국회](https://example.org)") == (
        '<p><a href="https://example.org" '
        'rel="noopener noreferrer nofollow">국회</a></p>\n'
    )
