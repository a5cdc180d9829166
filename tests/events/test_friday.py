"""``/friday/``: a different, correct answer in every situation."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.enums import OccurrenceState, SeriesState
from events.models import SeriesPause
from events.selectors import friday_situation, next_main_occurrence
from events.services.call_off import (
    cancel_occurrence,
    postpone_occurrence,
    restore_occurrence,
)
from events.services.move import move_occurrence
from events.services.pauses import add_pause
from tests.events.week import FRIDAY, SEOUL
from tests.factories.events import make_occurrence, make_series, make_venue

NEXT_FRIDAY = dt.date(2026, 12, 4)

pytestmark = pytest.mark.django_db


def at(day, hour, minute=0):
    return time_machine.travel(
        dt.datetime(2026, 11, day, hour, minute, tzinfo=SEOUL), tick=False
    )


@pytest.fixture
def series():
    return make_series(is_main=True, slug="friday")


@pytest.fixture
def this_week(series):
    return make_occurrence(series=series, local_date=FRIDAY)


@pytest.fixture
def next_week(series):
    return make_occurrence(series=series, local_date=NEXT_FRIDAY)


def words(response):
    """The visible text of the page's main part, spaces joined."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def told(client):
    response = client.get("/en/friday/")
    assert response.status_code == 200
    return words(response)


def test_upcoming(client, this_week, next_week):
    with at(23, 12):
        page = told(client)

    assert page.startswith(
        "Next gathering 27 November Friday 7 p.m. KST Friday gathering · No. 1 "
        "In front of Gangnam Station Exit 10"
    )
    assert "Fri 27 November 2026, 7 p.m. KST, until 9 p.m." in page
    assert "4 December" in page


def test_every_hour_has_its_zone_and_exists_in_the_night_the_clocks_change(client):
    series = make_series(slug="night", is_main=True, timezone="America/New_York")
    night = make_occurrence(
        series=series,
        local_date=dt.date(2027, 3, 14),
        local_time=dt.time(2, 30),
        timezone="America/New_York",
    )
    with at(23, 12):
        pages = [
            words(client.get(f"/en{path}"))
            for path in ("/", "/friday/", "/events/", "/events/month/2027/3/")
        ]
        korean = words(client.get("/friday/"))

    assert night.local_start.hour == 3
    for page in pages:
        assert "2:30" not in page
        assert "3:30 a.m. EDT" in page
    assert "일요일 오전 3시 30분" in korean


def test_running(client, this_week, next_week):
    with at(27, 19):
        page = told(client)
    with at(27, 20, 59):
        assert told(client) == page

    assert page.startswith("Running now 27 November Friday 7 p.m. KST")


def test_a_minute_after_the_end_it_is_next_week(client, this_week, next_week):
    with at(27, 21):
        page = told(client)

    assert page.startswith("Next gathering 4 December Friday 7 p.m. KST")


def test_cancelled(client, this_week, next_week):
    with at(23, 12):
        cancel_occurrence(
            occurrence=this_week, reason_ko="폭우", reason_en="Heavy rain"
        )
        page = told(client)

    assert page.startswith(
        "This gathering is cancelled. Reason: Heavy rain Cancelled 27 November"
    )
    assert (
        "The next gathering: Fri 4 December 2026 7 p.m. KST, "
        "In front of Gangnam Station Exit 10" in page
    )
    assert "Taking part" not in page


def test_postponed(client, this_week, next_week):
    with at(23, 12):
        postpone_occurrence(occurrence=this_week, reason_ko="장소 협의 중")
        page = told(client)

    assert page.startswith(
        "This gathering is postponed. The new date will be told here."
    )
    assert "The next gathering: Fri 4 December 2026" in page


def test_moved_in_place(client, this_week, next_week):
    bosingak = make_venue(name_ko="종로 보신각 앞", name_en="Bosingak, Jongno")
    with at(23, 12):
        move_occurrence(
            occurrence=this_week,
            local_date=FRIDAY,
            local_time=this_week.local_time,
            venue=bosingak,
            reason_ko="긴급 집회와 함께합니다.",
            reason_en="We join a larger rally.",
        )
        page = told(client)

    assert page.startswith(
        "The place has changed. "
        "Originally announced at: In front of Gangnam Station Exit 10 "
        "Reason: We join a larger rally. "
        "Changed 27 November Friday 7 p.m. KST Friday gathering · No. 1 Bosingak, Jongno"
    )


def test_moved_far_ahead_is_still_told_in_the_week_it_was_announced_for(
    client, this_week, next_week
):
    with at(23, 12):
        move_occurrence(
            occurrence=this_week,
            local_date=dt.date(2026, 12, 12),
            local_time=dt.time(15, 0),
            venue=this_week.venue,
            reason_ko="추모 기간",
        )
        page = told(client)
    with at(28, 12):
        later = told(client)

    assert page.startswith(
        "The time has changed. "
        "Originally announced for: Fri 27 November 2026, 7 p.m. KST"
    )
    assert "4 December" in page
    assert later.startswith("Next gathering 4 December")


def test_moved_behind_many_dates_is_still_told_in_its_week(series, this_week):
    for week in range(1, 21):
        make_occurrence(series=series, local_date=FRIDAY + dt.timedelta(weeks=week))
    with at(23, 12):
        move_occurrence(
            occurrence=this_week,
            local_date=FRIDAY + dt.timedelta(weeks=20, days=1),
            local_time=dt.time(15, 0),
            venue=this_week.venue,
            reason_ko="추모 기간",
        )
        state = friday_situation(dt.datetime.now(SEOUL))

    assert (state.situation, state.occurrence) == ("moved", this_week)
    assert state.following[0].local_date == NEXT_FRIDAY


def test_a_break_is_not_told_beside_a_date_that_is_held_in_it(series, this_week):
    with at(23, 12):
        pause = SeriesPause(
            series=series, starts_on=FRIDAY, ends_on=FRIDAY, reason_ko="휴식"
        )
        add_pause(pause=pause)
        called_off = friday_situation(dt.datetime.now(SEOUL))
        restore_occurrence(occurrence=called_off.occurrence)
        held = friday_situation(dt.datetime.now(SEOUL))

    assert (called_off.situation, called_off.pause) == ("cancelled", pause)
    assert (held.situation, held.pause) == ("upcoming", None)


def test_nothing_scheduled(client, series):
    with at(23, 12):
        page = told(client)

    assert page.startswith(
        "Friday gathering No date is announced at the moment. "
        "The next date will be told here."
    )


@pytest.mark.parametrize(
    ("state", "sentence"),
    (
        (SeriesState.ENDED, "This series has ended."),
        (SeriesState.PAUSED, "This series is having a break."),
    ),
)
def test_ended_and_paused(client, series, state, sentence):
    make_occurrence(series=series, local_date=dt.date(2026, 11, 20))
    type(series).objects.update(state=state)
    with at(23, 12):
        page = told(client)

    assert page.startswith(f"Friday gathering {sentence}")


def test_no_main_series_at_all(client):
    response = client.get("/friday/")

    assert response.status_code == 200
    assert next_main_occurrence(dt.datetime(2026, 11, 23, tzinfo=dt.UTC)) is None


def test_drafts_and_other_series_are_not_the_answer(client, series):
    make_occurrence(series=series, local_date=FRIDAY, published=False)
    make_occurrence(series=make_series(), local_date=FRIDAY)
    make_occurrence(local_date=FRIDAY)

    with at(23, 12):
        now = dt.datetime.now(tz=SEOUL)
        assert friday_situation(now).situation == "none"


def test_a_draft_main_series_is_not_told(client):
    make_series(is_main=True, state=SeriesState.DRAFT, title_ko="비밀 초안")

    assert "비밀 초안" not in client.get("/friday/").content.decode()


def test_an_unknown_hour_is_said(client, series):
    make_occurrence(series=series, local_date=FRIDAY, local_time=None, duration=None)
    with at(27, 19):
        page = told(client)

    assert page.startswith("Next gathering 27 November Friday (hour not known)")


def test_korean_page_has_text_to_copy_a_qr_code_and_no_inline_style(client, this_week):
    with at(23, 12):
        html = client.get("/friday/").content.decode()

    text = re.search(
        r"<textarea[^>]*readonly[^>]*>\s*(.*?)</textarea>", html, re.DOTALL
    )
    assert text.group(1).split("\n")[-1] == "http://testserver/friday/"
    assert "강남역 10번 출구 앞" in text.group(1)
    assert "2026년 11월 27일(금) 오후 7시" in text.group(1)
    assert html.count("<svg aria-hidden") == 1
    assert "style=" not in html
    assert "<style" not in html
    assert 'datetime="2026-11-27T19:00:00+09:00"' in html


def test_twelve_coming_dates_cost_no_more_queries_than_two(
    client, series, this_week, next_week
):
    with at(23, 12):
        with CaptureQueriesContext(connection) as few:
            client.get("/friday/")
        for week in range(2, 12):
            make_occurrence(series=series, local_date=FRIDAY + dt.timedelta(weeks=week))
        with CaptureQueriesContext(connection) as many:
            client.get("/friday/")

    assert len(many) == len(few) <= 11


def test_every_second_cancelled_week_points_to_the_next_that_is_held(series, this_week):
    make_occurrence(
        series=series, local_date=NEXT_FRIDAY, state=OccurrenceState.CANCELLED
    )
    held = make_occurrence(series=series, local_date=dt.date(2026, 12, 11))
    with at(23, 12):
        cancel_occurrence(occurrence=this_week, reason_ko="폭우")
        found = friday_situation(dt.datetime.now(tz=SEOUL))

    assert (found.situation, found.following) == ("cancelled", [held])
