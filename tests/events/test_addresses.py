"""What is public keeps its address for ever, so that no old one has to lead on."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from events.enums import SeriesState
from events.models import EventSeries, Occurrence
from events.services.edit import revise_occurrence
from events.services.series import save_series
from tests.factories.events import make_occurrence, make_series

FRIDAY = dt.date(2030, 11, 29)

pytestmark = pytest.mark.django_db


@pytest.fixture
def series():
    return make_series(slug="friday")


@pytest.fixture
def occurrence(series):
    return make_occurrence(series=series, local_date=FRIDAY)


def addresses(occurrence):
    return [
        occurrence.get_absolute_url(),
        reverse("events:occurrence-calendar", args=(occurrence.slug,)),
        occurrence.series.get_absolute_url(),
        reverse("events:series-calendar", args=(occurrence.series.slug,)),
    ]


def test_a_new_title_changes_no_address(client, occurrence, series):
    before = addresses(occurrence)
    occurrence.own_title_ko = "다른 제목"
    revise_occurrence(occurrence=occurrence, fields=["own_title_ko"])
    series.title_ko = series.title_en = "다른 이름"
    save_series(series=series)

    stored = Occurrence.objects.get(pk=occurrence.pk)
    assert addresses(stored) == before
    assert [client.get(each).status_code for each in before] == [200] * 4


def test_the_address_of_a_public_gathering_is_not_edited(occurrence):
    occurrence.slug = "other"
    with pytest.raises(ValidationError):
        revise_occurrence(occurrence=occurrence, fields=["slug"])
    assert Occurrence.objects.get().slug == "friday-2030-11-29"


def test_the_address_of_a_public_series_is_not_edited(series):
    series.slug = "other"
    with pytest.raises(ValidationError) as refused:
        save_series(series=series)
    assert "slug" in refused.value.message_dict
    assert EventSeries.objects.get().slug == "friday"


def test_that_of_a_draft_is(series):
    EventSeries.objects.update(state=SeriesState.DRAFT)
    series.refresh_from_db()
    series.slug = "other"
    save_series(series=series)
    assert EventSeries.objects.get().slug == "other"


def test_staff_see_both_without_a_field(staff_client, occurrence):
    for record in (occurrence, occurrence.series):
        name = record._meta.model_name
        page = staff_client.get(
            reverse(f"admin:events_{name}_change", args=(record.pk,))
        )
        assert page.status_code == 200
        assert 'name="slug"' not in page.content.decode()
