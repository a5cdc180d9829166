"""What was public once is found at its address for ever, whatever it is called now."""

import datetime as dt
import re
import threading
import uuid

import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from coalition.exceptions import StaleStateError
from coalition.models import AuditEntry
from events.enums import SeriesState
from events.models import AlertSubscription, EventSeries, FormerAddress, Occurrence
from events.services.addresses import (
    change_address,
    change_series_address,
    plan_series_address,
)
from events.services.call_off import cancel_occurrence
from events.services.edit import revise_occurrence, save_draft
from events.services.generate import generate_occurrences
from events.services.series import save_series
from tests.architecture.test_urls_are_classified import patterns
from tests.factories.coalition import create_staff
from tests.factories.events import make_occurrence, make_series

FRIDAY = dt.date(2030, 11, 29)
TYPO, RIGHT = "firday-2030-11-29", "friday-2030-11-29"

pytestmark = pytest.mark.django_db


@pytest.fixture
def series():
    return make_series(slug="friday")


@pytest.fixture
def occurrence(series):
    return make_occurrence(series=series, local_date=FRIDAY)


@pytest.fixture
def mended(series):
    """A date whose address had a mistake."""
    typo = make_occurrence(series=series, local_date=FRIDAY, slug=TYPO)
    return change_address(occurrence=typo, slug=RIGHT)


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


def paths_below(prefix, slug):
    """Every path there is below the address of a record, in both languages."""
    for path, name, _ in patterns(get_resolver("config.urls")):
        if path.startswith(f"{prefix}<uslug:slug>/"):
            filled = path.replace("<uslug:slug>", slug)
            filled = filled.replace("<uuid:code>", str(uuid.UUID(int=7)))
            yield f"/{filled}", name
            yield f"/en/{filled}", name


class TestOldAddressOfADate:
    def test_leads_to_the_present_one_on_every_page_and_in_both_languages(
        self, client, mended
    ):
        found = list(paths_below("events/", TYPO))
        for path, _ in found:
            response = client.get(path)
            assert response.status_code == 301, path
            assert response["Location"] == path.replace(TYPO, RIGHT)
            assert client.head(path).status_code == 301
        assert len(found) >= 20
        assert client.get(f"/events/{TYPO}/", follow=True).status_code == 200

    def test_keeps_what_stands_behind_the_question_mark(self, client, mended):
        response = client.get(f"/events/{TYPO}/card.png?v=1&x=%EA%B0%80")
        assert response["Location"] == f"/events/{RIGHT}/card.png?v=1&x=%EA%B0%80"

    def test_may_be_cached_but_is_asked_for_again(self, client, mended):
        response = client.get(f"/events/{TYPO}/")
        assert response["Cache-Control"].startswith("public, max-age=0, s-maxage=")
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")

    def test_takes_a_form_where_it_was_sent(self, visitor, mended):
        """Whoever had it open when the address changed loses nothing."""
        path = f"/events/{TYPO}/alerts/"
        refused = visitor.post(path, {"email": "a@example", "consent_privacy": "on"})
        assert refused.status_code == 422
        assert 'value="a@example"' in refused.content.decode()
        data = {"email": "a@example.org", "consent_privacy": "on"}
        assert visitor.post(path, data).status_code == 303
        assert AlertSubscription.objects.get().occurrence == mended
        foreign = {"Origin": "https://elsewhere.example"}
        assert visitor.post(path, data, headers=foreign).status_code == 403

    def test_costs_one_query_and_the_present_one_none(self, client, mended):
        def queries(path):
            with CaptureQueriesContext(connection) as captured:
                client.get(path)
            return captured.captured_queries

        for page in ("", "alerts/", "event.ics", "programme/"):
            assert len(queries(f"/events/{TYPO}/{page}")) == 2
            found = queries(f"/events/{RIGHT}/{page}")
            assert "formeraddress" not in str(found)

    def test_leads_on_after_a_second_change_without_a_detour(self, client, mended):
        change_address(occurrence=mended, slug="금요일")
        for former in (TYPO, RIGHT):
            response = client.get(f"/events/{former}/")
            assert response["Location"] == reverse("events:occurrence", args=["금요일"])

    def test_can_be_taken_back(self, client, mended):
        change_address(occurrence=mended, slug=TYPO)
        assert client.get(f"/events/{TYPO}/").status_code == 200
        assert client.get(f"/events/{RIGHT}/")["Location"] == f"/events/{TYPO}/"
        assert FormerAddress.objects.count() == 1

    def test_what_is_missing_below_it_stays_missing(self, client, mended):
        for slug in (TYPO, RIGHT):
            response = client.get(f"/events/{slug}/speak/", follow=True)
            assert response.status_code == 404
        assert client.get(f"/events/{TYPO}/none/").status_code == 404
        assert client.get(f"/events/series/{TYPO}/").status_code == 404
        assert client.get(f"/events/hosts/{TYPO}/calendar.ics").status_code == 404

    def test_is_shown_nowhere(self, client, mended):
        for path in (
            f"/events/{RIGHT}/",
            f"/events/{RIGHT}/event.ics",
            "/events/",
            "/events/calendar.ics",
            "/events/feed.atom",
            f"/events/series/{mended.series.slug}/",
            "/api/v1/occurrences",
            "/sitemap.xml",
        ):
            shown = client.get(path).content.decode()
            assert TYPO not in shown, path
            assert RIGHT in shown, path


def entry(client):
    feed = client.get("/events/calendar.ics").content
    (found,) = icalendar.Calendar.from_ical(feed).events
    return found


class TestChange:
    def test_keeps_the_entry_in_calendars(self, client, series):
        typo = make_occurrence(series=series, local_date=FRIDAY, slug=TYPO)
        before = entry(client)
        change_address(occurrence=typo, slug=RIGHT)
        after = entry(client)
        for same in ("UID", "DTSTART", "SEQUENCE", "SUMMARY", "STATUS"):
            assert after[same] == before[same]
        assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
        assert RIGHT in after["URL"]

    def test_is_written_down(self, mended, staff):
        change_address(occurrence=mended, slug="other", actor=staff)
        entry = AuditEntry.objects.latest("pk")
        assert (entry.action, entry.actor) == ("occurrence.address", staff)
        assert entry.detail == {"from": RIGHT, "to": "other"}

    @pytest.mark.parametrize(
        "slug", (RIGHT, "series", "archive", "a b", "a/b", "", "x" * 81, "<b>")
    )
    def test_what_is_no_address_or_the_same_is_refused(self, mended, slug):
        with pytest.raises(ValidationError) as refused:
            change_address(occurrence=mended, slug=slug)
        assert "slug" in refused.value.message_dict
        assert Occurrence.objects.get().slug == RIGHT

    def test_after_somebody_elses_decision_is_refused(self, mended):
        seen = Occurrence.objects.get()
        cancel_occurrence(occurrence=mended, reason_ko="폭우")
        with pytest.raises(StaleStateError):
            change_address(occurrence=seen, slug="other")

    def test_the_present_address_of_another_is_refused(self, mended):
        other = make_occurrence(local_date=FRIDAY, slug="other")
        with pytest.raises(ValidationError):
            change_address(occurrence=other, slug=RIGHT)


class TestFormerAddressOfAnother:
    def test_is_refused_to_what_is_public(self, mended):
        other = make_occurrence(local_date=FRIDAY, slug="other")
        with pytest.raises(ValidationError):
            change_address(occurrence=other, slug=TYPO)

    def test_is_refused_to_a_draft(self, mended):
        draft = make_occurrence(local_date=FRIDAY, published=False)
        draft.slug = TYPO
        with pytest.raises(ValidationError):
            save_draft(occurrence=draft)

    def test_is_avoided_where_addresses_are_made(self, series):
        slot = dt.date(2030, 12, 6)
        gone = make_occurrence(local_date=FRIDAY, slug=f"friday-{slot}")
        change_address(occurrence=gone, slug="press-conference")
        generate_occurrences(series=series, today=dt.date(2030, 12, 2))
        made = series.occurrences.get(slot_date=slot)
        assert made.slug == f"friday-{slot}-{str(made.uid)[:8]}"

        draft = make_occurrence(
            series=make_series(slug="firday"), local_date=FRIDAY, published=False
        )
        change_address(occurrence=gone, slug=f"tmp-{FRIDAY}")
        draft.series, draft.slug = None, ""
        draft.own_title_ko, draft.own_title_en = "집회", "press conference"
        draft.own_format = "rally"
        assert save_draft(occurrence=draft).slug == f"press-conference-{FRIDAY}"

    def test_of_a_date_is_free_for_a_series(self, mended):
        series = make_series(slug="saturday")
        change_series_address(series=series, slug=TYPO)
        assert EventSeries.objects.filter(slug=TYPO).exists()

    @pytest.mark.django_db(transaction=True)
    def test_is_never_taken_by_who_comes_at_the_same_moment(self, occurrence):
        """A draft saved while the address is being left waits, and is refused."""
        draft = make_occurrence(local_date=FRIDAY, published=False)
        draft.slug = RIGHT
        refusals = []

        def save():
            try:
                # What a form saw a moment ago, when the address was about to be free.
                draft.full_clean = lambda **rest: None
                save_draft(occurrence=draft)
            except ValidationError as error:
                refusals.append(error)
            finally:
                connection.close()

        with transaction.atomic():
            change_address(occurrence=occurrence, slug="other")
            thread = threading.Thread(target=save)
            thread.start()
            thread.join(timeout=0.5)
            assert thread.is_alive()
        thread.join(timeout=10)

        assert len(refusals) == 1
        assert not Occurrence.objects.filter(slug=RIGHT).exists()


def test_a_draft_reveals_nothing(client, series):
    draft = make_occurrence(series=series, local_date=FRIDAY, published=False)
    draft.slug = "secret"
    save_draft(occurrence=draft)
    draft.slug = "secret-too"
    save_draft(occurrence=draft)
    assert not FormerAddress.objects.exists()
    for slug in ("secret", "secret-too"):
        assert client.get(f"/events/{slug}/").status_code == 404


class TestOldAddressOfASeries:
    @pytest.fixture
    def dates(self):
        series = make_series(slug="firday")
        own = make_occurrence(
            series=series, local_date=FRIDAY - dt.timedelta(weeks=1), slug="vigil"
        )
        return make_occurrence(series=series, local_date=FRIDAY), own

    @pytest.fixture
    def series(self, dates):
        change_series_address(series=dates[0].series, slug="friday")
        return EventSeries.objects.get()

    def test_leads_to_the_present_one(self, client, series):
        for path, name in paths_below("events/series/", "firday"):
            if name != "events:series-calendar":
                response = client.get(path)
                assert response.status_code == 301
                assert response["Location"] == path.replace("firday", "friday")

    def test_goes_on_serving_calendars_that_follow_it(self, client, series):
        """Some calendar programs follow no redirect: they would fall silent."""
        old = client.get("/events/series/firday/calendar.ics")
        new = client.get("/events/series/friday/calendar.ics")
        assert old.status_code == 200
        assert (old.content, old["ETag"]) == (new.content, new["ETag"])
        assert "firday" not in old.content.decode()
        unchanged = client.get(
            "/events/series/firday/calendar.ics",
            headers={"If-None-Match": old["ETag"]},
        )
        assert unchanged.status_code == 304

    def test_takes_its_dates_along_but_for_those_called_otherwise(self, client, series):
        slugs = set(series.occurrences.values_list("slug", flat=True))
        assert slugs == {RIGHT, "vigil"}
        assert client.get(f"/events/{TYPO}/")["Location"] == f"/events/{RIGHT}/"

    def test_can_be_taken_back(self, client, series):
        change_series_address(series=series, slug="firday")
        assert client.get("/events/series/firday/").status_code == 200
        assert client.get("/events/series/friday/").status_code == 301
        assert client.get(f"/events/{RIGHT}/")["Location"] == f"/events/{TYPO}/"

    def test_is_refused_to_another(self, series):
        other = make_series(slug="other")
        with pytest.raises(ValidationError):
            change_series_address(series=other, slug="firday")
        other.state, other.slug = SeriesState.DRAFT, "firday"
        EventSeries.objects.filter(pk=other.pk).update(state=SeriesState.DRAFT)
        with pytest.raises(ValidationError):
            save_series(series=other)

    def test_is_kept_when_one_of_its_dates_cannot_follow(self, dates):
        make_occurrence(local_date=FRIDAY, slug=RIGHT)
        series = dates[0].series
        with pytest.raises(ValidationError):
            change_series_address(series=series, slug="friday")
        assert not FormerAddress.objects.exists()

    def test_changes_as_it_was_previewed_or_not_at_all(self, dates):
        series = dates[0].series
        seen = plan_series_address(series, "friday").fingerprint
        make_occurrence(series=series, local_date=FRIDAY + dt.timedelta(weeks=1))
        with pytest.raises(StaleStateError):
            change_series_address(series=series, slug="friday", seen=seen)


class TestOffice:
    def test_a_date_with_a_preview(self, client, staff, occurrence):
        client.force_login(staff)
        url = reverse("admin:events_occurrence_address", args=(occurrence.pk,))
        answers = {"seen": "scheduled-0", "slug": "마지막-금요일"}
        page = client.post(url, answers).content.decode()
        assert "http://testserver/events/마지막-금요일/" in page
        assert "<p>/en/events/마지막-금요일/</p>" in page
        assert f"<li>{RIGHT}</li>" in page
        assert Occurrence.objects.get().slug == RIGHT
        client.post(url, answers | {"confirmed": "1"})
        assert Occurrence.objects.get().slug == "마지막-금요일"
        assert client.post(url, answers).status_code == 422

    def test_a_series_with_the_dates_that_follow(self, client, staff, occurrence):
        client.force_login(staff)
        series = occurrence.series
        url = reverse("admin:events_eventseries_address", args=(series.pk,))
        assert url in client.get(url.replace("address", "change")).content.decode()
        page = client.post(url, {"slug": "fridays"}).content.decode()
        assert f"<td>{RIGHT}</td>" in page
        assert "<td>fridays-2030-11-29</td>" in page
        (seen,) = re.findall(r'name="seen" value="([^"]+)"', page)
        answers = {"slug": "fridays", "seen": seen, "confirmed": "1"}
        assert client.post(url, answers).status_code == 302
        assert EventSeries.objects.get().slug == "fridays"

    def test_one_that_has_ended_too_but_no_draft(self, client, staff, series):
        client.force_login(staff)
        url = reverse("admin:events_eventseries_address", args=(series.pk,))
        for state, status in ((SeriesState.ENDED, 200), (SeriesState.DRAFT, 404)):
            EventSeries.objects.update(state=state)
            assert client.get(url).status_code == status

    def test_needs_the_permission(self, client, occurrence):
        client.force_login(create_staff("view_occurrence"))
        url = reverse("admin:events_occurrence_address", args=(occurrence.pk,))
        assert client.get(url).status_code == 403
