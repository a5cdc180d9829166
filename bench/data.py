"""What a coalition has on its busiest day: 84 organizations, two series, two statements.

The statements differ in nothing but how many have signed them; one series is the demo's,
the other has as many dates as a feed can meet.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench import BARE_TABLE
from coalition.models import Institution, Organization
from config.seeds.demo import seed_demo
from config.seeds.demo_statements import OPEN
from events.enums import SeriesState
from events.models import EventSeries, Occurrence, Venue
from statements import consents
from statements.enums import Display, EndorsementMethod, SignatureState
from statements.models import (
    Demand,
    Endorsement,
    Revision,
    Signature,
    SignaturePersonalData,
    Statement,
    Tally,
)
from statements.sealing import seal_field, statement_cipher
from statements.services.publishing import publish_statement, start_statement
from statements.services.signing import address_index

SHOWN_EVERY = 4
"""Every fourth signer shows their name; the others are only counted."""


def prepare_database() -> None:
    """Tables, static files and the demo coalition with its coming Fridays."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    seed_demo(password=uuid.uuid4().hex)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {BARE_TABLE} (id bigserial PRIMARY KEY, name text NOT NULL)"
        )


def make_statement(slug: str, *, confirmed: int) -> Statement:
    """A call that every organization has co-signed and `confirmed` people have signed."""
    statement = start_statement(
        statement=Statement(slug=slug, kind=OPEN.kind),
        revision=Revision(
            title_ko=OPEN.title_ko,
            title_en=OPEN.title_en,
            summary_ko=OPEN.summary_ko,
            summary_en=OPEN.summary_en,
            text_ko=OPEN.text_ko,
            text_en=OPEN.text_en,
        ),
    )
    for order, each in enumerate(OPEN.demands):
        demand = Demand.objects.create(
            revision=statement.revisions.get(),
            order=order,
            text_ko=each.text_ko,
            text_en=each.text_en,
        )
        demand.targets.set(Institution.objects.filter(slug__in=each.targets))
    statement = publish_statement(statement=statement)
    Endorsement.objects.bulk_create(
        Endorsement(
            statement=statement,
            revision_id=statement.current_revision_id,
            organization=organization,
            method=EndorsementMethod.DEMO,
            endorsed_at=timezone.now(),
        )
        for organization in Organization.objects.exclude(kind="coalition")
    )
    signatures = list(_signatures(statement, confirmed))
    _copy(Signature, signatures)
    _copy(SignaturePersonalData, _personal_data(statement, signatures))
    Tally.objects.filter(statement=statement).update(individuals=confirmed)
    return statement


def make_series(slug: str, *, dates: int) -> EventSeries:
    """A public series with a gathering on each of the coming days."""
    series = EventSeries.objects.create(
        slug=slug,
        title_ko="매일 저녁 말하기",
        title_en="Speaking every evening",
        summary_ko="강남역 10번 출구 앞에서, 누구나 3분씩 이야기합니다.",
        venue=Venue.objects.first(),
        state=SeriesState.ACTIVE,
    )
    now = timezone.now()
    occurrences = [
        Occurrence(
            series=series,
            slot_date=date,
            slug=f"{slug}-{date}",
            local_date=date,
            local_time=dt.time(19),
            duration=dt.timedelta(hours=2),
            published_at=now,
            content_modified_at=now,
        )
        for date in (now.date() + dt.timedelta(days=day) for day in range(1, dates + 1))
    ]
    for occurrence in occurrences:
        occurrence.set_moments()
    Occurrence.objects.bulk_create(occurrences)
    return series


def settle() -> None:
    """Leave PostgreSQL nothing to catch up with while it is measured."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def _signatures(statement: Statement, number: int) -> Iterator[Signature]:
    """Confirmed ones, as signing and confirming leave them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [Signature._meta.db_table, number],
        )
        keys = [row[0] for row in cursor.fetchall()]
    now = timezone.now()
    consent_sha256 = consents.consents_sha256("ko")
    for key in keys:
        is_shown = key % SHOWN_EVERY == 0
        yield Signature(
            id=key,
            statement=statement,
            revision_id=statement.current_revision_id,
            state=SignatureState.CONFIRMED,
            address_index=address_index(statement, _address(key)),
            display=Display.NAME if is_shown else Display.PRIVATE,
            public_name=_name(key) if is_shown else "",
            consent_version=consents.VERSION,
            consent_sha256=consent_sha256,
            signed_at=now,
            confirmed_at=now,
        )


def _personal_data(
    statement: Statement, signatures: Iterable[Signature]
) -> Iterator[SignaturePersonalData]:
    cipher = statement_cipher(statement)
    for signature in signatures:
        yield SignaturePersonalData(
            signature=signature,
            email=seal_field(
                cipher, signature.address_index, "email", _address(signature.pk)
            ),
            name=seal_field(
                cipher, signature.address_index, "name", _name(signature.pk)
            ),
            affiliation=seal_field(cipher, signature.address_index, "affiliation", ""),
        )


def _copy(model: Any, rows: Iterable[Any]) -> None:
    """Write the rows by COPY, many times faster than INSERTs."""
    fields = model._meta.concrete_fields
    columns = ", ".join(field.column for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row([getattr(row, field.attname) for field in fields])


def _address(number: int) -> str:
    return f"signer-{number}@example.org"


def _name(number: int) -> str:
    return f"여파 {number}"
