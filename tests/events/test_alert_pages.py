"""The form for change alerts, the page behind the link, and what neither tells."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client

from coalition.enums import Provenance
from coalition.tokens import make_token
from events.emails.alerts import ALERT_LINK, LEAVE_LINK
from events.enums import AlertState, SeriesState
from events.models import AlertSubscription
from events.services.alerts import leave_alerts
from tests.config.rows import all_rows
from tests.events.week import FRIDAY
from tests.factories.alerts import ask, follow
from tests.factories.events import make_occurrence, make_series
from tests.jobs import run_jobs
from tests.markup import form_values, read

FORM = "/events/friday-2026-11-27/alerts/"
CHECK_MAIL = "/events/alerts/check-mail/"
DATA = {"email": "a@example.org", "consent_privacy": "on"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def page_of(alert, prefix=""):
    return f"{prefix}/events/alerts/{make_token(ALERT_LINK, alert.code)}/"


def leave_of(alert):
    return f"/events/alerts/{make_token(LEAVE_LINK, alert.code)}/leave/"


class TestForm:
    def test_a_date_and_a_series_lead_to_theirs(self, client, friday):
        series = friday.series
        for path, form in (
            (friday.get_absolute_url(), FORM),
            (series.get_absolute_url(), f"{series.get_absolute_url()}alerts/"),
            ("/friday/", f"{series.get_absolute_url()}alerts/"),
        ):
            assert len(read(client.get(path)).all("a", href=form)) == 1
            assert client.get(form).status_code == 200

    def test_it_asks_for_an_address_only_and_ticks_nothing(self, client, friday):
        page = read(client.get(FORM))
        form = page.one("form", method="post")

        assert form_values(form) == {"email": [""], "website": [""]}
        assert "금요 집회" in page.text

    @pytest.mark.parametrize("prefix", ("", "/en"))
    def test_a_valid_form_leads_to_the_check_mail_page(self, visitor, friday, prefix):
        response = visitor.post(prefix + FORM, DATA | {"wants_reminder": "on"})

        assert (response.status_code, response["Location"]) == (
            303,
            prefix + CHECK_MAIL,
        )
        assert not response.cookies
        alert = AlertSubscription.objects.get()
        assert (alert.occurrence, alert.language) == (friday, prefix[1:] or "ko")
        assert alert.wants_reminder
        assert visitor.get(response["Location"]).status_code == 200

    def test_of_a_series(self, visitor, friday):
        visitor.post("/events/series/friday/alerts/", DATA)

        assert AlertSubscription.objects.get().target == friday.series

    def test_the_answer_is_the_same_for_every_address(self, visitor, friday):
        ask(friday, "pending@example.org")
        follow(friday, "confirmed@example.org")
        left = follow(friday, "left@example.org")
        leave_alerts(code=left.code)

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
            ({"email": "a" * 401 + "@example.org"}, "email"),
            ({"consent_privacy": ""}, "consent_privacy"),
        ),
    )
    def test_mistakes_are_shown_and_nothing_is_stored(
        self, visitor, friday, changed, field
    ):
        before = all_rows()
        response = visitor.post(FORM, DATA | {"wants_reminder": "on"} | changed)

        assert response.status_code == 422
        page = read(response)
        assert page.by_id(f"id_{field}_error").text
        assert "checked" in page.by_id("id_wants_reminder")
        assert "autofocus" in page.one(role="alert")
        assert all_rows() == before
        assert mail.outbox == []

    def test_a_machine_gets_the_same_answer_and_nothing_is_stored(
        self, visitor, friday
    ):
        before = all_rows()
        response = visitor.post(FORM, DATA | {"website": "http://x"})

        assert (response.status_code, response["Location"]) == (303, CHECK_MAIL)
        assert all_rows() == before

    @pytest.mark.parametrize(
        "headers",
        ({}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}),
    )
    def test_a_form_from_elsewhere_is_refused(self, friday, headers):
        client = Client(enforce_csrf_checks=True)
        before = all_rows()

        assert client.post(FORM, DATA, headers=headers).status_code == 403
        assert all_rows() == before

    def test_of_a_draft_or_of_nothing_is_not_found(self, visitor):
        draft = make_occurrence(local_date=FRIDAY, published=False)
        hidden = make_series(state=SeriesState.DRAFT)

        for path in (
            draft.get_absolute_url(),
            hidden.get_absolute_url(),
            "/events/none/",
            "/events/series/none/",
        ):
            assert visitor.get(f"{path}alerts/").status_code == 404
            assert visitor.post(f"{path}alerts/", DATA).status_code == 404

    def test_what_cannot_change_any_more_offers_none(self, visitor, friday):
        past = make_occurrence(local_date=dt.date(2026, 10, 30))
        ended = make_series(state=SeriesState.ENDED)
        press = make_occurrence(local_date=FRIDAY, provenance=Provenance.PRESS)

        for target in (past, ended, press):
            form = f"{target.get_absolute_url()}alerts/"
            page = read(visitor.get(target.get_absolute_url()))
            assert page.all("a", href=form) == []
            assert visitor.get(form).status_code == 410
            assert visitor.post(form, DATA).status_code == 410
        assert AlertSubscription.objects.count() == 0

    def test_is_private(self, client, friday):
        response = client.get(FORM)

        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, noarchive"


class TestPage:
    @pytest.mark.parametrize("method", ("get", "head"))
    def test_opening_it_confirms_nothing(self, client, friday, method):
        alert = ask(friday)

        assert getattr(client, method)(page_of(alert)).status_code == 200
        alert.refresh_from_db()
        assert alert.state == AlertState.PENDING

    def test_the_button_confirms_and_shows_it(self, visitor, friday):
        alert = ask(friday, wants_reminder=True)
        page = read(visitor.get(page_of(alert, "/en")))
        (form, _) = page.all("form", method="post")
        response = visitor.post(page_of(alert, "/en"), form_values(form))

        assert (response.status_code, response["Location"]) == (
            303,
            page_of(alert, "/en"),
        )
        text = read(visitor.get(response["Location"])).one("main").text
        assert "You will be told of changes" in text
        assert "With a reminder on the evening before." in text

    def test_the_other_button_leaves(self, visitor, friday):
        alert = follow(friday)
        (form,) = read(visitor.get(page_of(alert))).all("form", method="post")

        for _ in range(2):
            assert visitor.post(page_of(alert), form_values(form)).status_code == 200
        assert AlertSubscription.objects.count() == 0
        assert visitor.get(page_of(alert)).status_code == 410
        assert visitor.post(page_of(alert), {"action": "confirm"}).status_code == 410

    def test_the_mail_leads_here_in_its_language(self, visitor, friday):
        for language, prefix in (("ko", ""), ("en", "/en")):
            alert = ask(friday, f"{language}@example.org", language=language)
            run_jobs()
            assert f"http://testserver{page_of(alert, prefix)}\n" in (
                mail.outbox[-1].body
            )

    def test_an_expired_request_is_gone(self, visitor, friday, clock):
        alert = ask(friday)
        clock.shift(dt.timedelta(hours=72))

        assert visitor.get(page_of(alert)).status_code == 410
        assert visitor.post(page_of(alert), {"action": "confirm"}).status_code == 410

    @pytest.mark.parametrize("token", ("x", "a.b", "가", "%00", "a" * 2000))
    def test_a_wrong_link_says_the_same_words(self, visitor, friday, token):
        response = visitor.get(f"/en/events/alerts/{token}/")

        assert response.status_code == 404
        assert visitor.post(f"/en/events/alerts/{token}/").status_code == 404

    def test_the_link_for_leaving_opens_no_page(self, visitor, friday):
        alert = follow(friday)
        token = make_token(LEAVE_LINK, alert.code)

        assert visitor.get(f"/events/alerts/{token}/").status_code == 404

    def test_another_act_is_refused(self, visitor, friday):
        assert visitor.post(page_of(ask(friday)), {"action": "x"}).status_code == 400

    def test_a_form_from_elsewhere_is_refused(self, friday):
        alert = ask(friday)
        client = Client(HTTP_ORIGIN="https://evil.example")

        assert client.post(page_of(alert), {"action": "confirm"}).status_code == 403

    def test_it_is_private_and_sends_no_referrer(self, client, friday):
        response = client.get(page_of(ask(friday)))

        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"

    def test_it_does_not_show_the_address(self, client, friday):
        alert = ask(friday, "sori@example.org")

        assert b"sori" not in client.get(page_of(alert)).content


class TestLeavingByTheMailProgram:
    ONE_CLICK = {"List-Unsubscribe": "One-Click"}

    def test_one_post_from_elsewhere_leaves_and_again_does_no_harm(self, friday):
        alert = follow(friday)
        client = Client(enforce_csrf_checks=True)

        for _ in range(2):
            response = client.post(leave_of(alert), self.ONE_CLICK)
            assert response.status_code == 200
            assert not response.cookies
        assert AlertSubscription.objects.count() == 0

    def test_a_program_that_only_looks_does_nothing(self, client, friday):
        alert = follow(friday, language="en")
        response = client.get(leave_of(alert))

        assert response.status_code == 302
        assert response["Location"] == f"http://testserver{page_of(alert, '/en')}"
        assert AlertSubscription.objects.count() == 1

    def test_another_post_is_refused(self, client, friday):
        alert = follow(friday)

        assert client.post(leave_of(alert), {"a": "b"}).status_code == 400
        assert AlertSubscription.objects.count() == 1

    def test_a_wrong_link_is_not_found(self, client, friday):
        alert = follow(friday)
        path = leave_of(alert).replace(
            make_token(LEAVE_LINK, alert.code), make_token(ALERT_LINK, alert.code)
        )

        assert client.post(path, self.ONE_CLICK).status_code == 404
        assert AlertSubscription.objects.count() == 1
        leave_alerts(code=alert.code)
        assert client.get(leave_of(alert)).status_code == 410


def test_nobody_is_listed_anywhere(client, visitor, friday):
    """Not on a page, not in the JSON, and the back office shows a number only."""
    visitor.post(FORM, DATA | {"email": "sori@example.org"})
    alert = AlertSubscription.objects.get()

    for path in (
        friday.get_absolute_url(),
        friday.series.get_absolute_url(),
        "/events/",
        "/friday/",
        "/api/v1/occurrences",
        "/events/calendar.ics",
    ):
        content = client.get(path).content.decode()
        assert "sori" not in content
        assert str(alert.code) not in content


def test_staff_see_how_many_and_not_who(staff_client, friday):
    follow(friday, "sori@example.org")
    follow(friday.series, "sori@example.org")
    ask(friday, "b@example.org")

    for kind, pk in (("occurrence", friday.pk), ("eventseries", friday.series.pk)):
        page = staff_client.get(f"/admin/events/{kind}/{pk}/change/")
        field = read(page).one("div", class_="form-row field-alerts_count")
        assert field.one("div", class_="readonly").text == "1"
        assert b"sori" not in page.content
        assert b"example.org</" not in page.content.replace(b"staff@example.org", b"")
