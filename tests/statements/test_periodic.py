"""What the clock decides about signatures."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from statements import periodic
from statements.models import Signature, SignaturePersonalData, Tally, TallyChange
from statements.selectors import counts_of, public_statements
from statements.services import signing
from tests.factories.statements import create_signature, create_statement, sign

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def left_after(hours):
    with time_machine.travel(timezone.now() + hours * HOUR):
        periodic.expire_unconfirmed(0)
    return Signature.objects.count(), SignaturePersonalData.objects.count()


@pytest.mark.parametrize("name", ("여파", "시발"), ids=("pending", "held"))
@pytest.mark.parametrize(("hours", "left"), ((71.9, (1, 1)), (72.1, (0, 0))))
def test_what_nobody_confirms_is_erased_after_72_hours(name, hours, left):
    sign(create_statement(), name=name)

    assert left_after(hours) == left


@pytest.mark.parametrize("name", ("여파", "시발"), ids=("confirmed", "held"))
def test_what_was_confirmed_stays(name):
    create_signature(create_statement(), name=name)

    assert left_after(1000) == (1, 1)


def test_a_withdrawn_signature_stays_as_an_empty_row():
    signature = create_signature(create_statement())
    signing.withdraw_signature(code=signature.code)

    assert left_after(1000) == (1, 0)


def test_signing_again_starts_the_72_hours_anew():
    statement = create_statement()
    sign(statement, email="a@example.org")
    with time_machine.travel(timezone.now() + 50 * HOUR):
        sign(statement, email="a@example.org")

    assert left_after(100) == (1, 1)


def test_erasing_touches_no_count():
    statement = create_statement()
    create_signature(statement)
    sign(statement)

    left_after(100)

    counts = counts_of(public_statements().get(pk=statement.pk))
    assert counts.individuals == 1


def test_folding_and_recounting_run_as_tasks(caplog):
    statement = create_statement()
    create_signature(statement)

    periodic.fold(0)
    folded = Tally.objects.get(statement=statement).individuals
    Tally.objects.update(individuals=5)
    periodic.recount(0)
    periodic.fold(0)

    assert folded == 1
    assert Tally.objects.get(statement=statement).individuals == 1
    assert TallyChange.objects.count() == 0
    assert "was off by 4" in caplog.text


def test_a_task_that_is_waiting_is_not_queued_twice():
    names = ("statements.fold_tally", "statements.recount", "statements.expire")

    assert [app.tasks[name].queueing_lock for name in names] == list(names)
    assert ProcrastinateJob.objects.count() == 0


def test_the_schedule():
    app.perform_import_paths()
    crons = {
        each.task.name: each.cron
        for each in app.periodic_registry.periodic_tasks.values()
        if each.task.name.startswith("statements.")
    }

    assert crons == {
        "statements.fold_tally": "* * * * *",
        "statements.recount": "15 4 * * *",
        "statements.expire": "40 * * * *",
        "statements.purge": "50 * * * *",
    }
