"""The page behind a host's personal link, and the rota in the back office."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coalition.enums import OrganizationState, Provenance
from coalition.models import AuditEntry
from coalition.tokens import make_token
from events.emails.rota import HOSTING_LINK, hosting_url
from events.enums import DutyState, SwapState
from events.models import HostingDuty, HostingSwap
from events.services.call_off import cancel_occurrence
from events.services.rota.hosting import decline_hosting
from events.services.rota.swaps import ask_swap
from tests.config.rows import all_rows
from tests.events.week import FRIDAY, WEEK
from tests.factories.coalition import create_organization, create_staff
from tests.factories.events import make_occurrence, make_series
from tests.factories.rota import assign, link_of, make_duty, represent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def series():
    return make_series(slug="friday")


@pytest.fixture
def mine(series):
    friday = make_occurrence(series=series, local_date=FRIDAY)
    return make_duty(friday, create_organization("달빛여성회", name_en="Moonlight"))


@pytest.fixture
def theirs(series):
    friday = make_occurrence(series=series, local_date=FRIDAY + WEEK)
    duty = make_duty(friday, create_organization("새벽별모임", name_en="Morning Star"))
    represent(duty.organization)
    return duty


@pytest.fixture
def link(mine):
    return link_of(represent(mine.organization))


def page_of(link, language="ko"):
    return hosting_url(link, language).removeprefix("http://testserver")


@pytest.fixture
def page(link):
    return page_of(link)


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


class TestTheLink:
    def test_shows_the_dates_and_the_checklist_to_nobody_else(
        self, visitor, page, mine, theirs
    ):
        response = visitor.get(page)

        assert response.status_code == 200
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["Cache-Control"] == "private, no-store"
        assert not response.cookies
        shown = words(response)
        assert "2026년 11월 27일(금) 오후 7시" in shown
        assert "집회신고" in shown
        assert "새벽별모임" in shown  # a date to swap with

    def test_in_english_too(self, visitor, link, mine):
        shown = words(visitor.get(page_of(link, "en")))

        assert "Dates your organization runs" in shown
        assert "Police notification" in shown

    def test_asks_as_much_for_three_dates_as_for_one(self, visitor, page, mine, theirs):
        def count_queries():
            with CaptureQueriesContext(connection) as queries:
                assert visitor.get(page).status_code == 200
            return len(queries)

        count_queries()  # what is asked only once per process
        one = count_queries()
        for week in (2, 3):
            date = make_occurrence(
                series=mine.occurrence.series, local_date=FRIDAY + week * WEEK
            )
            make_duty(date, mine.organization)
        ask_swap(given_id=mine.pk, wanted_id=theirs.pk, organization=mine.organization)
        assert count_queries() == one

    def test_only_dates_of_its_own(self, visitor, page, mine, theirs):
        duties = {shown.date.duty for shown in visitor.get(page).context["dates"]}

        assert duties == {mine}

    @pytest.mark.parametrize(
        "token", ("x", make_token("alert", uuid.UUID(int=7)), "a.b")
    )
    def test_an_unknown_one_is_404(self, visitor, token):
        assert visitor.get(reverse("hosting", args=(token,))).status_code == 404

    def test_one_of_nobody_is_410_in_the_same_words(self, visitor):
        gone = visitor.get(
            reverse("hosting", args=(make_token(HOSTING_LINK, uuid.UUID(int=7)),))
        )
        unknown = visitor.get(reverse("hosting", args=("x",)))

        assert gone.status_code == 410
        assert words(gone) == words(unknown)

    @pytest.mark.parametrize("end", ("representation", "account", "organization"))
    def test_ends_with_what_it_stands_on(self, visitor, link, page, end, mine):
        representative = link.representative
        if end == "representation":
            representative.ended_on = timezone.localdate()
            representative.save()
        elif end == "account":
            representative.user.is_active = False
            representative.user.save()
        else:
            representative.organization.state = OrganizationState.SUSPENDED
            representative.organization.save()

        for response in (
            visitor.get(page),
            visitor.post(page, {"action": "confirm", "duty": mine.pk}),
        ):
            assert response.status_code == 410
            assert "달빛여성회" not in response.text

    def test_a_get_changes_nothing(self, visitor, page):
        before = all_rows()
        visitor.get(page)
        visitor.head(page)

        assert all_rows() == before

    def test_forms_of_other_sites_are_refused(self, client, page, mine):
        response = client.post(
            page,
            {"action": "confirm", "duty": mine.pk, "seen_sequence": 0},
            HTTP_ORIGIN="https://elsewhere.example",
        )

        assert response.status_code == 403

    def test_a_place_that_is_not_told_yet_is_not_told_here(self, visitor, page, mine):
        mine.occurrence.venue_reveal_at = mine.occurrence.starts_at - WEEK / 7
        mine.occurrence.save()

        assert "강남역" not in visitor.get(page).text


class TestAnswers:
    def post(self, visitor, page, duty, action, **values):
        return visitor.post(page, {"action": action, "duty": duty.pk, **values})

    def test_confirming(self, visitor, page, mine):
        response = self.post(visitor, page, mine, "confirm", seen_sequence=0)

        assert (response.status_code, response["Location"]) == (303, page)
        mine.refresh_from_db()
        assert mine.state == DutyState.CONFIRMED
        assert "확정" in words(visitor.get(page))

    def test_confirming_what_has_moved_shows_it_again(self, visitor, page, mine):
        response = self.post(visitor, page, mine, "confirm", seen_sequence=3)

        assert response.status_code == 422
        assert response.context["is_changed"]
        assert 'role="alert"' in response.text

    def test_declining_needs_a_reason_and_keeps_the_form_open(
        self, visitor, page, mine
    ):
        refused = self.post(visitor, page, mine, "decline", reason=" ")
        assert refused.status_code == 422
        assert "<details open>" in refused.text
        assert "c-error-summary" in refused.text

        done = self.post(visitor, page, mine, "decline", reason="총회와 겹칩니다.")
        assert done.status_code == 303
        left = visitor.get(page)
        assert left.context["dates"] == []
        assert list(left.context["given_back"]) == [mine]

    def test_too_long_a_reason_keeps_what_was_written(self, visitor, page, mine):
        refused = self.post(visitor, page, mine, "decline", reason="가" * 301)

        assert refused.status_code == 422
        assert "가" * 301 in refused.text

    def test_asking_for_a_swap_and_taking_it_back(self, visitor, page, mine, theirs):
        self.post(visitor, page, mine, "swap", wanted=theirs.pk, message="부탁합니다.")
        swap = HostingSwap.objects.get()
        assert (swap.asker, swap.message) == (mine.organization, "부탁합니다.")
        assert "새벽별모임" in words(visitor.get(page))
        self.post(visitor, page, mine, "withdraw", request=swap.pk)

        swap.refresh_from_db()
        assert swap.state == SwapState.WITHDRAWN

    def test_a_swap_needs_a_date_of_the_list(self, visitor, page, mine, theirs):
        for wanted in ("", "x", mine.pk, 10**30):
            refused = self.post(visitor, page, mine, "swap", wanted=wanted)
            assert refused.status_code == 422

        assert not HostingSwap.objects.exists()

    def test_the_other_one_reads_the_message_and_accepts(
        self, visitor, mine, theirs, link
    ):
        swap = ask_swap(
            given_id=mine.pk,
            wanted_id=theirs.pk,
            organization=mine.organization,
            message="<b>부탁</b>",
        )
        other = page_of(link_of(theirs.organization.representatives.get()))
        assert "&lt;b&gt;부탁&lt;/b&gt;" in visitor.get(other).text
        response = self.post(visitor, other, theirs, "accept", request=swap.pk)

        assert response.status_code == 303
        theirs.refresh_from_db()
        assert theirs.organization == mine.organization

    def test_the_other_one_declines(self, visitor, mine, theirs, link):
        swap = ask_swap(
            given_id=mine.pk, wanted_id=theirs.pk, organization=mine.organization
        )
        other = page_of(link_of(theirs.organization.representatives.get()))
        self.post(visitor, other, theirs, "refuse", request=swap.pk)

        swap.refresh_from_db()
        assert swap.state == SwapState.DECLINED

    def test_ticking(self, visitor, page, mine):
        first, second = mine.occurrence.series.host_checklist.all()[:2]
        self.post(visitor, page, mine, "tick", done=[first.pk])
        self.post(visitor, page, mine, "tick", done=[second.pk], seen=[first.pk])

        assert [tick.item for tick in mine.ticks.all()] == [second]
        assert f'value="{second.pk}"' in visitor.get(page).text

    @pytest.mark.parametrize(
        ("action", "values"),
        (
            ("confirm", {"seen_sequence": 0}),
            ("decline", {"reason": "어렵습니다."}),
            ("tick", {}),
        ),
    )
    def test_a_date_of_others_is_out_of_reach(
        self, visitor, page, theirs, action, values
    ):
        before = all_rows()
        response = self.post(visitor, page, theirs, action, **values)

        assert response.status_code == 422
        assert all_rows() == before

    @pytest.mark.parametrize(
        "data",
        (
            {},
            {"action": "confirm"},
            {"action": "delete", "duty": 1},
            {"action": "confirm", "duty": "x"},
            {"action": "confirm", "duty": 10**30},
            {"action": "accept", "duty": 1, "request": "-1"},
        ),
    )
    def test_what_no_form_sends_is_400(self, visitor, page, data):
        assert visitor.post(page, data).status_code == 400


class TestTheBackOffice:
    @pytest.fixture
    def rota(self, series):
        return reverse("admin:events_eventseries_rota", args=(series.pk,))

    def test_one_save_for_all_weeks(self, staff_client, staff, rota, mine, theirs):
        new = create_organization("늘모임")
        response = staff_client.post(
            rota,
            {
                f"host-{mine.occurrence_id}": new.pk,
                f"seen-{mine.occurrence_id}": mine.organization_id,
                f"host-{theirs.occurrence_id}": "",
                f"seen-{theirs.occurrence_id}": theirs.organization_id,
            },
        )

        assert response.status_code == 302
        assert HostingDuty.objects.get().organization == new
        entries = AuditEntry.objects.filter(action="hosting.assign", actor=staff)
        assert entries.count() == 2

    def test_a_stale_page_changes_nothing(self, staff_client, rota, mine):
        other = create_organization()
        response = staff_client.post(
            rota,
            {
                f"host-{mine.occurrence_id}": other.pk,
                f"seen-{mine.occurrence_id}": "",
            },
            follow=True,
        )

        assert "alert" in response.text or response.context["messages"]
        mine.refresh_from_db()
        assert mine.organization != other

    @pytest.mark.parametrize("value", ("x", "999999"))
    def test_an_unknown_organization_is_422(self, staff_client, rota, mine, value):
        response = staff_client.post(rota, {f"host-{mine.occurrence_id}": value})

        assert response.status_code == 422

    def test_every_choice_has_a_name(self, staff_client, rota, mine, theirs):
        content = staff_client.get(rota).text

        selects = re.findall(r'<select[^>]* id="([^"]+)"', content)
        for each in (f"id_host-{duty.occurrence_id}" for duty in (mine, theirs)):
            assert each in selects
            assert f'for="{each}"' in content

    def test_says_where_each_week_stands(self, staff_client, rota, series, mine):
        cancelled = make_occurrence(series=series, local_date=FRIDAY + WEEK)
        cancel_occurrence(occurrence=cancelled, reason_ko="폭우로 쉽니다.")
        make_occurrence(series=series, local_date=FRIDAY + 2 * WEEK)
        represent(mine.organization)
        decline_hosting(
            duty_id=mine.pk, organization=mine.organization, reason="총회와 겹칩니다."
        )
        shown = words(staff_client.get(rota))

        assert "폭우로 쉽니다." in shown
        assert "총회와 겹칩니다." in shown
        assert staff_client.get(rota).context["unfilled_count"] == 2

    def test_asks_as_much_for_many_weeks(
        self, staff_client, series, rota, mine, django_assert_max_num_queries
    ):
        for week in range(1, 12):
            date = make_occurrence(series=series, local_date=FRIDAY + week * WEEK)
            assign(date, mine.organization)

        with django_assert_max_num_queries(20):
            staff_client.get(rota)

    def test_asks_again_who_is_silent(self, staff_client, rota, mine, link):
        assert 'name="ask-again"' not in staff_client.get(rota).text
        mine.asked_at -= WEEK / 7
        mine.save()
        assert f'name="ask-again" value="{mine.pk}"' in staff_client.get(rota).text
        staff_client.post(rota, {"ask-again": mine.pk})

        assert AuditEntry.objects.latest("pk").action == "hosting.remind"
        for number, status in ((mine.pk, 302), ("x", 404), (10**30, 404)):
            response = staff_client.post(rota, {"ask-again": number})
            assert response.status_code == status

    def test_the_checklist_is_edited(self, staff_client, series, mine):
        address = reverse("admin:events_eventseries_checklist", args=(series.pk,))
        first, *others = series.host_checklist.all()
        data = {
            "lines-TOTAL_FORMS": 3,
            "lines-INITIAL_FORMS": 2,
            "lines-0-id": first.pk,
            "lines-0-order": 1,
            "lines-0-text_ko": "새 문장",
            "lines-0-text_en": "",
            "lines-1-id": others[0].pk,
            "lines-1-order": 2,
            "lines-1-text_ko": others[0].text_ko,
            "lines-1-DELETE": "on",
            "lines-2-order": 30,
            "lines-2-text_ko": "마지막",
        }
        refused = staff_client.post(address, data | {"lines-0-text_ko": ""})
        assert refused.status_code == 422
        assert staff_client.post(address, data).status_code == 302

        texts = list(series.host_checklist.values_list("text_ko", flat=True))
        assert (texts[0], texts[-1]) == ("새 문장", "마지막")
        assert len(texts) == len(others) + 1
        assert AuditEntry.objects.latest("pk").action == "series.checklist"

    def test_who_may_not_change_series_sees_nothing(self, client, rota, series):
        client.force_login(create_staff("view_eventseries"))

        assert client.get(rota).status_code == 403

    def test_a_record_of_the_press_has_none(self, staff_client, rota, series):
        series.provenance = Provenance.PRESS
        series.save()

        assert staff_client.get(rota).status_code == 404
