"""The fictional calls: texts, demands and those who co-signed."""

import datetime as dt
from functools import partial

from django.utils import timezone

from coalition.enums import Provenance
from coalition.korean import SEOUL
from coalition.models import Institution, Organization
from config.seeds.demo_statements import CLOSED, DRAFT, OPEN, DemoStatement
from config.seeds.ledger import Ledger
from config.seeds.publishing import publish_as_of
from statements.enums import EndorsementMethod, StatementState
from statements.models import Demand, Endorsement, Proposer, Revision, Statement
from statements.services.publishing import start_statement

OPEN_FOR = dt.timedelta(weeks=4)
OPEN_SINCE = dt.timedelta(days=6)
CLOSED_FOR = dt.timedelta(weeks=2)
CLOSED_SINCE_START = dt.timedelta(weeks=5)
PROPOSERS = (
    "naranhi-womens-solidarity",
    "mulgyeol-united-feminist-club-of-haesol-universities",
    "mir-sexual-violence-counselling-centre",
)
CO_SIGNERS = (
    *PROPOSERS,
    "naranhi-sexual-violence-counselling-centre",
    "927-reclaim-the-night-group",
    "a-hundred-at-your-side",
    "hands-that-record",
    "unfake-citizens-watch",
    "ctrlus",
    "didimsae-womens-legal-support",
    "spring-in-the-classroom-teachers-group",
    "without-thresholds-disabled-womens-group",
)


def seed_demo_statements(ledger: Ledger) -> None:
    """One open for signing, one that staff can publish, one that is closed."""
    makers = ((OPEN, _make_open), (DRAFT, _start), (CLOSED, _make_closed))
    for text, make in makers:
        ledger.keep(Statement, partial(make, text), slug=text.slug)


def _make_open(text: DemoStatement) -> Statement:
    now = timezone.now()
    statement = _start(text)
    statement.closes_at = _end_of_day(now + OPEN_FOR)
    return _publish(statement, at=now - OPEN_SINCE, state=StatementState.COLLECTING)


def _make_closed(text: DemoStatement) -> Statement:
    now = timezone.now()
    statement = _start(text)
    statement.closes_at = _end_of_day(now - CLOSED_FOR)
    return _publish(
        statement, at=now - CLOSED_SINCE_START, state=StatementState.PUBLISHED
    )


def _end_of_day(moment: dt.datetime) -> dt.datetime:
    """18:00 in Seoul, when offices close."""
    return moment.astimezone(SEOUL).replace(hour=18, minute=0, second=0, microsecond=0)


def _start(text: DemoStatement) -> Statement:
    """A draft with its demands and those who propose it."""
    revision = Revision(
        title_ko=text.title_ko,
        title_en=text.title_en,
        summary_ko=text.summary_ko,
        summary_en=text.summary_en,
        text_ko=text.text_ko,
        text_en=text.text_en,
    )
    statement = start_statement(
        statement=Statement(slug=text.slug, kind=text.kind, provenance=Provenance.DEMO),
        revision=revision,
    )
    for order, each in enumerate(text.demands):
        demand = Demand.objects.create(
            revision=revision, order=order, text_ko=each.text_ko, text_en=each.text_en
        )
        demand.targets.set(Institution.objects.filter(slug__in=each.targets))
    for order, slug in enumerate(PROPOSERS):
        Proposer.objects.create(
            statement=statement,
            organization=Organization.objects.get(slug=slug),
            order=order,
        )
    return statement


def _publish(
    statement: Statement, *, at: dt.datetime, state: StatementState
) -> Statement:
    """Public since ``at``; the co-signers came one after the other."""
    statement.issued_on = at.astimezone(SEOUL).date()
    statement.save(update_fields=["closes_at", "issued_on"])
    revision = publish_as_of(statement=statement, at=at, state=state)
    for number, slug in enumerate(CO_SIGNERS):
        Endorsement.objects.create(
            statement=statement,
            revision=revision,
            organization=Organization.objects.get(slug=slug),
            method=EndorsementMethod.DEMO,
            endorsed_at=at + number * dt.timedelta(hours=7),
        )
    return statement
