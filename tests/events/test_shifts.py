"""Planning shifts, asking people, their answers, and what is erased by itself."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.exceptions import DecryptionError, StaleStateError
from coalition.models import AuditEntry
from events import consents
from events.enums import AssignmentState, OccurrenceState, ShiftRole
from events.exceptions import ShiftClosedError, ShiftFullError
from events.models import (
    Shift,
    ShiftAssignment,
    Volunteer,
    VolunteerContact,
    VolunteerMessage,
)
from events.periodic import purge_of_shifts
from events.selectors.shifts import gatherings_with_open_places, roster
from events.services.call_off import cancel_occurrence
from events.services.move import move_occurrence
from events.services.shifts.planning import (
    ask_again,
    copy_shifts,
    release_volunteer,
    remove_shift,
    revise_shift,
    volunteer_index,
)
from events.services.shifts.volunteers import (
    confirm_shift,
    give_up_shift,
    own_data,
    purge_volunteers,
)
from tests.config.rows import all_rows
from tests.events.week import FRIDAY, MONDAY, SEOUL
from tests.factories.events import make_occurrence, make_series
from tests.factories.shifts import invite, make_shift, say_yes, wait_for_a_place
from tests.jobs import run_jobs

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def shift(friday):
    return make_shift(friday)


def give_up(assignment):
    give_up_shift(code=assignment.volunteer.code, assignment_id=assignment.pk)
    assignment.refresh_from_db()


class TestTimes:
    @pytest.mark.parametrize(
        ("begins", "ends", "starts_after", "ends_after"),
        (
            (dt.time(18), dt.time(21, 30), -60, 150),
            (dt.time(19), dt.time(19), 0, 24 * 60),
            (dt.time(21), dt.time(0, 30), 120, 330),
            (dt.time(0, 30), dt.time(2), 330, 420),
            (dt.time(8), dt.time(9), -660, -600),
        ),
    )
    def test_are_kept_from_the_start(
        self, friday, begins, ends, starts_after, ends_after
    ):
        shift = make_shift(friday, begins=begins, ends=ends)

        assert (shift.starts_after, shift.ends_after) == (starts_after, ends_after)

    def test_are_told_by_the_clock_where_it_is_held(self, friday, shift):
        assert shift.starts_at == dt.datetime(2026, 11, 27, 18, tzinfo=SEOUL)
        assert shift.when_text() == "2026년 11월 27일(금) 오후 6시 ~ 오후 9시 30분"

    def test_in_a_zone_with_another_clock(self):
        berlin = make_occurrence(local_date=FRIDAY, timezone="Europe/Berlin")

        assert make_shift(berlin).starts_at.strftime("%H:%M %Z") == "18:00 CET"

    def test_need_a_known_hour(self, friday, shift):
        friday.local_time = friday.duration = None
        shift.occurrence = friday

        assert shift.when_text() == "2026년 11월 27일(금) (시간 미확인)"
        with pytest.raises(ValidationError):
            make_shift(friday)


class TestPlanning:
    def test_a_shift_that_needs_nobody_is_none(self, friday):
        with pytest.raises(ValidationError):
            make_shift(friday, needed=0)
        with pytest.raises(IntegrityError), transaction.atomic():
            Shift.objects.create(
                occurrence=friday, role="marshal", starts_after=0, ends_after=0
            )

    def test_role_and_time_stay_when_it_is_revised(self, shift):
        shift.needed, shift.meeting_point, shift.starts_after = 5, "", 90
        revise_shift(shift=shift)

        shift.refresh_from_db()
        assert (shift.needed, shift.meeting_point, shift.starts_after) == (5, "", -60)

    def test_it_goes_only_when_nobody_is_asked(self, shift):
        assignment = invite(shift)
        with pytest.raises(ValidationError):
            remove_shift(shift=shift)
        give_up(assignment)
        remove_shift(shift=shift)

        assert Shift.objects.count() == 0

    def test_the_date_before_is_copied_without_its_people(self, friday, shift):
        invite(shift)
        make_shift(friday, role=ShiftRole.SOUND, needed=1, note="멀티탭")
        draft = make_occurrence(
            series=friday.series, local_date=FRIDAY + 7 * DAY, published=False
        )

        assert copy_shifts(occurrence=draft) == 2
        copies = draft.shifts.values_list("role", "needed", "starts_after", "note")
        assert list(copies) == [("marshal", 2, -60, ""), ("sound", 1, -60, "멀티탭")]
        assert not ShiftAssignment.objects.filter(shift__occurrence=draft).exists()
        with pytest.raises(ValidationError):
            copy_shifts(occurrence=draft)

    def test_without_a_date_before_there_is_nothing_to_copy(self, friday):
        make_shift(make_occurrence(local_date=FRIDAY - DAY))
        for occurrence in (friday, make_occurrence(local_date=FRIDAY)):
            with pytest.raises(ValidationError):
                copy_shifts(occurrence=occurrence)


class TestAsking:
    def test_stores_a_request_that_names_nobody_and_a_job_of_ids(self, shift):
        assignment = invite(shift, "Sori@Example.ORG", "별하", language="en")

        contact = assignment.volunteer.contact
        assert contact.opened("name") == "별하"
        assert contact.opened("email") == "Sori@Example.ORG"
        assert contact.opened("phone") == ""
        assert ProcrastinateJob.objects.get().args == {
            "volunteer_id": assignment.volunteer_id
        }
        rows = " ".join(all_rows().values()).lower()
        for word in ("sori", "example.org", "별하"):
            assert word not in rows
        assert AuditEntry.objects.get(action="shift.invite").detail == {
            "assignment": assignment.pk
        }

    def test_one_address_is_asked_once_per_shift(self, friday, shift):
        first = invite(shift, "ab@gmail.com")
        with pytest.raises(ValidationError):
            invite(shift, "a.b+x@googlemail.com")
        other = invite(make_shift(friday), "ab@gmail.com", "다른 이름")

        assert other.volunteer == first.volunteer
        assert other.volunteer.contact.opened("name") == "설이"

    def test_who_declined_is_left_alone_who_called_off_may_be_asked(self, shift):
        declined = invite(shift)
        give_up(declined)
        with pytest.raises(ValidationError):
            invite(shift)

        called_off = say_yes(invite(shift, "b@example.org"))
        give_up(called_off)
        again = invite(shift, "b@example.org", "새 이름")
        assert (again.pk, again.state) == (called_off.pk, AssignmentState.INVITED)
        assert again.volunteer.contact.opened("name") == "새 이름"

    def test_one_person_cannot_be_linked_between_gatherings(self, friday):
        other = make_occurrence(local_date=FRIDAY)

        assert volunteer_index(friday, "a@x.org") != volunteer_index(other, "a@x.org")

    def test_a_value_opens_in_its_own_place_only(self, shift):
        contact = invite(shift).volunteer.contact
        contact.name, contact.email = contact.email, contact.name
        with pytest.raises(DecryptionError):
            contact.opened("name")

    @pytest.mark.parametrize(
        "values",
        (
            {"published": False},
            {"state": OccurrenceState.CANCELLED},
            {"local_date": FRIDAY - 14 * DAY},
        ),
    )
    def test_only_for_a_gathering_that_comes(self, values):
        shift = make_shift(make_occurrence(**{"local_date": FRIDAY} | values))

        with pytest.raises(ValidationError):
            invite(shift)
        assert Volunteer.objects.count() == VolunteerContact.objects.count() == 0

    def test_again_not_within_a_day_nor_after_an_answer(self, shift, clock):
        assignment = invite(shift)
        with pytest.raises(ValidationError):
            ask_again(assignment=assignment)
        run_jobs()
        with pytest.raises(ValidationError):
            ask_again(assignment=assignment)
        clock.shift(DAY)
        ask_again(assignment=assignment)
        assert run_jobs() == 1
        clock.shift(DAY)
        say_yes(assignment)
        with pytest.raises(ValidationError):
            ask_again(assignment=assignment)


class TestAnswering:
    def test_a_yes_keeps_the_consent_and_the_number(self, shift):
        assignment = say_yes(invite(shift), phone="010-1234-5678")
        volunteer = Volunteer.objects.get()

        assert assignment.state == AssignmentState.CONFIRMED
        assert assignment.answered_at == volunteer.consented_at == MONDAY
        assert volunteer.consent_sha256 == consents.shift_consent_sha256("ko")
        assert volunteer.contact.opened("phone") == "010-1234-5678"
        assert "5678" not in " ".join(all_rows().values())

    def test_again_changes_nothing(self, shift, clock):
        assignment = say_yes(invite(shift))
        clock.shift(HOUR)
        assert say_yes(assignment).answered_at == MONDAY

    def test_when_all_places_are_taken_one_may_stand_by(self, friday):
        shift = make_shift(friday, needed=1)
        first, second = invite(shift), invite(shift, "b@example.org")
        say_yes(first)
        with pytest.raises(ShiftFullError):
            say_yes(second)
        assert wait_for_a_place(second).state == AssignmentState.STANDBY

        give_up(first)
        assert say_yes(second).state == AssignmentState.CONFIRMED

    def test_not_to_an_hour_that_was_not_seen(self, shift):
        assignment = invite(shift)

        with pytest.raises(StaleStateError):
            confirm_shift(
                code=assignment.volunteer.code,
                assignment_id=assignment.pk,
                seen="7.0.60",
                language="ko",
            )

    def test_not_to_what_is_called_off(self, friday, shift):
        assignment = invite(shift)
        cancel_occurrence(occurrence=friday, reason_ko="폭우")

        with pytest.raises(ShiftClosedError):
            say_yes(assignment)

    def test_not_with_the_link_of_somebody_else(self, shift):
        mine, other = invite(shift), invite(shift, "b@example.org")

        with pytest.raises(ShiftAssignment.DoesNotExist):
            confirm_shift(
                code=mine.volunteer.code,
                assignment_id=other.pk,
                seen=Shift.objects.select_related("occurrence").get().seen,
                language="ko",
            )
        give_up_shift(code=mine.volunteer.code, assignment_id=other.pk)
        other.refresh_from_db()
        assert other.state == AssignmentState.INVITED

    @pytest.mark.parametrize(
        ("prepare", "state"),
        (
            (lambda each: each, AssignmentState.DECLINED),
            (say_yes, AssignmentState.CANCELLED),
        ),
    )
    def test_a_no_erases_and_opens_the_place(self, shift, prepare, state):
        assignment = prepare(invite(shift))
        for _ in range(2):
            give_up(assignment)

        assert assignment.state == state
        assert VolunteerContact.objects.count() == 0
        assert Shift.objects.unfilled().get().confirmed_count == 0

    def test_with_another_shift_left_nothing_is_erased(self, friday, shift):
        first, second = invite(shift), invite(make_shift(friday))
        give_up(first)
        assert VolunteerContact.objects.count() == 1
        give_up(second)
        assert VolunteerContact.objects.count() == 0

    def test_everything_kept_is_given_on_request(self, shift):
        own = own_data(say_yes(invite(shift), phone="010-1234-5678").volunteer)

        assert own["name"] == "설이"
        assert own["phone"] == "010-1234-5678"
        assert own["shifts"][0]["meeting_point"] == "9번 출구 안"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queue")
@pytest.mark.parametrize("needed", (1, 3))
def test_as_many_as_are_needed_have_a_place_however_many_say_yes_at_once(needed):
    shift = make_shift(make_occurrence(local_date=FRIDAY), needed=needed)
    asked = [invite(shift, f"a{number}@example.org") for number in range(8)]

    def answer(assignment):
        try:
            say_yes(assignment)
        except ShiftFullError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(answer, asked))

    assert answers.count(True) == needed
    assert ShiftAssignment.objects.confirmed().count() == needed


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queue")
def test_nobody_says_yes_to_an_hour_that_changes_at_that_moment():
    """Whoever is first: a yes before the move is asked again, one after it refused."""
    friday = make_occurrence(series=make_series(), local_date=FRIDAY)
    shift = make_shift(friday, needed=8)
    asked = [invite(shift, f"a{number}@example.org") for number in range(6)]
    seen = Shift.objects.select_related("occurrence").get().seen

    def answer(assignment):
        try:
            confirm_shift(
                code=assignment.volunteer.code,
                assignment_id=assignment.pk,
                seen=seen,
                language="ko",
            )
        except StaleStateError:
            pass
        finally:
            connection.close()

    def move():
        try:
            move_occurrence(
                occurrence=friday,
                local_date=FRIDAY,
                local_time=dt.time(17),
                venue=friday.venue,
                reason_ko="일몰",
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(answer, each) for each in asked[:3]]
        done.append(pool.submit(move))
        done += [pool.submit(answer, each) for each in asked[3:]]
        for each in done:
            each.result()

    assert not ShiftAssignment.objects.confirmed().exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queue")
def test_many_requests_to_one_address_at_once_are_one():
    shift = make_shift(make_occurrence(local_date=FRIDAY))

    def ask(_):
        try:
            invite(shift)
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))

    assert answers.count(True) == 1
    assert Volunteer.objects.count() == VolunteerContact.objects.count() == 1


class TestRelease:
    def test_tells_once_and_then_forgets(self, shift):
        assignment = say_yes(invite(shift))
        run_jobs()
        for _ in range(2):
            release_volunteer(assignment=assignment)
        assert VolunteerContact.objects.count() == 1
        assert Shift.objects.unfilled().get().confirmed_count == 0
        run_jobs()

        (told,) = mail.outbox
        assert "더 오시지 않아도" in told.body
        assert VolunteerContact.objects.count() == ShiftAssignment.objects.count() == 0

    def test_of_who_was_not_mailed_needs_no_mail(self, shift):
        release_volunteer(assignment=invite(shift))
        while run_jobs():
            pass

        assert mail.outbox == []
        assert VolunteerContact.objects.count() == 0


class TestRoster:
    def test_has_the_numbers_only_for_the_coordinator(self, friday):
        shift = make_shift(friday, needed=1)
        say_yes(invite(shift), phone="010-1234-5678")
        wait_for_a_place(invite(shift, "b@example.org", "바다"))
        invite(shift, "c@example.org", "하늘")
        give_up(invite(shift, "d@example.org", "떠난 이"))

        (plain,) = roster(friday, with_numbers=False)
        (full,) = roster(friday, with_numbers=True)
        for row in (plain, full):
            lists = (row.coming, row.standby, row.asked)
            assert [each.name for part in lists for each in part] == [
                "설이",
                "바다",
                "하늘",
            ]
        assert plain.coming[0].phone == ""
        assert full.coming[0].phone == "010-1234-5678"

    def test_open_places_of_the_week(self, friday, shift):
        say_yes(invite(shift))
        make_shift(friday, role=ShiftRole.SOUND, needed=3)
        make_shift(make_occurrence(local_date=FRIDAY + 7 * DAY))
        make_shift(make_occurrence(local_date=FRIDAY, published=False))
        make_shift(make_occurrence(local_date=FRIDAY, state=OccurrenceState.CANCELLED))

        assert gatherings_with_open_places(MONDAY) == [(friday, 4)]


class TestPurging:
    def purge(self, now):
        purge_volunteers(now=now)
        return Volunteer.objects.count()

    def test_who_said_no_or_nothing_goes_when_it_is_over(self, friday, shift):
        say_yes(invite(shift))
        invite(shift, "b@example.org")
        wait_for_a_place(invite(shift, "c@example.org"))
        give_up(invite(shift, "d@example.org"))

        assert self.purge(friday.over_at - HOUR) == 4
        assert self.purge(friday.over_at) == 1

    def test_the_others_go_a_week_later_and_their_number_stays(self, friday, shift):
        for name in "ab":
            say_yes(invite(shift, f"{name}@example.org"), phone="010-1234-5678")
        empty = make_shift(friday, role=ShiftRole.SOUND)
        over = friday.over_at + 7 * DAY

        assert self.purge(over - HOUR) == 2
        assert self.purge(over) == 0
        for model in (VolunteerContact, ShiftAssignment, VolunteerMessage):
            assert model.objects.count() == 0
        purge_volunteers(now=over + DAY)
        shift.refresh_from_db()
        empty.refresh_from_db()
        assert (shift.filled_count, empty.filled_count) == (2, 0)

    def test_of_a_date_that_was_not_held_no_number_stays(self, friday, shift):
        say_yes(invite(shift))
        cancel_occurrence(occurrence=friday, reason_ko="폭우")

        assert self.purge(friday.over_at + 7 * DAY) == 0
        shift.refresh_from_db()
        assert shift.filled_count is None

    def test_happens_every_hour(self, friday, shift, clock):
        say_yes(invite(shift))
        clock.move_to(friday.over_at + 7 * DAY)
        purge_of_shifts(0)

        assert Volunteer.objects.count() == 0
