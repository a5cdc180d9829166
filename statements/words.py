"""Finding a word in a name, however it is spaced, dotted or taken apart."""

import unicodedata
from collections.abc import Iterable


def holds_word(text: str, words: Iterable[str]) -> bool:
    """Whether any of the words is in the text, ignoring case, spaces and signs.

    Both sides are taken apart into jamo, so that a syllable typed as single
    letters (ㅅㅣ) is found as well.
    """
    skeleton = _skeleton(text)
    return any(word and _skeleton(word) in skeleton for word in words)


def _skeleton(text: str) -> str:
    # NFKD turns compatibility jamo (ㅅ) into the same jamo that a syllable
    # decomposes to, except that a final consonant keeps a code point of its own.
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(_initial(c) for c in decomposed if c.isalnum())


def _initial(character: str) -> str:
    """A final consonant as the initial one of the same sound."""
    finals = unicodedata.name(character, "")
    if finals.startswith("HANGUL JONGSEONG "):
        name = finals.replace("JONGSEONG", "CHOSEONG")
        try:
            return unicodedata.lookup(name)
        except KeyError:
            return character
    return character
