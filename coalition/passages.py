"""What a page says in the other language, marked for those who listen to it.

WCAG 2.2, 3.1.2: an English voice skips Hangul, a Korean one spells English out. Much
exists in Korean only, names have the letters they were typed with, and both stand in
the middle of sentences. So the finished HTML is looked through, whatever made it.
"""

import re
from functools import partial

from coalition.localized import active_language

_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"
_ENTITY = r"&\#?\w+;"
_TAG = r"""<[^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*)*>"""
# They hold text and no elements.
_TEXT_ONLY = "option|textarea|title|text"

# With the numbers and brackets that belong to them: 2024년, (사)나란히여성연대.
_KOREAN = rf"""
    [^\s<>&;A-Za-z]* [{_HANGUL}] (?:(?:[^<>&A-Za-z]|{_ENTITY})* [{_HANGUL}])?
    [^\s<>&A-Za-z]*
"""
# One or two words are a name or an abbreviation, which Korean text uses as well.
_WORD = rf"\b[A-Za-z]+(?:(?:['’.-]|{_ENTITY})[A-Za-z]+)*\b"
_ENGLISH = rf"{_WORD} (?:[,:;)]*\s[\s\d,:;()–-]*{_WORD}){{2,}}"

# What cannot be marked in part is marked as a whole: text without elements, and what an
# attribute says. A Korean voice knows the English words among the others. The last
# lines pass over what was no passage: it is never tried again from its middle, which
# would take minutes for a long form of one letter.
_IN_ENGLISH = re.compile(
    rf"""
    <(?P<raw>script|style)\b .*? </(?P=raw)>
    | (?P<whole> <(?:{_TEXT_ONLY})\b [^<>]*> [^<]* [{_HANGUL}]
               | <[^<>]* \s(?:alt|title)="[^"]* [{_HANGUL}] [^<>]*> )
    | {_TAG}
    | [\s&;A-Za-z]+
    | (?P<passage> {_KOREAN})
    | [^\s<>&;A-Za-z]+
    """,
    re.VERBOSE | re.DOTALL,
)
_IN_KOREAN = re.compile(
    rf"""
    <(?P<raw>script|style|code|{_TEXT_ONLY})\b .*? </(?P=raw)>
    | {_TAG}
    | {_ENTITY}
    | (?P<passage> {_ENGLISH})
    | {_WORD}
    """,
    re.VERBOSE | re.DOTALL,
)


def mark_passages(html: str) -> str:
    """The HTML, with ``lang`` on what is not in the active language."""
    is_korean = active_language() == "ko"
    pieces, other = (_IN_KOREAN, "en") if is_korean else (_IN_ENGLISH, "ko")
    return pieces.sub(partial(_marked, language=other), html)


def _marked(piece: re.Match[str], language: str) -> str:
    match piece.lastgroup:
        case "passage":
            return f'<span lang="{language}">{piece[0]}</span>'
        case "whole":
            return re.sub(r"^<\w+", rf'\g<0> lang="{language}"', piece[0])
    return piece[0]
