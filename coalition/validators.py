"""What a person, an organization and a mailbox may be called."""

import re
import unicodedata
from itertools import groupby
from urllib.parse import urlsplit

import email_validator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Letters and marks that show nothing, yet pass str.strip() and Django: Hangul
# fillers, the Braille blank, the grapheme joiner, Khmer inherent vowels, and the
# variation selectors, with which one name could be written in many ways.
INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5") | {
    chr(code)
    for first, last in ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
    for code in range(first, last + 1)
}
# More marks than this on one letter are not a script but a way to blot out lines.
MOST_MARKS = 4
NAME_SIGNS = frozenset(" .·ㆍ・-–'’()&,/+!?")
FORMULA_SIGNS = frozenset("=+-@")
LINK = re.compile(
    r"(https?:|www\.|[\w-]+\.(?:com|net|org|kr|io|me|info|shop|xyz)\b)", re.IGNORECASE
)
PHONE = re.compile(r"\d[\d\s.\-]{6,}\d")
LONGEST_NAME = 40
LONGEST_ORGANIZATION_NAME = 120
LONGEST_WEBSITE = 200
ORGANIZATION_SIGNS = frozenset(" ·()&-.,'’㈔㈜")
# What Korean keyboards give for the middle dot, and the full-width forms of ASCII.
TYPED_FORMS = str.maketrans(
    {"ㆍ": "·", "・": "·", "‧": "·", "\u3000": " "}
    | {chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F)}
)
LEGAL_FORM_ANYWHERE = re.compile(
    r"\((?:사|재|유|주|복|사단|재단)\)|(?:^|\s)[사재복]\)|비영리민간단체|비영리법인|"
    r"사단법인|재단법인|사회복지법인|사회적협동조합|특수법인|주식회사"
)
# Names that no public site has (RFC 6761, RFC 8244 and customary private ones).
PRIVATE_DOMAINS = frozenset(
    ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "test")
)
HOST_LABEL = re.compile(r"(?!-)[a-z0-9가-힣-]{1,63}(?<!-)")


def clean_name(text: str, *, longest: int = LONGEST_NAME) -> str:
    """The name in NFC with single spaces; ValidationError says what is wrong."""
    text = _clean_line(text, longest)
    if not all(_is_name_character(c) for c in text) or _most_marks(text) > MOST_MARKS:
        raise ValidationError(
            _("The name holds a character that cannot be shown safely.")
        )
    return text


def _clean_line(text: str, longest: int) -> str:
    """What holds for every name, whatever signs it may have."""
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
    return text


def clean_address(text: str) -> str:
    """The address as typed, its domain in ASCII; no network is asked.

    Raises ValidationError for anything that no ordinary mailbox has (RFC 5321
    lengths, quoted or non-ASCII local parts, address literals, bare hosts).
    """
    try:
        parsed = email_validator.validate_email(
            text.strip(),
            check_deliverability=False,
            allow_smtputf8=False,
            strict=True,  # the length of the local part
        )
    except (email_validator.EmailNotValidError, UnicodeError, ValueError):
        raise ValidationError(_("Please check the e-mail address.")) from None
    return f"{parsed.local_part}@{parsed.ascii_domain}"


def clean_organization_name(
    text: str, *, longest: int = LONGEST_ORGANIZATION_NAME
) -> str:
    """An organization's name: Hangul syllables, Latin letters, digits, ``·()&-.,'㈔㈜``.

    Full-width letters and the middle dots of Korean keyboards become the plain
    ones; fillers, lone jamo and letters of other scripts (Cyrillic А beside Latin
    A) are refused, because they serve to imitate another organization's name.
    """
    text = unicodedata.normalize("NFC", text).translate(TYPED_FORMS)
    text = _clean_line(text, longest)
    if not all(_is_organization_character(c) for c in text):
        raise ValidationError(
            _("Please use Hangul, Latin letters, digits and the signs · ( ) & - . ,")
        )
    if not any(c.isalpha() for c in text):
        raise ValidationError(_("Please write a name with visible letters."))
    return text


def name_skeleton(name: str) -> str:
    """What is left of an organization's name for finding one that looks like it.

    Legal forms, accents, case, spaces and signs are gone: ``(사)달빛 여성회.`` and
    ``달빛여성회`` have the same skeleton.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    text = LEGAL_FORM_ANYWHERE.sub(" ", text)
    text = "".join(
        c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)
    )
    return "".join(c for c in unicodedata.normalize("NFC", text) if c.isalnum())


def clean_website(text: str) -> str:
    """An http(s) address on a public host, with its domain in ASCII; never fetched.

    ``https://`` is put before a bare host. Raises ValidationError for other
    schemes, accounts in the address, numeric and private hosts, and domains in
    scripts other than Latin and Hangul.
    """
    text = unicodedata.normalize("NFC", text.strip())
    if not text:
        return ""
    if ":" not in text and not text.startswith("/"):
        text = f"https://{text}"
    try:
        return _public_address(text)
    except ValueError:  # also raised by urlsplit, .port and the idna codec
        raise ValidationError(
            _(
                "Please write an address such as https://example.kr, "
                "at most %(longest)d characters long."
            ),
            params={"longest": LONGEST_WEBSITE},
        ) from None


def clean_text(text: str, *, longest: int) -> str:
    """Several lines in NFC without control, bidi or zero-width characters.

    A filler may stand between words, as people type it for an empty line; a text of
    nothing else is refused.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    is_unseen = bool(text) and all(c in INVISIBLE or c.isspace() for c in text)
    if is_unseen or any(
        c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in text
    ):
        raise ValidationError(_("The text holds a character that cannot be shown."))
    if len(text) > longest:
        raise ValidationError(
            _("Please use at most %(longest)d characters."),
            params={"longest": longest},
        )
    return text


def _public_address(text: str) -> str:
    """The address with its host in ASCII; ValueError when it is not a public one."""
    if any(c.isspace() or not c.isprintable() for c in text):
        raise ValueError("blank or unprintable character")
    parts = urlsplit(text)
    host = (parts.hostname or "").removesuffix(".")
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        raise ValueError("not a plain web address")
    labels = [
        label.encode().decode("idna") if label.startswith("xn--") else label
        for label in host.split(".")
    ]
    if len(labels) < 2 or not all(HOST_LABEL.fullmatch(label) for label in labels):
        raise ValueError("not a public host")
    if labels[-1] in PRIVATE_DOMAINS or not labels[-1].isalpha():
        raise ValueError("a private or numeric host")
    netloc = host.encode("idna").decode() + (f":{parts.port}" if parts.port else "")
    address = parts._replace(netloc=netloc).geturl()
    if len(address) > LONGEST_WEBSITE:
        raise ValueError("too long")
    return address


def _is_organization_character(character: str) -> bool:
    if character in ORGANIZATION_SIGNS or character.isdecimal():
        return character.isascii() or character in ORGANIZATION_SIGNS
    return "가" <= character <= "힣" or _is_latin_letter(character)


def _is_latin_letter(character: str) -> bool:
    """Basic Latin to Latin Extended-A."""
    return character.isalpha() and (character.isascii() or "À" <= character <= "ſ")


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


def _most_marks(text: str) -> int:
    """How many combining marks follow one another at most."""
    runs = groupby(text, key=lambda c: unicodedata.category(c)[0] == "M")
    return max((len(list(run)) for is_mark, run in runs if is_mark), default=0)


def _is_visible_letter(character: str) -> bool:
    return character not in INVISIBLE and unicodedata.category(character)[0] in "LN"


def _is_name_character(character: str) -> bool:
    if character in INVISIBLE:
        return False
    return character in NAME_SIGNS or unicodedata.category(character)[0] in "LMN"
