"""The personal page, the page of the back office, and what nobody else sees."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from coalition.models import AuditEntry
from coalition.tokens import make_token
from events.emails.shifts import SHIFT_LINK
from events.enums import AssignmentState
from events.models import Shift, ShiftAssignment, Volunteer, VolunteerContact
from events.services.move import move_occurrence
from events.services.shifts.volunteers import give_up_shift
from tests.config.rows import all_rows
from tests.events.week import FRIDAY
from tests.factories.coalition import create_staff
from tests.factories.events import make_occurrence
from tests.factories.shifts import invite, make_shift, say_yes, wait_for_a_place
from tests.jobs import run_jobs
from tests.markup import form_values, read
from tests.public import leaked

NAME, ADDRESS, PHONE = "카나리아별하", "canary-sori@example.org", "010-9876-5432"
POINT = "카나리아 집결지"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def shift(friday):
    return make_shift(friday, needed=1)


def page_of(assignment, prefix=""):
    token = make_token(SHIFT_LINK, assignment.volunteer.code)
    return f"{prefix}/events/shifts/{token}/"


def answer(asked, **values):
    seen = Shift.objects.select_related("occurrence").get(pk=asked.shift_id).seen
    return {
        "action": "confirm",
        "assignment": asked.pk,
        "seen": seen,
        "consent_privacy": "on",
        **values,
    }


class TestPersonalPage:
    def test_shows_the_shift_and_ticks_nothing(self, client, shift):
        response = client.get(page_of(invite(shift)))
        page = read(response)

        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert "질서유지인" in page.text
        assert "9번 출구 안" in page.text
        first = page.all("form", method="post")[0]
        assert "consent_privacy" not in form_values(first)
        assert "설이" not in page.text  # over a shoulder nobody reads a name

    def test_a_get_changes_nothing(self, client, shift):
        path = page_of(invite(shift))
        before = all_rows()
        client.get(path)
        client.head(path)

        assert all_rows() == before

    @pytest.mark.parametrize("prefix", ("", "/en"))
    def test_the_form_as_shown_says_yes(self, visitor, shift, prefix):
        assignment = invite(shift)
        path = page_of(assignment, prefix)
        form = read(visitor.get(path)).all("form", method="post")[0]
        data = {name: value[0] for name, value in form_values(form).items()}
        data |= {"action": "confirm", "consent_privacy": "on", "phone": PHONE}

        response = visitor.post(path, data)
        assert (response.status_code, response["Location"]) == (303, path)
        assignment.refresh_from_db()
        assert assignment.state == AssignmentState.CONFIRMED
        assert visitor.get(path).status_code == 200

    @pytest.mark.parametrize(
        "changed",
        (
            {"consent_privacy": ""},
            {"phone": "전화 주세요"},
            {"phone": "1" * 60},
            {"assignment": "9" * 40},
            {"assignment": "x"},
        ),
    )
    def test_mistakes_change_nothing(self, visitor, shift, changed):
        assignment = invite(shift)
        before = all_rows()
        response = visitor.post(page_of(assignment), answer(assignment, **changed))

        assert response.status_code in (409, 422)
        assert all_rows() == before

    def test_a_mistake_keeps_what_was_written(self, visitor, shift):
        assignment = invite(shift)
        data = answer(assignment, phone=PHONE, consent_privacy="")
        page = read(visitor.post(page_of(assignment), data))

        assert page.one("input", name="phone")["value"] == PHONE
        assert len(page.all("div", class_="c-error-summary")) == 1

    def test_a_full_shift_says_so_and_offers_the_backup_list(self, visitor, shift):
        first, second = invite(shift), invite(shift, "b@example.org")
        say_yes(first)
        response = visitor.post(page_of(second), answer(second))
        assert response.status_code == 409
        assert read(response).one("button", value="standby")

        data = answer(second, action="standby")
        assert visitor.post(page_of(second), data).status_code == 303
        page = read(visitor.get(page_of(second)))
        assert not page.all("button", value="confirm")
        give_up_shift(code=first.volunteer.code, assignment_id=first.pk)
        page = read(visitor.get(page_of(second)))
        assert page.one("button", value="confirm")

    def test_a_time_that_changed_meanwhile_is_shown_first(self, visitor, friday, shift):
        assignment = invite(shift)
        data = answer(assignment)
        move_occurrence(
            occurrence=friday,
            local_date=FRIDAY,
            local_time=dt.time(17),
            venue=friday.venue,
            reason_ko="일몰",
        )

        response = visitor.post(page_of(assignment), data)
        assert response.status_code == 409
        assert "오후 4시" in read(response).text

    @pytest.mark.parametrize("action", ("decline", "cancel"))
    def test_a_no_erases_and_ends_the_link(self, visitor, shift, action):
        assignment = invite(shift)
        data = {"action": action, "assignment": assignment.pk}

        assert visitor.post(page_of(assignment), data).status_code == 200
        assert VolunteerContact.objects.count() == 0
        assert visitor.get(page_of(assignment)).status_code == 410
        assert visitor.post(page_of(assignment), data).status_code == 200

    def test_gives_everything_that_is_kept(self, visitor, shift):
        assignment = say_yes(invite(shift, ADDRESS, NAME), phone=PHONE)
        response = visitor.post(page_of(assignment), {"action": "export"})
        own = json.loads(response.content)

        assert (own["name"], own["email"], own["phone"]) == (NAME, ADDRESS, PHONE)
        assert "attachment" in response["Content-Disposition"]
        assert response["Cache-Control"] == "private, no-store"

    def test_an_unknown_link_and_another_purpose_open_nothing(self, visitor, shift):
        code = invite(shift).volunteer.code

        for token in ("unknown", make_token("alert", code)):
            assert visitor.get(f"/events/shifts/{token}/").status_code == 404

    def test_foreign_forms_and_unknown_acts(self, client, visitor, shift):
        path = page_of(invite(shift))

        foreign = client.post(
            path, {"action": "decline"}, HTTP_ORIGIN="https://evil.example"
        )
        assert foreign.status_code == 403
        for data in ({}, {"action": "x"}, {"action": "decline", "assignment": "x"}):
            assert visitor.post(path, data).status_code == 400
        assert VolunteerContact.objects.count() == 1


class TestBackOffice:
    @pytest.fixture
    def desk(self, friday):
        return reverse("admin:events_occurrence_shifts", args=(friday.pk,))

    def test_is_for_those_who_may_change_gatherings(self, client, desk):
        assert client.get(desk).status_code == 302
        client.force_login(create_staff("view_occurrence"))
        assert client.get(desk).status_code == 403

    def test_from_planning_to_a_release(self, staff_client, friday, desk):
        new = {
            "action": "add",
            "new-role": "marshal",
            "new-begins": "18:00",
            "new-ends": "21:30",
            "new-needed": "2",
        }
        assert staff_client.post(desk, new).status_code == 303
        shift = Shift.objects.get()
        asked = {
            "action": "invite",
            "shift": shift.pk,
            f"invite-{shift.pk}-name": NAME,
            f"invite-{shift.pk}-email": ADDRESS,
            f"invite-{shift.pk}-language": "ko",
        }
        assert staff_client.post(desk, asked).status_code == 303
        assert staff_client.post(desk, asked).status_code == 422
        details = {
            "action": "revise",
            "shift": shift.pk,
            f"details-{shift.pk}-needed": "3",
            f"details-{shift.pk}-meeting_point": POINT,
        }
        assert staff_client.post(desk, details).status_code == 303
        assignment = ShiftAssignment.objects.get()
        release = {"action": "release", "assignment": assignment.pk}
        assert staff_client.post(desk, release).status_code == 303
        run_jobs()
        remove = {"action": "remove", "shift": shift.pk}
        assert staff_client.post(desk, remove).status_code == 303
        assert Shift.objects.count() == 0
        acts = AuditEntry.objects.filter(action__startswith="shift.")
        assert {each.action.removeprefix("shift.") for each in acts} == {
            "create",
            "invite",
            "change",
            "release",
            "remove",
        }
        details = " ".join(str(each.detail) for each in acts)
        assert NAME not in details
        assert ADDRESS not in details

    @pytest.mark.parametrize(
        "changed",
        (
            {"new-role": "queen"},
            {"new-needed": "0"},
            {"new-begins": ""},
            {"new-meeting_point": "x" * 201},
        ),
    )
    def test_mistakes_are_shown(self, staff_client, desk, changed):
        new = {
            "action": "add",
            "new-role": "marshal",
            "new-begins": "18:00",
            "new-ends": "21:30",
            "new-needed": "2",
        }
        response = staff_client.post(desk, new | changed)

        assert response.status_code == 422
        assert Shift.objects.count() == 0

    def test_refusals_are_said(self, staff_client, friday, desk, shift):
        invite(shift)
        for data in (
            {"action": "remove", "shift": shift.pk},
            {"action": "copy"},
            {"action": "ask-again", "assignment": ShiftAssignment.objects.get().pk},
        ):
            response = staff_client.post(desk, data, follow=True)
            assert len(list(response.context["messages"])) == 1
        assert Shift.objects.count() == 1
        assert staff_client.post(desk, {"action": "x"}).status_code == 400

    def test_acts_reach_only_this_gathering(self, staff_client, desk):
        other = make_shift(make_occurrence(local_date=FRIDAY))
        assignment = invite(other)

        for data in (
            {"action": "remove", "shift": other.pk},
            {"action": "release", "assignment": assignment.pk},
        ):
            assert staff_client.post(desk, data).status_code == 404

    def test_names_are_behind_a_button_that_is_recorded(
        self, staff_client, desk, shift
    ):
        say_yes(invite(shift, ADDRESS, NAME), phone=PHONE)
        wait_for_a_place(invite(shift, "b@example.org", "바다"))
        shown = staff_client.get(desk).content.decode()
        for word in (NAME, ADDRESS, PHONE):
            assert word not in shown

        plain = staff_client.post(desk, {"roster": "names"})
        shown = plain.content.decode()
        assert "no-store" in plain["Cache-Control"]
        assert (NAME in shown, ADDRESS in shown, PHONE in shown) == (True, False, False)
        shown = staff_client.post(desk, {"roster": "coordinator"}).content.decode()
        assert (NAME in shown, ADDRESS in shown, PHONE in shown) == (True, False, True)
        assert "바다" in shown
        looks = AuditEntry.objects.filter(action="shift.roster").order_by("pk")
        assert [each.detail for each in looks] == [
            {"with_numbers": False},
            {"with_numbers": True},
        ]

    def test_open_places_wait_on_the_first_page(self, staff_client, friday, shift):
        tasks = staff_client.get(reverse("admin:index")).context["tasks"]
        (task,) = (task for task in tasks if task.name == "shifts")
        assert [record.badge for record in task.records] == ["1자리 남음"]
        assert staff_client.get(task.records[0].url).status_code == 200

        say_yes(invite(shift))
        tasks = staff_client.get(reverse("admin:index")).context["tasks"]
        assert "shifts" not in {task.name for task in tasks}


def test_nothing_of_it_is_public(client, staff_client, visitor, friday, console):
    """Not on a page, in the JSON or a feed, in a log, a job or the admin's lists."""
    shift = make_shift(friday, meeting_point=POINT, note="카나리아 안내")
    assignment = invite(shift, ADDRESS, NAME)
    visitor.post(page_of(assignment), answer(assignment, phone=PHONE))
    code = str(Volunteer.objects.get().code)
    run_jobs()
    jobs = " ".join(all_rows().values())
    secrets = (NAME, ADDRESS, PHONE, POINT, "카나리아", code)

    assert leaked(secrets, client, friday, friday.series) == []
    for path in (
        "/admin/events/occurrence/",
        f"/admin/events/occurrence/{friday.pk}/change/",
        f"/admin/events/occurrence/{friday.pk}/history/",
    ):
        shown = staff_client.get(path).content.decode()
        assert [each for each in secrets if each in shown] == [], path
    for word in (NAME, ADDRESS, PHONE):
        assert word not in jobs
        assert word not in console.getvalue()
