"""A host proposes the programme of its own date: what becomes of it, and of the rest."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from coalition.exceptions import StaleStateError
from coalition.models import AuditEntry
from events.enums import ItemKind, SpeakerState
from events.exceptions import RotaChangedError
from events.models import HostingDuty, ProgrammeProposal
from events.models.proposals import Part, Proposed
from events.periodic import keep_rota
from events.selectors.proposals import compare, programme_desk, waiting_proposal
from events.services.call_off import cancel_occurrence
from events.services.move import move_occurrence
from events.services.rota.hosting import decline_hosting
from events.services.rota.proposals import (
    accept_proposal,
    decline_proposal,
    propose_programme,
)
from events.services.rota.swaps import accept_swap, ask_swap
from tests.events.test_rota_swaps import all_at_once
from tests.events.week import FRIDAY, WEEK
from tests.factories.coalition import create_organization, create_staff
from tests.factories.events import make_occurrence, make_series
from tests.factories.rota import add_part, assign, make_duty, propose, represent
from tests.factories.speakers import applied, make_call
from tests.jobs import run_jobs

NAMED = {"speaker": "카나리아", "speaker_consents": True}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def series():
    return make_series(slug="friday", is_main=True)


@pytest.fixture
def duty(series):
    friday = make_occurrence(series=series, local_date=FRIDAY)
    organization = create_organization("달빛여성회", name_en="Moonlight")
    return make_duty(friday, organization, confirmed=True)


@pytest.fixture
def friday(duty):
    return duty.occurrence


@pytest.fixture
def office(db):
    return create_staff()


@pytest.fixture
def opening(friday):
    return add_part(
        friday,
        starts_after=0,
        minutes=10,
        sound="마이크 2개",
        staff_note="물을 둡니다.",
    )


@pytest.fixture
def songs(friday):
    return add_part(friday, title_ko="노래", kind=ItemKind.PERFORMANCE)


def seen_by_staff(occurrence):
    proposal = waiting_proposal(occurrence)
    return compare(proposal, occurrence, timezone.now()).seen


def accept(occurrence, actor, seen=None):
    return accept_proposal(
        occurrence=occurrence, seen=seen or seen_by_staff(occurrence), actor=actor
    )


def decline(occurrence, actor, reason="시간이 넘칩니다."):
    return decline_proposal(
        occurrence=occurrence,
        seen=seen_by_staff(occurrence),
        reason=reason,
        actor=actor,
    )


def titles(occurrence):
    return [item.title_ko for item in occurrence.programme.all()]


def everything_stored():
    """All rows of gatherings, of their people and of the audit trail, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(table_name) FROM information_schema.tables "
            "WHERE table_schema = 'public' AND table_name ~ '^(events|coalition|proc)'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        text = ""
        for table in tables:
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
            text += "\n".join(row for (row,) in cursor.fetchall())
    return text


class TestSending:
    def test_changes_nothing_that_is_public(self, client, friday, duty, opening):
        pages = (friday.get_absolute_url(), "/events/feed.atom", "/friday/")
        before = [client.get(page).content for page in pages]
        propose(duty, replace(Part.of(opening), title_ko="새 여는 말", **NAMED))
        cache.clear()

        assert [client.get(page).content for page in pages] == before
        assert titles(friday) == ["여는 말"]

    def test_keeps_what_was_written_sealed(self, duty):
        proposal = propose(duty, Part(**NAMED), note="카나리아와 통화해 주세요.")

        assert proposal.opened() == Proposed(
            parts=(Part(**NAMED),), note="카나리아와 통화해 주세요."
        )
        stored = everything_stored()
        assert "hosting.programme-propose" in stored
        assert "카나리아" not in stored
        assert "카나리아".encode().hex() not in stored
        assert "카나리아".encode("unicode_escape").decode() not in stored

    def test_a_new_one_takes_the_place_of_the_one_before(self, friday, duty):
        first = propose(duty, Part(title_ko="처음"))
        second = propose(duty, Part(title_ko="다시"))

        assert ProgrammeProposal.objects.get() == first == second
        assert (first.number, second.number) == (1, 2)
        assert waiting_proposal(friday).opened().parts[0].title_ko == "다시"

    @pytest.mark.parametrize("change", ("programme", "date", "proposal"))
    def test_not_on_what_has_changed_since(self, duty, friday, opening, change):
        desk = programme_desk(duty, timezone.now())
        if change == "programme":
            opening.title_ko = "사무국이 고침"
            opening.save()
        elif change == "date":
            move_occurrence(
                occurrence=friday,
                local_date=FRIDAY,
                local_time=dt.time(18),
                venue=friday.actual_venue,
                reason_ko="해가 일찍 집니다.",
            )
        else:
            propose(duty, Part(title_ko="동료가 먼저"))
        with pytest.raises(RotaChangedError):
            propose_programme(
                duty_id=duty.pk,
                organization=duty.organization,
                proposed=Proposed(parts=(Part(),)),
                seen=desk.seen,
            )

        (kept,) = [each.opened() for each in ProgrammeProposal.objects.all()] or [None]
        assert (kept is None) == (change != "proposal")

    def test_what_the_host_cannot_see_does_not_stand_in_its_way(self, duty, friday):
        desk = programme_desk(duty, timezone.now())
        add_part(friday, title_ko="귀가 동행", is_public=False)

        assert programme_desk(duty, timezone.now()) == desk

    def test_not_for_the_date_of_another_organization(self, duty, series):
        friday = make_occurrence(series=series, local_date=FRIDAY + WEEK)
        other = make_duty(friday, create_organization("새벽별모임"), confirmed=True)
        desk = programme_desk(other, timezone.now())
        with pytest.raises(RotaChangedError):
            propose_programme(
                duty_id=other.pk,
                organization=duty.organization,
                proposed=Proposed(parts=(Part(),)),
                seen=desk.seen,
            )

        assert not ProgrammeProposal.objects.exists()

    def test_not_before_the_date_is_confirmed(self, series):
        friday = make_occurrence(series=series, local_date=FRIDAY + WEEK)
        asked = make_duty(friday, create_organization("새벽별모임"))
        with pytest.raises(RotaChangedError):
            propose(asked, Part())

    @pytest.mark.parametrize("end", ("begun", "cancelled"))
    def test_not_for_a_date_that_is_not_to_come(self, clock, duty, friday, end):
        if end == "begun":
            clock.move_to(friday.starts_at)
        else:
            cancel_occurrence(occurrence=friday, reason_ko="폭우로 쉽니다.")
        with pytest.raises(RotaChangedError):
            propose(duty, Part())


class TestAccepting:
    def test_makes_it_the_programme_and_tells_the_host(
        self, friday, duty, opening, songs, office
    ):
        represent(duty.organization, email="moon@example.org", language="en")
        run_jobs()
        mail.outbox.clear()
        propose(
            duty,
            replace(Part.of(songs), starts_after=5),
            Part(title_ko="발언", title_en="Speech", starts_after=20, **NAMED),
        )
        accept(friday, office)

        first, second = friday.programme.all()
        assert (first.pk, first.starts_after, first.order) == (songs.pk, 5, 1)
        assert (second.speaker, second.is_public) == ("카나리아", True)
        assert not ProgrammeProposal.objects.exists()
        entry = AuditEntry.objects.get(action="hosting.programme-accept")
        assert entry.actor == office
        assert entry.detail == {"organization": duty.organization_id, "number": 1}
        run_jobs()
        (told,) = mail.outbox
        assert told.subject == "Your programme is announced"
        assert "카나리아" not in told.body

    def test_keeps_what_staff_alone_see(self, friday, duty, opening, office):
        propose(duty, replace(Part.of(opening), title_ko="문을 여는 말"))
        accept(friday, office)

        opening.refresh_from_db()
        assert opening.title_ko == "문을 여는 말"
        kept = (opening.minutes, opening.sound, opening.staff_note)
        assert kept == (10, "마이크 2개", "물을 둡니다.")

    def test_keeps_the_parts_the_host_does_not_see_where_they_were(
        self, friday, duty, opening, songs, office
    ):
        """Behind the part they follow, and at the end what comes last."""
        later = timezone.now() + WEEK / 14
        add_part(friday, title_ko="정리", order=9, is_public=False)
        add_part(friday, title_ko="손님", order=1, reveal_at=later)
        add_part(friday, title_ko="설치", order=0, is_public=False)
        desk = programme_desk(duty, timezone.now())
        assert desk.items == [opening, songs]
        propose(duty, Part.of(songs), Part(title_ko="새 순서"), Part.of(opening))
        accept(friday, office)

        order = ["설치", "노래", "새 순서", "여는 말", "손님", "정리"]
        assert titles(friday) == order

    def test_reaches_the_page_and_the_feeds(self, clock, client, friday, duty, office):
        tag = client.get(friday.get_absolute_url())["ETag"]
        atom = client.get("/events/feed.atom")["ETag"]
        propose(duty, Part(title_ko="이어 말하기"))
        modified, sequence = friday.content_modified_at, friday.sequence
        clock.shift(60)
        accept(friday, office)
        cache.clear()

        page = client.get(friday.get_absolute_url())
        assert "이어 말하기" in page.text
        assert page["ETag"] != tag
        assert client.get("/events/feed.atom")["ETag"] != atom
        friday.refresh_from_db()
        assert friday.content_modified_at > modified
        assert friday.sequence == sequence  # calendars need not move the entry

    def test_what_staff_added_since_is_not_lost(self, friday, duty, opening, office):
        propose(duty, Part.of(opening))
        add_part(friday, title_ko="사무국이 더함")
        comparison = compare(waiting_proposal(friday), friday, timezone.now())
        assert comparison.is_outdated
        accept(friday, office)

        assert titles(friday) == ["여는 말", "사무국이 더함"]

    def test_a_part_staff_removed_since_is_shown_as_new(
        self, friday, duty, opening, songs
    ):
        propose(duty, Part.of(opening), Part.of(songs))
        songs.delete()
        comparison = compare(waiting_proposal(friday), friday, timezone.now())

        assert [step.item for step in comparison.steps] == [opening, None]

    @pytest.mark.parametrize("change", ("programme", "proposal", "date"))
    def test_not_what_has_changed_since_staff_looked(
        self, friday, duty, opening, office, change
    ):
        propose(duty, Part(title_ko="처음"))
        seen = seen_by_staff(friday)
        if change == "programme":
            opening.starts_after = 3
            opening.save()
        elif change == "proposal":
            propose(duty, Part(title_ko="다시"))
        else:
            cancel_occurrence(occurrence=friday, reason_ko="폭우로 쉽니다.")
            friday.refresh_from_db()
        with pytest.raises(StaleStateError):
            accept(friday, office, seen)

        assert titles(friday) == ["여는 말"]
        assert ProgrammeProposal.objects.get().is_waiting

    def test_other_dates_and_the_series_stay_as_they_are(
        self, client, series, friday, duty, office
    ):
        other = make_occurrence(series=series, local_date=FRIDAY + WEEK)
        add_part(other, title_ko="다음 주")
        pages = (other.get_absolute_url(), series.get_absolute_url())
        before = [client.get(page).content for page in pages]
        propose(duty, Part(title_ko="이번 주"))
        accept(friday, office)
        cache.clear()

        assert titles(other) == ["다음 주"]
        assert [client.get(page).content for page in pages] == before


class TestNames:
    def test_the_database_itself_refuses_one_without_consent(
        self, friday, duty, office
    ):
        propose(duty, Part(speaker="카나리아"))
        with pytest.raises(IntegrityError), transaction.atomic():
            accept(friday, office)

        assert titles(friday) == []

    @pytest.fixture
    def drawn(self, friday):
        """The public part of somebody whom the lot has drawn."""
        application = applied(make_call(friday))
        application.item = add_part(friday, title_ko="", **NAMED)
        application.state, application.rank = SpeakerState.DRAWN, 1
        application.save()
        return application.item

    def test_of_the_lot_are_not_the_hosts_to_change(
        self, friday, duty, drawn, opening, office
    ):
        propose(
            duty,
            Part.of(opening),
            Part(item=drawn.pk, is_drawn=True, starts_after=30, has_captions=True),
        )
        accept(friday, office)

        first, second = friday.programme.all()
        assert (first, second) == (opening, drawn)
        assert (second.speaker, second.starts_after) == ("카나리아", 30)
        assert second.has_captions

    def test_of_the_lot_cannot_be_left_out(self, friday, duty, drawn, opening, office):
        propose(duty, Part.of(opening))
        accept(friday, office)

        assert set(friday.programme.all()) == {opening, drawn}

    def test_who_withdraws_does_not_come_back(self, friday, duty, drawn, office):
        propose(duty, Part(title_ko="여는 말"), Part(item=drawn.pk, is_drawn=True))
        drawn.delete()
        accept(friday, office)

        assert titles(friday) == ["여는 말"]


class TestDeclining:
    def test_leaves_the_parts_without_names_and_tells_the_host(
        self, friday, duty, opening, office
    ):
        represent(duty.organization, email="moon@example.org", language="en")
        run_jobs()
        mail.outbox.clear()
        propose(duty, Part(title_ko="발언", **NAMED), note="카나리아와 통화했습니다.")
        declined = decline(friday, office)

        assert declined.opened() == Proposed(parts=(Part(title_ko="발언"),))
        assert declined.decline_reason == "시간이 넘칩니다."
        assert waiting_proposal(friday) is None
        assert titles(friday) == ["여는 말"]
        entry = AuditEntry.objects.get(action="hosting.programme-decline")
        assert entry.detail == {"organization": duty.organization_id, "number": 1}
        run_jobs()
        (told,) = mail.outbox
        assert told.subject == "About the programme you sent"
        assert "시간이" not in told.body

    def test_the_host_may_send_it_again(self, friday, duty, office):
        propose(duty, Part(title_ko="발언"))
        decline(friday, office)
        again = propose(duty, Part(title_ko="짧은 발언"))

        assert (again.number, again.is_waiting, again.decline_reason) == (2, True, "")

    def test_a_mail_that_comes_late_tells_nothing_untrue(self, friday, duty, office):
        represent(duty.organization, email="moon@example.org")
        run_jobs()
        propose(duty, Part(title_ko="발언"))
        decline(friday, office)
        propose(duty, Part(title_ko="짧은 발언"))
        mail.outbox.clear()
        run_jobs()

        assert mail.outbox == []


class TestErasing:
    def test_with_the_date(self, clock, friday, duty):
        propose(duty, Part(**NAMED))
        clock.move_to(friday.over_at - dt.timedelta(minutes=1))
        keep_rota(0)
        assert ProgrammeProposal.objects.exists()
        clock.move_to(friday.over_at)
        keep_rota(0)

        assert not ProgrammeProposal.objects.exists()

    def test_when_the_host_gives_the_date_back(self, duty):
        propose(duty, Part())
        decline_hosting(
            duty_id=duty.pk, organization=duty.organization, reason="총회와 겹칩니다."
        )

        assert not ProgrammeProposal.objects.exists()

    def test_when_staff_choose_another_host(self, friday, duty):
        propose(duty, Part())
        assign(friday, create_organization("늘모임"))

        assert not ProgrammeProposal.objects.exists()

    def test_when_the_date_is_swapped_away(self, series, duty):
        other_friday = make_occurrence(series=series, local_date=FRIDAY + WEEK)
        other = make_duty(other_friday, create_organization("새벽별모임"))
        represent(other.organization)
        propose(duty, Part())
        swap = ask_swap(
            given_id=duty.pk, wanted_id=other.pk, organization=duty.organization
        )
        accept_swap(swap_id=swap.pk, organization=other.organization)

        assert not ProgrammeProposal.objects.exists()
        with pytest.raises(RotaChangedError):
            propose_programme(
                duty_id=duty.pk,
                organization=duty.organization,
                proposed=Proposed(parts=(Part(),)),
                seen=programme_desk(
                    HostingDuty.objects.get(pk=duty.pk), timezone.now()
                ).seen,
            )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queue")
class TestAtOnce:
    def test_two_who_decide_have_one_outcome(self, friday, duty, office):
        propose(duty, Part(title_ko="이어 말하기"))
        seen = seen_by_staff(friday)
        accepted, declined = all_at_once(
            lambda: accept(friday, office, seen),
            lambda: decline_proposal(
                occurrence=friday, seen=seen, reason="다음에", actor=office
            ),
        )

        assert accepted != declined
        assert titles(friday) == (["이어 말하기"] if accepted else [])
        assert ProgrammeProposal.objects.exists() == declined

    def test_six_who_accept_accept_once(self, friday, duty, office):
        propose(duty, Part(title_ko="이어 말하기"))
        seen = seen_by_staff(friday)
        won = all_at_once(*[lambda: accept(friday, office, seen)] * 6)

        assert sum(won) == 1
        assert titles(friday) == ["이어 말하기"]
        actions = AuditEntry.objects.filter(action="hosting.programme-accept")
        assert actions.count() == 1

    def test_what_is_sent_while_staff_accept_is_not_lost(self, friday, duty, office):
        propose(duty, Part(title_ko="처음"))
        seen = seen_by_staff(friday)
        shown = programme_desk(duty, timezone.now()).seen
        accepted, sent = all_at_once(
            lambda: accept(friday, office, seen),
            lambda: propose_programme(
                duty_id=duty.pk,
                organization=duty.organization,
                proposed=Proposed(parts=(Part(title_ko="다시"),)),
                seen=shown,
            ),
        )

        assert accepted != sent
        assert titles(friday) == (["처음"] if accepted else [])
        waiting = waiting_proposal(friday)
        assert (waiting is not None) == sent
        if sent:
            assert waiting.opened().parts[0].title_ko == "다시"
