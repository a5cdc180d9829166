"""Six Fridays of autumn: what staff decide, and that every channel tells the same.

Staff act on their own pages. After each act, and as the weeks go by, the pages, the
feeds, the JSON and the mails are read by ``tests.events.channels`` and compared with
what is true. The truth is written here by hand and not asked of the database.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
import time_machine
from django.core import mail
from django.test import Client

from coalition.models import Organization, User
from coalition.services.organizations import save_organization
from events.models import EventSeries, Occurrence, Venue
from events.periodic import keep_dates_ahead, remind, tell_places
from tests.events.channels.agreement import Site, Truth
from tests.events.channels.mails import language_of, read_mail
from tests.events.channels.pages import fetch, linked_data
from tests.events.channels.told import SEOUL
from tests.events.conformance.agreement import PROCESS_ZONES, read_all
from tests.events.office import Office
from tests.factories.alerts import follow
from tests.factories.events import add_host, make_series, make_venue
from tests.jobs import run_jobs

WEEK = dt.timedelta(weeks=1)
FIRST = dt.date(2026, 9, 4)
HORIZON_WEEKS = 8
SEVEN, HALF_PAST_SIX = dt.time(19), dt.time(18, 30)
HERE = {"ko": "강남역 10번 출구 앞", "en": "In front of Gangnam Station Exit 10"}
BOSINGAK = {"ko": "종로 보신각 앞", "en": "Bosingak, Jongno"}
SQUARE = {"ko": "혜화역 2번 출구 앞", "en": "Hyehwa Station Exit 2"}
NOT_TOLD = {"ko": None, "en": None}
FRIDAY = {"ko": "금요 집회", "en": "Friday gathering"}
RENAMED = {"ko": "금요 행동", "en": "Friday action"}
RALLY = {"ko": "딥페이크 성범죄 아웃, “함께” 행동", "en": "Deepfake OUT & together"}
READERS = {"ko": "ko@example.org", "en": "en@example.org"}

pytestmark = pytest.mark.django_db


def at(month: int, day: int, hour: int = 12, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=SEOUL)


def path_of(day: dt.date) -> str:
    return f"/events/friday-{day}/"


@dataclass
class Autumn:
    """The weeks as they go by, and what is true of each Friday."""

    clock: time_machine.Traveller
    client: Client
    office: Office
    series: EventSeries
    host: Organization
    hour: dt.time = SEVEN
    title: dict[str, str] = field(default_factory=lambda: FRIDAY)
    truths: dict[str, Truth] = field(default_factory=dict)

    def wait_until(self, moment: dt.datetime) -> None:
        """Time goes by; what happens by the clock happens."""
        self.clock.move_to(moment)
        for periodic in (keep_dates_ahead, tell_places, remind):
            periodic(timestamp=0)
        day = FIRST
        while day <= moment.date() + HORIZON_WEEKS * WEEK:
            self.truths.setdefault(
                path_of(day),
                Truth(dt.datetime.combine(day, self.hour, SEOUL), self.title, HERE),
            )
            day += WEEK

    def date(self, month: int, day: int) -> Occurrence:
        return Occurrence.objects.with_inherited().get(
            series=self.series, slot_date=dt.date(2026, month, day)
        )

    def is_true(self, month: int, day: int, **facts: object) -> None:
        """From now on this holds for the date of that slot."""
        path = path_of(dt.date(2026, month, day))
        self.truths[path] = replace(self.truths[path], **facts)

    def from_now_on(self, first: dt.date, hour: dt.time) -> set[str]:
        """The rule has another hour from a day on; returns the dates that change."""
        self.hour = hour
        changed = set()
        for path, truth in self.truths.items():
            day = truth.starts_at.date()
            if day >= first and truth.state == "scheduled":
                starts_at = dt.datetime.combine(day, hour, SEOUL)
                self.truths[path] = replace(truth, starts_at=starts_at)
                changed.add(path[-6:-1])
        return changed

    def is_renamed(self, title: dict[str, str], *, since: dt.date) -> None:
        self.title = title
        for path, truth in self.truths.items():
            if truth.starts_at.date() >= since:
                self.truths[path] = replace(truth, title=title)

    def mailed(self) -> set[str]:
        """Works the queue and reads the new mails: one for each reader, both true.

        Returns the dates they speak of, as month-day.
        """
        while run_jobs():
            pass
        told: dict[str, set[str]] = {}
        for each in mail.outbox:
            language = language_of(each)
            assert each.to == [READERS[language]]
            assert language not in told, "two mails for one change"
            reading = read_mail(each)
            assert reading == {
                path: self.truths[path].in_words(language) for path in reading
            }
            told[language] = {path[-6:-1] for path in reading}
        mail.outbox.clear()
        assert len(told) in (0, len(READERS))
        assert told.get("ko") == told.get("en")
        return told.get("ko", set())

    def rules(self) -> list[tuple[str, str, list[str]]]:
        """What the series tells machines: from when, at which hour, but not on."""
        page = fetch(self.client, self.series.get_absolute_url(), "en")
        return [
            (each["startDate"], each["startTime"], each.get("exceptDate", []))
            for each in linked_data(page)["eventSchedule"]
        ]

    def all_agree(self, *closely: tuple[int, int], awaited: tuple[int, int]) -> None:
        """Every channel tells the truth; the pages of the dates are read closely."""
        site = Site(
            client=self.client,
            series=self.series.get_absolute_url(),
            host=self.host.slug,
            truths=self.truths,
            awaited=path_of(dt.date(2026, *awaited)),
            closely=[path_of(dt.date(2026, *each)) for each in (awaited, *closely)],
        )
        assert site.disagreements(dt.datetime.now(tz=SEOUL)) == []


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
        for language, address in READERS.items():
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
    autumn.office.edit(
        autumn.date(10, 2),
        own_title_ko=RALLY["ko"],
        own_title_en=RALLY["en"],
        declared_hosts_count="144",
    )
    autumn.is_true(10, 2, title=RALLY)
    autumn.all_agree(awaited=(10, 2))
    assert autumn.mailed() == set()  # a better text is no change

    autumn.office.act(
        autumn.date(10, 2),
        "move",
        local_date="2026-10-04",
        local_time="14:00",
        venue=place(SQUARE).pk,
        venue_reveal_at="2026-10-03T12:00",
        reason_ko="144개 단체와 함께합니다.",
        reason_en="We join 144 organizations.",
    )
    autumn.is_true(10, 2, starts_at=at(10, 4, 14), place=NOT_TOLD)
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
    """Half past six from 16 October on: it gets dark earlier."""
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
        effective_from="2026-10-16",
        local_time="18:30",
        reason_ko="해가 짧아졌습니다.",
        reason_en="It gets dark earlier.",
    )
    changed = autumn.from_now_on(dt.date(2026, 10, 16), HALF_PAST_SIX)
    autumn.all_agree((10, 2), (10, 16), (11, 6), awaited=(10, 9))
    assert autumn.mailed() == changed  # in one mail
    assert autumn.rules() == [
        ("2026-09-04", "19:00:00", []),
        ("2026-10-16", "18:30:00", []),
    ]


def what_was_said_stays(autumn: Autumn) -> None:
    """The series gets a new name; what is over keeps the old one."""
    autumn.wait_until(at(10, 12))
    autumn.office.edit(autumn.series, title_ko=RENAMED["ko"], title_en=RENAMED["en"])
    autumn.is_renamed(RENAMED, since=dt.date(2026, 10, 16))
    every = [(9, 4), (9, 11), (9, 18), (9, 25), (10, 2), (10, 9), (10, 23), (11, 6)]
    autumn.all_agree(*every, awaited=(10, 16))
    assert autumn.mailed() == set()

    feed = autumn.client.get("/events/calendar.ics").content
    for zone in PROCESS_ZONES:
        (readings,) = read_all([feed], zone)
        found = {reader: sorted(map(tuple, each)) for reader, each in readings.items()}
        assert len(found["ical.js"]) == len(autumn.truths)
        assert all(each == found["ical.js"] for each in found.values())
