import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from coalition.models import Organization, User
from coalition.services.organizations import save_organization
from tests.events.week import FRIDAY, MONDAY
from tests.factories.events import make_occurrence, make_series


@pytest.fixture(autouse=True)
def _no_remembered_feeds():
    """With the clock at rest two tests could share the fingerprint of a feed."""
    cache.clear()


@pytest.fixture
def clock():
    """Stands at Monday noon until it is moved."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def friday(db):
    return make_occurrence(
        series=make_series(slug="friday", is_main=True), local_date=FRIDAY
    )


@pytest.fixture
def organization(db):
    return save_organization(
        organization=Organization(slug="달빛여성회", name_ko="(사)달빛여성회")
    )


@pytest.fixture
def staff(db):
    return User.objects.create_superuser(email="staff@example.org", password="x" * 16)


@pytest.fixture
def staff_client(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def visitor() -> Client:
    """A browser without cookies that says where its forms come from."""
    return Client(enforce_csrf_checks=True, HTTP_ORIGIN="http://testserver")
