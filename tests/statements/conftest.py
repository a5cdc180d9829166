from collections.abc import Callable

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.models import MailLimit
from statements.models import Signature, SignaturePersonalData, TallyChange


@pytest.fixture
def traces(db) -> Callable[[], dict[str, int]]:
    """How much a request can have left behind: rows, jobs, mails."""

    def count() -> dict[str, int]:
        models = (
            Signature,
            SignaturePersonalData,
            TallyChange,
            MailLimit,
            ProcrastinateJob,
        )
        return {model.__name__: model.objects.count() for model in models} | {
            "mails": len(mail.outbox)
        }

    return count
