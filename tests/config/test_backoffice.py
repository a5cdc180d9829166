"""The index of the back office: what waits, for whom, and how much it asks."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from events.models import SeriesPause
from statements.models import HeldWord
from tests.factories.coalition import (
    create_organization,
    create_registration,
    create_staff,
)
from tests.factories.events import make_occurrence, make_series
from tests.factories.photos import upload as upload_photo
from tests.factories.rota import make_duty
from tests.factories.statements import create_draft, create_statement, sign
from tests.factories.submissions import make_submission

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


@pytest.fixture
def office(client):
    client.force_login(create_staff())
    return client


def board(office, address=None):
    response = office.get(address or reverse("admin:index"))
    assert response.status_code == 200
    return {task.name: task for task in response.context["tasks"]}


def create_work(count, series):
    """That much of everything that can wait."""
    HeldWord.objects.get_or_create(word="망치")
    for _ in range(count):
        create_registration()
        make_submission()
        create_draft(title_ko="다듬는 중인 성명")
        statement = create_statement(closes_at=timezone.now() + dt.timedelta(days=3))
        sign(statement, name="망치")
        upload_photo(make_occurrence(local_date=TODAY() - dt.timedelta(days=9)))
        weeks = series.occurrences.count()
        make_occurrence(
            series=series, local_date=TODAY() + dt.timedelta(days=2 + 5 * weeks)
        )


@pytest.fixture
def series():
    return make_series(is_main=True)


def fail_a_job():
    job_id = app.configure_task("statements.deliver_signature_mail").defer(
        signature_id=0
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job_id]
        )


def test_nothing_waits(office):
    tasks = board(office)

    assert {name: task.count for name, task in tasks.items()} == {
        "registrations": 0,
        "submissions": 0,
        "signatures": 0,
        "drafts": 0,
        "gatherings": 0,
        "notices": 0,
        "deadlines": 0,
        "photos": 0,
    }


def test_everything_that_waits_is_counted(office, series):
    create_work(2, series)
    make_occurrence(
        series=None, local_date=TODAY() + dt.timedelta(days=4), published=False
    )
    # None of these waits: decided, far away, over, without a near deadline.
    create_registration("declined")
    make_occurrence(series=series, local_date=TODAY() + dt.timedelta(days=60))
    make_occurrence(series=series, local_date=TODAY() - dt.timedelta(days=60))
    create_statement(closes_at=timezone.now() + dt.timedelta(days=30))
    create_statement()
    fail_a_job()

    tasks = board(office)

    assert {name: task.count for name, task in tasks.items()} == {
        "registrations": 2,
        "submissions": 2,
        "signatures": 2,
        "drafts": 2,
        "gatherings": 3,
        "notices": 2,
        "deadlines": 2,
        "photos": 2,
        "jobs": 1,
    }
    assert tasks["registrations"].since
    assert tasks["drafts"].records[0].title == "다듬는 중인 성명"
    badges = [record.badge for record in tasks["gatherings"].records]
    assert sum(bool(badge) for badge in badges) == 1


def test_every_task_leads_to_the_list_it_counts(office, series):
    create_work(1, series)
    fail_a_job()

    for task in board(office).values():
        shown = office.get(task.url)
        assert shown.context["cl"].result_count == task.count, task.name
        for record in task.records:
            assert office.get(record.url).status_code == 200
            for _words, address in record.acts:
                assert office.get(address).status_code == 200


def test_a_date_without_a_host_leads_to_the_rota(office, series):
    create_work(2, series)
    make_duty(series.occurrences.earliest("starts_at"), create_organization())

    task = board(office)["rota"]

    assert task.count == len(task.records) == 1
    for address in (task.url, task.records[0].url):
        assert office.get(address).context["original"] == series


def test_quick_acts_lead_somewhere(office, series):
    create_work(1, series)

    acts = office.get(reverse("admin:index")).context["quick_acts"]

    addresses = [address for _words, address in acts]
    friday = series.occurrences.get()
    assert reverse("admin:statements_statement_add") in addresses
    assert reverse("admin:events_occurrence_move", args=(friday.pk,)) in addresses
    for address in addresses:
        assert office.get(address).status_code == 200


def test_the_index_asks_as_much_for_three_of_each_as_for_one(office, series):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            board(office)
        return len(queries)

    create_work(1, series)
    count_queries()  # what is asked only once per process
    one = count_queries()
    create_work(2, series)
    assert count_queries() == one


@pytest.mark.parametrize(
    ("permission", "names"),
    (
        ("view_statement", {"drafts", "deadlines"}),
        ("view_signature", {"signatures"}),
        ("change_partnerregistration", {"registrations"}),
        ("view_occurrence", {"gatherings"}),
        ("view_venue", set()),
    ),
)
def test_staff_see_only_what_they_may(client, series, permission, names):
    create_work(1, series)
    fail_a_job()
    client.force_login(create_staff(permission))

    response = client.get(reverse("admin:index"))

    assert {task.name for task in response.context["tasks"]} == names
    shown = response.content.decode()
    assert ("다듬는 중인 성명" in shown) == ("drafts" in names)
    assert reverse("admin:statements_statement_add") not in shown


def test_the_english_index(office, series):
    create_work(1, series)

    shown = office.get("/en/admin/").content.decode()

    assert "Write a new statement" in shown
    assert "Signatures held for review" in shown
    assert "/en/admin/statements/signature/" in shown


def test_visitors_are_sent_to_the_sign_in_page(client):
    response = client.get(reverse("admin:index"))

    assert response["Location"].startswith("/admin/login/")


def test_no_style_or_script_stands_in_the_pages(office, series):
    """The Content-Security-Policy forbids both; the queue's own page had them."""
    create_work(1, series)
    for address in (
        "admin:index",
        "admin:procrastinate_procrastinatejob_changelist",
        "admin:statements_statement_changelist",
        "admin:statements_statement_add",
    ):
        shown = office.get(reverse(address)).content.decode()
        assert " style=" not in shown
        assert "<style" not in shown
        assert "<script>" not in shown


def test_what_has_to_happen_this_week_stands_first(office, series):
    create_registration()
    make_occurrence(series=series, local_date=TODAY() + dt.timedelta(days=4))

    response = office.get(reverse("admin:index"))

    turns = [task.turn.name for task in response.context["tasks"]]
    assert turns == sorted(turns, key=["THIS_WEEK", "LATER", "NOTHING"].index)
    by_name = {task.name: task.turn.name for task in response.context["tasks"]}
    assert by_name["gatherings"] == "THIS_WEEK"
    assert by_name["registrations"] == "LATER"
    assert by_name["signatures"] == "NOTHING"


def test_a_gathering_in_two_weeks_can_wait(office, series):
    make_occurrence(series=series, local_date=TODAY() + dt.timedelta(days=15))

    assert board(office)["gatherings"].turn.name == "LATER"


def test_words_of_ours_do_not_stand_in_for_those_of_django(office):
    """An app's catalogue speaks for Django's, too, where the English is the same."""
    page = office.get(reverse("admin:index")).content.decode()

    assert "변경</a>" in page
    assert "추가</a>" in page


def test_who_only_looks_is_led_to_no_closed_door(client, series):
    create_work(2, series)
    SeriesPause.objects.create(
        series=series, starts_on=TODAY(), ends_on=TODAY(), reason_ko="쉽니다"
    )
    models = ("occurrence", "eventseries", "venue", "submission", "photo", "statement")
    client.force_login(create_staff(*(f"view_{model}" for model in models)))
    pages = [
        reverse("admin:index"),
        reverse("admin:events_eventseries_change", args=(series.pk,)),
        *(
            reverse("admin:events_occurrence_change", args=(each.pk,))
            for each in series.occurrences.all()[:2]
        ),
    ]
    links = {
        address
        for page in pages
        for address in re.findall(r'href="(/admin/[^"#?]+)', client.get(page).text)
    }

    assert len(links) > 10
    closed = [each for each in links if client.get(each).status_code >= 400]
    assert closed == []


@pytest.mark.parametrize(
    ("address", "status"),
    (
        ("admin:events_occurrence_changelist", 302),
        ("admin:coalition_organization_changelist", 302),
        ("admin:coalition_organization_add", 200),
        ("admin:coalition_membership_add", 200),
    ),
)
def test_a_garbled_address_is_no_fault_of_the_site(office, address, status):
    garbage = "parent=x&organization=x" if status == 200 else "state__exact=%00"

    assert office.get(f"{reverse(address)}?{garbage}").status_code == status
