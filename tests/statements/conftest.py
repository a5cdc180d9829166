from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.models import MailLimit
from statements.models import Signature, SignaturePersonalData, TallyChange


@pytest.fixture
def visitor() -> Client:
    """A browser without cookies that says where its forms come from."""
    return Client(enforce_csrf_checks=True, HTTP_ORIGIN="http://testserver")


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
