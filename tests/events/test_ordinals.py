"""Which gathering of its series it is: cancelled weeks do not count, moved ones do."""

import datetime as dt

import pytest

from coalition.enums import Provenance
from events.enums import OccurrenceState
from events.models import Occurrence
from events.services.call_off import cancel_occurrence
from events.services.move import move_occurrence
from tests.events.week import WEEK
from tests.factories.events import SEVEN_PM, make_occurrence, make_series

FIRST = dt.date(2026, 11, 6)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def make_weeks(series, count=5):
    """Fridays from 6 November 2026 on; three of them are past."""
    return [
        make_occurrence(series=series, local_date=FIRST + week * WEEK)
        for week in range(count)
    ]


def ordinals(series):
    found = Occurrence.objects.with_inherited().with_ordinals()
    return [each.ordinal for each in found.filter(series=series).order_by("slot_date")]


def test_counted_in_the_order_they_are_held():
    series = make_series()
    make_weeks(series)
    make_weeks(make_series())

    assert ordinals(series) == [1, 2, 3, 4, 5]


def test_cancelled_and_postponed_weeks_do_not_count():
    series = make_series()
    weeks = make_weeks(series)
    cancel_occurrence(occurrence=weeks[3], reason_ko="폭우")
    series.occurrences.filter(pk=weeks[1].pk).update(state=OccurrenceState.POSTPONED)

    assert ordinals(series) == [1, None, 2, None, 3]


def test_a_moved_one_counts_where_it_is_held():
    series = make_series()
    moved = make_weeks(series)[3]
    move_occurrence(
        occurrence=moved,
        local_date=FIRST + 5 * WEEK,
        local_time=SEVEN_PM,
        venue=series.venue,
        reason_ko="연휴",
    )

    assert ordinals(series) == [1, 2, 3, 5, 4]


def test_two_at_the_same_hour_have_two_numbers():
    series = make_series()
    make_weeks(series, 2)
    make_occurrence(
        series=series,
        local_date=FIRST,
        slot_date=FIRST + dt.timedelta(days=1),
        slug="twin",
    )

    assert ordinals(series) == [1, 2, 3]


def test_a_draft_has_no_number_and_takes_none():
    series = make_series()
    weeks = make_weeks(series, 3)
    series.occurrences.filter(pk=weeks[1].pk).update(published_at=None)

    assert ordinals(series) == [1, None, 2]


@pytest.mark.parametrize(
    ("values", "expected"),
    (
        ({"first_number": 48}, [48, 49]),
        ({"first_number": None}, [None, None]),
        ({"provenance": Provenance.PRESS}, [None, None]),
    ),
)
def test_a_series_says_where_it_begins_or_that_it_does_not_count(values, expected):
    series = make_series(**values)
    make_weeks(series, 2)

    assert ordinals(series) == expected


def test_a_one_off_has_none():
    make_occurrence(local_date=FIRST)

    assert Occurrence.objects.with_ordinals().get().ordinal is None


def test_a_list_needs_one_query(django_assert_num_queries):
    series = make_series()
    make_weeks(series, 8)
    with django_assert_num_queries(1):
        ordinals(series)


def test_pages_show_the_number_and_the_rule(client):
    series = make_series(slug="friday", is_main=True)
    weeks = make_weeks(series)
    page = client.get(f"/en{weeks[2].get_absolute_url()}").content.decode()

    assert "<title>Friday gathering, No. 3, " in page
    assert "· No. 3</span>" in page
    assert "No. 4" in client.get("/en/friday/").content.decode()
    assert "<span>No. 5</span>" in client.get("/en/events/").content.decode()
    rule = client.get("/en/events/series/friday/").content.decode()
    assert "those that were cancelled or postponed do not" in rule


def test_calendars_do_not_change_when_an_earlier_date_is_cancelled(client):
    series = make_series(slug="friday")
    weeks = make_weeks(series)
    path = f"{weeks[4].get_absolute_url()}event.ics"
    before = client.get(path).content
    cancel_occurrence(occurrence=weeks[3], reason_ko="폭우")

    assert client.get(path).content == before
