"""Statements and signatures as the services make them, without hidden rows."""

import itertools
from typing import Any

from coalition.models import Institution, Organization
from statements.enums import Display, StatementState
from statements.models import Demand, Revision, Signature, Statement
from statements.services import publishing, signing

_numbers = itertools.count(1)


def create_draft(
    *, title_ko: str = "딥페이크 성범죄를 규탄한다", **fields: Any
) -> Statement:
    """A statement with its draft revision and one demand."""
    number = next(_numbers)
    fields.setdefault("slug", f"statement-{number}")
    revision = Revision(
        title_ko=title_ko,
        title_en="Against deepfake sex crimes",
        text_ko="우리는 **함께** 요구한다.",
        text_en="Together we demand.",
    )
    statement = publishing.start_statement(
        statement=Statement(**fields), revision=revision
    )
    demand = Demand.objects.create(
        revision=revision,
        text_ko="수사를 강화하라",
        text_en="Strengthen the investigation",
    )
    institution, _ = Institution.objects.get_or_create(
        slug="police",
        defaults={"name_ko": "경찰청", "name_en": "National Police Agency"},
    )
    demand.targets.add(institution)
    return statement


def create_statement(
    *, state: StatementState = StatementState.COLLECTING, **fields: Any
) -> Statement:
    """A public statement that takes signatures."""
    return publishing.publish_statement(statement=create_draft(**fields), state=state)


def sign(statement: Statement, email: str = "", **fields: Any) -> Signature:
    """A pending (or held) signature by the service."""
    email = email or f"signer{next(_numbers)}@example.org"
    request = signing.SignatureRequest(**({"name": "여파", "email": email} | fields))
    signing.sign_statement(statement=statement, request=request)
    index = signing.address_index(statement, email)
    return Signature.objects.get(statement=statement, address_index=index)


def create_signature(
    statement: Statement, *, display: Display = Display.PRIVATE, **fields: Any
) -> Signature:
    """A confirmed signature."""
    signature = sign(statement, display=display, **fields)
    return signing.confirm_signature(code=signature.code)


def form_data(**changes: Any) -> dict[str, Any]:
    """What a browser sends for a valid sign form; ``None`` leaves a field out."""
    data = {
        "name": "여파",
        "email": f"signer{next(_numbers)}@example.org",
        "affiliation": "",
        "display": "private",
        "consent_privacy": "on",
        "consent_sensitive": "on",
        "age_14": "on",
    } | changes
    return {key: value for key, value in data.items() if value is not None}


def endorse(statement: Statement, organization: Organization) -> None:
    from statements.services.endorsing import endorse_statement

    endorse_statement(
        statement=statement,
        revision_number=statement.current_revision.number,
        organization=organization,
        authorised_name="담당자",
        authorised_role="사무국장",
    )
