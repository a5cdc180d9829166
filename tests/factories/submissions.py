"""Gatherings as partners send them in, by the real services."""

import datetime as dt
import itertools
from typing import Any

from coalition.enums import RegistrationState
from coalition.models import Contact, Organization
from events.enums import Format
from events.models import Submission
from events.models.submissions import Gathering
from events.services.submissions.deciding import approve_submission, decline_submission
from events.services.submissions.sending import confirm_submission, submit_gathering
from tests.factories.coalition import create_organization, create_staff

_numbers = itertools.count(1)


def make_gathering(**values: Any) -> Gathering:
    """A forum on Saturday, 5 December 2026, 14:00, for two hours."""
    defaults: dict[str, Any] = {
        "title_ko": "딥페이크 대응 토론회",
        "title_en": "Forum on deepfakes",
        "format": Format.FORUM,
        "local_date": dt.date(2026, 12, 5),
        "local_time": dt.time(14),
        "minutes": 120,
        "place_ko": "마을회관",
        "address_ko": "서울 마포구 어느길 1",
    }
    return Gathering(**defaults | values)


def make_submission(
    state: RegistrationState = RegistrationState.WAITING,
    *,
    organization: Organization | None = None,
    contact: Contact | None = None,
    language: str = "ko",
    **values: Any,
) -> Submission:
    """One that went the real way as far as ``state``."""
    number = next(_numbers)
    submit_gathering(
        organization=organization or create_organization(),
        gathering=make_gathering(**values),
        contact=contact
        or Contact(
            name="카나리아", role="사무국장", email=f"forum{number}@example.org"
        ),
        language=language,
    )
    submission = Submission.objects.latest("pk")
    if state != RegistrationState.UNCONFIRMED:
        confirm_submission(code=submission.code)
    if state == RegistrationState.APPROVED:
        approve_submission(submission_id=submission.pk, actor=create_staff())
    elif state == RegistrationState.DECLINED:
        decline_submission(
            submission_id=submission.pk,
            reason="날짜가 겹칩니다.",
            actor=create_staff(),
        )
    submission.refresh_from_db()
    return submission


def submission_form(organization: Organization, **changes: Any) -> dict[str, Any]:
    """What a browser sends for a valid form; ``None`` leaves a field out."""
    data = make_gathering().facts | {
        "organization": organization.pk,
        "contact_name": "카나리아",
        "contact_role": "사무국장",
        "contact_email": "forum@example.org",
        "consent_privacy": "on",
        "declaration": "on",
        "website": "",
        "is_online": None,
    }
    return {key: value for key, value in (data | changes).items() if value is not None}
