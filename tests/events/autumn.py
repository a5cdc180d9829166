"""A season of Fridays as it goes by, and what is true of each of them."""

import datetime as dt
from dataclasses import dataclass, field, replace

import time_machine
from django.core import mail
from django.test import Client

from coalition.models import Organization
from events.models import EventSeries, Occurrence
from events.periodic import keep_dates_ahead, remind, tell_places
from tests.events.channels.agreement import Site, Truth
from tests.events.channels.mails import language_of, read_mail
from tests.events.channels.pages import fetch, linked_data
from tests.events.channels.told import SEOUL
from tests.events.office import Office
from tests.jobs import run_jobs

WEEK = dt.timedelta(weeks=1)
FIRST = dt.date(2026, 9, 4)
HORIZON_WEEKS = 6
SEVEN = dt.time(19)
HERE = {"ko": "강남역 10번 출구 앞", "en": "In front of Gangnam Station Exit 10"}
FRIDAY = {"ko": "금요 집회", "en": "Friday gathering"}
LISTENERS = {"ko": "ko@example.org", "en": "en@example.org"}


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
            assert each.to == [LISTENERS[language]]
            assert language not in told, "two mails for one change"
            reading = read_mail(each)
            assert reading == {
                path: self.truths[path].in_words(language) for path in reading
            }
            told[language] = {path[-6:-1] for path in reading}
        mail.outbox.clear()
        assert len(told) in (0, len(LISTENERS))
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
