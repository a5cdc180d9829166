"""The mails that tell what has changed."""

from django.core.mail import EmailMessage

from tests.events.channels.pages import Reading
from tests.events.channels.told import (
    ONLINE,
    SITE,
    Told,
    moment_in,
    path_of,
    place_in,
    state_in,
)

# What stands before the colon of each line, by language.
STATE = {"ko": "상태", "en": "State"}
WHEN = {"ko": "일시", "en": "When"}
WHERE = {"ko": "장소", "en": "Where"}


def language_of(mail: EmailMessage) -> str:
    return mail.extra_headers["Content-Language"]


def read_mail(mail: EmailMessage) -> Reading:
    """Every date that a mail speaks of; as it is after the change.

    Its title, its facts ("what: before → after", or without a before) and its address
    follow one another; a title or an address begins where the one before has ended.
    """
    language = language_of(mail)
    reading: Reading = {}
    title, after = "", {}
    for line in filter(None, mail.body.split("\n")):
        name, colon, value = line.partition(": ")
        if colon and name in (STATE[language], WHEN[language], WHERE[language]):
            after[name] = value.rpartition(" → ")[2]
        elif line.startswith(SITE) and after:
            reading[path_of(line)] = _told(title, after, language)
            after = {}
        elif not after:
            title = line
    return reading


def _told(title: str, after: dict[str, str], language: str) -> Told:
    return Told(
        title=title,
        state=state_in([after.get(STATE[language], "")]),
        starts_at=moment_in(after[WHEN[language]], language),
        place=_place(after[WHERE[language]], language),
    )


def _place(words: str, language: str) -> str | None:
    """Behind "online" stands the link, or when it is told."""
    if words.startswith(f"{ONLINE[language]} · "):
        return ONLINE[language]
    return place_in(words)
