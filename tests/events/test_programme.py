"""What happens at a gathering, in its order; speakers only as they agreed."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.enums import ItemKind
from events.models import ProgrammeItem
from tests.events.test_admin import record_answers
from tests.events.week import FRIDAY, MONDAY, SEOUL
from tests.factories.events import make_occurrence, make_series
from tests.public import leaked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def occurrence():
    series = make_series(slug="friday", is_main=True)
    return make_occurrence(series=series, local_date=FRIDAY)


def add(occurrence, **values):
    values = {"title_ko": "여는 말", "title_en": "Opening", "is_public": True} | values
    item = ProgrammeItem(occurrence=occurrence, **values)
    item.full_clean()
    item.save()
    return item


def words(response):
    assert response.status_code == 200
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_in_its_order_with_times_and_interpretation(client, occurrence):
    add(
        occurrence,
        order=2,
        kind=ItemKind.MARCH,
        title_ko="행진",
        title_en="To Bosingak",
        starts_after=75,
    )
    add(
        occurrence,
        order=1,
        starts_after=0,
        speaker="물결",
        speaker_consents=True,
        has_sign_language=True,
    )
    add(occurrence, order=3, kind=ItemKind.SILENCE, title_ko="", title_en="")
    response = client.get(f"/en{occurrence.get_absolute_url()}")

    assert (
        "Programme 7 p.m. Speech : Opening 물결 sign-language interpretation "
        "8:15 p.m. March : To Bosingak Silence"
    ) in words(response)
    assert 'datetime="2026-11-27T20:15:00+09:00"' in response.content.decode()


def test_times_follow_a_gathering_that_moves_through_the_night_of_a_new_clock():
    series = make_series(timezone="Europe/Berlin")
    occurrence = make_occurrence(
        series=series, local_date=dt.date(2026, 10, 25), local_time=dt.time(1)
    )
    item = add(occurrence, starts_after=150)

    assert item.starts_at.isoformat() == "2026-10-25T02:30:00+01:00"


def test_without_an_hour_no_time_is_invented(client):
    occurrence = make_occurrence(local_date=FRIDAY, local_time=None, duration=None)
    add(occurrence, starts_after=10)

    assert "Programme Speech : Opening" in words(
        client.get(f"/en{occurrence.get_absolute_url()}")
    )


def test_what_is_not_public_or_not_yet_leaks_nowhere(client, occurrence, clock):
    reveal_at = dt.datetime(2026, 11, 26, 19, tzinfo=SEOUL)
    named = {"speaker": "비밀이름", "speaker_consents": True}
    add(occurrence, title_ko="비밀순서", is_public=False, **named)
    add(occurrence, title_ko="나중순서", reveal_at=reveal_at, **named)
    secrets = ("비밀순서", "비밀이름", "나중순서")

    assert leaked(secrets, client, occurrence, occurrence.series) == []
    assert "Programme" not in words(client.get(f"/en{occurrence.get_absolute_url()}"))
    clock.move_to(reveal_at)
    assert leaked(secrets, client, occurrence, occurrence.series) == [
        "비밀이름",
        "나중순서",
    ]


def test_a_speaker_is_named_only_with_consent(occurrence):
    with pytest.raises(ValidationError) as refusal:
        add(occurrence, speaker="물결")
    assert "speaker" in refusal.value.message_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeItem.objects.create(occurrence=occurrence, speaker="물결")


def test_no_name_is_in_the_words_for_staff_and_logs(occurrence):
    item = add(occurrence, speaker="물결", speaker_consents=True)

    assert "물결" not in str(item)


def test_the_number_of_queries_does_not_grow(client, occurrence):
    path = occurrence.get_absolute_url()
    add(occurrence)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    for order in range(3):
        add(occurrence, order=order, starts_after=order)
    with CaptureQueriesContext(connection) as many:
        client.get(path)

    assert len(many) == len(one)


class TestBackOffice:
    def save(self, staff_client, occurrence, **item):
        url = reverse("admin:events_occurrence_change", args=(occurrence.pk,))
        values = {"order": 0, "kind": "speech", "title_ko": "여는 말"} | item
        answers = record_answers(
            own_title_ko="", own_title_en="", own_format="", duration="02:00:00"
        ) | {
            "programme-TOTAL_FORMS": 1,
            "programme-0-occurrence": occurrence.pk,
            **{f"programme-0-{name}": value for name, value in values.items()},
        }
        return staff_client.post(url, answers)

    def test_a_new_part_is_a_public_change(self, staff_client, client, occurrence):
        response = self.save(staff_client, occurrence, is_public="on")

        assert response.status_code == 302
        occurrence.refresh_from_db()
        assert (occurrence.content_modified_at, occurrence.sequence) == (MONDAY, 0)
        assert "여는 말" in words(client.get(occurrence.get_absolute_url()))

    @pytest.mark.parametrize(
        "wrong", ({"speaker": "물결"}, {"starts_after": "1441"}, {"order": "-1"})
    )
    def test_what_makes_no_sense_is_refused(self, staff_client, occurrence, wrong):
        response = self.save(staff_client, occurrence, **wrong)

        assert response.status_code == 422
        assert not ProgrammeItem.objects.exists()
