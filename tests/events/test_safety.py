"""Leaving safely: what everybody reads, and a phone that is public on the day alone."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from events.models import EventSeries, Occurrence
from events.periodic import purge
from events.services.call_off import cancel_occurrence
from events.services.freeze import freeze_past_occurrences
from tests.events.week import FRIDAY, SEOUL
from tests.factories.events import make_occurrence, make_series
from tests.public import leaked

PHONE = "02-000-1234"
A_MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def at(hour, minute=0):
    return dt.datetime(2026, 11, 27, hour, minute, tzinfo=SEOUL)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at(12), tick=False) as traveller:
        yield traveller


@pytest.fixture
def occurrence():
    series = make_series(
        slug="friday",
        is_main=True,
        safety_plan="비밀계획",
        leaving_ko="둘씩 함께 돌아갑니다.",
        leaving_en="Go home in pairs.",
        emergency_phone=PHONE,
    )
    return make_occurrence(series=series, local_date=FRIDAY)


def test_everybody_reads_how_to_leave_in_their_language(client, occurrence):
    own = occurrence.get_absolute_url()
    for path in (own, "/friday/"):
        assert "둘씩 함께 돌아갑니다." in client.get(path).content.decode()
        assert "Go home in pairs." in client.get(f"/en{path}").content.decode()
    Occurrence.objects.update(own_leaving_ko="오늘은 셋씩 돌아갑니다.")
    page = client.get(f"/en{own}").content.decode()
    assert "오늘은 셋씩 돌아갑니다." in page
    assert "pairs" not in page


def test_the_phone_is_public_around_the_gathering_and_never_else(
    client, occurrence, clock
):
    own = occurrence.get_absolute_url()
    for moment, is_told in (
        (at(18) - A_MINUTE, False),
        (at(18), True),
        (at(20), True),
        (at(22) - A_MINUTE, True),
        (at(22), False),
    ):
        clock.move_to(moment)
        assert (PHONE in client.get(own).content.decode()) is is_told
        assert (leaked((PHONE,), client, occurrence) == [PHONE]) is is_told


def test_called_off_nobody_stands_beside_it(client, occurrence, clock):
    cancel_occurrence(occurrence=occurrence, reason_ko="폭설")
    clock.move_to(at(19))

    assert leaked((PHONE,), client, occurrence) == []


def test_the_plan_is_public_nowhere(client, occurrence, clock):
    for hour in (12, 19, 21, 23):
        clock.move_to(at(hour))
        assert leaked(("비밀계획",), client, occurrence) == []


def test_history_keeps_the_texts_but_not_the_phone(occurrence, clock):
    clock.move_to(at(23))
    freeze_past_occurrences()
    EventSeries.objects.update(safety_plan="새 계획", leaving_ko="새 안내")
    stored = Occurrence.objects.get()

    assert stored.safety_plan == "비밀계획"
    assert stored.leaving_ko == "둘씩 함께 돌아갑니다."
    assert stored.own_emergency_phone == ""


def test_the_phone_stays_when_history_is_frozen_within_the_hour(
    client, occurrence, clock
):
    clock.move_to(at(21, 30))
    freeze_past_occurrences()

    assert PHONE in client.get(occurrence.get_absolute_url()).content.decode()


def test_a_phone_of_one_date_is_erased_after_it(occurrence, clock):
    Occurrence.objects.update(own_emergency_phone="02-000-9999")
    for moment, kept in ((at(21, 59), "02-000-9999"), (at(22), "")):
        clock.move_to(moment)
        purge(timestamp=0)
        assert Occurrence.objects.get().own_emergency_phone == kept


@pytest.mark.parametrize("wrong", ("전화", "02-1234-abcd", "javascript:1", "1"))
def test_a_phone_is_digits(occurrence, wrong):
    occurrence.own_emergency_phone = wrong
    with pytest.raises(ValidationError) as refusal:
        occurrence.full_clean()
    assert "own_emergency_phone" in refusal.value.message_dict
