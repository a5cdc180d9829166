"""The fictional coalition: varied, plainly invented, growing with the weeks only."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from coalition.enums import MembershipTier, Provenance, RegistrationState
from coalition.models import (
    Membership,
    Organization,
    PartnerRegistration,
    Representative,
    User,
)
from config.seeds import demo
from config.seeds.demo_organizations import demo_organizations
from config.seeds.history import seed_history
from events.enums import OccurrenceState
from events.models import EventSeries, Occurrence
from events.selectors.sheet import local_sunset
from statements.enums import EndorsementMethod, StatementState
from statements.models import Endorsement, Statement
from tests.config.rows import all_rows

PASSWORD = "only-for-this-test"
# A Wednesday in Seoul.
NOW = dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)


@pytest.fixture
def wednesday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def seeded(db: None, wednesday: time_machine.Traveller) -> demo.DemoRun:
    return demo.seed_demo(password=PASSWORD)


def test_a_second_run_changes_no_row(seeded: demo.DemoRun) -> None:
    before = all_rows()
    run = demo.seed_demo(password="another")
    assert all_rows() == before
    assert run.new_accounts == ()
    assert run.ledger.summary() == seeded.ledger.summary()


def test_a_run_in_another_week_adds_that_week_alone(
    seeded: demo.DemoRun, wednesday: time_machine.Traveller
) -> None:
    before = all_rows()
    wednesday.shift(dt.timedelta(weeks=1))
    run = demo.seed_demo(password=PASSWORD)
    assert {model: made for model, made in run.ledger.made.items() if made} == {
        Occurrence: 1
    }
    after = all_rows()
    changed = {name for name, rows in before.items() if rows != after[name]}
    assert changed == {"events.Occurrence", "coalition.AuditEntry"}


@pytest.mark.django_db
def test_it_stands_on_the_founding_story_in_either_order() -> None:
    demo.seed_demo(password=PASSWORD)
    seed_history()
    before = all_rows()
    demo.seed_demo(password=PASSWORD)
    seed_history()
    assert all_rows() == before


def test_84_members_of_a_coalition_that_says_it_is_fictional(
    seeded: demo.DemoRun,
) -> None:
    coalition = Organization.objects.get(slug=demo.COALITION)
    assert "가상" in coalition.name_ko
    assert "fictional" in coalition.name_en
    today = NOW.date()
    current = Membership.objects.current(today).filter(coalition=coalition)
    assert current.count() == 84
    assert {each.tier for each in current} == set(MembershipTier)
    left = coalition.memberships.exclude(left_on=None)
    assert left.count() == 3
    organizations = Organization.objects.exclude(pk=coalition.pk)
    assert {each.provenance for each in organizations} == {Provenance.DEMO}
    assert all("지어낸" in each.about_ko for each in organizations)


def test_the_names_are_as_varied_as_real_ones() -> None:
    names = [each.name_ko for each in demo_organizations()]
    assert len(names) == len(set(names)) == 84
    for prefix in ("(사)", "사단법인 ", "(재)", "㈔", "사회복지법인 ", "사)"):
        assert any(name.startswith(prefix) for name in names), prefix
    assert sum(name[0].isdecimal() for name in names) >= 5
    assert sum("A" <= name[0] <= "Z" for name in names) >= 5
    assert {each.relation for each in demo_organizations()} == {
        "", "branch", "affiliated_centre", "sub_body", "member", "club",
    }  # fmt: skip


def test_they_sort_without_their_legal_form(seeded: demo.DemoRun) -> None:
    names = [
        each.name_ko
        for each in Organization.objects.alphabetical()
        if each.slug != demo.COALITION
    ]
    assert names[0] == "100인의곁"
    assert names[-1] == "UNFAKE 시민감시단"
    assert names.index("㈔기록하는손") == names.index("기록집단 먼동") + 1


def test_one_statement_is_open_one_a_draft_one_closed(seeded: demo.DemoRun) -> None:
    statements = {each.slug: each for each in Statement.objects.all()}
    assert statements["the-state-must-answer"].takes_signatures
    assert statements["the-state-must-answer"].takes_endorsements
    assert statements["ask-only-once"].state == StatementState.DRAFT
    closed = statements["schools-must-protect-first"]
    assert closed.state == StatementState.PUBLISHED
    assert closed.is_closed
    assert Statement.objects.public().count() == 2


def test_every_demand_addresses_an_institution_of_today(seeded: demo.DemoRun) -> None:
    for statement in Statement.objects.all():
        revision = statement.revisions.get()
        assert revision.text_en
        for demand in revision.demands.all():
            assert demand.text_en
            targets = demand.targets.all()
            assert targets
            assert all(target.current() == target for target in targets)


def test_co_signers_are_fictional_and_came_after_publication(
    seeded: demo.DemoRun,
) -> None:
    endorsements = Endorsement.objects.filter(statement__slug="the-state-must-answer")
    assert endorsements.count() == 12
    for each in endorsements:
        assert each.method == EndorsementMethod.DEMO
        assert each.organization.provenance == Provenance.DEMO
        assert each.revision.published_at <= each.endorsed_at <= NOW


def test_fridays_come_with_one_moved_and_one_called_off(seeded: demo.DemoRun) -> None:
    series = EventSeries.objects.get(is_main=True)
    coming = list(series.occurrences.order_by("slot_date"))
    assert [each.slot_date for each in coming[:2]] == [
        dt.date(2026, 11, 27),
        dt.date(2026, 12, 4),
    ]
    (pause,) = series.pauses.all()
    assert len(coming) == 11
    assert not any(pause.covers(each.local_date) for each in coming)
    assert all(each.is_published for each in coming)
    assert {each.local_time for each in coming} == {dt.time(19)}
    assert [i for i, each in enumerate(coming) if each.is_moved] == [2]
    assert [
        i for i, each in enumerate(coming) if each.state == OccurrenceState.CANCELLED
    ] == [4]
    assert coming[2].change_reason_ko
    assert coming[4].change_reason_en


def test_a_coalition_with_a_main_series_keeps_it(
    db: None, wednesday: time_machine.Traveller
) -> None:
    own = EventSeries.objects.create(slug="own", title_ko="우리 집회", is_main=True)
    demo.seed_demo(password=PASSWORD)
    assert EventSeries.objects.get(is_main=True) == own


def test_one_registration_waits_and_no_mail_goes_out(seeded: demo.DemoRun) -> None:
    registration = PartnerRegistration.objects.get()
    assert registration.state == RegistrationState.WAITING
    assert registration.contact.opened("email") == "mir@example.org"
    # No job either: a trial must not write to strangers.
    assert all_rows()["procrastinate.ProcrastinateJob"] == "[]"


def test_accounts(seeded: demo.DemoRun) -> None:
    staff = User.objects.get(email=demo.STAFF)
    assert staff.is_superuser
    assert staff.check_password(PASSWORD)
    representative = Representative.objects.get()
    assert representative.user.email == demo.PARTNER
    assert not representative.user.is_staff
    assert representative.organization.name_ko == "(사)나란히여성연대"


def test_the_next_friday_is_on_the_map_and_has_its_sunset(
    seeded: demo.DemoRun, client: Client
) -> None:
    coming = Occurrence.objects.public().upcoming(NOW).with_inherited()
    friday = coming.filter(series__is_main=True).earliest("starts_at")
    at = local_sunset(friday)
    assert at is not None
    assert at.strftime("%H:%M") == "17:15"
    page = client.get(friday.get_absolute_url()).text
    for shown in (
        "map/%EA",
        ",37.498100,127.027800",
        "GeoCoordinates",
        "c-sketch__here",
    ):
        assert shown in page


@pytest.mark.django_db
def test_a_given_password_is_used_and_not_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)
    call_command("seed_demo")
    (line,) = capsys.readouterr().out.splitlines()
    assert PASSWORD not in line
    assert User.objects.get(email=demo.STAFF).check_password(PASSWORD)


@pytest.mark.django_db
def test_a_generated_password_is_printed_once(
    monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    call_command("seed_demo")
    _, line = capsys.readouterr().out.splitlines()
    password = line.rpartition(" ")[2]
    assert User.objects.get(email=demo.PARTNER).check_password(password)
    call_command("seed_demo")
    assert len(capsys.readouterr().out.splitlines()) == 1


@override_settings(SETTINGS_MODULE="config.settings.base")
@pytest.mark.django_db
def test_production_needs_a_yes() -> None:
    with pytest.raises(CommandError, match="--yes"):
        call_command("seed_demo")
    assert not User.objects.exists()
    call_command("seed_demo", "--yes")
    assert User.objects.exists()


def test_a_wrong_argument_is_refused() -> None:
    with pytest.raises(CommandError, match="unrecognized arguments: --wrong"):
        call_command("seed_demo", "--wrong")
