"""The founding story as the press reported it, from ``facts.json``.

Records only: real organizations never act on this site, no individual is named, and
what the sources do not say stays empty.
"""

from functools import partial

from django.db import transaction

from coalition.enums import Provenance
from coalition.models import (
    Institution,
    Membership,
    Organization,
    ReportedCount,
    Source,
)
from coalition.services.organizations import save_organization
from config.seeds.facts import Facts, date_of, read_facts, sources_of, texts
from config.seeds.gatherings import seed_one_offs, seed_series, seed_venues
from config.seeds.ledger import Ledger, wait_for_other_seed_runs
from config.seeds.records import seed_measures, seed_statements, seed_timeline


@transaction.atomic
def seed_history() -> Ledger:
    """Adds what is missing of the founding story; changes nothing that is there."""
    wait_for_other_seed_runs()
    facts, ledger = read_facts(), Ledger()
    seed_sources(facts, ledger)
    seed_institutions(facts, ledger)
    _seed_organizations(facts, ledger)
    seed_venues(facts, ledger)
    seed_series(facts["series"], ledger)
    seed_one_offs(facts["one_offs"], ledger)
    seed_measures(facts["earlier_measures"], ledger)
    seed_statements(facts, ledger)
    seed_timeline(facts, ledger)
    return ledger


def seed_sources(facts: Facts, ledger: Ledger) -> None:
    for fact in facts["sources"]:
        ledger.keep(
            Source,
            partial(Source.objects.create, **fact),
            code=fact["code"],
        )


def seed_institutions(facts: Facts, ledger: Ledger) -> None:
    """Each under the name of its day; a successor names its predecessor."""
    for fact in facts["institutions"]:
        ledger.keep(
            Institution,
            partial(_make_institution, fact),
            slug=fact["slug"],
        )


def _make_institution(fact: Facts) -> Institution:
    predecessor = fact.get("predecessor")
    institution = Institution.objects.create(
        slug=fact["slug"],
        predecessor=predecessor and Institution.objects.get(slug=predecessor),
        valid_from=date_of(fact.get("valid_from")),
        valid_until=date_of(fact.get("valid_until")),
        **texts(fact, "name"),
    )
    institution.sources.set(sources_of(fact))
    return institution


def _seed_organizations(facts: Facts, ledger: Ledger) -> None:
    # A coalition comes before its members in the file, and after them in the tables.
    by_size = sorted(facts["organizations"], key=lambda fact: "members" in fact)
    for fact in by_size:
        ledger.keep(
            Organization,
            partial(_make_organization, fact),
            slug=fact["slug"],
        )


def _make_organization(fact: Facts) -> Organization:
    parent = fact.get("parent")
    organization = save_organization(
        organization=Organization(
            slug=fact["slug"],
            kind=fact["kind"],
            short_name_ko=fact.get("short_name_ko", ""),
            parent=parent and Organization.objects.get(slug=parent),
            relation=fact.get("relation", ""),
            provenance=Provenance.PRESS,
            **texts(fact, "name", "about"),
        )
    )
    organization.sources.set(sources_of(fact))
    for slug in fact.get("members", ()):
        # Nobody reported the day on which each of them joined.
        Membership.objects.create(
            coalition=organization, organization=Organization.objects.get(slug=slug)
        )
    for count in fact.get("counts", ()):
        reported = ReportedCount.objects.create(
            organization=organization,
            as_of=count["as_of"],
            organizations_count=count["organizations"],
            individuals_count=count["individuals"],
            organizations_approximate=count["organizations_approximate"],
            individuals_approximate=count["individuals_approximate"],
        )
        reported.sources.set(sources_of(count))
    return organization
