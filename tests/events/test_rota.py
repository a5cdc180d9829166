"""Who hosts which date: asked by staff, confirmed or declined, and what is public."""

import datetime as dt
import itertools

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.enums import OrganizationState, Provenance, RegistrationState
from coalition.exceptions import MailServerError, StaleStateError
from coalition.models import AuditEntry
from events.emails.rota import send_rota_mail
from events.enums import DutyState, HostRole, RotaMail, SwapState
from events.exceptions import RotaChangedError
from events.models import HostingDuty, OccurrenceHost, SeriesPause
from events.periodic import keep_rota
from events.selectors.rota import rota_of, unfilled_soon
from events.services.call_off import cancel_occurrence
from events.services.generate import generate_occurrences
from events.services.move import move_occurrence
from events.services.rota.checklist import USUAL_LINES, tick_checklist
from events.services.rota.hosting import (
    Assignment,
    ask_again,
    assign_hosts,
    confirm_hosting,
    decline_hosting,
)
from events.services.rota.swaps import ask_swap
from tests.config.rows import all_rows
from tests.events.week import FRIDAY, MONDAY, WEEK
from tests.factories.coalition import (
    create_contact,
    create_organization,
    create_registration,
)
from tests.factories.events import add_host, make_occurrence, make_series
from tests.factories.rota import assign, link_of, make_duty, represent
from tests.jobs import run_job, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def series():
    return make_series(slug="friday")


@pytest.fixture
def friday(series):
    return make_occurrence(series=series, local_date=FRIDAY)


@pytest.fixture
def next_friday(series):
    return make_occurrence(series=series, local_date=FRIDAY + WEEK)


@pytest.fixture
def moon():
    return create_organization("달빛여성회", name_en="Moonlight")


@pytest.fixture
def star():
    return create_organization("새벽별모임", name_en="Morning Star")


def hosts_of(occurrence):
    occurrence = type(occurrence).objects.get(pk=occurrence.pk)
    return {(host.organization.name_ko, host.role) for host in occurrence.hosts}


def actions():
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def confirm(duty, organization=None, sequence=0):
    return confirm_hosting(
        duty_id=duty.pk,
        organization=organization or duty.organization,
        seen_sequence=sequence,
    )


def decline(duty, organization=None, reason="총회와 겹칩니다."):
    return decline_hosting(
        duty_id=duty.pk, organization=organization or duty.organization, reason=reason
    )


class TestAssigning:
    def test_asks_every_representative_and_shows_visitors_nothing(self, friday, moon):
        represent(moon, email="a@example.org", language="en")
        represent(moon, email="b@example.org")
        before = (hosts_of(friday), friday.content_modified_at)
        duty = make_duty(friday, moon)

        assert (duty.state, duty.organization) == (DutyState.ASKED, moon)
        friday.refresh_from_db()
        assert (hosts_of(friday), friday.content_modified_at) == before
        told = {each.to[0]: each for each in work()}
        assert told.keys() == {"a@example.org", "b@example.org"}
        assert told["a@example.org"].subject == "A date to confirm"
        assert "Fri 27 November 2026, 7 p.m. KST" in told["a@example.org"].body
        assert "\nhttp://testserver/en/partners/hosting/" in told["a@example.org"].body
        assert "\nhttp://testserver/partners/hosting/" in told["b@example.org"].body

    def test_asks_the_mailbox_that_staff_have_just_approved(self, friday):
        contact = create_contact()
        registration = create_registration(
            RegistrationState.APPROVED, contact=contact, language="en"
        )
        work()

        make_duty(friday, registration.organization)

        (asked,) = work()
        assert asked.to == [contact.email]
        assert asked.subject == "A date to confirm"

    def test_leaves_an_audit_entry_with_both_hosts(self, friday, moon, star, staff):
        make_duty(friday, moon)
        assign_hosts(
            series=friday.series,
            assignments=[
                Assignment(
                    occurrence_id=friday.pk, seen_id=moon.pk, organization_id=star.pk
                )
            ],
            actor=staff,
        )

        entry = AuditEntry.objects.latest("pk")
        assert (entry.action, entry.actor) == ("hosting.assign", staff)
        assert entry.detail == {"organization": star.pk, "before": moon.pk}
        assert entry.subject_id == str(friday.pk)

    def test_what_is_not_changed_is_left_alone(self, friday, moon):
        make_duty(friday, moon, confirmed=True)
        represent(moon)
        before = all_rows()

        assert assign(friday, moon) == 0
        assert all_rows() == before

    def test_all_or_none_when_somebody_was_faster(
        self, friday, next_friday, moon, star
    ):
        make_duty(friday, moon)
        before = all_rows()
        stale = [
            Assignment(
                occurrence_id=next_friday.pk, seen_id=None, organization_id=star.pk
            ),
            Assignment(occurrence_id=friday.pk, seen_id=None, organization_id=star.pk),
        ]

        with pytest.raises(StaleStateError):
            assign_hosts(series=friday.series, assignments=stale)
        assert all_rows() == before

    def test_a_date_of_another_series_is_refused(self, friday, moon):
        foreign = Assignment(
            occurrence_id=friday.pk, seen_id=None, organization_id=moon.pk
        )
        with pytest.raises(StaleStateError):
            assign_hosts(series=make_series(), assignments=[foreign])

    @pytest.mark.parametrize(
        "fields",
        ({"state": OrganizationState.SUSPENDED}, {"provenance": Provenance.PRESS}),
    )
    def test_only_who_can_act(self, friday, fields):
        with pytest.raises(ValidationError):
            assign(friday, create_organization(**fields))
        assert not HostingDuty.objects.exists()

    def test_only_dates_that_will_be_held(self, series, friday, moon):
        cancel_occurrence(occurrence=friday, reason_ko="폭우")
        past = make_occurrence(series=series, local_date=FRIDAY - WEEK)
        draft = make_occurrence(
            series=series, local_date=FRIDAY + WEEK, published=False
        )

        for occurrence in (friday, past, draft):
            with pytest.raises(ValidationError):
                assign(occurrence, moon)

    def test_the_former_host_is_told_and_nothing_of_it_is_left(
        self, friday, moon, star
    ):
        represent(moon, email="moon@example.org", language="en")
        duty = make_duty(friday, moon, confirmed=True)
        item = friday.series.host_checklist.first()
        tick_checklist(duty_id=duty.pk, organization=moon, seen=(), ticked=[item.pk])
        work()
        assign(friday, star)

        (told,) = work()
        assert (told.to, told.subject) == (
            ["moon@example.org"],
            "A date is off your list",
        )
        new = HostingDuty.objects.get()
        assert (new.organization, new.state) == (star, DutyState.ASKED)
        assert not new.ticks.exists()
        assert not OccurrenceHost.objects.exists()

    def test_clearing_leaves_the_week_unfilled(self, friday, moon):
        make_duty(friday, moon, confirmed=True)
        assign(friday, None)

        assert not HostingDuty.objects.exists()
        assert not OccurrenceHost.objects.exists()
        assert rota_of(friday.series, MONDAY)[0].is_unfilled

    def test_a_mail_that_came_too_late_is_not_sent(self, friday, moon):
        represent(moon, language="en")
        make_duty(friday, moon)
        assign(friday, None)

        assert [each.subject for each in work()] == ["A date is off your list"]

    def test_who_does_not_represent_any_more_is_told_nothing(self, friday, moon):
        ended = represent(moon)
        inactive = represent(moon)
        make_duty(friday, moon)
        ended.ended_on = MONDAY.date()
        ended.save()
        inactive.user.is_active = False
        inactive.user.save()

        assert work() == []

    def test_jobs_hold_ids_only(self, friday, moon):
        represent(moon, email="canary@example.org", name="카나리아")
        make_duty(friday, moon)
        rows = all_rows()
        queue = "".join(text for name, text in rows.items() if "rocrastinate" in name)

        assert "canary" not in queue + rows["events.HostingLink"]
        assert "카나리아" not in queue + rows["coalition.AuditEntry"]


class TestAskingAgain:
    def test_tells_the_silent_one_more_time_each_day(self, friday, moon, staff, clock):
        duty = make_duty(friday, moon)
        represent(moon, email="late@example.org")  # after the first mail
        assert work() == []
        with pytest.raises(StaleStateError):
            ask_again(duty_id=duty.pk)
        clock.shift(dt.timedelta(days=1))
        ask_again(duty_id=duty.pk, actor=staff)

        assert [each.to for each in work()] == [["late@example.org"]]
        assert AuditEntry.objects.latest("pk").action == "hosting.remind"
        with pytest.raises(StaleStateError):
            ask_again(duty_id=duty.pk)

    def test_not_who_has_answered(self, friday, next_friday, moon, clock):
        answered = (
            make_duty(friday, moon, confirmed=True),
            decline(make_duty(next_friday, moon)),
        )
        clock.shift(dt.timedelta(days=2))
        for duty in answered:
            with pytest.raises(StaleStateError):
                ask_again(duty_id=duty.pk)


class TestTheMail:
    def test_html_says_the_same_and_names_no_person(self, friday, moon):
        represent(moon, email="a@example.org", name="카나리아", language="en")
        friday.own_title_ko = friday.own_title_en = "집회 & <행진>"
        friday.save()
        make_duty(friday, moon)
        (told,) = work()
        html = told.alternatives[0].content

        assert "집회 & <행진>" in told.body
        assert "집회 &amp; &lt;행진" in html
        assert "카나리아" not in told.body + html
        link = next(line for line in told.body.splitlines() if "/hosting/" in line)
        assert link.startswith("http://testserver/en/partners/hosting/")
        assert f'href="{link}"' in html

    @pytest.mark.parametrize("language", ("ko", "en"))
    @pytest.mark.parametrize("kind", RotaMail)
    def test_every_kind_has_a_neutral_subject(
        self, friday, next_friday, moon, language, kind
    ):
        link = link_of(represent(moon, language=language))
        send_rota_mail(
            link=link, mail=kind, occurrence=friday, other=next_friday, message_id="x"
        )

        subject = mail.outbox[0].subject
        assert subject
        assert not {"집회", "금요", "주관", "달빛", "Friday"} & set(subject.split())

    def test_a_refusing_server_is_asked_again_with_the_same_message_id(
        self, friday, moon, settings
    ):
        represent(moon)
        make_duty(friday, moon)
        job = ProcrastinateJob.objects.get()
        working, settings.EMAIL_BACKEND = (
            settings.EMAIL_BACKEND,
            "tests.jobs.RefusingBackend",
        )
        with pytest.raises(MailServerError) as error:
            run_job(job)
        assert "example.org" not in str(error.value)
        settings.EMAIL_BACKEND = working
        run_job(job)

        (told,) = mail.outbox
        assert told.extra_headers["Message-ID"] == f"<rota-{job.pk}@testserver>"


class TestConfirming:
    def test_names_the_organization_in_place_of_the_usual_organizers(
        self, series, friday, moon
    ):
        caller, usual = create_organization("공동행동"), create_organization("늘모임")
        add_host(series, caller)
        add_host(series, usual, role=HostRole.ORGANIZER, order=1)
        duty = make_duty(friday, moon)
        confirm(duty)

        assert hosts_of(friday) == {
            ("공동행동", HostRole.HOST),
            ("달빛여성회", HostRole.ORGANIZER),
        }

    def test_readers_are_told_by_page_and_feeds(self, friday, moon, clock):
        duty = make_duty(friday, moon)
        clock.shift(dt.timedelta(minutes=5))
        confirm(duty)

        friday.refresh_from_db()
        assert friday.content_modified_at == MONDAY + dt.timedelta(minutes=5)
        assert friday.sequence == 0

    def test_page_names_it(self, client, friday, moon):
        duty = make_duty(friday, moon)
        assert "달빛여성회" not in client.get(friday.get_absolute_url()).text
        confirm(duty)

        assert "달빛여성회" in client.get(friday.get_absolute_url()).text

    def test_a_date_with_hosts_of_its_own_keeps_them(self, friday, moon, star):
        add_host(friday, star, role=HostRole.ORGANIZER)
        duty = make_duty(friday, moon, confirmed=True)
        both = {
            ("달빛여성회", HostRole.ORGANIZER),
            ("새벽별모임", HostRole.ORGANIZER),
        }
        assert hosts_of(friday) == both
        decline(duty)

        assert hosts_of(friday) == {("새벽별모임", HostRole.ORGANIZER)}

    def test_again_changes_nothing(self, friday, moon):
        duty = make_duty(friday, moon, confirmed=True)
        before = all_rows()
        confirm(duty)

        assert all_rows() == before

    def test_not_for_another_organization(self, friday, moon, star):
        duty = make_duty(friday, moon)
        with pytest.raises(RotaChangedError):
            confirm(duty, star)

    def test_not_a_date_that_is_not_what_was_shown(self, friday, moon):
        duty = make_duty(friday, moon)
        move(friday)
        with pytest.raises(RotaChangedError):
            confirm(duty)
        assert confirm(duty, sequence=1).is_confirmed

    def test_not_once_it_is_called_off_or_begun(self, friday, next_friday, moon, clock):
        duty, later = make_duty(friday, moon), make_duty(next_friday, moon)
        cancel_occurrence(occurrence=next_friday, reason_ko="폭우")
        clock.move_to(friday.starts_at)
        for each in (duty, later):
            with pytest.raises(RotaChangedError):
                confirm(each)


class TestDeclining:
    def test_makes_the_week_unfilled_with_a_reason_for_staff(self, friday, moon):
        add_host(friday.series, create_organization("공동행동"))
        usual = hosts_of(friday)
        duty = decline(make_duty(friday, moon, confirmed=True))

        assert (duty.state, duty.decline_reason) == (
            DutyState.DECLINED,
            "총회와 겹칩니다.",
        )
        assert hosts_of(friday) == usual
        assert not OccurrenceHost.objects.exists()
        (week,) = [week for week in rota_of(friday.series, MONDAY) if week.duty]
        assert week.is_unfilled
        assert "총회" not in str(list(AuditEntry.objects.values_list("detail")))

    def test_the_same_organization_can_be_asked_again(self, friday, moon):
        decline(make_duty(friday, moon))
        assign(friday, moon)

        duty = HostingDuty.objects.get()
        assert (duty.state, duty.decline_reason) == (DutyState.ASKED, "")

    def test_twice_is_refused(self, friday, moon):
        duty = decline(make_duty(friday, moon))
        with pytest.raises(RotaChangedError):
            decline(duty)

    def test_the_reason_is_erased_after_the_date(self, friday, moon, clock):
        decline(make_duty(friday, moon))
        clock.move_to(friday.over_at - dt.timedelta(seconds=1))
        keep_rota(0)
        assert HostingDuty.objects.exclude(decline_reason="").exists()
        clock.move_to(friday.over_at)
        keep_rota(0)

        assert not HostingDuty.objects.exclude(decline_reason="").exists()


def move(occurrence):
    return move_occurrence(
        occurrence=occurrence,
        local_date=occurrence.local_date + dt.timedelta(days=1),
        local_time=occurrence.local_time,
        venue=occurrence.venue,
        reason_ko="광장 행사",
    )


class TestChangesOfTheDate:
    def test_each_is_told_to_the_host_once(self, friday, moon):
        represent(moon, language="en")
        make_duty(friday, moon, confirmed=True)
        work()
        keep_rota(0)
        assert work() == []
        moved = move(friday)
        keep_rota(0)
        keep_rota(0)
        (told,) = work()
        assert told.subject == "A date has changed"
        assert "Sat 28 November 2026" in told.body
        assert "Originally announced for: Fri 27 November 2026" in told.body
        cancel_occurrence(occurrence=moved, reason_ko="폭우")
        keep_rota(0)

        (told,) = work()
        assert "[Cancelled] Friday gathering" in told.body

    def test_who_declined_is_not_told(self, friday, moon):
        represent(moon)
        decline(make_duty(friday, moon))
        work()
        move(friday)
        keep_rota(0)

        assert work() == []

    def test_a_secret_place_is_in_no_mail(self, friday, moon):
        represent(moon)
        friday.venue_reveal_at = friday.starts_at - dt.timedelta(hours=1)
        friday.save()
        make_duty(friday, moon)

        (told,) = work()
        assert "강남역" not in told.body + told.alternatives[0].content


class TestTheRota:
    def test_shows_every_week_with_breaks_and_what_is_called_off(self, series, moon):
        SeriesPause.objects.create(
            series=series,
            starts_on=dt.date(2026, 12, 21),
            ends_on=dt.date(2026, 12, 27),
            reason_ko="쉽니다",
        )
        generate_occurrences(series=series, today=MONDAY.date())
        dates = list(series.occurrences.order_by("starts_at"))
        cancel_occurrence(occurrence=dates[1], reason_ko="폭우")
        make_duty(dates[0], moon)
        weeks = rota_of(series, MONDAY)

        assert len(weeks) >= 12
        assert [week.date for week in weeks] == [
            FRIDAY + number * WEEK for number in range(len(weeks))
        ]
        assert (weeks[0].host, weeks[0].is_unfilled) == (moon, False)
        assert (weeks[1].is_open, weeks[1].is_unfilled) == (False, False)
        assert weeks[2].is_unfilled
        assert weeks[4].pause
        assert not weeks[4].is_open

    def test_asks_no_more_for_more_weeks(self, series, django_assert_num_queries, moon):
        organizations = itertools.cycle([moon, create_organization()])
        generate_occurrences(series=series, today=MONDAY.date())
        for occurrence in series.occurrences.all():
            make_duty(occurrence, next(organizations))

        with django_assert_num_queries(6):
            list(rota_of(series, MONDAY))

    def test_says_whom_no_mail_reaches(self, friday, next_friday, moon, star):
        represent(moon)
        make_duty(friday, moon)
        make_duty(next_friday, star)

        reachable = [week.is_reachable for week in rota_of(friday.series, MONDAY)]
        assert reachable[:2] == [True, False]

    def test_unfilled_dates_wait_for_staff_once_there_is_a_rota(
        self, series, friday, next_friday, moon, star
    ):
        far = make_occurrence(series=series, local_date=FRIDAY + 4 * WEEK)
        assert list(unfilled_soon(MONDAY)) == []
        duty = make_duty(friday, moon)
        assert list(unfilled_soon(MONDAY)) == [next_friday]
        make_duty(far, star)
        decline(duty)

        assert list(unfilled_soon(MONDAY)) == [friday, next_friday]


class TestTheChecklist:
    def test_begins_with_the_usual_lines_and_never_again(
        self, series, friday, next_friday, moon
    ):
        make_duty(friday, moon)
        lines = series.host_checklist
        assert lines.count() == len(USUAL_LINES)
        assert all(line.text_ko and line.text_en for line in lines.all())
        lines.all().delete()
        make_duty(next_friday, moon)

        assert lines.count() == 0

    def test_of_staff_is_kept(self, series, friday, moon):
        series.host_checklist.create(text_ko="우리 항목")
        make_duty(friday, moon)

        assert series.host_checklist.count() == 1

    def test_two_people_do_not_undo_each_other(self, friday, moon):
        duty = make_duty(friday, moon)
        first, second, third = friday.series.host_checklist.all()[:3]

        def tick(seen, ticked):
            tick_checklist(
                duty_id=duty.pk,
                organization=moon,
                seen=[each.pk for each in seen],
                ticked=[each.pk for each in ticked],
            )

        tick([], [first, second])
        tick([], [third])
        tick([first, second], [first])

        done = set(duty.ticks.values_list("item", flat=True))
        assert done == {first.pk, third.pk}

    def test_holds_lines_of_its_own_series_only(self, friday, moon):
        duty = make_duty(friday, moon)
        foreign = make_series().host_checklist.create(text_ko="다른 항목")
        tick_checklist(duty_id=duty.pk, organization=moon, seen=(), ticked=[foreign.pk])

        assert not duty.ticks.exists()

    def test_of_another_organization_is_closed(self, friday, moon, star):
        duty = make_duty(friday, moon)
        with pytest.raises(RotaChangedError):
            tick_checklist(duty_id=duty.pk, organization=star, seen=(), ticked=())


def test_a_new_host_ends_the_swap_request(friday, next_friday, moon, star):
    represent(moon, email="moon@example.org", language="en")
    represent(star, email="star@example.org", language="en")
    given, wanted = make_duty(friday, moon), make_duty(next_friday, star)
    swap = ask_swap(given_id=given.pk, wanted_id=wanted.pk, organization=moon)
    work()
    decline(wanted)

    swap.refresh_from_db()
    assert (swap.state, swap.message) == (SwapState.EXPIRED, "")
    assert {each.to[0] for each in work()} == {"moon@example.org", "star@example.org"}
