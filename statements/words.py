"""Finding a word in a name, however it is spaced, dotted or taken apart."""

import unicodedata
from collections.abc import Iterable


def contains_any(text: str, skeletons: Iterable[str]) -> bool:
    """Whether the text holds any of the words whose ``skeleton`` is given."""
    searched = skeleton(text)
    return any(word and word in searched for word in skeletons)


def skeleton(text: str) -> str:
    """The text without case, spaces and signs, taken apart into jamo.

    So a syllable typed as single letters (ㅅㅣ) is found as well.
    """
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
