import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from events.enums import Availability, HostRole, Phase
from events.models import EventSeries, Occurrence
from tests.events.week import FRIDAY
from tests.factories.events import (
    add_host,
    make_occurrence,
    make_series,
    make_venue,
)

pytestmark = pytest.mark.django_db


def slots(series, first, last):
    return [slot for slot, _ in series.planned_slots(first, last)]


def test_a_weekly_rule_gives_every_friday():
    series = make_series()

    assert slots(series, dt.date(2026, 11, 21), dt.date(2026, 12, 11)) == [
        dt.date(2026, 11, 27),
        dt.date(2026, 12, 4),
        dt.date(2026, 12, 11),
    ]


def test_every_second_week_keeps_its_parity_whenever_it_is_asked():
    series = make_series(schedule={"interval": 2})
    whole = slots(series, dt.date(2026, 1, 1), dt.date(2026, 12, 31))

    for asked in (dt.date(2026, 3, 1), dt.date(2026, 3, 8), dt.date(2026, 3, 13)):
        found = slots(series, asked, dt.date(2026, 12, 31))
        assert found == [slot for slot in whole if slot >= asked]


def test_a_new_schedule_holds_from_its_date_on():
    series = make_series()
    series.schedules.create(
        effective_from=dt.date(2026, 12, 1), weekday=4, local_time=dt.time(18, 30)
    )
    planned = series.planned_slots(dt.date(2026, 11, 27), dt.date(2026, 12, 4))

    assert [(slot, rule.local_time) for slot, rule in planned] == [
        (dt.date(2026, 11, 27), dt.time(19, 0)),
        (dt.date(2026, 12, 4), dt.time(18, 30)),
    ]


def test_a_rule_gives_nothing_before_it_begins():
    series = make_series(schedule={"effective_from": dt.date(2026, 11, 24)})

    assert slots(series, dt.date(2026, 11, 1), dt.date(2026, 11, 30)) == [FRIDAY]


def test_a_series_without_a_rule_plans_nothing():
    series = make_series()
    series.schedules.all().delete()

    assert slots(series, FRIDAY, FRIDAY) == []


def test_an_occurrence_says_what_its_series_says_until_it_is_overridden():
    series = make_series(summary_ko="요약", sign_language=Availability.YES)
    occurrence = make_occurrence(series=series, local_date=FRIDAY)

    assert occurrence.title_ko == "금요 집회"
    assert occurrence.summary_ko == "요약"
    assert occurrence.venue == series.venue
    assert occurrence.sign_language == Availability.YES

    other = make_venue(name_ko="보신각 앞")
    occurrence.own_title_ko, occurrence.own_venue = "긴급 집회", other
    assert (occurrence.title_ko, occurrence.venue) == ("긴급 집회", other)

    occurrence.own_title_ko, occurrence.own_venue = "", None
    assert (occurrence.title_ko, occurrence.venue) == ("금요 집회", series.venue)


def test_a_korean_title_of_its_own_never_stands_beside_the_series_english_one():
    series = make_series()
    occurrence = make_occurrence(
        series=series, local_date=FRIDAY, own_title_ko="긴급 집회"
    )

    assert (occurrence.title_ko, occurrence.title_en) == ("긴급 집회", "")


def test_a_one_off_says_unknown_where_nothing_is_known():
    occurrence = make_occurrence(local_date=FRIDAY)

    assert occurrence.venue is None
    assert occurrence.captions == Availability.UNKNOWN
    assert occurrence.hosts == []
    assert occurrence.summary_ko == ""


def test_own_hosts_replace_those_of_the_series(organization):
    series = make_series()
    usual = add_host(series, organization)
    occurrence = make_occurrence(series=series, local_date=FRIDAY)
    assert occurrence.hosts == [usual]

    own = add_host(occurrence, organization, role=HostRole.SUPPORTER)
    assert occurrence.hosts == [own]


def test_phase_follows_the_clock():
    occurrence = make_occurrence(local_date=FRIDAY)
    start, end = occurrence.starts_at, occurrence.ends_at
    second = dt.timedelta(seconds=1)

    assert occurrence.phase(start - second) == Phase.UPCOMING
    assert occurrence.phase(start) == Phase.RUNNING
    assert occurrence.phase(end - second) == Phase.RUNNING
    assert occurrence.phase(end) == Phase.OVER


def test_nobody_says_that_a_gathering_of_unknown_hour_is_running():
    occurrence = make_occurrence(local_date=FRIDAY, local_time=None, duration=None)

    assert occurrence.phase(occurrence.starts_at) == Phase.UPCOMING
    assert occurrence.phase(occurrence.over_at) == Phase.OVER


def test_only_one_series_is_the_main_one():
    make_series(is_main=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_series(is_main=True)
    make_series(is_main=False)


def test_a_slot_is_stored_once():
    series = make_series()
    make_occurrence(series=series, local_date=FRIDAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_occurrence(series=series, local_date=FRIDAY, slug="other")


def test_two_one_offs_may_share_a_day():
    make_occurrence(local_date=FRIDAY)
    make_occurrence(local_date=FRIDAY)

    assert Occurrence.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    (
        ({"duration": dt.timedelta(hours=-1)}, "duration"),
        ({"duration": dt.timedelta(0)}, "duration"),
        ({"duration": dt.timedelta(days=8)}, "duration"),
        ({"local_time": None}, "duration"),
        ({"local_date": dt.date(1999, 12, 31)}, "local_date"),
        ({"local_date": dt.date(2101, 1, 1)}, "local_date"),
        ({"timezone": "Asia/Gangnam"}, "timezone"),
        ({"slug": "archive"}, "slug"),
        ({"own_title_ko": ""}, "own_title_ko"),
        ({"own_format": ""}, "own_format"),
        ({"own_format": "party"}, "own_format"),
        ({"state": "gone"}, "state"),
    ),
)
def test_what_cannot_be_is_refused_beside_its_field(values, field):
    occurrence = make_occurrence(local_date=FRIDAY)
    for name, value in values.items():
        setattr(occurrence, name, value)

    with pytest.raises(ValidationError) as refusal:
        occurrence.full_clean()
    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(
    "values",
    (
        {"local_date": dt.date(1999, 1, 1)},
        {"duration": -dt.timedelta(hours=1)},
        {"state": "gone"},
        {"slot_date": FRIDAY},
    ),
)
def test_the_database_refuses_it_too(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_occurrence(**{"local_date": FRIDAY, **values})


def test_names_of_records_hold_no_personal_data():
    series = make_series()
    occurrence = make_occurrence(series=series, local_date=FRIDAY)

    assert str(series) == "금요 집회"
    assert str(occurrence) == "2026-11-27 금요 집회"
    assert str(EventSeries(title_ko="가")) == "가"
