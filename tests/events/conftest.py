import pytest
from django.core.cache import cache
from django.test import Client

from coalition.models import Organization, User
from coalition.services.organizations import save_organization


@pytest.fixture(autouse=True)
def _no_remembered_feeds():
    """With the clock at rest two tests could share the fingerprint of a feed."""
    cache.clear()


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
