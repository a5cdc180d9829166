"""The page of a host's programme, what staff decide on, and who may change a series."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from coalition.models import AuditEntry
from coalition.tokens import make_token
from config.taskboard import task_board
from events.admin.acts import ACTS
from events.admin.preparation import PREPARATIONS
from events.emails.rota import HOSTING_LINK, hosting_url
from events.enums import ItemKind, SpeakerState
from events.forms.proposals import MOST_PARTS
from events.models import EventSeries, ProgrammeItem, ProgrammeProposal
from events.models.proposals import Part
from events.services.call_off import cancel_occurrence
from events.services.rota.hosting import decline_hosting
from events.services.rota.proposals import decline_proposal
from events.services.rota.swaps import accept_swap, ask_swap
from tests.config.rows import all_rows
from tests.events.week import FRIDAY, WEEK
from tests.factories.coalition import create_organization, create_staff
from tests.factories.events import make_occurrence, make_series
from tests.factories.rota import (
    add_part,
    assign,
    link_of,
    make_duty,
    propose,
    represent,
)
from tests.factories.speakers import applied, make_call
from tests.markup import form_values, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def series():
    return make_series(slug="friday")


@pytest.fixture
def duty(series):
    friday = make_occurrence(series=series, local_date=FRIDAY)
    organization = create_organization("달빛여성회", name_en="Moonlight")
    return make_duty(friday, organization, confirmed=True)


@pytest.fixture
def friday(duty):
    return duty.occurrence


@pytest.fixture
def desk(duty):
    """The address of the personal page."""
    link = link_of(represent(duty.organization))
    return hosting_url(link, "ko").removeprefix("http://testserver")


@pytest.fixture
def page(desk, duty):
    return f"{desk}{duty.pk}/programme/"


@pytest.fixture
def opening(friday):
    return add_part(friday, starts_after=0, minutes=10, staff_note="물을 둡니다.")


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def written(visitor, page):
    """The form of the page as it stands, about to be sent."""
    form = read(visitor.get(page)).by_id("content").one("form")
    return form_values(form) | {"action": "send"}


NEW_PART = {"parts-0-kind": "speech", "parts-0-title_ko": "이어 말하기"}


class TestTheForm:
    def test_begins_with_the_public_programme(self, visitor, page, friday, opening):
        add_part(friday, title_ko="귀가 동행", is_public=False)
        response = visitor.get(page)

        assert response.status_code == 200
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["Cache-Control"] == "private, no-store"
        form = read(response).by_id("content").one("form")
        values = form_values(form)
        assert values["parts-0-title_ko"] == ["여는 말"]
        assert values["parts-1-title_ko"] == [""]
        assert "귀가 동행" not in response.text
        assert "물을 둡니다." not in response.text

    def test_the_personal_page_leads_there_once_it_is_confirmed(
        self, visitor, desk, page, series, duty
    ):
        later = make_occurrence(series=series, local_date=FRIDAY + WEEK)
        make_duty(later, duty.organization)
        content = visitor.get(desk).text

        assert f'href="{page}"' in content
        assert f"{later.hosting_duty.pk}/programme/" not in content

    def test_sends_a_programme(self, visitor, page, opening):
        sent = written(visitor, page) | {
            "parts-0-position": "2",
            "parts-1-position": "1",
            "parts-1-kind": "performance",
            "parts-1-title_ko": "노래",
            "parts-1-speaker": "물결",
            "parts-1-speaker_consents": "on",
            "note": "반주가 있습니다.",
        }
        response = visitor.post(page, sent)

        assert (response.status_code, response["Location"]) == (303, page)
        proposed = ProgrammeProposal.objects.get().opened()
        assert proposed.note == "반주가 있습니다."
        first, second = proposed.parts
        assert (first.item, first.kind, first.speaker) == (None, "performance", "물결")
        assert second.item == opening.pk
        assert "아직 결정하지 않았습니다" in words(visitor.get(page))

    def test_asks_nothing_but_the_kind_of_a_part(self, visitor, page):
        visitor.post(page, written(visitor, page) | {"parts-0-kind": "chant"})

        assert ProgrammeProposal.objects.get().opened().parts == (
            Part(kind=ItemKind.CHANT),
        )

    def test_a_part_is_left_out(self, visitor, page, friday, opening):
        add_part(friday, title_ko="노래")
        visitor.post(page, written(visitor, page) | {"parts-0-DELETE": "on"})

        (part,) = ProgrammeProposal.objects.get().opened().parts
        assert part.title_ko == "노래"

    @pytest.mark.parametrize(
        ("wrong", "message"),
        (
            ({"parts-0-speaker": "물결"}, "동의"),
            ({"parts-0-kind": ""}, "종류"),
            ({"parts-0-kind": "sermon"}, "sermon"),
            ({"parts-0-starts_after": "1441"}, "1440"),
            ({"parts-0-starts_after": "-1"}, "0"),
            ({"parts-0-title_ko": "가" * 161}, "160"),
            ({"parts-0-position": "x"}, ""),
            ({"note": "가" * 301}, "300"),
            ({"parts-0-DELETE": "on"}, "하나"),
            ({"parts-TOTAL_FORMS": str(MOST_PARTS + 1)}, ""),
            ({"parts-TOTAL_FORMS": "x"}, ""),
        ),
    )
    def test_mistakes_keep_the_form(self, visitor, page, opening, wrong, message):
        before = all_rows()
        sent = written(visitor, page) | {"parts-0-title_en": "Kept words"}
        response = visitor.post(page, sent | wrong)

        assert response.status_code == 422
        assert read(response).one(class_="c-error-summary").get("autofocus") == ""
        assert message in read(response).one(class_="c-error-summary").text
        if "parts-TOTAL_FORMS" not in wrong:
            assert "Kept words" in response.text
        assert all_rows() == before

    def test_more_rows_without_javascript(self, visitor, page):
        sent = written(visitor, page) | NEW_PART | {"action": "more"}
        response = visitor.post(page, sent)

        assert response.status_code == 200
        values = form_values(read(response).by_id("content").one("form"))
        assert values["parts-0-title_ko"] == ["이어 말하기"]
        assert (sent["parts-TOTAL_FORMS"], values["parts-TOTAL_FORMS"]) == (
            ["3"],
            ["6"],
        )
        assert not ProgrammeProposal.objects.exists()
        values["parts-4-kind"] = "chant"
        visitor.post(page, values | {"action": "send"})
        kinds = [each.kind for each in ProgrammeProposal.objects.get().opened().parts]
        assert kinds == ["speech", "chant"]

    def test_no_more_than_it_takes(self, visitor, page):
        sent = written(visitor, page) | {"action": "more"}
        for count in ("29", "30", "999", "x", "9" * 50):
            response = visitor.post(page, sent | {"parts-TOTAL_FORMS": count})
            assert response.status_code == 200
            assert len(response.context["form"].rows.forms) <= MOST_PARTS

    def test_what_was_declined_is_there_to_correct(
        self, visitor, page, friday, duty, staff
    ):
        propose(duty, Part(title_ko="긴 발언", speaker="물결", speaker_consents=True))
        seen = seen_on(staff, friday)
        decline_proposal(
            occurrence=friday, seen=seen, reason="시간이 넘칩니다.", actor=staff
        )
        response = visitor.get(page)

        assert "시간이 넘칩니다." in words(response)
        assert 'value="긴 발언"' in response.text
        assert "물결" not in response.text

    def test_a_speaker_of_the_lot_is_only_placed(self, visitor, page, friday):
        application = applied(make_call(friday))
        item = add_part(friday, title_ko="", speaker="별하", speaker_consents=True)
        application.item, application.state = item, SpeakerState.DRAWN
        application.rank = 1
        application.save()
        sent = written(visitor, page)
        assert "parts-0-speaker" not in sent
        forged = {
            "parts-0-speaker": "다른 이름",
            "parts-0-speaker_consents": "on",
            "parts-0-kind": "march",
            "parts-0-starts_after": "15",
        }
        visitor.post(page, sent | forged)

        (part,) = ProgrammeProposal.objects.get().opened().parts
        assert part == Part(item=item.pk, is_drawn=True, starts_after=15)

    def test_what_changed_meanwhile_is_said_and_nothing_is_lost(
        self, visitor, page, friday, opening
    ):
        sent = written(visitor, page) | {"parts-0-title_en": "My words"}
        opening.title_ko = "사무국이 고친 말"
        opening.save()
        response = visitor.post(page, sent)

        assert response.status_code == 422
        assert response.context["is_changed"]
        assert "My words" in response.text
        assert "사무국이 고친 말" in words(response)
        assert not ProgrammeProposal.objects.exists()
        form = read(response).by_id("content").one("form")
        again = visitor.post(page, form_values(form) | {"action": "send"})
        assert again.status_code == 303
        (part,) = ProgrammeProposal.objects.get().opened().parts
        assert (part.title_ko, part.title_en) == ("여는 말", "My words")

    def test_mistakes_do_not_hide_what_changed_meanwhile(
        self, visitor, page, friday, opening
    ):
        sent = written(visitor, page) | {"parts-0-kind": ""}
        opening.delete()
        response = visitor.post(page, sent)

        assert response.status_code == 422
        assert len(read(response).all(role="alert")) == 2
        assert len([each for each in read(response).all() if "autofocus" in each]) == 1

    def test_a_get_changes_nothing(self, visitor, page, opening):
        before = all_rows()
        visitor.get(page)
        visitor.head(page)

        assert all_rows() == before

    def test_forms_of_other_sites_are_refused(self, visitor, page):
        sent = written(visitor, page) | NEW_PART
        response = visitor.post(page, sent, HTTP_ORIGIN="https://elsewhere.example")

        assert response.status_code == 403


class TestNobodyElse:
    """A host reaches its own confirmed date while it is to come, and nothing else."""

    def refused(self, visitor, page, sent, status):
        before = all_rows()
        shown, posted = visitor.get(page), visitor.post(page, sent)
        assert (shown.status_code, posted.status_code) == (status, status)
        assert read(posted).all("h1")
        assert "parts-0" not in posted.text
        assert all_rows() == before

    @pytest.fixture
    def sent(self, visitor, page):
        return written(visitor, page) | NEW_PART

    def test_the_link_of_another_organization(self, visitor, sent, duty):
        other = link_of(represent(create_organization("새벽별모임")))
        desk = hosting_url(other, "ko").removeprefix("http://testserver")

        self.refused(visitor, f"{desk}{duty.pk}/programme/", sent, 404)

    def test_another_date_of_the_series(self, visitor, desk, series, sent):
        next_friday = make_occurrence(series=series, local_date=FRIDAY + WEEK)
        other = make_duty(
            next_friday, create_organization("새벽별모임"), confirmed=True
        )
        for number in (other.pk, 0, 10**30):
            self.refused(visitor, f"{desk}{number}/programme/", sent, 404)

    def test_the_series_or_a_date_by_its_address(
        self, visitor, desk, series, friday, sent
    ):
        for slug in (series.slug, friday.slug):
            self.refused(visitor, f"{desk}{slug}/programme/", sent, 404)

    def test_a_date_it_has_not_confirmed(self, visitor, desk, series, duty, sent):
        later = make_occurrence(series=series, local_date=FRIDAY + WEEK)
        make_duty(later, duty.organization)

        self.refused(visitor, f"{desk}{later.hosting_duty.pk}/programme/", sent, 404)

    @pytest.mark.parametrize("how", ("declined", "released", "swapped"))
    def test_a_date_it_has_no_more(
        self, visitor, page, series, duty, friday, sent, how
    ):
        if how == "declined":
            decline_hosting(
                duty_id=duty.pk, organization=duty.organization, reason="총회입니다."
            )
        elif how == "released":
            assign(friday, create_organization("늘모임"))
        else:
            later = make_occurrence(series=series, local_date=FRIDAY + WEEK)
            other = make_duty(later, create_organization("새벽별모임"))
            represent(other.organization)
            swap = ask_swap(
                given_id=duty.pk, wanted_id=other.pk, organization=duty.organization
            )
            accept_swap(swap_id=swap.pk, organization=other.organization)

        self.refused(visitor, page, sent, 404)

    @pytest.mark.parametrize("end", ("begun", "over", "cancelled"))
    def test_a_date_that_is_not_to_come(self, clock, visitor, page, friday, sent, end):
        if end == "cancelled":
            cancel_occurrence(occurrence=friday, reason_ko="폭우로 쉽니다.")
        else:
            clock.move_to(friday.starts_at if end == "begun" else friday.over_at)

        self.refused(visitor, page, sent, 410)

    def test_a_link_that_is_none_or_has_ended(self, visitor, friday, duty, sent):
        unknown = reverse("host-programme", args=("x", duty.pk))
        nobody = make_token(HOSTING_LINK, friday.uid)
        ended = reverse("host-programme", args=(nobody, duty.pk))

        self.refused(visitor, unknown, sent, 404)
        self.refused(visitor, ended, sent, 410)

    def test_keys_of_other_records_lead_nowhere(
        self, visitor, page, sent, series, opening
    ):
        """The form names no duty; a foreign part it names is a new part of its own."""
        next_friday = make_occurrence(series=series, local_date=FRIDAY + WEEK)
        foreign = add_part(next_friday, title_ko="다른 날의 순서")
        hidden = add_part(opening.occurrence, title_ko="비공개", is_public=False)
        fresh = written(visitor, page)
        for key in (foreign.pk, hidden.pk, 10**15):
            fresh = written(visitor, page)
            response = visitor.post(page, fresh | {"parts-0-item": key})
            assert response.status_code == 303
            (part,) = ProgrammeProposal.objects.get().opened().parts
            assert (part.item, part.title_ko) == (None, "여는 말")
            ProgrammeProposal.objects.all().delete()

    def test_nothing_of_the_series_or_the_date_can_be_sent(
        self, visitor, page, sent, series, friday, duty
    ):
        before = all_rows()
        extra = {
            "title_ko": "다른 제목",
            "own_title_ko": "다른 제목",
            "series": "1",
            "local_date": "2027-01-01",
            "duty": "1",
            "parts-0-occurrence": "1",
            "parts-0-is_public": "on",
            "parts-0-staff_note": "다른 말",
        }
        assert visitor.post(page, sent | extra).status_code == 303

        after = all_rows()
        changed = {name for name, rows in after.items() if before.get(name) != rows}
        assert changed == {"events.ProgrammeProposal", "coalition.AuditEntry"}
        assert "다른" not in str(ProgrammeProposal.objects.get().opened())


def seen_on(user, occurrence):
    """What the page of staff carries along."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    address = reverse("admin:events_occurrence_host-programme", args=(occurrence.pk,))
    return client.get(address).context["comparison"].seen


class TestBackOffice:
    @pytest.fixture
    def address(self, friday):
        return reverse("admin:events_occurrence_host-programme", args=(friday.pk,))

    @pytest.fixture
    def proposal(self, duty, friday, opening):
        leaving = add_part(friday, title_ko="노래")
        add_part(friday, title_ko="귀가 동행", is_public=False)
        assert leaving
        return propose(
            duty,
            Part(title_ko="새 순서"),
            Part(item=opening.pk, title_ko="고친 말", kind=opening.kind),
            note="<b>부탁</b>",
        )

    def test_compares_in_words(self, staff_client, address, proposal):
        rows = read(staff_client.get(address)).one("table").all("tr")[1:]
        shown = [
            [cell.text for cell in row.children if hasattr(cell, "text")]
            for row in rows
        ]

        first_words = [cells[0].split()[0] for cells in shown]
        assert first_words == ["추가", "바뀜", "빠짐", "그대로(주관"]
        assert "제목(한국어)" in shown[1][0]
        assert "여는 말" in shown[1][1]
        assert "고친 말" in shown[1][2]
        assert "물을 둡니다." in shown[1][1]
        assert "귀가 동행" in shown[3][1]
        assert "&lt;b&gt;부탁" in staff_client.get(address).text

    def test_accepts(self, staff_client, address, friday, staff, proposal):
        seen = staff_client.get(address).context["comparison"].seen
        response = staff_client.post(address, {"action": "accept", "seen": seen})

        assert (response.status_code, response["Location"]) == (303, address)
        titles = [item.title_ko for item in friday.programme.all()]
        assert titles == ["새 순서", "고친 말", "귀가 동행"]
        again = staff_client.post(
            address, {"action": "accept", "seen": seen}, follow=True
        )
        assert "먼저" in words(again) or again.context["messages"]
        assert AuditEntry.objects.filter(action="hosting.programme-accept").count() == 1

    def test_declines_with_a_reason_only(self, staff_client, address, proposal):
        seen = staff_client.get(address).context["comparison"].seen
        refused = staff_client.post(
            address, {"action": "decline", "seen": seen, "reason": " "}
        )
        assert refused.status_code == 422
        done = staff_client.post(
            address, {"action": "decline", "seen": seen, "reason": "시간이 넘칩니다."}
        )
        assert done.status_code == 303
        assert ProgrammeProposal.objects.get().decline_reason == "시간이 넘칩니다."

    def test_says_when_it_is_outdated(self, staff_client, address, proposal, opening):
        opening.title_ko = "사무국이 고침"
        opening.save()

        assert staff_client.get(address).context["comparison"].is_outdated

    def test_says_when_nothing_waits(self, staff_client, address):
        assert staff_client.get(address).context["comparison"] is None

    @pytest.mark.parametrize("data", ({}, {"action": "delete"}))
    def test_what_no_form_sends_is_400(self, staff_client, address, proposal, data):
        assert staff_client.post(address, data).status_code == 400

    def test_who_may_only_see_dates_decides_nothing(self, client, address, proposal):
        client.force_login(create_staff("view_occurrence"))
        shown = client.get(address)
        seen = shown.context["comparison"].seen
        before = all_rows()

        assert shown.status_code == 200
        assert not read(shown).by_id("content-main").all("form")
        for action in ("accept", "decline"):
            sent = {"action": action, "seen": seen, "reason": "아니요"}
            assert client.post(address, sent).status_code == 403
        assert all_rows() == before

    def test_who_may_see_no_dates_sees_nothing(self, client, address, proposal):
        client.force_login(create_staff("view_organization", "change_eventseries"))

        assert client.get(address).status_code == 403

    def test_a_date_called_off_is_not_decided_on(
        self, staff_client, address, friday, proposal
    ):
        cancel_occurrence(occurrence=friday, reason_ko="폭우로 쉽니다.")

        assert not staff_client.get(address).context["can_decide"]

    def test_stands_on_the_first_page(self, friday, address, proposal, staff):
        def waiting():
            board = task_board(
                may_view=lambda model: True,
                may_change=lambda model: True,
                now=timezone.now(),
            )
            return [task for task in board if task.name == "proposals"]

        (task,) = waiting()
        assert task.count == 1
        assert task.records[0].url == address
        assert "달빛여성회" in task.records[0].note
        cancel_occurrence(occurrence=friday, reason_ko="폭우로 쉽니다.")
        assert waiting() == []


class TestRightsOnAll:
    """A series is inherited by all its dates: who edits it needs the right to both."""

    @pytest.fixture
    def addresses(self, series, friday):
        names = ("change", "pause", "schedule", "address", "rota", "checklist")
        return [
            *(
                reverse(f"admin:events_eventseries_{name}", args=(series.pk,))
                for name in names
            ),
            reverse("admin:events_eventseries_state", args=(series.pk, "paused")),
        ]

    @pytest.mark.parametrize(
        "permissions",
        (
            ("change_eventseries",),
            ("change_eventseries", "view_eventseries", "view_occurrence"),
            ("view_eventseries", "change_occurrence"),
            ("change_serieshost", "change_seriesschedule", "view_eventseries"),
        ),
    )
    def test_the_right_to_one_of_them_is_not_enough(
        self, client, addresses, permissions
    ):
        client.force_login(create_staff(*permissions))
        before = all_rows()
        for address in addresses:
            sent = {"title_ko": "다른 제목", "confirmed": "1", "reason_ko": "쉼"}
            assert client.post(address, sent).status_code == 403, address
        for address in addresses[1:]:
            assert client.get(address).status_code == 403, address

        assert all_rows() == before

    def test_who_may_only_look_gets_no_buttons(self, client, addresses):
        client.force_login(create_staff("change_eventseries"))
        page = client.get(addresses[0])

        assert page.status_code == 200
        assert not any(f'href="{each}"' in page.text for each in addresses[1:])
        assert 'name="_save"' not in page.text

    def test_with_both_it_is_edited(self, client, series, addresses):
        client.force_login(create_staff("change_eventseries", "change_occurrence"))
        for address in addresses:
            assert client.get(address).status_code == 200, address
        page = read(client.get(addresses[0]))
        values = form_values(page.by_id("eventseries_form"))
        sent = values | {"title_ko": "목요 집회"}

        assert client.post(addresses[0], sent).status_code == 302
        assert EventSeries.objects.get().title_ko == "목요 집회"

    def test_who_may_only_see_dates_changes_none(self, client, friday):
        client.force_login(create_staff("view_occurrence", "view_eventseries"))
        names = ["change", *(each.name for each in (*ACTS, *PREPARATIONS))]
        before = all_rows()
        for name in names:
            address = reverse(f"admin:events_occurrence_{name}", args=(friday.pk,))
            sent = {"confirmed": "1", "own_title_ko": "다른 제목", "action": "accept"}
            assert client.post(address, sent).status_code == 403, name

        assert all_rows() == before

    def test_one_date_is_edited_without_the_series(self, client, friday, opening):
        """And its programme only by who may change programmes."""
        address = reverse("admin:events_occurrence_change", args=(friday.pk,))
        client.force_login(create_staff("change_occurrence"))
        form = read(client.get(address)).by_id("occurrence_form")
        sent = form_values(form) | {
            "own_title_ko": "특별한 금요일",
            "programme-0-title_ko": "다른 말",
        }
        assert client.post(address, sent).status_code == 302

        friday.refresh_from_db()
        assert friday.own_title_ko == "특별한 금요일"
        assert ProgrammeItem.objects.get().title_ko == "여는 말"
