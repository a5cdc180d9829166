"""The audit trail as staff read it: in words, by record, never with an address."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from coalition.admin.trail import act_words
from coalition.services.audit import record_audit
from tests.factories.coalition import create_organization, create_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return create_staff()


@pytest.fixture
def office(client, staff):
    client.force_login(staff)
    return client


def page(name, *args):
    return reverse(f"admin:coalition_{name}", args=args)


def words(response):
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize(
    "source", sorted(settings.BASE_DIR.glob("*/services/**/*.py")), ids=str
)
def test_every_act_that_is_recorded_has_words(source):
    nouns = (
        "assemblynotice|claim|endorsement|hosting|link|occurrence|photo|registration|"
        "report|revision|series|shift|signature|speaker_application|speaker_call|"
        "statement|submission|submission_change|venue|organization"
    )
    for action in re.findall(rf'"((?:{nouns})\.[a-z_-]+)"', source.read_text()):
        assert act_words(action) != action


def test_the_history_of_a_record_is_its_audit_trail(office, staff):
    organization = create_organization()
    record_audit(action="organization.change", subject=organization, actor=staff)
    record_audit(action="organization.delete", subject=create_organization())
    text = words(office.get(page("organization_history", organization.pk)))

    assert "고침" in text
    record_page = words(office.get(page("organization_change", organization.pk)))
    assert "변경 이력" in record_page
    assert staff.name in text
    assert staff.email not in text
    assert "삭제" not in text


def test_the_audit_trail_speaks_korean_and_is_found_by_record(office):
    organization = create_organization()
    record_audit(action="organization.create", subject=organization)
    changelist = page("auditentry_changelist")

    assert f"단체 {organization.pk}" in words(office.get(changelist))
    assert "추가" in words(office.get(changelist, {"type": "coalition.Organization"}))
    assert office.get(changelist, {"type": "nothing"}).status_code == 200
