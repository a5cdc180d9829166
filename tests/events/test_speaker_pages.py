"""The form to apply, the page behind the link, and the page of the lot."""

import datetime as dt
import subprocess
import sys

import pytest
from django.core import mail

from coalition.tokens import make_token
from events.emails.alerts import ALERT_LINK
from events.emails.speakers import SPEAKER_LINK
from events.enums import SpeakerState
from events.models import SpeakerApplication, SpeakerCall
from events.services.call_off import cancel_occurrence
from events.services.speakers.applications import withdraw_speaker
from events.services.speakers.lots import draw_due_lots, purge_speakers
from tests.config.rows import all_rows
from tests.events.week import MONDAY, SEOUL
from tests.factories.speakers import applied, apply, make_call
from tests.jobs import run_jobs
from tests.markup import form_values, read
from tests.public import leaked

DEADLINE = dt.datetime(2026, 11, 26, 12, tzinfo=SEOUL)
PAGE = "/events/friday-2026-11-27/"
FORM = f"{PAGE}speak/"
RESULT = f"{FORM}result/"
CHECK_MAIL = "/events/speak/check-mail/"
CANARY = "카나리아-7f3a"
SPEECH = {"name": "달빛", "text": "우리는 함께합니다."}
DATA = SPEECH | {
    "email": "a@example.org",
    "consent_privacy": "on",
    "consent_sensitive": "on",
    "age_14": "on",
    "keeps_rules": "on",
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def call(friday):
    return make_call(friday)


def page_of(application, prefix=""):
    token = make_token(SPEAKER_LINK, application.code)
    return f"{prefix}/events/speak/{token}/"


class TestForm:
    def test_only_where_staff_opened_it(self, client, friday):
        assert client.get(FORM).status_code == 404
        assert client.get(RESULT).status_code == 404
        assert FORM not in client.get(PAGE).content.decode()
        make_call(friday, opens_at=MONDAY + dt.timedelta(hours=1))
        assert client.get(FORM).status_code == 404
        assert FORM not in client.get(PAGE).content.decode()

    def test_the_gathering_leads_to_it(self, client, call):
        assert len(read(client.get(PAGE)).all("a", href=FORM)) == 1
        page = read(client.get(FORM))

        assert len(page.all("a", href=RESULT)) == 1
        assert "2026년 11월 26일(목)" in page.text

    def test_nothing_is_ticked_and_it_works_without_javascript(self, client, call):
        page = read(client.get(FORM))
        form = page.one("form", method="post")

        names = ("name", "email", "text", "needs", "website")
        assert form_values(form) == {name: [""] for name in names}
        assert "0 / 800" in page.text
        assert not any("onclick" in each for each in page.all())

    @pytest.mark.parametrize("prefix", ("", "/en"))
    def test_a_valid_form_leads_to_the_check_mail_page(self, visitor, call, prefix):
        response = visitor.post(
            prefix + FORM, DATA | {"needs": "수어통역", "is_read_by_another": "on"}
        )

        assert (response.status_code, response["Location"]) == (
            303,
            prefix + CHECK_MAIL,
        )
        assert not response.cookies
        application = SpeakerApplication.objects.get()
        assert application.language == (prefix[1:] or "ko")
        assert application.is_read_by_another
        assert not application.consents_to_name
        assert visitor.get(response["Location"]).status_code == 200

    def test_the_answer_is_the_same_for_every_address(self, visitor, call):
        apply(call, "pending@example.org")
        applied(call, "confirmed@example.org")
        left = applied(call, "left@example.org")
        withdraw_speaker(code=left.code)

        answers = {
            (response.status_code, response["Location"], response.content)
            for name in ("new", "pending", "confirmed", "left")
            for response in [
                visitor.post(FORM, DATA | {"email": f"{name}@example.org"})
            ]
        }
        assert len(answers) == 1

    @pytest.mark.parametrize(
        ("changed", "field"),
        (
            ({"email": ""}, "email"),
            ({"email": "a@localhost"}, "email"),
            ({"email": "a@example.org\r\nBcc: b@example.org"}, "email"),
            ({"name": ""}, "name"),
            ({"text": " \n "}, "text"),
            ({"text": "말" * 801}, "text"),
            ({"needs": "말" * 201}, "needs"),
            ({"consent_privacy": ""}, "consent_privacy"),
            ({"consent_sensitive": ""}, "consent_sensitive"),
            ({"age_14": ""}, "age_14"),
            ({"keeps_rules": ""}, "keeps_rules"),
        ),
    )
    def test_mistakes_are_shown_and_nothing_is_stored(
        self, visitor, call, changed, field
    ):
        before = all_rows()
        response = visitor.post(FORM, DATA | {"is_read_by_another": "on"} | changed)

        assert response.status_code == 422
        page = read(response)
        assert page.by_id(f"id_{field}_error").text
        assert "checked" in page.by_id("id_is_read_by_another")
        assert "autofocus" in page.one(role="alert")
        if field != "text":
            assert page.by_id("id_text").text == DATA["text"]
        assert all_rows() == before
        assert mail.outbox == []

    def test_800_characters_with_any_blanks_are_taken(self, visitor, call):
        response = visitor.post(FORM, DATA | {"text": "말 \r\n" * 800})
        assert response.status_code == 303

    def test_the_server_counts_what_was_sent(self, visitor, call):
        response = visitor.post(FORM, DATA | {"text": "\u1112\u1161\u11ab" * 900})

        page = read(response)
        assert "900 / 800" in page.text
        assert "900자로 너무 깁니다" in page.by_id("id_text_error").text

    def test_a_machine_gets_the_same_answer_and_nothing_is_stored(self, visitor, call):
        before = all_rows()
        response = visitor.post(FORM, DATA | {"website": "http://x"})

        assert (response.status_code, response["Location"]) == (303, CHECK_MAIL)
        assert all_rows() == before

    def test_other_sites_cannot_send_it(self, client, call):
        response = client.post(FORM, DATA, HTTP_ORIGIN="https://evil.example")
        assert response.status_code == 403

    def test_after_the_deadline_it_is_closed(self, clock, visitor, call):
        clock.move_to(DEADLINE)
        assert visitor.get(FORM).status_code == 410
        assert visitor.post(FORM, DATA).status_code == 410

    def test_of_a_cancelled_gathering_it_is_closed(self, visitor, friday, call):
        cancel_occurrence(occurrence=friday, reason_ko="폭우")
        response = visitor.get(FORM)
        assert response.status_code == 410
        assert "이 날짜에는 집회가 열리지 않습니다" in response.content.decode()


class TestLink:
    def test_get_shows_and_only_post_confirms(self, visitor, call):
        application = apply(call)
        path = page_of(application)
        page = visitor.get(path)

        assert page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]
        application.refresh_from_db()
        assert application.state == SpeakerState.PENDING
        assert visitor.post(path, {"action": "confirm"}).status_code == 303
        application.refresh_from_db()
        assert application.state == SpeakerState.CONFIRMED
        assert application.lot_code in visitor.get(path).content.decode()

    def test_the_mail_leads_there(self, visitor, call):
        visitor.post(f"/en{FORM}", DATA)
        run_jobs()

        (message,) = mail.outbox
        path = page_of(SpeakerApplication.objects.get(), "/en")
        assert f"http://testserver{path}" in message.body
        assert "When: Fri 27 November 2026, 7 p.m. KST" in message.body
        assert "우리는" not in message.body
        assert visitor.get(path).status_code == 200

    @pytest.mark.parametrize("action", ("", "draw", "read"))
    def test_anything_else_is_refused(self, visitor, call, action):
        assert (
            visitor.post(page_of(applied(call)), {"action": action}).status_code == 400
        )

    def test_correcting(self, visitor, call):
        path = page_of(applied(call))
        changed = SPEECH | {"action": "revise", "text": "고친 글"}

        assert visitor.post(path, changed | {"text": "말" * 801}).status_code == 422
        assert visitor.post(path, changed).status_code == 303
        assert read(visitor.get(path)).by_id("id_text").text == "고친 글"

    def test_after_the_deadline_nothing_is_corrected(self, clock, visitor, call):
        path = page_of(applied(call))
        clock.move_to(DEADLINE)
        changed = SPEECH | {"action": "revise", "text": "고친 글"}

        assert visitor.post(path, changed).status_code == 410
        page = visitor.get(path).content.decode()
        assert "고친 글" not in page
        assert "우리는 함께합니다." in page
        assert 'name="text"' not in page

    def test_the_download_holds_everything(self, visitor, call):
        response = visitor.post(page_of(applied(call)), {"action": "export"})

        data = response.json()
        assert data["text"] == SPEECH["text"]
        assert data["email"] == "a@example.org"
        assert "attachment" in response["Content-Disposition"]

    def test_withdrawing(self, visitor, call):
        path = page_of(applied(call))
        assert visitor.post(path, {"action": "withdraw"}).status_code == 200
        assert not SpeakerApplication.objects.exists()
        for data in ({"action": "confirm"}, {"action": "export"}):
            assert visitor.post(path, data).status_code == 410
        assert visitor.get(path).status_code == 410

    def test_a_pending_one_ends_with_the_deadline(self, clock, visitor, call):
        path = page_of(apply(call))
        clock.move_to(DEADLINE)
        assert visitor.get(path).status_code == 410
        assert visitor.post(path, {"action": "confirm"}).status_code == 410

    def test_other_links_open_nothing(self, visitor, call):
        application = applied(call)
        other = make_token(ALERT_LINK, application.code)
        for token in (other, str(application.code), application.lot_code):
            assert visitor.get(f"/events/speak/{token}/").status_code == 404

    @pytest.mark.parametrize(
        ("places", "words"), ((1, "발언 순서는 1번입니다"), (2, "발언 순서는"))
    )
    def test_the_result_is_on_it(self, clock, visitor, call, places, words):
        call.places = places
        call.save()
        application = applied(call)
        clock.move_to(DEADLINE)
        draw_due_lots(now=DEADLINE)
        assert words in visitor.get(page_of(application)).content.decode()


class TestLot:
    def test_before_it_only_the_digest_is_public(self, client, call):
        applied(call)
        response = client.get(RESULT)

        text = response.content.decode()
        assert "public" in response["Cache-Control"]
        assert call.seed_sha256 in text
        assert call.opened_seed().hex() not in text
        assert SpeakerApplication.objects.get().lot_code not in text

    def test_afterwards_anybody_can_draw_it_again(self, clock, client, call):
        for number in range(6):
            applied(call, f"p{number}@example.org")
        clock.move_to(DEADLINE)
        draw_due_lots(now=DEADLINE)
        page = read(client.get(RESULT))
        (program,) = page.all("pre")
        source = "".join(
            "".join(map(str, each.children)) for each in program.all("code")
        )
        done = subprocess.run(
            [sys.executable, "-I", "-c", source],
            capture_output=True,
            text=True,
            check=True,
        )

        call.refresh_from_db()
        expected = [f"{n} {code}" for n, code in enumerate(call.drawn_codes, 1)]
        assert done.stdout.splitlines() == expected
        assert [each.text for each in page.all("code")][:6] == call.drawn_codes

    def test_a_false_seed_is_seen(self, clock, client, call):
        applied(call)
        clock.move_to(DEADLINE)
        draw_due_lots(now=DEADLINE)
        SpeakerCall.objects.update(seed="00" * 32)
        page = read(client.get(RESULT))
        source = "".join(map(str, page.one("pre").one("code").children))
        done = subprocess.run(
            [sys.executable, "-I", "-c", source],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "AssertionError" in done.stderr

    def test_it_stays_when_everything_else_is_erased(self, clock, client, friday, call):
        application = applied(call)
        clock.move_to(DEADLINE)
        draw_due_lots(now=DEADLINE)
        clock.move_to(friday.over_at + dt.timedelta(days=4))
        purge_speakers(now=friday.over_at + dt.timedelta(days=4))

        assert application.lot_code in client.get(RESULT).content.decode()
        assert client.get(page_of(application)).status_code == 410


def test_no_public_address_tells_who_applied(clock, client, friday, call):
    """Not what was written, not that it was, before the lot and after it."""
    applied(call, "canary@example.org", name=CANARY, text=CANARY, needs=CANARY)
    apply(call, "canary2@example.org", name=CANARY)

    for moment in (MONDAY, DEADLINE):
        clock.move_to(moment)
        draw_due_lots(now=moment)
        run_jobs()
        codes = [str(row.code) for row in SpeakerApplication.objects.all()]
        secrets = (CANARY, "canary", *codes)
        assert leaked(secrets, client, friday, friday.series) == []
    rows = "".join(
        text
        for label, text in all_rows().items()
        if label not in ("events.SpeakerWords",)
    )
    assert CANARY not in rows
    assert "canary" not in rows
    for message in mail.outbox:
        assert CANARY not in message.body + message.subject


def test_no_log_line_holds_what_was_written(
    call, visitor, console, caplog, monkeypatch
):
    caplog.set_level("DEBUG")

    def fail(**_):
        raise RuntimeError("broken")

    visitor.raise_request_exception = False
    monkeypatch.setattr("events.views.speakers.apply_to_speak", fail)
    data = DATA | {"name": CANARY, "text": CANARY, "email": "canary@example.org"}

    assert visitor.post(FORM, data).status_code == 500
    assert "RuntimeError: broken" in console.getvalue()
    assert CANARY not in console.getvalue() + caplog.text
    assert "canary" not in console.getvalue() + caplog.text
