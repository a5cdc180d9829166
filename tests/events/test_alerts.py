"""Asking for change alerts, confirming, leaving, and what is erased by itself."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.enums import Provenance
from coalition.exceptions import DecryptionError, MailServerError
from events import consents
from events.enums import AlertState, OccurrenceState, SeriesState
from events.exceptions import NoAlertsError
from events.models import AlertAddress, AlertMessage, AlertSubscription
from events.periodic import purge
from events.services.alerts import (
    AlertRequest,
    address_index,
    confirm_alerts,
    leave_alerts,
    purge_alerts,
    request_alerts,
)
from events.services.call_off import cancel_occurrence
from tests.config.rows import all_rows
from tests.events.week import FRIDAY, MONDAY
from tests.factories.alerts import ask, follow
from tests.factories.events import make_occurrence, make_series
from tests.jobs import run_job, run_jobs

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def friday():
    return make_occurrence(series=make_series(), local_date=FRIDAY)


def recipients():
    return [address for each in mail.outbox for address in each.to]


class TestAsking:
    def test_stores_a_wish_that_names_nobody_and_a_job_of_ids(self, friday):
        alert = ask(friday, "Sori@Example.ORG", wants_reminder=True, language="en")

        assert (alert.state, alert.language) == (AlertState.PENDING, "en")
        assert alert.wants_reminder
        assert alert.target == friday
        assert alert.consent_version == consents.VERSION
        assert alert.consent_sha256 == consents.alert_consent_sha256("en")
        assert alert.address.opened("email") == "Sori@Example.ORG"
        assert ProcrastinateJob.objects.get().args == {"subscription_id": alert.pk}
        assert mail.outbox == []
        rows = " ".join(all_rows().values()).lower()
        assert "sori" not in rows
        assert "example.org" not in rows

    def test_the_address_opens_in_its_own_row_only(self, friday):
        one, other = ask(friday, "a@example.org"), ask(friday, "b@example.org")
        AlertAddress.objects.filter(pk=one.pk).update(email=other.address.email)

        with pytest.raises(DecryptionError):
            AlertAddress.objects.get(pk=one.pk).opened("email")

    def test_one_mailbox_asks_once_and_the_last_request_counts(self, friday):
        ask(friday, "ab@gmail.com", wants_reminder=True)
        alert = ask(friday, "a.b+x@googlemail.com", language="en")

        assert AlertSubscription.objects.count() == AlertAddress.objects.count() == 1
        assert (alert.wants_reminder, alert.language) == (False, "en")
        assert alert.address.opened("email") == "a.b+x@googlemail.com"

    def test_a_stranger_changes_nothing_of_a_confirmed_one(self, friday):
        before = follow(friday, wants_reminder=True)
        after = ask(friday, "A@example.org", language="en")

        assert (after.pk, after.state) == (before.pk, AlertState.CONFIRMED)
        assert (after.wants_reminder, after.language) == (True, "ko")
        assert after.address.opened("email") == "a@example.org"

    def test_one_person_cannot_be_linked_between_series(self, friday):
        other = make_series()

        assert address_index(friday, "a@x.org") == address_index(
            friday.series, "a@x.org"
        )
        assert address_index(friday, "a@x.org") != address_index(other, "a@x.org")
        assert address_index(
            make_occurrence(local_date=FRIDAY), "a@x.org"
        ) != address_index(make_occurrence(local_date=FRIDAY), "a@x.org")

    @pytest.mark.parametrize(
        "values",
        (
            {"local_date": FRIDAY - 14 * DAY},
            {"local_date": FRIDAY, "published": False},
            {"local_date": FRIDAY, "provenance": Provenance.PRESS},
        ),
    )
    def test_nothing_is_kept_where_nothing_can_change(self, values):
        occurrence = make_occurrence(**values)
        before = all_rows()

        with pytest.raises(NoAlertsError):
            request_alerts(
                target=occurrence, request=AlertRequest(email="a@example.org")
            )
        assert all_rows() == before

    @pytest.mark.parametrize("state", (SeriesState.DRAFT, SeriesState.ENDED))
    def test_a_series_that_makes_no_dates_takes_none(self, state):
        with pytest.raises(NoAlertsError):
            ask(make_series(state=state))

    def test_a_postponed_date_can_still_be_followed(self):
        assert ask(
            make_occurrence(
                local_date=FRIDAY - 14 * DAY, state=OccurrenceState.POSTPONED
            )
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queue")
def test_many_requests_at_once_are_one_alert():
    occurrence = make_occurrence(local_date=FRIDAY)

    def request(_):
        try:
            request_alerts(
                target=occurrence, request=AlertRequest(email="a@example.org")
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(request, range(16)))

    assert AlertSubscription.objects.count() == AlertAddress.objects.count() == 1


class TestTheLink:
    def test_is_mailed_once_in_ten_minutes(self, friday, clock):
        sent = []
        for _ in range(4):
            ask(friday)
            run_jobs()
            sent.append(len(mail.outbox))
            clock.shift(dt.timedelta(minutes=4))

        assert sent == [1, 1, 1, 2]

    def test_is_mailed_to_a_confirmed_one_once_a_day(self, friday, clock):
        follow(friday, language="en")
        run_jobs()
        mail.outbox.clear()
        sent = []
        for pause in (1, 12, 11, 2):
            clock.shift(pause * HOUR)
            ask(friday)
            run_jobs()
            sent.append(len(mail.outbox))

        assert sent == [1, 1, 1, 2]
        assert mail.outbox[0].subject == "The link to your alerts"

    def test_one_mailbox_gets_three_a_day(self):
        for number in range(4):
            ask(make_occurrence(local_date=FRIDAY + number * DAY))
        ask(make_occurrence(local_date=FRIDAY), "other@example.org")
        run_jobs()

        assert recipients() == ["a@example.org"] * 3 + ["other@example.org"]

    def test_is_not_mailed_to_who_has_left(self, friday):
        leave_alerts(code=ask(friday).code)
        run_jobs()

        assert mail.outbox == []

    def test_a_refusing_server_is_asked_again_and_costs_one_slot(
        self, friday, settings
    ):
        ask(friday)
        job = ProcrastinateJob.objects.get()
        working = settings.EMAIL_BACKEND
        settings.EMAIL_BACKEND = "tests.jobs.RefusingBackend"
        for attempts in range(5):
            with pytest.raises(MailServerError):
                run_job(job, attempts=attempts)
        settings.EMAIL_BACKEND = working
        run_job(job, attempts=5)

        assert recipients() == ["a@example.org"]


class TestConfirming:
    def test_again_changes_nothing(self, friday, clock):
        alert = ask(friday)
        assert confirm_alerts(code=alert.code)
        clock.shift(HOUR)
        assert confirm_alerts(code=alert.code)

        alert.refresh_from_db()
        assert (alert.state, alert.confirmed_at) == (AlertState.CONFIRMED, MONDAY)

    def test_is_too_late_after_72_hours(self, friday, clock):
        alert = ask(friday)
        clock.shift(72 * HOUR)

        assert not confirm_alerts(code=alert.code)
        alert.refresh_from_db()
        assert alert.state == AlertState.PENDING

    def test_who_has_left_cannot(self, friday):
        alert = ask(friday)
        leave_alerts(code=alert.code)

        assert not confirm_alerts(code=alert.code)


def test_leaving_erases_everything_at_once(friday):
    alert = follow(friday)
    cancel_occurrence(occurrence=friday, reason_ko="폭우")
    run_jobs()
    assert AlertMessage.objects.count() == 1

    for _ in range(2):
        leave_alerts(code=alert.code)

    for model in (AlertSubscription, AlertAddress, AlertMessage):
        assert model.objects.count() == 0


class TestPurging:
    def kept(self, now):
        purge_alerts(now=now)
        return list(AlertSubscription.objects.order_by("pk"))

    def test_unconfirmed_ones_go_after_72_hours(self, friday):
        ask(friday)
        confirmed = follow(friday, "b@example.org")

        assert len(self.kept(MONDAY + 72 * HOUR - dt.timedelta(seconds=1))) == 2
        assert self.kept(MONDAY + 72 * HOUR) == [confirmed]
        assert AlertAddress.objects.count() == 1

    def test_those_of_a_date_go_a_week_after_it(self, friday):
        alert = follow(friday)
        of_series = follow(friday.series, "b@example.org")
        over = friday.over_at + 7 * DAY

        assert self.kept(over - HOUR) == [alert, of_series]
        assert self.kept(over) == [of_series]

    def test_those_of_a_postponed_date_wait_for_half_a_year(self, friday):
        alert = follow(friday)
        friday.state = OccurrenceState.POSTPONED
        friday.save()

        assert self.kept(friday.over_at + 100 * DAY) == [alert]
        assert self.kept(friday.over_at + 180 * DAY) == []

    def test_those_of_a_series_go_a_week_after_the_last_date_of_an_ended_one(
        self, friday
    ):
        alert = follow(friday.series)
        friday.series.state = SeriesState.ENDED
        friday.series.save()

        assert self.kept(friday.over_at + 6 * DAY) == [alert]
        assert self.kept(friday.over_at + 7 * DAY) == []

    def test_who_was_told_of_a_date_is_forgotten_too(self, friday):
        follow(friday.series)
        cancel_occurrence(occurrence=friday, reason_ko="폭우")
        run_jobs()
        assert AlertMessage.objects.count() == 1

        assert len(self.kept(friday.over_at + 7 * DAY)) == 1
        assert AlertMessage.objects.count() == 0

    def test_happens_every_hour(self, friday, clock):
        ask(friday)
        clock.shift(73 * HOUR)
        purge(0)

        assert AlertSubscription.objects.count() == 0
