"""Two organizations exchange their dates: once, whoever presses first."""

import datetime as dt
from functools import partial

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from coalition.exceptions import StaleStateError
from coalition.models import AuditEntry
from events.enums import DutyState, HostRole, SwapState
from events.exceptions import RotaChangedError
from events.models import HostingDuty, HostingSwap, OccurrenceHost
from events.periodic import keep_rota
from events.selectors.rota import swappable_duties
from events.services.call_off import cancel_occurrence
from events.services.rota.checklist import USUAL_LINES, tick_checklist
from events.services.rota.hosting import confirm_hosting, decline_hosting
from events.services.rota.swaps import (
    accept_swap,
    ask_swap,
    decline_swap,
    withdraw_swap,
)
from tests.events.week import FRIDAY, MONDAY, WEEK
from tests.factories.coalition import create_organization
from tests.factories.events import make_occurrence, make_series
from tests.factories.rota import assign, make_duty, represent
from tests.jobs import run_jobs
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def duties(db):
    """Three Fridays in a row, each of another organization that can be told."""
    series = make_series(slug="friday")
    made = []
    for week, name in enumerate(("달빛여성회", "새벽별모임", "여울목")):
        organization = create_organization(name)
        represent(organization, email=f"{week}@example.org", language="en")
        date = make_occurrence(series=series, local_date=FRIDAY + week * WEEK)
        made.append(make_duty(date, organization))
    return made


def work():
    before = len(mail.outbox)
    while run_jobs():
        pass
    return {each.to[0]: each for each in mail.outbox[before:]}


def ask(given, wanted, **values):
    return ask_swap(
        given_id=given.pk,
        wanted_id=wanted.pk,
        organization=given.organization,
        **values,
    )


def accept(swap):
    return accept_swap(swap_id=swap.pk, organization=swap.answerer)


def refreshed(*records):
    for record in records:
        record.refresh_from_db()
    return records


class TestAsking:
    def test_tells_the_other_one_with_both_dates(self, duties):
        mine, theirs, _ = duties
        work()
        swap = ask(mine, theirs, message="총회가 있습니다.")

        assert (swap.state, swap.message) == (SwapState.OPEN, "총회가 있습니다.")
        told = work()
        assert told.keys() == {"1@example.org"}
        body = told["1@example.org"].body
        assert told["1@example.org"].subject == "A question about your date"
        assert body.index("4 December") < body.index("27 November")
        assert "총회" not in body

    def test_only_one_open_request_for_each_date(self, duties):
        mine, theirs, third = duties
        ask(mine, theirs)

        for given, wanted in (
            (mine, third),
            (theirs, third),
            (theirs, mine),
            (third, theirs),
            (third, mine),
        ):
            with pytest.raises(RotaChangedError):
                ask(given, wanted)
        assert HostingSwap.objects.count() == 1

    def test_the_database_holds_to_it_as_well(self, duties):
        mine, theirs, third = duties
        swap = ask(mine, theirs)
        swap.pk = None
        swap.wanted = third
        with pytest.raises(IntegrityError), transaction.atomic():
            swap.save(force_insert=True)

    def test_not_for_what_is_not_ones_own(self, duties):
        mine, theirs, third = duties
        with pytest.raises(RotaChangedError):
            ask_swap(
                given_id=theirs.pk, wanted_id=third.pk, organization=mine.organization
            )

    def test_only_dates_of_others_in_the_series_that_somebody_can_answer_for(
        self, duties, clock
    ):
        mine, theirs, third = duties
        make_duty(
            make_occurrence(series=make_series(), local_date=FRIDAY),
            theirs.organization,
        )
        silent = make_occurrence(
            series=mine.occurrence.series, local_date=FRIDAY + 5 * WEEK
        )
        make_duty(silent, create_organization("소식없는모임"))
        own = make_occurrence(
            series=mine.occurrence.series, local_date=FRIDAY + 6 * WEEK
        )
        make_duty(own, mine.organization)

        assert swappable_duties([mine], MONDAY)[mine.pk] == [theirs, third]
        cancel_occurrence(occurrence=theirs.occurrence, reason_ko="폭우")
        assert swappable_duties([mine], MONDAY)[mine.pk] == [third]

    def test_who_said_no_is_not_asked_again(self, duties):
        mine, theirs, third = duties
        swap = ask(mine, theirs)
        decline_swap(swap_id=swap.pk, organization=theirs.organization)
        taken_back = ask(mine, third)
        withdraw_swap(swap_id=taken_back.pk, organization=mine.organization)

        for wanted in (theirs, third):
            with pytest.raises(RotaChangedError):
                ask(mine, wanted)
        assert ask(theirs, mine)


class TestAccepting:
    def test_exchanges_both_dates_and_tells_both(self, duties):
        mine, theirs, _ = duties
        moon, star = mine.organization, theirs.organization
        work()
        swap = accept(ask(mine, theirs, message="부탁드립니다."))

        refreshed(mine, theirs)
        assert (mine.organization, theirs.organization) == (star, moon)
        assert {mine.state, theirs.state} == {DutyState.CONFIRMED}
        assert (swap.state, swap.message, swap.settled_at) == (
            SwapState.ACCEPTED,
            "",
            MONDAY,
        )
        told = work()
        assert told.keys() == {"0@example.org", "1@example.org"}
        body = told["0@example.org"].body
        assert body.index("4 December") < body.index("27 November")

    def test_is_public_at_once(self, duties):
        mine, theirs, _ = duties
        moon, star = mine.organization, theirs.organization
        mine.occurrence.series.hosts.create(organization=moon, role=HostRole.SUPPORTER)
        accept(ask(mine, theirs))

        organizers = OccurrenceHost.objects.filter(role=HostRole.ORGANIZER)
        assert dict(organizers.values_list("occurrence", "organization")) == {
            mine.occurrence_id: star.pk,
            theirs.occurrence_id: moon.pk,
        }

    def test_of_confirmed_ones_leaves_no_former_organizer(self, duties):
        mine, theirs, _ = duties
        for duty in (mine, theirs):
            confirm_hosting(
                duty_id=duty.pk, organization=duty.organization, seen_sequence=0
            )
        accept(ask(mine, theirs))

        assert OccurrenceHost.objects.count() == 2

    def test_begins_new_checklists(self, duties):
        mine, theirs, _ = duties
        item = mine.occurrence.series.host_checklist.first()
        tick_checklist(
            duty_id=mine.pk, organization=mine.organization, seen=(), ticked=[item.pk]
        )
        accept(ask(mine, theirs))

        assert not mine.ticks.exists()

    def test_is_in_the_audit_trail(self, duties):
        mine, theirs, _ = duties
        swap = accept(ask(mine, theirs))

        entry = AuditEntry.objects.get(action="hosting.swap")
        assert entry.subject_id == str(swap.pk)
        assert entry.detail == {
            "given": mine.occurrence_id,
            "wanted": theirs.occurrence_id,
            "asker": swap.asker_id,
            "answerer": swap.answerer_id,
        }

    def test_again_changes_nothing(self, duties):
        mine, theirs, _ = duties
        swap = accept(ask(mine, theirs))
        count = AuditEntry.objects.count()

        assert accept(swap).state == SwapState.ACCEPTED
        assert AuditEntry.objects.count() == count

    def test_is_for_the_one_that_was_asked(self, duties):
        mine, theirs, third = duties
        swap = ask(mine, theirs)
        for stranger in (mine.organization, third.organization):
            with pytest.raises(RotaChangedError):
                accept_swap(swap_id=swap.pk, organization=stranger)
            with pytest.raises(RotaChangedError):
                decline_swap(swap_id=swap.pk, organization=stranger)
        with pytest.raises(RotaChangedError):
            withdraw_swap(swap_id=swap.pk, organization=theirs.organization)

    @pytest.mark.parametrize("settle", ("declined", "withdrawn", "declined date"))
    def test_not_once_it_is_settled_otherwise(self, duties, settle):
        mine, theirs, _ = duties
        swap = ask(mine, theirs)
        if settle == "declined":
            decline_swap(swap_id=swap.pk, organization=theirs.organization)
        elif settle == "withdrawn":
            withdraw_swap(swap_id=swap.pk, organization=mine.organization)
        else:
            decline_hosting(
                duty_id=mine.pk, organization=mine.organization, reason="어렵습니다."
            )

        with pytest.raises(RotaChangedError):
            accept(swap)
        refreshed(mine, theirs)
        assert mine.organization == swap.asker


class TestDeclining:
    def test_tells_the_asker_and_keeps_everything(self, duties):
        mine, theirs, _ = duties
        work()
        swap = ask(mine, theirs)
        decline_swap(swap_id=swap.pk, organization=theirs.organization)

        told = work()
        assert told.keys() == {"0@example.org"}
        assert told["0@example.org"].subject == "An answer to your request"
        assert mine.organization == refreshed(mine)[0].organization


class TestExpiring:
    @pytest.mark.parametrize("which", (0, 1))
    def test_when_either_date_is_called_off(self, duties, which):
        swap = ask(duties[0], duties[1])
        cancel_occurrence(occurrence=duties[which].occurrence, reason_ko="폭우")

        with pytest.raises(RotaChangedError):
            accept(swap)
        work()
        keep_rota(0)
        refreshed(swap)
        assert swap.state == SwapState.EXPIRED
        subjects = {each.subject for each in work().values()}
        assert "A swap request has ended" in subjects

    def test_when_either_date_has_begun(self, duties, clock):
        swap = ask(duties[0], duties[1])
        clock.move_to(duties[0].occurrence.starts_at - dt.timedelta(seconds=1))
        keep_rota(0)
        assert refreshed(swap)[0].state == SwapState.OPEN
        clock.move_to(duties[0].occurrence.starts_at)
        with pytest.raises(RotaChangedError):
            accept(swap)
        keep_rota(0)

        assert refreshed(swap)[0].state == SwapState.EXPIRED

    def test_when_staff_choose_another_host(self, duties):
        mine, theirs, third = duties
        swap = ask(mine, theirs)
        work()
        assign(theirs.occurrence, third.organization)

        assert not HostingSwap.objects.filter(pk=swap.pk).exists()
        with pytest.raises(RotaChangedError):
            accept(swap)
        told = work()
        assert told["0@example.org"].subject == "A swap request has ended"


def all_at_once(*acts):
    """True for those that succeed."""

    def run(act):
        try:
            act()
        except (RotaChangedError, StaleStateError):
            return False
        return True

    return at_once(*(partial(run, act) for act in acts))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queue")
class TestAtOnce:
    def test_two_who_accept_swap_once(self, duties):
        mine, theirs, _ = duties
        swap = ask(mine, theirs)

        assert all(all_at_once(*[lambda: accept(swap)] * 6))
        refreshed(mine, theirs)
        assert (mine.organization, theirs.organization) == (swap.answerer, swap.asker)
        assert AuditEntry.objects.filter(action="hosting.swap").count() == 1
        assert OccurrenceHost.objects.count() == 2

    def test_accepting_and_withdrawing_have_one_outcome(self, duties):
        mine, theirs, _ = duties
        swap = ask(mine, theirs)
        accepted, withdrawn = all_at_once(
            lambda: accept(swap),
            lambda: withdraw_swap(swap_id=swap.pk, organization=swap.asker),
        )

        assert accepted != withdrawn
        refreshed(mine, swap)
        assert (mine.organization == swap.answerer) == accepted
        assert swap.state == (SwapState.ACCEPTED if accepted else SwapState.WITHDRAWN)

    def test_requests_from_all_sides_leave_one_for_each_date(self, duties):
        pairs = [(a, b) for a in duties for b in duties if a is not b]
        won = all_at_once(*[lambda pair=pair: ask(*pair) for pair in pairs])

        assert sum(won) == 1
        assert HostingSwap.objects.open().count() == 1

    def test_the_first_saves_of_a_series_begin_one_checklist(self):
        series = make_series()
        moon, star = create_organization(), create_organization()
        dates = [
            make_occurrence(series=series, local_date=FRIDAY + week * WEEK)
            for week in range(2)
        ]
        all_at_once(
            lambda: assign(dates[0], moon),
            lambda: assign(dates[1], star),
        )

        assert series.host_checklist.count() == len(USUAL_LINES)

    def test_accepting_while_staff_choose_has_one_order(self, duties):
        mine, theirs, third = duties
        swap = ask(mine, theirs)

        accepted, chosen = all_at_once(
            lambda: accept(swap),
            # Staff saw the host of before; who was faster decides.
            lambda: assign(theirs.occurrence, third.organization),
        )
        assert accepted or chosen
        shown = set(OccurrenceHost.objects.values_list("occurrence", "organization"))
        confirmed = HostingDuty.objects.filter(state=DutyState.CONFIRMED)
        assert shown == set(confirmed.values_list("occurrence", "organization"))
