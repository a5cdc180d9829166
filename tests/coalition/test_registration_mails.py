"""The mails of a registration, as they leave."""

import re
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.enums import OrganizationState, Provenance, RegistrationState
from coalition.models import (
    Organization,
    PartnerRegistration,
    RegistrationContact,
    Representative,
    User,
)
from coalition.periodic import requeue_stalled
from coalition.selectors import partner_by_token, registration_by_token
from coalition.services.registrations import Approval
from coalition.tasks import deliver_registration_mail
from coalition.tokens import make_token
from tests.factories.coalition import (
    create_contact,
    create_organization,
    create_registration,
)
from tests.jobs import run_jobs, run_worker

pytestmark = pytest.mark.django_db

CONFIRM, APPROVED, DECLINED = (
    "registration_confirm",
    "registration_approved",
    "registration_declined",
)
STATE_OF = {
    CONFIRM: RegistrationState.UNCONFIRMED,
    APPROVED: RegistrationState.APPROVED,
    DECLINED: RegistrationState.DECLINED,
}
LINK = re.compile(r"http://testserver\S*")


def deliver(registration, kind, job_id=7):
    mail.outbox.clear()
    context = SimpleNamespace(job=SimpleNamespace(id=job_id, attempts=0))
    deliver_registration_mail(context, registration_id=registration.pk, mail=kind)
    return mail.outbox


def html_of(message):
    return message.alternatives[0].content


@pytest.mark.parametrize("language", ("ko", "en"))
@pytest.mark.parametrize("kind", STATE_OF)
def test_every_mail_is_plain_and_neutral(kind, language):
    contact = create_contact()
    registration = create_registration(
        STATE_OF[kind], contact=contact, language=language, name_ko="새벽별모임"
    )

    [message] = deliver(registration, kind)

    assert message.to == [contact.email]
    assert "새벽별" not in message.subject
    assert "\n" not in message.subject
    assert message.extra_headers["Message-ID"] == "<registration-7@testserver>"
    for text in (message.subject, message.body, html_of(message)):
        assert contact.name not in text
        assert contact.role not in text
    links = [line for line in message.body.splitlines() if "http" in line]
    assert links
    for line in links:
        assert LINK.fullmatch(line), "a link stands on a line of its own"
        assert f'href="{line}"' in html_of(message)
        assert line.startswith("http://testserver/en/") == (language == "en")
    assert "&#x27;" not in message.body
    assert f'<html lang="{language}">' in html_of(message)


def test_the_confirming_mail_has_one_link_which_opens_the_registration(client):
    registration = create_registration(RegistrationState.UNCONFIRMED)

    [message] = deliver(registration, CONFIRM)

    [link] = LINK.findall(message.body)
    assert client.get(link).context["registration"] == registration


def test_the_approving_mail_has_the_page_and_the_link_for_co_signing(client):
    registration = create_registration(
        RegistrationState.APPROVED, approval=Approval(slug="새벽별")
    )

    [message] = deliver(registration, APPROVED)

    page, cosign = LINK.findall(message.body)
    assert client.get(page).status_code == 200
    token = cosign.rstrip("/").rpartition("/")[2]
    assert cosign == f"http://testserver/partners/cosign/{token}/"
    assert partner_by_token(token) == registration
    assert "집회 주관을 부탁드릴 때 이 주소로" in message.body


def test_the_declining_mail_has_the_reason():
    registration = create_registration(RegistrationState.DECLINED)
    PartnerRegistration.objects.update(decline_reason='이름이 "다릅니다" <b>')

    [message] = deliver(registration, DECLINED)

    assert '이름이 "다릅니다" <b>' in message.body
    assert "&lt;b&gt;" in html_of(message)


@pytest.mark.parametrize("kind", STATE_OF)
@pytest.mark.parametrize("state", RegistrationState.values)
def test_a_mail_that_is_overtaken_is_dropped(kind, state):
    registration = create_registration(state)
    expected = state == STATE_OF[kind] or (kind, state) == (CONFIRM, "waiting")

    assert len(deliver(registration, kind)) == expected


def test_nothing_is_sent_once_the_contact_or_the_registration_is_gone():
    registration = create_registration(RegistrationState.UNCONFIRMED)
    RegistrationContact.objects.all().delete()
    assert deliver(registration, CONFIRM) == []
    pk = registration.pk
    registration.delete()
    assert deliver(PartnerRegistration(pk=pk), CONFIRM) == []


@pytest.mark.parametrize("ended_on", (None, timezone.localdate()))
def test_who_acts_already_is_told_of_another_mailbox(client, ended_on):
    there = create_organization("(사)달빛여성회")
    representative = Representative.objects.create(
        user=User.objects.create_user("person@example.net", language="en"),
        organization=there,
    )
    added = create_contact()
    create_registration(
        RegistrationState.APPROVED,
        contact=added,
        approval=Approval(link_to=there),
    )
    Representative.objects.filter(pk=representative.pk).update(ended_on=ended_on)
    while run_jobs():
        pass

    told = [each for each in mail.outbox if each.to == ["person@example.net"]]
    assert len(told) == (ended_on is None)
    for message in told:
        assert "(사)달빛여성회" in message.body
        assert "달빛" not in message.subject
        assert added.email not in message.body + html_of(message)
        (link,) = LINK.findall(message.body)
        assert client.get(link).status_code == 200


# --- Which token opens what -----------------------------------------------------------


@pytest.mark.parametrize("state", RegistrationState.values)
@pytest.mark.parametrize("purpose", ("registration", "partner", "signature"))
def test_the_token_matrix(purpose, state):
    registration = create_registration(state)
    token = make_token(purpose, registration.code)

    opened = registration_by_token(token)
    acts_for = partner_by_token(token)

    assert opened == (registration if purpose == "registration" else None)
    is_partner = purpose == "partner" and state == RegistrationState.APPROVED
    assert acts_for == (registration if is_partner else None)


@pytest.mark.parametrize(
    "changes",
    ({"state": OrganizationState.SUSPENDED}, {"provenance": Provenance.PRESS}),
)
def test_the_co_sign_link_ends_with_the_organization(changes):
    registration = create_registration(
        RegistrationState.APPROVED,
        approval=Approval(link_to=create_organization()),
    )
    token = make_token("partner", registration.code)
    assert partner_by_token(token) == registration

    Organization.objects.update(**changes)

    assert partner_by_token(token) is None


def test_the_co_sign_link_of_one_organization_is_not_anothers():
    one = create_registration(RegistrationState.APPROVED)
    other = create_registration(RegistrationState.APPROVED)

    acting = partner_by_token(make_token("partner", one.code))

    assert acting.organization == one.organization != other.organization


# --- The real queue ---------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_worker_delivers_and_nothing_personal_stays_in_the_queue():
    ProcrastinateJob.objects.all()._raw_delete("default")  # not flushed by tests
    registration = create_registration(RegistrationState.APPROVED)
    mail.outbox.clear()

    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        arguments = str(cursor.fetchall())
    run_worker()
    run_worker()  # one lock for both mails: the second may wait for the first

    [message] = mail.outbox  # the confirming mail was overtaken
    assert message.subject
    assert "/partners/cosign/" in message.body
    assert "example.org" not in arguments
    assert "카나리아" not in arguments
    assert str(registration.code) not in arguments
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_a_dead_worker_had_begun_is_sent_by_the_next():
    ProcrastinateJob.objects.all()._raw_delete("default")
    create_registration(RegistrationState.UNCONFIRMED)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    mail.outbox.clear()

    requeue_stalled.defer(timestamp=0)
    run_worker()
    run_worker()

    assert len(mail.outbox) == 1
