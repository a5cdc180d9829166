"""Staff's page of the speakers of a gathering."""

import datetime as dt

import pytest
from django.urls import reverse

from coalition.models import AuditEntry, User
from events.models import SpeakerCall
from events.services.speakers.lots import draw_due_lots
from tests.events.week import MONDAY, SEOUL
from tests.factories.speakers import applied, make_call

DEADLINE = dt.datetime(2026, 11, 26, 12, tzinfo=SEOUL)
PAGE = "/events/friday-2026-11-27/"
FORM = f"{PAGE}speak/"
CANARY = "카나리아-7f3a"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def call(friday):
    return make_call(friday)


class TestStaff:
    @pytest.fixture
    def page(self, friday):
        return reverse("admin:events_occurrence_speakers", args=(friday.pk,))

    def test_opening_and_changing(self, staff_client, friday, page):
        assert staff_client.get(page).status_code == 200
        data = {"action": "save", "places": 3, "opens_at": "", "own_closes_at": ""}
        assert staff_client.post(page, data | {"places": 0}).status_code == 422
        assert staff_client.post(page, data).status_code == 303
        call = friday.speaker_call
        assert (call.places, call.opens_at, call.closes_at) == (3, MONDAY, DEADLINE)
        data |= {"own_closes_at": "2026-11-27T12:00", "places": 4}
        assert staff_client.post(page, data).status_code == 303
        changed = SpeakerCall.objects.get()
        assert changed.places == 4
        assert changed.closes_at == DEADLINE + dt.timedelta(days=1)
        assert changed.seed_sha256 == call.seed_sha256

    def test_a_deadline_after_the_start_is_refused(self, staff_client, page):
        data = {"action": "save", "places": 3, "own_closes_at": "2026-11-27T23:00"}
        response = staff_client.post(page, data)
        assert response.status_code == 422
        assert not SpeakerCall.objects.exists()

    def test_stopping(self, staff_client, client, call, page):
        staff_client.post(page, {"action": "stop"})
        assert client.get(FORM).status_code == 410
        staff_client.post(page, {"action": "resume"})
        assert client.get(FORM).status_code == 200

    def test_the_list_holds_codes_and_a_text_is_opened_on_record(
        self, staff_client, call, page
    ):
        application = applied(call, name=CANARY, text=CANARY)
        text = staff_client.get(page).content.decode()
        assert application.lot_code in text
        assert CANARY not in text

        opened = staff_client.post(
            page, {"action": "read", "application": application.pk}
        )
        assert CANARY in opened.content.decode()
        assert "a@example.org" not in opened.content.decode()
        entry = AuditEntry.objects.get(action="speaker_application.read")
        assert entry.subject_id == str(application.pk)

    @pytest.mark.parametrize("number", ("", "0", "x", "9" * 30))
    def test_one_that_is_not_there(self, staff_client, call, page, number):
        response = staff_client.post(page, {"action": "read", "application": number})
        assert response.status_code == 303

    def test_there_is_no_button_to_draw(self, staff_client, call, page):
        for action in ("draw", "redraw", ""):
            assert staff_client.post(page, {"action": action}).status_code == 400

    def test_the_drawn_go_into_the_programme_with_one_click(
        self, clock, client, staff, friday, call, page
    ):
        applied(call)
        clock.move_to(DEADLINE)
        draw_due_lots(now=DEADLINE)
        client.force_login(staff)
        assert page in client.get("/admin/").content.decode()
        assert client.post(page, {"action": "programme"}).status_code == 303
        assert friday.programme.count() == 1
        assert page not in client.get("/admin/").content.decode()
        assert client.get(page).status_code == 200

    def test_only_for_staff_who_may_change_gatherings(self, client, friday, page):
        assert client.get(page).status_code == 302
        reader = User.objects.create_user(
            email="reader@example.org", password="x" * 16, is_staff=True
        )
        client.force_login(reader)
        assert client.get(page).status_code == 403
