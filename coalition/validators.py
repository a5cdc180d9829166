"""What a person, an organization and a mailbox may be called."""

import re
import unicodedata

import email_validator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Blank-looking letters that str.strip() and Django let through: Hangul fillers
# and the Braille blank.
INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u2800")
NAME_SIGNS = frozenset(" .·ㆍ・-–'’()&,/+!?")
FORMULA_SIGNS = frozenset("=+-@")
LINK = re.compile(
    r"(https?:|www\.|[\w-]+\.(?:com|net|org|kr|io|me|info|shop|xyz)\b)", re.IGNORECASE
)
PHONE = re.compile(r"\d[\d\s.\-]{6,}\d")
LONGEST_NAME = 40


def clean_name(text: str, *, longest: int = LONGEST_NAME) -> str:
    """The name in NFC with single spaces; ValidationError says what is wrong."""
    text = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
        raise ValidationError(_("Line breaks and control characters cannot be used."))
    text = " ".join(text.split())
    if not any(_is_visible_letter(c) for c in text):
        raise ValidationError(_("Please write a name with visible letters."))
    if count_graphemes(text) > longest or len(text) > 3 * longest:
        raise ValidationError(
            _("Please use at most %(longest)d characters."),
            params={"longest": longest},
        )
    if text[0] in FORMULA_SIGNS:
        raise ValidationError(_("A name cannot begin with = + - or @."))
    if LINK.search(text) or PHONE.search(text):
        raise ValidationError(_("A name cannot hold a link or a phone number."))
    if not all(_is_name_character(c) for c in text):
        raise ValidationError(
            _("The name holds a character that cannot be shown safely.")
        )
    return text


def clean_address(text: str) -> str:
    """The address as typed, its domain in ASCII; no network is asked.

    Raises ValidationError for anything that no ordinary mailbox has (RFC 5321
    lengths, quoted or non-ASCII local parts, address literals, bare hosts).
    """
    try:
        parsed = email_validator.validate_email(
            text.strip(), check_deliverability=False, allow_smtputf8=False
        )
    except (email_validator.EmailNotValidError, UnicodeError, ValueError):
        raise ValidationError(_("Please check the e-mail address.")) from None
    return f"{parsed.local_part}@{parsed.ascii_domain}"


def count_graphemes(text: str) -> int:
    """Characters as a reader counts them: marks and joiners belong to a letter."""
    count, joined = 0, False
    for character in text:
        if unicodedata.combining(character) or character in "\u200d\ufe0f":
            joined = character == "\u200d"
            continue
        count += not joined
        joined = False
    return count


def _is_visible_letter(character: str) -> bool:
    return character not in INVISIBLE and unicodedata.category(character)[0] in "LN"


def _is_name_character(character: str) -> bool:
    if character in INVISIBLE:
        return False
    return character in NAME_SIGNS or unicodedata.category(character)[0] in "LMN"
