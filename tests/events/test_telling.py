"""What staff are told of the mails that a change sends: before it and afterwards."""

import pytest
from django.core import mail
from django.urls import reverse

from coalition.enums import Provenance
from events.models import Occurrence
from events.selectors.telling import Audience, audience_of, told_changes
from tests.factories.alerts import ask, follow
from tests.factories.rota import make_duty
from tests.factories.shifts import invite, make_shift, say_yes
from tests.jobs import run_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NOBODY = Audience(followers=0, volunteers=0, hosts=0)
CANCEL = {"seen": "scheduled-0", "state": "cancelled", "reason_ko": "태풍이 옵니다."}


@pytest.fixture
def people(friday, organization):
    """Two who follow, one of them twice; one who only asked; one at work; a host."""
    follow(friday, "sori@example.org")
    follow(friday.series, "sori@example.org")
    follow(friday.series, "baram@example.org")
    ask(friday, "unconfirmed@example.org")
    say_yes(invite(make_shift(friday), "byeol@example.org"))
    make_duty(friday, organization)
    run_jobs()
    mail.outbox.clear()


@pytest.mark.usefixtures("people")
def test_everybody_is_counted_once(friday):
    assert audience_of(friday) == Audience(followers=2, volunteers=1, hosts=1)


@pytest.mark.usefixtures("people")
def test_a_record_from_the_press_tells_nobody(friday):
    Occurrence.objects.filter(pk=friday.pk).update(provenance=Provenance.PRESS)
    friday.refresh_from_db()

    assert audience_of(friday) == NOBODY


@pytest.mark.usefixtures("people")
def test_who_cancels_reads_how_many_are_mailed_and_later_that_they_were(
    staff_client, friday
):
    url = reverse("admin:events_occurrence_call-off", args=(friday.pk,))
    preview = staff_client.post(url, CANCEL)
    assert preview.context["audience"].followers == 2
    assert not told_changes(friday)

    record = staff_client.post(url, {**CANCEL, "confirmed": "1"}, follow=True)
    assert "3명에게 메일을 보냅니다." in record.content.decode()
    (told,) = record.context["told"]
    assert (told.said["state"], told.said["reason"]) == ("취소", "태풍이 옵니다.")

    run_jobs()
    run_jobs()
    (told,) = told_changes(friday)
    assert (told.sent, told.waiting) == (3, 0)
    assert {each.to[0] for each in mail.outbox} == {
        "sori@example.org",
        "baram@example.org",
        "byeol@example.org",
    }


def test_where_nobody_asked_for_mails_the_page_says_so(staff_client, friday):
    url = reverse("admin:events_occurrence_call-off", args=(friday.pk,))

    record = staff_client.post(url, {**CANCEL, "confirmed": "1"}, follow=True)

    assert "메일은 보내지 않습니다." in record.content.decode()
