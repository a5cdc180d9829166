"""How Korean civil society sorts and dates things."""

import datetime as dt
import re
import unicodedata
from zoneinfo import ZoneInfo

from django.utils import timezone

from coalition.localized import active_language

SEOUL = ZoneInfo("Asia/Seoul")

# Legal forms written before a name; they are shown but do not sort.
LEGAL_FORMS = re.compile(
    r"^(?:\(\s*(?:사|재|유|주|사단|재단|복)\s*\)|[사재복]\)|㈔|㈐|㈜|㈖|"
    r"비영리민간단체|사단법인|재단법인|사회복지법인|사회적협동조합|"
    r"비영리법인|특수법인|주식회사)\s*"
)
WEEKDAYS_KO = "월화수목금토일"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip


def sort_key(name: str) -> str:
    """Key for 가나다순: legal forms stripped; digits, then Hangul, then Latin.

    Compared by code point (collation "C"): Latin letters are moved behind
    Hangul into a private-use range; everything that is no letter or digit goes.
    """
    name = unicodedata.normalize("NFKC", _without_legal_form(name)).casefold()
    return "".join(
        chr(0xE000 + ord(character)) if "a" <= character <= "z" else character
        for character in name
        if character.isalnum()
    )


def _without_legal_form(name: str) -> str:
    stripped = LEGAL_FORMS.sub("", name.strip())
    while stripped != name and stripped:
        name, stripped = stripped, LEGAL_FORMS.sub("", stripped)
    return name


def day(value: dt.date | dt.datetime, zone: ZoneInfo = SEOUL) -> str:
    """2024년 8월 30일(금) / Fri 30 August 2024."""
    date = _local(value, zone) if isinstance(value, dt.datetime) else value
    if _is_korean():
        weekday = WEEKDAYS_KO[date.weekday()]
        return f"{date.year}년 {date.month}월 {date.day}일({weekday})"
    return (
        f"{WEEKDAYS_EN[date.weekday()]} {date.day} "
        f"{MONTHS_EN[date.month - 1]} {date.year}"
    )


def clock(value: dt.time | dt.datetime, zone: ZoneInfo = SEOUL) -> str:
    """오후 7시, 오후 7시 30분 / 7 p.m., 7:30 p.m.

    Half the readers take 오후 12시 or 12 p.m. for midnight: 낮 12시, 0시 / 12 noon.
    """
    time = _local(value, zone).time() if isinstance(value, dt.datetime) else value
    hour = time.hour % 12 or 12
    if _is_korean():
        minutes = f" {time.minute}분" if time.minute else ""
        if time.hour == 0:
            return f"0시{minutes}"
        half = "낮" if time.hour == 12 else "오전" if time.hour < 12 else "오후"
        return f"{half} {hour}시{minutes}"
    if (time.hour, time.minute) == (12, 0):
        return "12 noon"
    minutes = f":{time.minute:02}" if time.minute else ""
    return f"{hour}{minutes} {'a.m.' if time.hour < 12 else 'p.m.'}"


def moment(value: dt.datetime, zone: ZoneInfo = SEOUL) -> str:
    """2024년 8월 30일(금) 오후 7시 / Fri 30 August 2024, 7 p.m. KST."""
    if _is_korean():
        return f"{day(value, zone)} {clock(value, zone)}"
    name = _local(value, zone).tzname()
    return f"{day(value, zone)}, {clock(value, zone)} {name}"


def _local(value: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return timezone.localtime(value, zone)


def _is_korean() -> bool:
    return active_language() == "ko"
