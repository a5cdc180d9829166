"""Text written by staff: Markdown through an allow-list, safe to show."""

import unicodedata
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned

TAGS = {
    "p", "br", "hr", "em", "strong", "blockquote", "ul", "ol", "li",
    "h2", "h3", "h4", "a",
}  # fmt: skip


@lru_cache(maxsize=128)
def render_markdown(text: str) -> SafeString:
    """HTML of the text: no raw HTML, no images, links only to http(s) and mail.

    Remembered, because the text of a published revision never changes.
    """
    html = nh3.clean(
        _parser.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(html)  # noqa: S308 (cleaned just above)


class _KoreanState(StateInline):
    """CommonMark does not close ``**'강조'**는``: the particle sticks to the word.

    Beside a wide letter an asterisk may open or close whatever stands on its
    other side, as long as that is no space.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        scanned = super().scanDelims(start, canSplitWord)
        if self.src[start] != "*":
            return scanned
        end = start + scanned.length
        before = self.src[start - 1] if start > 0 else " "
        after = self.src[end] if end < len(self.src) else " "
        return Scanned(
            scanned.can_open or (_is_wide_letter(before) and not after.isspace()),
            scanned.can_close or (_is_wide_letter(after) and not before.isspace()),
            scanned.length,
        )


def _is_wide_letter(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF" and unicodedata.category(
        character
    ).startswith("L")


class _KoreanInline(ParserInline):
    def parse(self, src, md, env, tokens):  # type: ignore[no-untyped-def]
        state = _KoreanState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


_parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
_korean = _KoreanInline()
_korean.ruler, _korean.ruler2 = _parser.inline.ruler, _parser.inline.ruler2
_parser.inline = _korean
