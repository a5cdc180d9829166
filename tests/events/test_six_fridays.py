"""Six Fridays of autumn: what staff decide, and that every channel tells the same.

Staff act on their own pages. After each act, and as the weeks go by, the pages, the
feeds, the JSON and the mails are read by ``tests.events.channels`` and compared with
what is true. The truth is written here by hand and not asked of the database.
"""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core import mail
from django.test import Client

from coalition.models import Organization, User
from coalition.services.organizations import save_organization
from events.models import Venue
from tests.events.autumn import (
    FIRST,
    FRIDAY,
    HERE,
    HORIZON_WEEKS,
    LISTENERS,
    Autumn,
    at,
)
from tests.events.channels.told import ONLINE
from tests.events.conformance.agreement import read_all
from tests.events.office import Office
from tests.factories.alerts import follow
from tests.factories.events import add_host, make_series, make_venue
from tests.jobs import run_jobs

HALF_PAST_SIX = dt.time(18, 30)
BOSINGAK = {"ko": "종로 보신각 앞", "en": "Bosingak, Jongno"}
SQUARE = {"ko": "혜화역 2번 출구 앞", "en": "Hyehwa Station Exit 2"}
NOT_TOLD = {"ko": None, "en": None}
RENAMED = {"ko": "금요 행동", "en": "Friday action"}
RALLY = {"ko": "딥페이크 성범죄 아웃, “함께” 행동", "en": "Deepfake OUT & together"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def autumn(staff: User) -> Iterator[Autumn]:
    """The last Monday of August: twelve Fridays are announced, two people listen."""
    with time_machine.travel(at(8, 31), tick=False) as clock:
        host = save_organization(
            organization=Organization(slug="달빛여성회", name_ko="달빛여성회")
        )
        series = make_series(
            slug="friday",
            is_main=True,
            horizon_weeks=HORIZON_WEEKS,
            venue=make_venue(name_ko=HERE["ko"], name_en=HERE["en"]),
            title_ko=FRIDAY["ko"],
            title_en=FRIDAY["en"],
            schedule={"effective_from": FIRST},
        )
        add_host(series, host)
        for language, address in LISTENERS.items():
            follow(series, address, language=language, wants_reminder=True)
        while run_jobs():
            pass
        mail.outbox.clear()
        story = Autumn(clock, Client(), Office(staff), series, host)
        story.wait_until(at(8, 31))
        yield story


def place(names: dict[str, str]) -> Venue:
    return make_venue(name_ko=names["ko"], name_en=names["en"])


def test_six_fridays(autumn: Autumn) -> None:
    a_friday_as_usual(autumn)
    one_is_moved_to_saturday(autumn)
    one_is_cancelled(autumn)
    chuseok_is_a_break(autumn)
    one_joins_a_bigger_rally(autumn)
    the_hour_changes_from_then_on(autumn)
    one_moves_online(autumn)
    what_was_said_stays(autumn)


def a_friday_as_usual(autumn: Autumn) -> None:
    autumn.all_agree((9, 11), awaited=(9, 4))
    assert autumn.mailed() == set()

    autumn.wait_until(at(9, 3, 18, 10))
    assert autumn.mailed() == {"09-04"}  # the reminder of the evening before

    autumn.wait_until(at(9, 4, 19, 30))
    autumn.all_agree(awaited=(9, 4))
    autumn.wait_until(at(9, 4, 21))
    autumn.all_agree((9, 4), awaited=(9, 11))


def one_is_moved_to_saturday(autumn: Autumn) -> None:
    autumn.wait_until(at(9, 7))
    autumn.office.act(
        autumn.date(9, 11),
        "move",
        local_date="2026-09-12",
        local_time="15:00",
        venue=place(BOSINGAK).pk,
        reason_ko="광장을 쓸 수 없습니다.",
        reason_en="The square is taken.",
    )
    autumn.is_true(9, 11, starts_at=at(9, 12, 15), place=BOSINGAK)
    autumn.all_agree((9, 4), (9, 18), awaited=(9, 11))
    assert autumn.mailed() == {"09-11"}

    autumn.wait_until(at(9, 11, 20))  # its first evening has come
    autumn.all_agree(awaited=(9, 11))
    assert autumn.mailed() == {"09-11"}  # the reminder, for Saturday


def one_is_cancelled(autumn: Autumn) -> None:
    autumn.wait_until(at(9, 14))
    autumn.office.act(
        autumn.date(9, 18),
        "call-off",
        state="cancelled",
        reason_ko="태풍",
        reason_en="A typhoon",
    )
    autumn.is_true(9, 18, state="cancelled")
    autumn.all_agree((9, 11), (9, 25), awaited=(9, 18))
    assert autumn.mailed() == {"09-18"}

    autumn.wait_until(at(9, 17, 18, 10))
    assert autumn.mailed() == set()  # nobody is reminded of what is not held


def chuseok_is_a_break(autumn: Autumn) -> None:
    autumn.wait_until(at(9, 19))
    autumn.office.act_on_series(
        autumn.series,
        "pause",
        starts_on="2026-09-24",
        ends_on="2026-09-26",
        reason_ko="추석 연휴",
        reason_en="Chuseok",
    )
    autumn.is_true(9, 25, state="cancelled")
    autumn.all_agree((9, 18), (10, 2), awaited=(9, 25))
    assert autumn.mailed() == {"09-25"}
    assert autumn.rules() == [("2026-09-04", "19:00:00", ["2026-09-25"])]

    autumn.wait_until(at(9, 26))
    autumn.all_agree((9, 25), awaited=(10, 2))


def one_joins_a_bigger_rally(autumn: Autumn) -> None:
    """144 groups call together, on Sunday, at a place that is kept back at first."""
    autumn.wait_until(at(9, 28))
    autumn.office.edit(autumn.date(10, 2), own_summary_ko="함께 외칩니다.")
    autumn.all_agree(awaited=(10, 2))
    assert autumn.mailed() == set()  # a better text is no change

    autumn.office.act(
        autumn.date(10, 2),
        "join",
        title_ko=RALLY["ko"],
        title_en=RALLY["en"],
        hosts_count="144",
        local_date="2026-10-04",
        local_time="14:00",
        venue=place(SQUARE).pk,
        venue_reveal_at="2026-10-03T12:00",
        reason_ko="144개 단체와 함께합니다.",
        reason_en="We join 144 organizations.",
    )
    autumn.is_true(10, 2, title=RALLY, starts_at=at(10, 4, 14), place=NOT_TOLD)
    autumn.all_agree(awaited=(10, 2))
    assert autumn.mailed() == {"10-02"}

    autumn.wait_until(at(10, 3, 11, 59))
    autumn.all_agree(awaited=(10, 2))
    assert autumn.mailed() == set()
    autumn.wait_until(at(10, 3, 12))
    autumn.is_true(10, 2, place=SQUARE)
    autumn.all_agree(awaited=(10, 2))
    assert autumn.mailed() == {"10-02"}
    autumn.wait_until(at(10, 3, 18, 10))
    assert autumn.mailed() == {"10-02"}  # the reminder


def the_hour_changes_from_then_on(autumn: Autumn) -> None:
    """Half past six from the sixth Friday on: it gets dark earlier."""
    autumn.wait_until(at(10, 5))
    autumn.office.act(
        autumn.date(11, 6),
        "call-off",
        state="postponed",
        reason_ko="장소 협의 중",
        reason_en="The place is being found.",
    )
    autumn.is_true(11, 6, state="postponed")
    assert autumn.mailed() == {"11-06"}

    autumn.office.act_on_series(
        autumn.series,
        "schedule",
        effective_from="2026-10-09",
        local_time="18:30",
        reason_ko="해가 짧아졌습니다.",
        reason_en="It gets dark earlier.",
    )
    changed = autumn.from_now_on(dt.date(2026, 10, 9), HALF_PAST_SIX)
    autumn.all_agree((10, 2), (11, 6), awaited=(10, 9))
    assert autumn.mailed() == changed  # in one mail
    assert autumn.rules() == [
        ("2026-09-04", "19:00:00", []),
        ("2026-10-09", "18:30:00", []),
    ]


def one_moves_online(autumn: Autumn) -> None:
    """Floods, so they meet online; the link is told at noon of the day."""
    autumn.wait_until(at(10, 7))
    autumn.office.act(
        autumn.date(10, 9),
        "move-online",
        online_address="https://meet.example.org/x",
        online_reveal_at="2026-10-09T12:00",
        reason_ko="큰비",
        reason_en="Floods",
    )
    autumn.is_true(10, 9, place=ONLINE)
    autumn.all_agree((10, 2), (10, 16), awaited=(10, 9))
    assert autumn.mailed() == {"10-09"}

    autumn.wait_until(at(10, 8, 18, 10))
    assert autumn.mailed() == {"10-09"}  # the reminder
    autumn.wait_until(at(10, 9, 12))
    autumn.all_agree(awaited=(10, 9))
    assert autumn.mailed() == {"10-09"}  # the link


def what_was_said_stays(autumn: Autumn) -> None:
    """The series gets a new name; what is over keeps the old one."""
    autumn.wait_until(at(10, 12))
    autumn.office.edit(autumn.series, title_ko=RENAMED["ko"], title_en=RENAMED["en"])
    autumn.is_renamed(RENAMED, since=dt.date(2026, 10, 16))
    every = [(9, 4), (9, 11), (9, 18), (9, 25), (10, 2), (10, 9), (10, 23), (11, 6)]
    autumn.all_agree(*every, awaited=(10, 16))
    assert autumn.mailed() == set()

    feed = autumn.client.get("/events/calendar.ics").content
    (readings,) = read_all([feed], "America/New_York")
    found = {reader: sorted(map(tuple, each)) for reader, each in readings.items()}
    assert len(found["ical.js"]) == len(autumn.truths)
    assert all(each == found["ical.js"] for each in found.values())
