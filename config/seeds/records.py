"""The two statements of 29 August 2024, what came before them and what followed."""

import datetime as dt
from functools import partial

from coalition.enums import Provenance
from coalition.models import Institution, Organization, Source
from config.seeds.facts import Facts, sources_of, start_of, texts
from config.seeds.ledger import Ledger
from config.seeds.publishing import publish_as_of
from statements.enums import EndorsementMethod, StatementState
from statements.models import (
    Demand,
    EarlierMeasure,
    Endorsement,
    Proposer,
    Revision,
    Statement,
    TimelineEntry,
)
from statements.services.publishing import start_statement


def seed_measures(facts: list[Facts], ledger: Ledger) -> None:
    for fact in facts:
        ledger.keep(
            EarlierMeasure,
            partial(_make_measure, fact),
            year=fact["year"],
            name_ko=fact["name_ko"],
        )


def _make_measure(fact: Facts) -> EarlierMeasure:
    measure = EarlierMeasure.objects.create(year=fact["year"], **texts(fact, "name"))
    measure.sources.set(sources_of(fact))
    return measure


def seed_statements(facts: Facts, ledger: Ledger) -> None:
    for fact in facts["statements"]:
        ledger.keep(Statement, partial(_make_statement, fact), slug=fact["slug"])


def _make_statement(fact: Facts) -> Statement:
    issued_on = dt.date.fromisoformat(fact["issued_on"])
    statement = start_statement(
        statement=Statement(
            slug=fact["slug"],
            kind=fact["kind"],
            issued_on=issued_on,
            collects_endorsements=False,
            collects_signatures=False,
            declared_organizations=fact.get("declared_organizations"),
            provenance=Provenance.PRESS,
        ),
        revision=Revision(**texts(fact, "title", "summary", "text")),
    )
    statement.sources.set(sources_of(fact))
    statement.earlier_measures.set(_cited_measures(fact))
    _make_demands(statement.revisions.get(), fact)
    for order, slug in enumerate(fact.get("proposers", ())):
        Proposer.objects.create(
            statement=statement,
            organization=Organization.objects.get(slug=slug),
            order=order,
        )
    revision = publish_as_of(
        statement=statement, at=start_of(issued_on), state=StatementState.PUBLISHED
    )
    _name_endorsers(revision, fact, issued_on)
    return statement


def _cited_measures(fact: Facts) -> list[EarlierMeasure]:
    years = fact.get("earlier_measure_years", ())
    return list(EarlierMeasure.objects.filter(year__in=years))


def _make_demands(revision: Revision, fact: Facts) -> None:
    for order, each in enumerate(fact["demands"]):
        demand = Demand.objects.create(
            revision=revision, order=order, **texts(each, "text")
        )
        demand.targets.set(Institution.objects.filter(slug__in=each["targets"]))
        demand.sources.set(sources_of(each))


def _name_endorsers(revision: Revision, fact: Facts, issued_on: dt.date) -> None:
    """Those the press named; the number of all is ``declared_organizations``."""
    for slug in fact.get("endorsers", ()):
        endorsement = Endorsement.objects.create(
            statement=revision.statement,
            revision=revision,
            organization=Organization.objects.get(slug=slug),
            method=EndorsementMethod.PRESS,
            endorsed_at=start_of(issued_on),
        )
        endorsement.sources.set(sources_of({"sources": fact["endorser_sources"]}))


def seed_timeline(facts: Facts, ledger: Ledger) -> None:
    """An entry is known by its day and first source: staff may word it better."""
    demands = _demands_by_id(facts)
    for fact in facts["timeline"]:
        ledger.keep(
            TimelineEntry,
            partial(_make_entry, fact, demands),
            on=dt.date.fromisoformat(fact["on"]),
            provenance=Provenance.PRESS,
            sources=Source.objects.get(code=fact["sources"][0]),
        )


def _demands_by_id(facts: Facts) -> dict[str, Demand]:
    """The stored demands by the names that ``facts.json`` gives them."""
    return {
        each["id"]: Demand.objects.get(
            revision__statement__slug=fact["slug"], revision__number=1, order=order
        )
        for fact in facts["statements"]
        for order, each in enumerate(fact["demands"])
    }


def _make_entry(fact: Facts, demands: dict[str, Demand]) -> TimelineEntry:
    entry = TimelineEntry.objects.create(
        on=dt.date.fromisoformat(fact["on"]),
        is_month_only=fact.get("is_month_only", False),
        provenance=Provenance.PRESS,
        **texts(fact, "text"),
    )
    entry.demands.set(demands[name] for name in fact.get("demands", ()))
    entry.sources.set(sources_of(fact))
    return entry
