"""The readers of all channels notice it when a channel tells something else."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.events.channels.agreement import Site, Truth
from tests.events.channels.told import SEOUL, moment_in
from tests.events.week import MONDAY
from tests.factories.events import add_host, make_occurrence, make_series

TRUTH = Truth(
    starts_at=dt.datetime(2026, 11, 27, 19, tzinfo=SEOUL),
    title={"ko": "금요 집회", "en": "Friday gathering"},
    place={"ko": "강남역 10번 출구 앞", "en": "In front of Gangnam Station Exit 10"},
)
FRIDAY, AFTER = "/events/friday-2026-11-27/", "/events/friday-2026-12-04/"
CHANNELS = {
    "page", "JSON-LD", "/friday/", "text for chats", "front page", "/events/",
    "series", "2026-11", "API", "Atom", "event.ics", "/events/calendar.ics",
    "/events/series/friday/calendar.ics", "social card", "social card of /friday/",
}  # fmt: skip

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def site(client, organization):
    series = make_series(slug="friday", is_main=True)
    add_host(series, organization)
    for day in (dt.date(2026, 11, 27), dt.date(2026, 12, 4)):
        make_occurrence(series=series, local_date=day)
    return Site(
        client=client,
        series="/events/series/friday/",
        host=organization.slug,
        truths={
            FRIDAY: TRUTH,
            AFTER: replace(TRUTH, starts_at=TRUTH.starts_at + dt.timedelta(weeks=1)),
        },
        awaited=FRIDAY,
        closely=[FRIDAY],
    )


def complaining(site):
    """The channels that do not agree, and in which languages."""
    found = [each.split(":")[0] for each in site.disagreements(MONDAY)]
    return {each.partition(" ")[::2] for each in found}


def test_all_tell_the_truth(site):
    assert site.disagreements(MONDAY) == []


@pytest.mark.parametrize(
    "fact",
    (
        {"state": "cancelled"},
        {"state": "postponed"},
        {"starts_at": TRUTH.starts_at + dt.timedelta(minutes=30)},
        {"title": {"ko": "금요집회", "en": "Friday Gathering"}},
        {"place": {"ko": "강남역 11번 출구 앞", "en": "Gangnam Station"}},
        {"place": {"ko": None, "en": None}},
    ),
    ids=lambda fact: "-".join(fact),
)
def test_every_channel_is_heard_when_it_tells_something_else(site, fact, organization):
    other = replace(site, truths=site.truths | {FRIDAY: replace(TRUTH, **fact)})
    channels = CHANNELS | {f"/events/hosts/{organization.slug}/calendar.ics"}

    assert complaining(other) == {
        (language, channel) for language in ("ko", "en") for channel in channels
    }


def test_a_date_too_much_or_too_few_is_noticed(site):
    missing = replace(site, truths={FRIDAY: TRUTH})
    assert ("en", "after that") in complaining(missing)
    assert {("ko", "API"), ("ko", "sitemap")} <= complaining(missing)

    one_more = "/events/friday-2026-12-11/"
    too_many = replace(
        site,
        truths=site.truths
        | {one_more: replace(TRUTH, starts_at=TRUTH.starts_at + dt.timedelta(weeks=2))},
    )
    found = too_many.disagreements(MONDAY)
    for channel in ("ko API", "en sitemap"):
        assert f"{channel}: {one_more} is missing" in found


def test_words_with_the_wrong_weekday_are_no_moment():
    assert moment_in("Fri 27 November 2026, 7:30 p.m. KST", "en").minute == 30
    with pytest.raises(AssertionError):
        moment_in("2026년 11월 27일(목) 오후 7시", "ko")
