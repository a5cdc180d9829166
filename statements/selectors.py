"""Composed reads, one per screen."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import (
    Count,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from coalition.enums import Provenance
from coalition.localized import localized
from coalition.memory import Memory
from coalition.models import Organization
from statements.enums import EndorsementState
from statements.models import (
    Demand,
    EarlierMeasure,
    Endorsement,
    Proposer,
    Signature,
    Statement,
    TallyChange,
    TimelineEntry,
)
from statements.querysets import StatementQuerySet

LISTED_AT_MOST = 300

_known_statements: Memory[Statement] = Memory()
# Institutions a demand addresses, with today's name of one that was renamed once;
# each further renaming costs a query.
TARGETS = "targets__successor__successor"


@dataclass(frozen=True)
class Counts:
    """How many stand behind a statement, and the moment that is true of."""

    organizations: int
    individuals: int
    as_of: dt.datetime
    is_reported: bool = False  # by the press on that day, not counted here


@dataclass(frozen=True)
class StatementCard:
    """A statement as lists show it."""

    statement: Statement
    counts: Counts


def with_counts(statements: StatementQuerySet) -> StatementQuerySet:
    """Adds ``confirmed_organizations`` and ``confirmed_individuals`` to each row.

    One query: tally and changes are read in the same snapshot, so the number is
    exact whether or not a fold runs meanwhile.
    """
    waiting = (
        TallyChange.objects.filter(statement=OuterRef("pk"))
        .values("statement")
        .annotate(total=Sum("delta"))
        .values("total")
    )
    endorsed = (
        Endorsement.objects.filter(
            statement=OuterRef("pk"), state=EndorsementState.CONFIRMED
        )
        .order_by()
        .values("statement")
        .annotate(total=Count("pk"))
        .values("total")
    )
    integer = IntegerField()
    return statements.annotate(
        confirmed_individuals=Coalesce(F("tally__individuals"), 0)
        + Coalesce(Subquery(waiting, output_field=integer), 0),
        confirmed_organizations=Coalesce(Subquery(endorsed, output_field=integer), 0),
    )


def counts_of(statement: Statement) -> Counts:
    """The counts of a statement read by ``with_counts``, as of now.

    What the press reported is true of the day it reported, not of today.
    """
    if statement.declared_organizations is not None:
        return Counts(
            organizations=statement.declared_organizations,
            individuals=statement.confirmed_individuals,
            as_of=statement.revision.published_at or timezone.now(),
            is_reported=True,
        )
    return Counts(
        organizations=statement.confirmed_organizations,
        individuals=statement.confirmed_individuals,
        as_of=timezone.now(),
    )


def public_statements() -> StatementQuerySet:
    """What lists and the API start from: public, counted, newest first."""
    statements = Statement.objects.public().select_related("current_revision")
    return with_counts(statements).newest_first()


def statement_page(slug: str) -> Statement:
    """A public statement with all its page shows. Raises Statement.DoesNotExist."""
    return (
        public_statements()
        .prefetch_related(
            "sources",
            "earlier_measures",
            Prefetch("proposals", Proposer.objects.select_related("organization")),
            f"current_revision__demands__{TARGETS}",
        )
        .get(slug=slug)
    )


def known_statement(slug: str) -> Statement:
    """A public statement without its counts. Raises Statement.DoesNotExist.

    Kept in memory and shared by all threads: to read from, never to change.
    """

    def read() -> Statement:
        public = Statement.objects.public().select_related("current_revision")
        return public.get(slug=slug)

    return _known_statements.recall(slug, read)


def known_statement_of(signature: Signature) -> Statement:
    """The statement that was signed, public or not any more; shared in the same way."""
    key = signature.statement_id
    return _known_statements.recall(key, lambda: Statement.objects.get(pk=key))


def open_statement_cards(*, limit: int) -> list[StatementCard]:
    return cards(public_statements().open()[:limit])


def latest_statement_cards(*, limit: int) -> list[StatementCard]:
    return cards(public_statements()[:limit])


def press_record_cards() -> list[StatementCard]:
    """What the press reported, oldest first, with demands and sources."""
    records = (
        public_statements()
        .filter(provenance=Provenance.PRESS)
        .order_by("issued_on", "pk")
        .prefetch_related(
            "sources",
            Prefetch(
                "current_revision__demands",
                Demand.objects.prefetch_related("targets", "sources"),
            ),
        )
    )
    return cards(records)


def cards(statements: Iterable[Statement]) -> list[StatementCard]:
    """Statements read by ``with_counts``, each with its counts."""
    return [StatementCard(each, counts_of(each)) for each in statements]


def co_signers(statement: Statement) -> list[Organization]:
    """Organizations that stand behind it, in 가나다순."""
    organizations = Organization.objects.filter(
        endorsements__statement=statement,
        endorsements__state=EndorsementState.CONFIRMED,
    )
    return list(organizations.alphabetical().select_related("parent"))


@dataclass(frozen=True)
class Quotation:
    """The number of organizations in the two ways the press writes it.

    ``A 등 84개 단체`` is 84 including A; ``A 외 83개 단체`` is the same 84, counted
    besides A. Mixing them up turned 84 into 87 in 2024.
    """

    including: str
    besides: str


def quotation(statement: Statement, listed: list[Organization]) -> Quotation | None:
    """Both wordings from one count, led by proposers that co-signed; else None."""
    total = counts_of(statement).organizations
    leads = [
        localized(proposal.organization, "name")
        for proposal in statement.proposals.all()
        if proposal.organization in listed
    ]
    if not leads or total <= len(leads):
        return None
    names = {"names": gettext("·").join(leads)}
    others = total - len(leads)
    return Quotation(
        including=gettext("%(names)s and others, %(count)s organizations in all")
        % (names | {"count": f"{total:,}"}),
        besides=ngettext(
            "%(names)s and %(count)s other organization",
            "%(names)s and %(count)s other organizations",
            others,
        )
        % (names | {"count": f"{others:,}"}),
    )


def listed_signers(statement: Statement) -> list[Signature]:
    """People who chose to be shown, the latest first, never all at once.

    Only the two public columns leave the database, and the statement's number,
    which Django would otherwise ask for row by row.
    """
    return list(
        statement.signatures.publicly_listed()
        .order_by("-confirmed_at")
        .only("statement", "public_name", "public_affiliation")[:LISTED_AT_MOST]
    )


def endorsements_of(organization: Organization) -> list[Endorsement]:
    """What an organization co-signed, the newest first."""
    return list(
        Endorsement.objects.confirmed()
        .filter(organization=organization, statement__in=Statement.objects.public())
        .select_related("statement__current_revision", "revision")
        .order_by("-endorsed_at")
    )


def calls_for(organization: Organization) -> list[Statement]:
    """Statements the organization can co-sign now or has co-signed."""
    own = Endorsement.objects.confirmed().filter(organization=organization)
    calls = list(
        public_statements()
        .filter(Q(collects_endorsements=True) | Q(pk__in=own.values("statement")))
        .prefetch_related(
            Prefetch("endorsements", own, to_attr="own_endorsements"),
        )
    )
    return [call for call in calls if call.takes_endorsements or call.own_endorsements]


def timeline() -> list[TimelineEntry]:
    return list(
        TimelineEntry.objects.prefetch_related("sources", "demands__targets").all()
    )


def earlier_measures() -> list[EarlierMeasure]:
    return list(EarlierMeasure.objects.prefetch_related("sources"))
