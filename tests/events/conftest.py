import pytest

from coalition.models import Organization, User
from coalition.services.organizations import save_organization


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
