"""A partner's own gathering, from sending in to a change that is accepted."""

import datetime as dt
from functools import partial

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.enums import OrganizationState, RegistrationState
from coalition.exceptions import CannotActError, DecryptionError, StaleStateError
from coalition.models import AuditEntry, Contact, Source
from coalition.selectors import contact_of
from events.enums import ContactReason, HostRole, OccurrenceState
from events.models import (
    Occurrence,
    OccurrenceChange,
    Submission,
    SubmissionChange,
    SubmissionContact,
    Venue,
)
from events.periodic import purge
from events.selectors.submissions import fingerprint, gathering_of
from events.services.call_off import cancel_occurrence, postpone_occurrence
from events.services.edit import revise_occurrence
from events.services.submissions.changes import (
    accept_change,
    ask_cancellation,
    decline_change,
    propose_change,
    take_back_change,
)
from events.services.submissions.deciding import (
    approve_submission,
    decline_submission,
    read_contact,
)
from events.services.submissions.sending import (
    confirm_submission,
    purge_submissions,
    submit_gathering,
    withdraw_submission,
)
from tests.config.rows import all_rows
from tests.events.week import MONDAY, SEOUL
from tests.factories.alerts import follow
from tests.factories.coalition import create_organization, create_staff
from tests.factories.events import make_occurrence, make_series, make_venue
from tests.factories.submissions import make_gathering, make_submission
from tests.jobs import run_jobs
from tests.threads import at_once

CONTACT = Contact(name="카나리아", role="사무국장", email="forum@example.org")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def actor():
    return create_staff()


@pytest.fixture
def announced():
    submission = make_submission(RegistrationState.APPROVED)
    mail.outbox.clear()
    return submission


def seen(submission):
    return fingerprint(Occurrence.objects.get(submission=submission))


def propose(submission, reason_ko="대관 시간이 바뀌었습니다.", **values):
    occurrence = Occurrence.objects.get(submission=submission)
    return propose_change(
        code=submission.code,
        seen=fingerprint(occurrence),
        gathering=gathering_of(occurrence).with_facts(values),
        reason_ko=reason_ko,
    )


def accept(change, actor, **values):
    return accept_change(
        change_id=change.pk, seen=seen(change.submission), actor=actor, **values
    )


def _sender(submission):
    return contact_of(submission).email


def public(submission):
    return gathering_of(Occurrence.objects.get(submission=submission))


class TestSending:
    def test_the_same_again_replaces_it_until_the_mailbox_confirms(self):
        organization = create_organization()

        def send(**values):
            submit_gathering(
                organization=organization,
                gathering=make_gathering(**values),
                contact=CONTACT,
                language="ko",
            )

        send(summary_ko="처음")
        send(summary_ko="다시")
        submission = Submission.objects.get()
        assert submission.gathering.summary_ko == "다시"

        confirm_submission(code=submission.code)
        send(summary_ko="나중")

        assert Submission.objects.get().gathering.summary_ko == "다시"
        assert ProcrastinateJob.objects.count() == 3
        send()
        assert ProcrastinateJob.objects.count() == 3, "three mails a day to one address"

    def test_another_gathering_or_organization_is_another_one(self):
        organization = create_organization()
        make_submission(organization=organization, contact=CONTACT)
        make_submission(organization=organization, contact=CONTACT, title_ko="집회")
        make_submission(contact=CONTACT)

        assert Submission.objects.waiting().count() == 3

    def test_confirming_twice_changes_nothing_and_too_late_is_too_late(self, clock):
        submission = make_submission(RegistrationState.UNCONFIRMED)
        late = make_submission(RegistrationState.UNCONFIRMED)

        assert confirm_submission(code=submission.code)
        assert not confirm_submission(code=submission.code)
        clock.shift(dt.timedelta(hours=73))
        assert not confirm_submission(code=late.code)

    def test_the_database_refuses_an_approval_without_its_gathering(self):
        waiting = Submission.objects.filter(pk=make_submission().pk)

        with pytest.raises(IntegrityError, match="approved_has_occurrence"):
            waiting.update(state=RegistrationState.APPROVED, decided_at=timezone.now())

    def test_the_contact_opens_in_its_own_place_only(self):
        one, other = make_submission(contact=CONTACT), make_submission()
        assert contact_of(one) == CONTACT

        sealed = SubmissionContact.objects.get(sent_in=one)
        SubmissionContact.objects.filter(sent_in=other).update(email=sealed.email)

        with pytest.raises(DecryptionError):
            contact_of(Submission.objects.get(pk=other.pk))

    def test_withdrawing_erases_what_nobody_has_decided(self):
        submission = make_submission()
        assert withdraw_submission(code=submission.code)
        assert not Submission.objects.exists()
        assert not SubmissionContact.objects.exists()

        decided = make_submission(RegistrationState.APPROVED)
        assert not withdraw_submission(code=decided.code)
        assert Submission.objects.count() == 1


class TestDeciding:
    def test_approved_it_is_public_with_its_host_and_place(self, actor):
        submission = make_submission(
            summary_ko="함께 묻습니다.", wheelchair="yes", step_free="partly"
        )

        occurrence = approve_submission(submission_id=submission.pk, actor=actor)

        occurrence.refresh_from_db()
        assert occurrence.is_published
        assert public(submission) == submission.gathering
        [host] = occurrence.own_hosts.all()
        assert (host.organization, host.role) == (
            submission.organization,
            HostRole.HOST,
        )
        assert occurrence.venue == Venue.objects.get(name_ko="마을회관")
        assert occurrence.starts_at == dt.datetime(2026, 12, 5, 5, tzinfo=dt.UTC)
        submission.refresh_from_db()
        assert submission.state == RegistrationState.APPROVED
        assert submission.decided_by == actor
        entry = AuditEntry.objects.get(action="submission.approve")
        assert entry.detail == {"occurrence": occurrence.pk}

    def test_at_a_place_that_is_there(self, actor):
        hall = make_venue(name_ko="마을회관 (2층)")
        submission = make_submission()

        occurrence = approve_submission(
            submission_id=submission.pk, venue=hall, actor=actor
        )

        assert occurrence.venue == hall
        assert Venue.objects.count() == 1

    def test_two_places_of_one_name_have_two_addresses(self, actor):
        for _ in range(2):
            submission = make_submission()
            approve_submission(submission_id=submission.pk, actor=actor)

        slugs = Venue.objects.order_by("pk").values_list("slug", flat=True)
        assert list(slugs) == ["마을회관", "마을회관-2"]

    def test_online_has_no_place(self, actor):
        submission = make_submission(
            is_online=True,
            online_address="https://meet.example.org/forum",
            place_ko="",
            address_ko="",
        )

        occurrence = approve_submission(submission_id=submission.pk, actor=actor)

        assert occurrence.online_url == "https://meet.example.org/forum"
        assert occurrence.own_venue is None
        assert public(submission) == submission.gathering

    def test_who_comes_second_learns_that_it_is_decided(self, actor):
        submission = make_submission()
        decline_submission(submission_id=submission.pk, reason="아니요.", actor=actor)

        with pytest.raises(StaleStateError):
            approve_submission(submission_id=submission.pk, actor=actor)

        assert not Occurrence.objects.exists()

    def test_not_before_the_mailbox_is_confirmed(self, actor):
        submission = make_submission(RegistrationState.UNCONFIRMED)

        with pytest.raises(StaleStateError):
            approve_submission(submission_id=submission.pk, actor=actor)

    def test_not_for_an_organization_that_cannot_act(self, actor):
        submission = make_submission()
        submission.organization.state = OrganizationState.SUSPENDED
        submission.organization.save()

        with pytest.raises(CannotActError):
            approve_submission(submission_id=submission.pk, actor=actor)

        assert not Occurrence.objects.exists()

    def test_not_when_its_day_has_passed(self, actor, clock):
        submission = make_submission()
        clock.move_to(dt.datetime(2026, 12, 6, tzinfo=SEOUL))

        with pytest.raises(ValidationError):
            approve_submission(submission_id=submission.pk, actor=actor)

        assert not Venue.objects.exists()

    def test_reading_the_contact_is_on_record_without_a_word_of_it(self, actor):
        submission = make_submission(contact=CONTACT)

        contact = read_contact(
            submission=submission, reason=ContactReason.CHECK, actor=actor
        )

        assert contact == CONTACT
        entry = AuditEntry.objects.get(action="submission.read_contact")
        assert (entry.actor, entry.detail) == (actor, {"reason": "check"})


class TestChanges:
    def test_only_what_differs_waits_and_the_page_keeps_what_was_approved(
        self, announced
    ):
        before = public(announced)

        change = propose(announced, title_ko="다른 제목", local_time="15:00:00")

        assert change.before == {
            "title_ko": "딥페이크 대응 토론회",
            "local_time": "14:00:00",
        }
        assert change.after == {"title_ko": "다른 제목", "local_time": "15:00:00"}
        assert public(announced) == before
        assert list(Submission.objects.to_decide()) == [announced]

    def test_accepted_texts_and_time_go_the_usual_ways(self, announced, actor):
        change = propose(
            announced,
            title_ko="다른 제목",
            local_time="15:00:00",
            minutes=90,
            child_care="yes",
        )

        occurrence = accept(change, actor)

        occurrence.refresh_from_db()
        assert occurrence.title_ko == "다른 제목"
        assert occurrence.child_care == "yes"
        assert occurrence.local_time == dt.time(15)
        assert occurrence.duration == dt.timedelta(minutes=90)
        assert occurrence.moved_from_time == dt.time(14)
        assert occurrence.change_reason_ko == "대관 시간이 바뀌었습니다."
        assert OccurrenceChange.objects.filter(occurrence=occurrence).exists()
        change.refresh_from_db()
        assert (change.state, change.decided_by) == (RegistrationState.APPROVED, actor)
        entry = AuditEntry.objects.get(action="submission_change.accept")
        assert entry.detail == {
            "occurrence": occurrence.pk,
            "fields": ["child_care", "local_time", "minutes", "title_ko"],
        }

    def test_everybody_who_follows_it_and_every_calendar_is_told(
        self, announced, actor, client
    ):
        follow(announced.occurrence, "follower@example.org")
        run_jobs()
        mail.outbox.clear()
        change = propose(announced, local_time="15:00:00", place_ko="시민청")
        assert b"T140000" in client.get("/events/calendar.ics").content

        accept(change, actor)
        while run_jobs():
            pass

        told = {message.to[0]: message.body for message in mail.outbox}
        assert "오후 3시" in told["follower@example.org"]
        assert "시민청" in told["follower@example.org"]
        feed = client.get("/events/calendar.ics").content.decode()
        assert "T150000" in feed
        assert "시민청" in feed
        page = client.get(announced.occurrence.get_absolute_url()).text
        assert "오후 2시" in page, "what it was"
        assert "대관 시간이 바뀌었습니다." in page

    def test_texts_alone_are_no_move(self, announced, actor):
        change = propose(announced, reason_ko="", summary_ko="새 요약")

        occurrence = accept(change, actor)

        occurrence.refresh_from_db()
        assert occurrence.summary_ko == "새 요약"
        assert occurrence.sequence == 0
        assert not OccurrenceChange.objects.exists()

    def test_another_place_is_a_move_to_it(self, announced, actor):
        change = propose(announced, place_ko="시민청", address_ko="서울 중구")

        occurrence = accept(change, actor)

        occurrence.refresh_from_db()
        assert occurrence.venue.name_ko == "시민청"
        assert occurrence.moved_from_venue.name_ko == "마을회관"

    def test_another_place_may_be_one_that_is_there(self, announced, actor):
        hall = make_venue(name_ko="시민청 (본관)")
        change = propose(announced, place_ko="시민청")

        occurrence = accept(change, actor, venue=hall)

        assert occurrence.venue == hall

    def test_a_place_that_keeps_its_name_is_corrected(self, announced, actor):
        change = propose(
            announced, reason_ko="", directions_ko="2번 출구에서 5분", toilet="yes"
        )

        occurrence = accept(change, actor)

        occurrence.refresh_from_db()
        assert occurrence.venue.directions_ko == "2번 출구에서 5분"
        assert occurrence.venue.toilet == "yes"
        assert not occurrence.is_moved
        assert Venue.objects.count() == 1

    @pytest.mark.parametrize("use", ("a gathering", "one moved away", "a series"))
    def test_a_place_of_others_too_keeps_their_words(self, announced, actor, use):
        shared = announced.occurrence.own_venue
        Venue.objects.filter(pk=shared.pk).update(
            seating="yes", latitude=37, longitude=127
        )
        source = Source.objects.create(code="hall", title="마을회관 안내")
        shared.sources.add(source)
        if use == "a series":
            make_series(venue=shared)
        else:
            column = "own_venue" if use == "a gathering" else "moved_from_venue"
            make_occurrence(local_date=dt.date(2026, 12, 6), **{column: shared})
        follow(announced.occurrence, "follower@example.org")
        run_jobs()
        mail.outbox.clear()
        change = propose(announced, reason_ko="", directions_ko="2번 출구에서 5분")

        occurrence = accept(change, actor)
        run_jobs()

        shared.refresh_from_db()
        assert shared.directions_ko == ""
        occurrence = Occurrence.objects.get(pk=occurrence.pk)
        own = occurrence.venue
        assert own != shared
        assert (own.name_ko, own.directions_ko) == ("마을회관", "2번 출구에서 5분")
        assert (own.seating, own.latitude, own.slug) == ("yes", 37, "마을회관-2")
        assert list(own.sources.all()) == [source]
        assert not occurrence.is_moved
        assert occurrence.content_modified_at == MONDAY
        assert [message.to for message in mail.outbox] == [[_sender(announced)]]
        entry = AuditEntry.objects.get(action="occurrence.revise")
        assert (entry.actor, entry.detail) == (actor, {"fields": ["own_venue"]})

    def test_once_it_has_a_place_of_its_own_that_is_corrected(self, announced, actor):
        make_series(venue=announced.occurrence.own_venue)
        accept(propose(announced, reason_ko="", toilet="yes"), actor)
        own = public(announced)

        accept(propose(announced, reason_ko="", toilet="no"), actor)

        assert (own.toilet, public(announced).toilet) == ("yes", "no")
        assert Venue.objects.filter(name_ko="마을회관").count() == 2

    def test_other_words_for_the_place_and_another_hour_at_once(self, announced, actor):
        make_series(venue=announced.occurrence.own_venue)
        change = propose(announced, address_ko="어느길 2", local_time="15:00:00")

        accept(change, actor)

        occurrence = Occurrence.objects.get(submission=announced)
        assert occurrence.venue.address_ko == "어느길 2"
        assert occurrence.local_time == dt.time(15)
        assert occurrence.moved_from_venue is None, "nobody has to go elsewhere"

    def test_online_at_another_hour_is_one_move(self, announced, actor):
        change = propose(
            announced,
            is_online=True,
            online_address="https://meet.example.org/forum",
            place_ko="",
            address_ko="",
            local_time="16:00:00",
        )

        occurrence = accept(change, actor)

        occurrence.refresh_from_db()
        assert occurrence.is_online
        assert occurrence.local_time == dt.time(16)
        assert occurrence.moved_from_time == dt.time(14)
        assert OccurrenceChange.objects.count() == 1
        back = propose(announced, is_online=False, online_address="", place_ko="시민청")
        occurrence = accept(back, actor)
        occurrence.refresh_from_db()
        assert not occurrence.is_online
        assert occurrence.venue.name_ko == "시민청"

    def test_a_newer_request_replaces_the_one_that_waits(self, announced, actor):
        older = propose(announced, summary_ko="하나")
        newer = propose(announced, summary_ko="둘")

        assert list(SubmissionChange.objects.all()) == [newer]
        with pytest.raises(StaleStateError):
            accept(older, actor)
        with pytest.raises(StaleStateError):
            decline_change(change_id=older.pk, reason="아니요.", actor=actor)

    def test_declined_the_page_stays_and_the_reason_is_kept(self, announced, actor):
        before = public(announced)
        change = propose(announced, title_ko="다른 제목")

        decline_change(change_id=change.pk, reason="제목이 너무 깁니다.", actor=actor)

        assert public(announced) == before
        change.refresh_from_db()
        assert change.state == RegistrationState.DECLINED
        assert not Submission.objects.to_decide().exists()
        with pytest.raises(StaleStateError):
            accept(change, actor)

    def test_a_partner_who_saw_something_else_overwrites_nothing(self, announced):
        was_seen = seen(announced)
        occurrence = announced.occurrence
        occurrence.own_summary_ko = "사무국이 고친 요약"
        revise_occurrence(occurrence=occurrence, fields=["own_summary_ko"])

        with pytest.raises(StaleStateError):
            propose_change(
                code=announced.code,
                seen=was_seen,
                gathering=make_gathering(summary_ko="우리 요약"),
            )

        assert not SubmissionChange.objects.exists()

    def test_staff_who_saw_something_else_overwrite_nothing(self, announced, actor):
        change = propose(announced, summary_ko="우리 요약")
        was_seen = seen(announced)
        occurrence = announced.occurrence
        occurrence.own_summary_ko = "사무국이 고친 요약"
        revise_occurrence(occurrence=occurrence, fields=["own_summary_ko"])

        with pytest.raises(StaleStateError):
            accept_change(change_id=change.pk, seen=was_seen, actor=actor)

        assert public(announced).summary_ko == "사무국이 고친 요약"
        accept(change, actor)
        assert public(announced).summary_ko == "우리 요약"

    @pytest.mark.parametrize(
        ("values", "reason"),
        (
            ({}, "이유"),
            ({"local_time": "15:00:00"}, " "),
            ({"place_ko": "시민청"}, ""),
            ({"local_date": "2026-11-20"}, "이유"),
            ({"is_online": True, "place_ko": "", "address_ko": ""}, "이유"),
        ),
    )
    def test_what_is_refused(self, announced, values, reason):
        with pytest.raises(ValidationError):
            propose(announced, reason_ko=reason, **values)

        assert not SubmissionChange.objects.exists()

    def test_postponed_another_place_needs_a_new_date(self, announced, actor):
        change = propose(announced, place_ko="시민청")
        postpone_occurrence(occurrence=announced.occurrence, reason_ko="이유")

        with pytest.raises(ValidationError):
            accept(change, actor)
        with pytest.raises(ValidationError):
            propose(announced, place_ko="시민청")

        again = propose(announced, place_ko="시민청", local_date="2026-12-12")
        occurrence = accept(again, actor)
        assert occurrence.state == OccurrenceState.SCHEDULED
        assert occurrence.local_date == dt.date(2026, 12, 12)

    def test_it_can_be_taken_back(self, announced):
        propose(announced, title_ko="다른 제목")

        assert take_back_change(code=announced.code)
        assert not take_back_change(code=announced.code)
        assert not Submission.objects.to_decide().exists()

    def test_a_cancellation_goes_the_usual_way(self, announced, actor):
        change = ask_cancellation(code=announced.code, reason_ko="발제자가 아픕니다.")

        occurrence = accept(change, actor)

        occurrence.refresh_from_db()
        assert occurrence.state == OccurrenceState.CANCELLED
        assert occurrence.change_reason_ko == "발제자가 아픕니다."
        with pytest.raises(StaleStateError):
            propose(announced, title_ko="다른 제목")

    def test_what_staff_cancelled_meanwhile_is_not_changed(self, announced, actor):
        change = propose(announced, local_time="15:00:00")
        cancel_occurrence(occurrence=announced.occurrence, reason_ko="이유")

        with pytest.raises(ValidationError):
            accept(change, actor)

        assert public(announced).local_time == dt.time(14)
        decline_change(change_id=change.pk, reason="취소되었습니다.", actor=actor)

    def test_nothing_once_it_is_over(self, announced, clock):
        clock.move_to(dt.datetime(2026, 12, 5, 17, tzinfo=SEOUL))

        with pytest.raises(StaleStateError):
            propose(announced, title_ko="다른 제목")
        with pytest.raises(StaleStateError):
            ask_cancellation(code=announced.code, reason_ko="이유")

    @pytest.mark.parametrize("values", ({}, {"place_ko": "시민청"}))
    def test_a_place_that_is_kept_back_stays_so(self, announced, actor, values):
        occurrence = announced.occurrence
        occurrence.venue_reveal_at = MONDAY + dt.timedelta(days=10)
        occurrence.save()
        change = propose(announced, local_time="15:00:00", **values)

        accept(change, actor)

        occurrence.refresh_from_db()
        assert occurrence.local_time == dt.time(15)
        assert occurrence.hides_venue

    def test_a_link_that_is_kept_back_stays_so(self, actor):
        submission = make_submission(
            RegistrationState.APPROVED,
            is_online=True,
            online_address="https://meet.example.org/forum",
            place_ko="",
            address_ko="",
        )
        occurrence = submission.occurrence
        occurrence.online_reveal_at = MONDAY + dt.timedelta(days=10)
        occurrence.save()

        accept(propose(submission, local_time="15:00:00"), actor)

        occurrence.refresh_from_db()
        assert occurrence.local_time == dt.time(15)
        assert occurrence.online_url == ""


class TestPurging:
    def test_what_nobody_confirmed_goes_after_72_hours(self, clock):
        make_submission(RegistrationState.UNCONFIRMED)
        make_submission(RegistrationState.WAITING)

        clock.shift(dt.timedelta(hours=71))
        assert purge_submissions(now=dt.datetime.now(dt.UTC)) == (0, 0)
        clock.shift(dt.timedelta(hours=2))
        assert purge_submissions(now=dt.datetime.now(dt.UTC)) == (1, 0)
        assert Submission.objects.count() == 1

    def test_contacts_go_30_days_after_a_refusal_and_after_the_gathering(self, clock):
        make_submission(RegistrationState.DECLINED)
        approved = make_submission(RegistrationState.APPROVED)
        make_submission(RegistrationState.WAITING)

        clock.shift(dt.timedelta(days=31))
        purge(0)
        assert SubmissionContact.objects.count() == 2
        assert contact_of(approved)
        clock.move_to(dt.datetime(2027, 1, 3, tzinfo=SEOUL))
        purge(0)
        assert SubmissionContact.objects.count() == 2
        clock.move_to(dt.datetime(2027, 1, 6, tzinfo=SEOUL))
        purge(0)

        assert not SubmissionContact.objects.exists()
        assert Submission.objects.count() == 3


def test_nothing_personal_stays_in_the_clear(actor, console):
    submission = make_submission(RegistrationState.APPROVED, contact=CONTACT)
    read_contact(submission=submission, reason=ContactReason.CHECK, actor=actor)
    change = propose(submission, title_ko="다른 제목")
    accept(change, actor)

    rows = all_rows()
    for words in (CONTACT.name, CONTACT.role, CONTACT.email):
        assert words not in rows
    assert str(submission.code) not in str(
        list(ProcrastinateJob.objects.values_list("args", flat=True))
    )
    run_jobs()
    assert {message.to[0] for message in mail.outbox} == {CONTACT.email}
    assert CONTACT.email not in console.getvalue()
    for record in (submission, submission.contact, change):
        assert repr(record).count("카나리아") == 0


def _done(act):
    """Whether it was done; somebody else may have been first."""
    try:
        act()
    except StaleStateError:
        return False
    return True


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_once_announce_one_gathering(empty_queue):
    submission = make_submission()
    people = [create_staff(), create_staff()]

    def approve(person):
        return _done(
            lambda: approve_submission(submission_id=submission.pk, actor=person)
        )

    done = at_once(*(partial(approve, person) for person in people))

    assert sorted(done) == [False, True]
    assert Occurrence.objects.count() == 1
    assert Venue.objects.count() == 1
    assert ProcrastinateJob.objects.count() == 2  # the link, and one answer


@pytest.mark.django_db(transaction=True)
def test_withdrawn_while_staff_approve_it_is_one_or_the_other(empty_queue):
    submission = make_submission()
    person = create_staff()

    announced, withdrawn = at_once(
        partial(
            _done,
            partial(approve_submission, submission_id=submission.pk, actor=person),
        ),
        partial(withdraw_submission, code=submission.code),
    )

    assert announced != withdrawn
    assert Submission.objects.exists() == announced
    assert Occurrence.objects.exists() == announced


@pytest.mark.django_db(transaction=True)
def test_a_partner_who_asks_again_while_staff_accept(empty_queue):
    """Either the older request is made and the newer one waits, or only the newer."""
    submission = make_submission(RegistrationState.APPROVED)
    older = propose(submission, summary_ko="하나")
    was_seen = seen(submission)
    person, gathering = create_staff(), public(submission)

    def accept_it():
        accept_change(change_id=older.pk, seen=was_seen, actor=person)

    def ask_again():
        propose_change(
            code=submission.code,
            seen=was_seen,
            gathering=gathering.with_facts({"summary_ko": "둘"}),
        )

    done = at_once(partial(_done, accept_it), partial(_done, ask_again))

    waiting = SubmissionChange.objects.waiting().filter(submission=submission)
    assert sorted(done) == [False, True]
    if public(submission).summary_ko == "하나":
        assert not waiting.exists()
    else:
        assert waiting.get().after == {"summary_ko": "둘"}
