"""A registration's life as the services tell it."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.enums import (
    MembershipTier,
    NameClaim,
    OrganizationState,
    Provenance,
    RegistrationMail,
    RegistrationState,
    Relation,
)
from coalition.exceptions import CannotActError, DecryptionError, StaleStateError
from coalition.models import (
    AuditEntry,
    Contact,
    MailLimit,
    Membership,
    Organization,
    PartnerRegistration,
    RegistrationContact,
    Representative,
    User,
)
from coalition.periodic import purge_hourly
from coalition.selectors import (
    Mailbox,
    contact_of,
    mailbox_of,
    partner_by_token,
)
from coalition.services.registrations import (
    Application,
    Approval,
    approve_registration,
    confirm_registration,
    decline_registration,
    purge_registrations,
    submit_registration,
)
from coalition.tokens import make_token
from tests.factories.coalition import (
    create_coalition,
    create_membership,
    create_organization,
    create_registration,
    create_staff,
)

pytestmark = pytest.mark.django_db

CONTACT = Contact(name="카나리아", role="사무국장", email="office@example.org")


def submit(name_ko="새벽별모임", contact=CONTACT, language="ko", **fields):
    submit_registration(
        application=Application(name_ko=name_ko, **fields),
        contact=contact,
        language=language,
    )


def mail_jobs(*registrations):
    """The arguments of the jobs about these registrations (or all)."""
    jobs = ProcrastinateJob.objects.order_by("pk").values_list("args", flat=True)
    ids = [registration.pk for registration in registrations]
    return [args for args in jobs if not ids or args.get("registration_id") in ids]


# --- Sending in ---------------------------------------------------------------


def test_a_registration_waits_for_its_mailbox():
    submit(website="https://example.kr", kind="centre")

    registration = PartnerRegistration.objects.get()
    assert registration.state == RegistrationState.UNCONFIRMED
    assert registration.website == "https://example.kr"
    assert registration.kind == "centre"
    assert registration.consent_version
    assert len(registration.consent_sha256) == 64
    assert registration.organization is None
    assert Organization.objects.count() == 0


def test_one_job_with_ids_only_is_queued_in_the_transaction():
    with transaction.atomic():
        submit()
        transaction.set_rollback(True)
    assert mail_jobs() == []

    submit()

    registration = PartnerRegistration.objects.get()
    job = ProcrastinateJob.objects.get()
    assert job.task_name == "coalition.deliver_registration_mail"
    assert job.args == {
        "registration_id": registration.pk,
        "mail": "registration_confirm",
    }


def test_the_contact_is_sealed_in_its_own_table():
    submit()

    with connection.cursor() as cursor:
        for table in ("coalition_partnerregistration", "coalition_registrationcontact"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            text = str(cursor.fetchall())
            assert "office" not in text
            assert "카나리아" not in text
            assert "카나리아".encode().hex() not in text
            assert b"office@example.org".hex() not in text
    assert contact_of(PartnerRegistration.objects.get()) == CONTACT


def test_a_sealed_value_opens_in_its_own_row_and_column_only():
    submit("하나모임")
    submit("둘모임")
    one, two = RegistrationContact.objects.order_by("pk")

    RegistrationContact.objects.filter(pk=two.pk).update(email=bytes(one.email))
    with pytest.raises(DecryptionError):
        contact_of(PartnerRegistration.objects.get(pk=two.pk))
    RegistrationContact.objects.filter(pk=one.pk).update(name=bytes(one.role))
    with pytest.raises(DecryptionError):
        contact_of(PartnerRegistration.objects.get(pk=one.pk))


def test_sending_the_same_again_replaces_what_was_sent_and_mails_again():
    submit(about_ko="처음")
    first = PartnerRegistration.objects.get()
    again = Contact(name="다른 사람", role="대표", email="OFFICE@example.org ")

    submit("(사) 새벽별 모임", contact=again, about_ko="고침", language="en")

    registration = PartnerRegistration.objects.get()
    assert registration.code == first.code
    assert registration.name_ko == "(사) 새벽별 모임"
    assert registration.about_ko == "고침"
    assert registration.language == "en"
    assert contact_of(registration).name == "다른 사람"
    assert len(mail_jobs()) == 2


def test_another_name_or_mailbox_is_another_registration():
    submit()
    submit("다른모임")
    submit(contact=Contact(name="a", role="b", email="other@example.org"))

    assert PartnerRegistration.objects.count() == 3


def test_once_it_waits_for_staff_the_same_again_changes_nothing():
    submit(about_ko="처음")
    registration = PartnerRegistration.objects.get()
    confirm_registration(code=registration.code)

    submit(about_ko="몰래 고침")

    registration = PartnerRegistration.objects.get()
    assert registration.state == RegistrationState.WAITING
    assert registration.about_ko == "처음"


def test_the_database_allows_one_open_registration_per_name_and_mailbox():
    registration = create_registration(RegistrationState.UNCONFIRMED)

    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerRegistration.objects.create(
            name_ko="다른 길로",
            kind="other",
            address_index=registration.address_index,
            consent_version="1",
            consent_sha256="0" * 64,
            submitted_at=timezone.now(),
        )


@pytest.mark.parametrize(
    "values",
    (
        {"state": RegistrationState.APPROVED},
        {"state": RegistrationState.DECLINED},
        {"confirmed_at": None},
    ),
)
def test_the_database_refuses_half_a_decision(values):
    registration = create_registration()
    decided = PartnerRegistration.objects.filter(pk=registration.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        decided.update(**{"decided_at": timezone.now()} | values)
    with pytest.raises(IntegrityError), transaction.atomic():
        decided.update(**values)


def test_at_most_three_mails_a_day_go_to_one_mailbox():
    for number in range(5):
        submit(f"모임 {number}")

    assert PartnerRegistration.objects.count() == 5
    assert len(mail_jobs()) == 3


@pytest.mark.django_db(transaction=True)
def test_the_same_sent_in_parallel_is_one_registration():
    def send(_):
        try:
            submit()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(16)))

    assert PartnerRegistration.objects.count() == 1
    assert RegistrationContact.objects.count() == 1
    assert len(mail_jobs(PartnerRegistration.objects.get())) == 3


# --- Confirming ---------------------------------------------------------------


def test_confirming_puts_it_into_the_queue_once():
    registration = create_registration(RegistrationState.UNCONFIRMED)

    assert confirm_registration(code=registration.code) is True
    registration.refresh_from_db()
    confirmed_at = registration.confirmed_at
    assert confirm_registration(code=registration.code) is False

    registration.refresh_from_db()
    assert registration.state == RegistrationState.WAITING
    assert registration.confirmed_at == confirmed_at
    assert list(PartnerRegistration.objects.waiting()) == [registration]


def test_confirming_after_72_hours_is_too_late():
    registration = create_registration(RegistrationState.UNCONFIRMED)

    with time_machine.travel(timezone.now() + dt.timedelta(hours=73)):
        assert registration.is_expired
        assert confirm_registration(code=registration.code) is False

    registration.refresh_from_db()
    assert registration.state == RegistrationState.UNCONFIRMED


@pytest.mark.parametrize(
    "state", (RegistrationState.APPROVED, RegistrationState.DECLINED)
)
def test_confirming_never_undoes_a_decision(state):
    registration = create_registration(state)

    assert confirm_registration(code=registration.code) is False

    registration.refresh_from_db()
    assert registration.state == state


# --- Approving ----------------------------------------------------------------


def test_approving_creates_the_organization_as_it_was_written():
    parent = create_organization("전국여성연합")
    registration = create_registration(
        name_ko="㈔새벽별모임",
        name_en="Dawn Star",
        kind="centre",
        website="https://example.kr",
        about_ko="상담합니다.",
    )
    actor = create_staff()

    approve_registration(
        registration_id=registration.pk,
        approval=Approval(slug="새벽별", parent=parent, relation=Relation.BRANCH),
        actor=actor,
    )

    organization = Organization.objects.get(slug="새벽별")
    registration.refresh_from_db()
    assert registration.state == RegistrationState.APPROVED
    assert registration.organization == organization
    assert registration.decided_by == actor
    assert registration.decided_at is not None
    assert organization.name_ko == "㈔새벽별모임"
    assert organization.name_en == "Dawn Star"
    assert organization.kind == "centre"
    assert organization.website == "https://example.kr"
    assert organization.about_ko == "상담합니다."
    assert organization.parent == parent
    assert organization.provenance == Provenance.OWN
    assert organization.sort_key == "새벽별모임"
    assert Membership.objects.count() == 0


def test_approving_leaves_an_audit_entry_and_queues_the_mail():
    registration = create_registration()
    actor = create_staff()

    approve_registration(
        registration_id=registration.pk, approval=Approval(slug="a"), actor=actor
    )

    registration.refresh_from_db()
    entry = AuditEntry.objects.get(action="registration.approve")
    assert entry.actor == actor
    assert entry.subject_id == str(registration.pk)
    assert entry.detail == {
        "organization": registration.organization_id,
        "is_linked": False,
        "representative": registration.representative.pk,
        "membership": None,
    }
    assert AuditEntry.objects.filter(action="organization.create").exists()
    assert mail_jobs()[-1] == {
        "registration_id": registration.pk,
        "mail": RegistrationMail.APPROVED,
    }


def test_approving_can_link_to_an_organization_that_is_there():
    there = create_organization("새벽별모임")
    registration = create_registration(
        name_ko="새벽별모임", name_claim=NameClaim.EXISTING, about_ko="덮어쓰기"
    )

    approve_registration(
        registration_id=registration.pk,
        approval=Approval(link_to=there),
        actor=create_staff(),
    )

    registration.refresh_from_db()
    there.refresh_from_db()
    assert registration.organization == there
    assert there.about_ko == ""
    assert Organization.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    ({"provenance": Provenance.PRESS}, {"state": OrganizationState.SUSPENDED}),
    ids=("press", "suspended"),
)
def test_nothing_links_to_an_organization_that_never_acts(fields):
    there = create_organization("기록된 단체", **fields)
    registration = create_registration()

    with pytest.raises(CannotActError):
        approve_registration(
            registration_id=registration.pk,
            approval=Approval(link_to=there),
            actor=create_staff(),
        )

    registration.refresh_from_db()
    assert registration.state == RegistrationState.WAITING
    assert not AuditEntry.objects.filter(action="registration.approve").exists()


def test_a_taken_slug_leaves_the_registration_waiting():
    create_organization(slug="taken")
    registration = create_registration()

    with pytest.raises(IntegrityError), transaction.atomic():
        approve_registration(
            registration_id=registration.pk,
            approval=Approval(slug="taken"),
            actor=create_staff(),
        )

    registration.refresh_from_db()
    assert registration.state == RegistrationState.WAITING


def test_approving_can_make_it_a_participating_organization():
    coalition = create_coalition()
    registration = create_registration()

    approve_registration(
        registration_id=registration.pk,
        approval=Approval(slug="a", joins_coalition=True),
        actor=create_staff(),
    )

    membership = Membership.objects.get()
    assert membership.coalition == coalition
    assert membership.tier == MembershipTier.MEMBER
    assert membership.joined_on == timezone.localdate()


def test_a_member_that_is_linked_stays_the_member_it_was():
    coalition, there = create_coalition(), create_organization()
    create_membership(coalition, there, MembershipTier.STEERING)
    registration = create_registration()

    approve_registration(
        registration_id=registration.pk,
        approval=Approval(link_to=there, joins_coalition=True),
        actor=create_staff(),
    )

    assert Membership.objects.get().tier == MembershipTier.STEERING


def test_nobody_joins_a_coalition_known_from_the_press():
    create_coalition(provenance=Provenance.PRESS)
    registration = create_registration()

    approve_registration(
        registration_id=registration.pk,
        approval=Approval(slug="a", joins_coalition=True),
        actor=create_staff(),
    )

    assert Membership.objects.count() == 0


# --- Who acts for it ----------------------------------------------------------------


def acting_for(organization):
    acting = Representative.objects.acting(timezone.localdate())
    return acting.filter(organization=organization)


def ask_again(there, *, contact=CONTACT, language="ko"):
    return create_registration(
        RegistrationState.APPROVED,
        contact=contact,
        language=language,
        approval=Approval(link_to=there),
    )


def test_the_mailbox_acts_for_the_new_organization_without_an_account():
    registration = create_registration(
        RegistrationState.APPROVED, contact=CONTACT, language="en"
    )

    representative = acting_for(registration.organization).get()
    assert representative.registration == registration
    assert representative.user is None
    assert mailbox_of(representative) == Mailbox(address=CONTACT.email, language="en")
    assert not User.objects.filter(email=CONTACT.email).exists()


def test_linked_it_acts_beside_those_who_did():
    there = create_organization()
    account = User.objects.create_user("person@example.net")
    before = Representative.objects.create(user=account, organization=there)

    ask_again(there)

    assert {mailbox_of(each).address for each in acting_for(there)} == {
        "person@example.net",
        CONTACT.email,
    }
    assert acting_for(there).filter(pk=before.pk, registration=None).exists()
    assert {"representative_id": before.pk} in mail_jobs()


def test_a_mailbox_that_registers_again_stays_one_representative():
    there = create_organization()
    first = ask_again(there)
    representative = acting_for(there).get()

    second = ask_again(
        there, contact=replace(CONTACT, email=CONTACT.email.upper()), language="en"
    )

    assert acting_for(there).get() == representative
    representative = acting_for(there).get()
    assert not any("representative_id" in job for job in mail_jobs())
    assert representative.registration == second
    assert mailbox_of(representative).language == "en"
    assert partner_by_token(make_token("partner", first.code)) is None
    assert partner_by_token(make_token("partner", second.code)) == second


def test_an_account_of_that_mailbox_is_used_and_its_rights_stay():
    there = create_organization()
    account = create_staff(email=CONTACT.email)
    rights = User.objects.filter(pk=account.pk).values()
    before = rights.get()
    representative = Representative.objects.create(user=account, organization=there)

    registration = ask_again(there)

    assert acting_for(there).get() == representative
    assert acting_for(there).get().registration == registration
    assert rights.get() == before
    assert not User.objects.exclude(email=account.email).filter(is_staff=False).exists()


def test_who_was_ended_stays_ended():
    there = create_organization()
    first = ask_again(there)
    acting_for(there).update(ended_on=timezone.localdate())
    assert partner_by_token(make_token("partner", first.code)) is None

    second = ask_again(there)

    assert acting_for(there).get().registration == second
    assert partner_by_token(make_token("partner", first.code)) is None


def test_a_representative_is_an_account_or_a_mailbox():
    with pytest.raises(IntegrityError), transaction.atomic():
        Representative.objects.create(organization=create_organization())


@pytest.mark.django_db(transaction=True)
def test_two_registrations_of_one_mailbox_approved_at_once_are_one_representative():
    there, actor = create_organization(), create_staff()
    waiting = [create_registration(contact=CONTACT) for _ in range(2)]
    start = threading.Barrier(2)

    def approve(registration):
        start.wait()
        try:
            approve_registration(
                registration_id=registration.pk,
                approval=Approval(link_to=there),
                actor=actor,
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(approve, waiting))

    assert acting_for(there).count() == 1


# --- Declining, and who was first -----------------------------------------------


def test_declining_keeps_the_reason_and_queues_the_mail():
    registration = create_registration()
    actor = create_staff()

    decline_registration(
        registration_id=registration.pk, reason="확인이 더 필요합니다.", actor=actor
    )

    registration.refresh_from_db()
    assert registration.state == RegistrationState.DECLINED
    assert registration.decline_reason == "확인이 더 필요합니다."
    entry = AuditEntry.objects.get(action="registration.decline")
    assert entry.actor == actor
    assert "확인" not in str(entry.detail)
    assert mail_jobs()[-1]["mail"] == RegistrationMail.DECLINED


@pytest.mark.parametrize(
    "state",
    (
        RegistrationState.UNCONFIRMED,
        RegistrationState.APPROVED,
        RegistrationState.DECLINED,
    ),
)
def test_only_what_waits_can_be_decided(state):
    registration = create_registration(state)
    before = PartnerRegistration.objects.filter(pk=registration.pk).values().get()
    actor = create_staff()

    with pytest.raises(StaleStateError):
        approve_registration(
            registration_id=registration.pk, approval=Approval(slug="b"), actor=actor
        )
    with pytest.raises(StaleStateError):
        decline_registration(
            registration_id=registration.pk, reason="안 됨", actor=actor
        )

    after = PartnerRegistration.objects.filter(pk=registration.pk).values().get()
    assert after == before


@pytest.mark.django_db(transaction=True)
def test_of_many_decisions_at_once_one_wins():
    registration = create_registration()
    actor = create_staff()
    start = threading.Barrier(8)

    def decide(number):
        start.wait()
        try:
            if number % 2:
                approve_registration(
                    registration_id=registration.pk,
                    approval=Approval(slug=f"race-{number}"),
                    actor=actor,
                )
            else:
                decline_registration(
                    registration_id=registration.pk, reason="안 됨", actor=actor
                )
        except StaleStateError:
            return "already decided"
        else:
            return "decided"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(decide, range(8)))

    assert answers == ["already decided"] * 7 + ["decided"]
    registration.refresh_from_db()
    is_approved = registration.state == RegistrationState.APPROVED
    assert Organization.objects.count() == (1 if is_approved else 0)
    decisions = AuditEntry.objects.filter(action__startswith="registration.")
    assert decisions.count() == 1
    assert len(mail_jobs(registration)) == 2  # to confirm, and the one decision


# --- What is erased -------------------------------------------------------------


def test_unconfirmed_registrations_are_erased_after_72_hours():
    old = create_registration(RegistrationState.UNCONFIRMED)
    kept = create_registration()

    now = timezone.now()
    assert purge_registrations(now=now + dt.timedelta(hours=71)) == (0, 0)
    assert purge_registrations(now=now + dt.timedelta(hours=73)) == (1, 0)

    assert not PartnerRegistration.objects.filter(pk=old.pk).exists()
    assert not RegistrationContact.objects.filter(pk=old.pk).exists()
    assert RegistrationContact.objects.get().pk == kept.pk


def test_the_contact_of_a_declined_one_is_erased_after_30_days():
    declined = create_registration(RegistrationState.DECLINED)
    approved = create_registration(RegistrationState.APPROVED)
    waiting = create_registration()

    now = timezone.now()
    assert purge_registrations(now=now + dt.timedelta(days=29)) == (0, 0)
    assert purge_registrations(now=now + dt.timedelta(days=31)) == (0, 1)

    declined.refresh_from_db()
    assert declined.decline_reason
    assert declined.address_index is None
    assert contact_of(declined) is None
    assert contact_of(approved) is not None
    assert contact_of(waiting) is not None


def test_the_contact_of_an_approved_one_is_erased_30_days_after_its_task():
    ended = create_registration(RegistrationState.APPROVED)
    create_registration(RegistrationState.APPROVED)
    today = timezone.localdate()
    Representative.objects.filter(registration=ended).update(ended_on=today)

    now = timezone.now()
    assert purge_registrations(now=now + dt.timedelta(days=29)) == (0, 0)
    assert purge_registrations(now=now + dt.timedelta(days=30)) == (0, 1)
    assert contact_of(ended) is None


def test_the_contact_of_a_replaced_registration_is_erased_at_once():
    there = create_organization()
    first, second = ask_again(there), ask_again(there)

    assert purge_registrations(now=timezone.now()) == (0, 1)

    assert contact_of(first) is None
    assert contact_of(second) == CONTACT


def test_the_hourly_job_erases_registrations_and_old_mail_counts():
    create_registration(RegistrationState.UNCONFIRMED)
    assert MailLimit.objects.count() == 1

    with time_machine.travel(timezone.now() + dt.timedelta(hours=80)):
        purge_hourly(timestamp=0)

    assert PartnerRegistration.objects.count() == 0
    assert MailLimit.objects.count() == 0
