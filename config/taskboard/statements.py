"""What waits about statements, signatures and registrations."""

import datetime as dt

from django.db.models import Count, Min, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from coalition.korean import moment
from coalition.localized import localized
from coalition.models import PartnerRegistration
from config.taskboard.task import LISTED_AT_MOST, Record, Task, filtered, since
from statements.enums import SignatureState, StatementState
from statements.models import Revision, Signature, Statement


def registrations(now: dt.datetime) -> Task:
    waiting = PartnerRegistration.objects.waiting().aggregate(
        count=Count("pk"), since=Min("confirmed_at")
    )
    return Task(
        name="registrations",
        title=_("Associations that want to register"),
        explanation=_("Check who they are, then approve or decline."),
        url=reverse("admin:coalition_partnerregistration_changelist"),
        count=waiting["count"],
        since=since(waiting["since"]),
    )


def held_signatures(now: dt.datetime) -> Task:
    held = Signature.objects.filter(state=SignatureState.HELD).aggregate(
        count=Count("pk"), since=Min("signed_at")
    )
    return Task(
        name="signatures",
        title=_("Signatures held for review"),
        explanation=_("They do not count until you release them."),
        url=reverse("admin:statements_signature_changelist"),
        count=held["count"],
        since=since(held["since"]),
    )


def drafts(now: dt.datetime) -> Task:
    drafts = _with_titles(
        Statement.objects.filter(state=StatementState.DRAFT).order_by("-pk")
    )
    return Task(
        name="drafts",
        title=_("Statements not published yet"),
        explanation=_("Nobody outside sees them."),
        url=filtered("admin:statements_statement_changelist", "state__exact=draft"),
        count=len(drafts),
        records=[_statement_record(draft) for draft in drafts[:LISTED_AT_MOST]],
    )


def deadlines(now: dt.datetime) -> Task:
    closing = _with_titles(Statement.objects.closing_soon())
    return Task(
        name="deadlines",
        title=_("Statements that close within a week"),
        explanation=_("After the deadline nobody can sign or co-sign."),
        url=filtered("admin:statements_statement_changelist", "deadline=soon"),
        count=len(closing),
        is_due=True,
        records=[
            _statement_record(each, note=moment(each.closes_at))  # type: ignore[arg-type]
            for each in closing[:LISTED_AT_MOST]
        ],
    )


def _with_titles(statements: "QuerySet[Statement]") -> list[Statement]:
    titles = Revision.objects.only("statement", "number", "title_ko", "title_en")
    return list(
        statements.defer("wrapped_data_key").prefetch_related(
            Prefetch("revisions", titles.order_by("-number"), to_attr="titles")
        )
    )


def _statement_record(statement: Statement, note: str = "") -> Record:
    latest = statement.titles[0] if statement.titles else None  # type: ignore[attr-defined]
    return Record(
        title=localized(latest, "title") if latest else statement.slug,
        url=reverse("admin:statements_statement_change", args=(statement.pk,)),
        note=note,
    )
