"""What the tests of assembly notices share: one Friday, and what is filed of it."""

import datetime as dt

from events.models import AssemblyNotice
from events.models.notice import People, Person
from events.services.notice import filing
from tests.events.week import MONDAY, SEOUL

START = dt.datetime(2026, 11, 27, 19, tzinfo=SEOUL)
HOUR = dt.timedelta(hours=1)

PEOPLE = People(
    organizer=Person(name="나란히여성연대", address="서울", phone="02-000-0000"),
    contact=Person(name="카나리아", address="없는길 1", phone="010-0000-0000"),
    marshals=(
        Person(name="가상인", address="없는길 2", occupation="활동가", phone="010"),
    ),
)


def version(occurrence):
    return (
        AssemblyNotice.objects.filter(occurrence=occurrence)
        .values_list("version", flat=True)
        .first()
        or 0
    )


def act(service, occurrence, actor, **values):
    return service(
        occurrence=occurrence, seen=version(occurrence), actor=actor, **values
    )


def file(occurrence, actor, **values):
    answers = {
        "police_station": "서초경찰서",
        "receipt_number": "2026-1234",
        "filed_at": MONDAY - HOUR,
    }
    return act(filing.record_filing, occurrence, actor, **answers | values)


def current(occurrence):
    return AssemblyNotice.objects.select_related("occurrence__series__venue").get(
        occurrence=occurrence
    )
