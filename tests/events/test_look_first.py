"""An edit of something public is looked at before it is saved."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from events.models import Occurrence
from events.services.generate import generate_occurrences
from tests.events.week import FRIDAY, MONDAY, WEEK
from tests.factories.coalition import create_staff
from tests.factories.events import make_series
from tests.markup import form_values, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def series():
    series = make_series(slug="friday", is_main=True)
    generate_occurrences(series=series, today=MONDAY.date())
    return series


@pytest.fixture
def look(staff_client):
    """Opens the form of a record, changes some answers and presses one button."""

    def press(record, button="_look", **answers):
        name = record._meta.model_name
        url = reverse(f"admin:events_{name}_change", args=(record.pk,))
        form = read(staff_client.get(url)).by_id(f"{name}_form")
        sent = form_values(form) | answers | {button: "1"}
        sent = {key: value for key, value in sent.items() if key in answers or value}
        return staff_client.post(url, sent)

    return press


def told(response):
    section = response.content.decode().split('id="look"')[1].split("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", section).split())


def test_of_a_series_it_shows_what_changes_on_which_dates(look, series):
    own = Occurrence.objects.get(slot_date=FRIDAY + WEEK)
    Occurrence.objects.filter(pk=own.pk).update(own_title_ko="송년 집회")
    response = look(series, title_ko="금요 촛불")
    words = told(response)

    assert response.status_code == 200
    assert "지금 금요 집회 바뀐 뒤 금요 촛불" in words
    assert "따로 정한 값이 있어 바뀌지 않는 회차: 2026년 12월 4일(금)" in words
    assert words.count("2027년 1월 1일(금)") == 1
    series.refresh_from_db()
    assert series.title_ko == "금요 집회"
    assert Occurrence.objects.filter(content_modified_at__gt=MONDAY).count() == 0


def test_the_form_keeps_what_was_typed_and_saves_it_then(look, series):
    page = read(look(series, title_ko="금요 촛불"))
    form = page.by_id("eventseries_form")

    assert form_values(form)["title_ko"] == ["금요 촛불"]
    assert page.text.count("아직 저장되지 않았습니다") == 1
    assert look(series, button="_save", title_ko="금요 촛불").status_code == 302
    series.refresh_from_db()
    assert series.title_ko == "금요 촛불"


def test_of_a_date_it_shows_texts_choices_and_rows(look, series):
    friday = Occurrence.objects.get(slot_date=FRIDAY)
    words = told(look(friday, own_title_ko="첫눈", own_photo_policy="no_faces"))

    assert "지금 – 바뀐 뒤 첫눈" in words
    assert "지금 – 바뀐 뒤 얼굴 촬영 금지" in words
    friday.refresh_from_db()
    assert (friday.own_title_ko, friday.sequence) == ("", 0)


def test_what_is_wrong_is_said_as_ever(look, series):
    response = look(series, title_ko="")

    assert response.status_code == 422
    assert 'id="look"' not in response.content.decode()


def test_nobody_overwrites_what_they_have_not_read(staff_client, series):
    friday = Occurrence.objects.get(slot_date=FRIDAY)
    url = reverse("admin:events_occurrence_change", args=(friday.pk,))
    form = read(staff_client.get(url)).by_id("occurrence_form")
    stale = form_values(form) | {"own_title_ko": "늦은 제목", "_save": "1"}
    friday.own_title_ko = "먼저 쓴 제목"
    friday.content_modified_at += dt.timedelta(seconds=5)
    friday.save()
    response = staff_client.post(url, stale)

    assert response.status_code == 422
    assert "다른 사람이 그사이 바꾸었습니다" in response.content.decode()
    friday.refresh_from_db()
    assert friday.own_title_ko == "먼저 쓴 제목"
    again = form_values(read(response).by_id("occurrence_form")) | {"_save": "1"}
    assert staff_client.post(url, again).status_code == 302
    friday.refresh_from_db()
    assert friday.own_title_ko == "늦은 제목"


def test_nor_what_only_staff_can_read(staff_client, series):
    friday = Occurrence.objects.get(slot_date=FRIDAY)
    url = reverse("admin:events_occurrence_change", args=(friday.pk,))
    form = form_values(read(staff_client.get(url)).by_id("occurrence_form"))
    first, late = (
        form | {"own_safety_plan": plan, "_save": "1"} for plan in ("조끼", "확성기")
    )

    assert staff_client.post(url, first).status_code == 302
    assert staff_client.post(url, late).status_code == 422
    friday.refresh_from_db()
    assert friday.own_safety_plan == "조끼"


def test_nothing_changed_is_said(look, series):
    series.description_ko = "누구나\n함께합니다."
    series.save(update_fields=["description_ko"])
    as_browsers_send_it = "누구나\r\n함께합니다."

    response = look(series, description_ko=as_browsers_send_it)
    assert "바뀌는 것이 없습니다." in told(response)


def test_a_draft_is_saved_without(staff_client):
    draft = make_series(slug="draft", state="draft")
    url = reverse("admin:events_eventseries_change", args=(draft.pk,))
    page = staff_client.get(url).content.decode()

    assert 'name="_save"' in page
    assert 'name="_look"' not in page


def test_who_may_only_see_finds_no_button(client, series):
    client.force_login(create_staff("view_eventseries"))
    url = reverse("admin:events_eventseries_change", args=(series.pk,))
    page = client.get(url).content.decode()

    assert 'name="_look"' not in page
    assert client.post(url, {"_look": "1"}).status_code == 403
