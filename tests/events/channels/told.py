"""The small record into which every channel is read, and the words it is written in."""

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
SITE = "http://testserver"
LANGUAGES = ("ko", "en")
STATES = {
    "취소": "cancelled",
    "Cancelled": "cancelled",
    "순연": "postponed",
    "Postponed": "postponed",
}
ONLINE = {"ko": "온라인", "en": "Online"}
UNTOLD = re.compile(r"장소는 .+에 공개합니다|The place is told on .+")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = {
    "ko": "월화수목금토일",
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
# 2026년 9월 12일(토) 오후 3시; in a list: 9월 12일 토요일 오후 3시
KOREAN = re.compile(
    r"(?:(?P<year>\d{4})년 )?(?P<month>\d+)월 (?P<day>\d+)일"
    r"(?:\((?P<short>.)\)| (?P<long>.)요일) "
    r"(?P<half>오전|오후) (?P<hour>\d+)시(?: (?P<minute>\d+)분)?"
)
# Sat 12 September 2026, 3 p.m. KST; in a list: 12 September Saturday 3 p.m.
ENGLISH = re.compile(
    r"(?:(?P<short>\w{3}) )?(?P<day>\d+) (?P<month>[A-Z]\w+)(?: (?P<year>\d{4}))?"
    r"(?:,| (?P<long>\w+day)) "
    r"(?P<hour>\d+)(?::(?P<minute>\d\d))? (?P<half>[ap])\.m\."
)


@dataclass(frozen=True)
class Told:
    """What one channel says of one date. ``place`` is None while it is not told."""

    title: str
    state: str
    starts_at: dt.datetime
    place: str | None


def path_of(address: str) -> str:
    """The page of a date without site and language: what all channels know it by."""
    return address.removeprefix(SITE).removeprefix("/en")


def place_in(words: str) -> str | None:
    """The place, None when the words say that it is told later."""
    return None if UNTOLD.fullmatch(words) else words


def state_in(words: list[str]) -> str:
    """The state by the badges beside a title; without one it is held."""
    return next((STATES[each] for each in words if each in STATES), "scheduled")


def unmarked(title: str) -> tuple[str, str]:
    """A title without the word in front, and the state which that word tells."""
    marked = re.fullmatch(r"\[(.+?)\] (.+)", title)
    if marked is None:
        return title, "scheduled"
    return marked[2], STATES[marked[1]]


def moment_in(words: str, language: str) -> dt.datetime:
    """The first moment that a sentence names; its weekday must be the right one."""
    pattern = KOREAN if language == "ko" else ENGLISH
    found = pattern.search(words)
    assert found is not None, words
    month = found["month"]
    date = dt.date(
        int(found["year"] or dt.datetime.now(tz=SEOUL).year),
        int(month) if language == "ko" else MONTHS.index(month) + 1,
        int(found["day"]),
    )
    weekday = WEEKDAYS[language][date.weekday()]
    assert (found["short"] or found["long"]).startswith(weekday), words
    hour = int(found["hour"]) % 12 + 12 * (found["half"] in ("오후", "p"))
    time = dt.time(hour, int(found["minute"] or 0))
    return dt.datetime.combine(date, time, SEOUL)
