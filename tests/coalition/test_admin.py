"""The back office of the coalition's records, page by page."""

import datetime as dt
import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coalition.admin.audited import is_referenced
from coalition.enums import Provenance, RegistrationState, Relation
from coalition.models import (
    AuditEntry,
    Institution,
    Membership,
    Organization,
    PartnerRegistration,
    Representative,
    Source,
    User,
)
from coalition.services.registrations import Approval
from statements.models import Demand
from tests.factories.coalition import (
    create_coalition,
    create_contact,
    create_membership,
    create_organization,
    create_registration,
    create_staff,
)
from tests.factories.statements import create_draft

pytestmark = pytest.mark.django_db

MODELS = (
    "auditentry",
    "institution",
    "membership",
    "organization",
    "partnerregistration",
    "representative",
    "source",
    "user",
)


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


def create_rows(count):
    """That many rows of everything, with relations between them."""
    for number in range(count):
        coalition = create_coalition(f"연대 {number}")
        parent = create_organization()
        organization = create_organization(parent=parent, relation=Relation.BRANCH)
        create_membership(coalition, organization)
        user = User.objects.create_user(f"person{number}@example.net", name="담당")
        Representative.objects.create(user=user, organization=organization)
        old = Institution.objects.create(slug=f"old-{number}", name_ko="옛 이름")
        Institution.objects.create(
            slug=f"new-{number}", name_ko="새 이름", predecessor=old
        )
        Source.objects.create(code=f"s{number}", title="기사")
        create_registration()


# --- The lists ------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_a_list_asks_as_much_for_three_rows_as_for_one(office, model):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            assert office.get(page(f"{model}_changelist")).status_code == 200
        return len(queries)

    create_rows(1)
    one = count_queries()
    Membership.objects.all().delete()
    Representative.objects.all().delete()
    User.objects.filter(is_staff=False).delete()
    Institution.objects.filter(predecessor__isnull=False).delete()
    Institution.objects.all().delete()
    Source.objects.all().delete()
    create_rows(3)

    assert count_queries() == one


@pytest.mark.parametrize("prefix", ("", "/en"))
@pytest.mark.parametrize("model", MODELS)
def test_no_list_holds_an_address_or_a_contacts_name(office, model, prefix):
    create_rows(2)
    for state in RegistrationState:
        create_registration(state)

    for query in ("", "?all=", "?state=all"):
        text = office.get(prefix + page(f"{model}_changelist") + query).text
        assert not re.search(r"[\w.]+@[\w.]+\.\w+", text)
        assert "카나리아" not in text


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "query", ("?q=\x00", "?q=%00가", "?o=abc", "?p=99999999", "?nonsense=1", "?e=1")
)
def test_no_list_breaks_on_a_strange_address(office, model, query):
    create_rows(1)

    assert office.get(page(f"{model}_changelist") + query).status_code in (200, 302)


@pytest.mark.parametrize("model", MODELS)
def test_strangers_are_sent_to_the_sign_in(client, model):
    response = client.get(page(f"{model}_changelist"))

    assert response.status_code == 302
    assert "/admin/login/" in response["Location"]


def test_every_record_of_the_coalition_has_its_place():
    registered = {model._meta.model_name for model in admin.site._registry}

    assert set(MODELS) <= registered
    assert "registrationcontact" not in registered
    assert "maillimit" not in registered


# --- Organizations -----------------------------------------------------------------------


def organization_form(**changes):
    inlines = ("coalition_memberships", "branches", "reported_counts")
    management = {
        f"{prefix}-{part}": "0"
        for prefix in inlines
        for part in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {
        "name_ko": "(사)달빛여성회",
        "kind": "association",
        "slug": "달빛여성회",
        "state": "active",
        "provenance": "own",
        **management,
        **changes,
    }


def test_an_organization_is_added_with_its_sort_key_and_an_audit_entry(office, staff):
    assert office.get(page("organization_add")).status_code == 200

    response = office.post(page("organization_add"), organization_form())

    assert response.status_code == 302
    organization = Organization.objects.get()
    assert organization.sort_key == "달빛여성회"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor) == ("organization.create", staff)


def test_an_organization_is_changed_through_the_service(office):
    organization = create_organization("달빛여성회")
    create_organization("강남지부", parent=organization, relation=Relation.BRANCH)
    address = page("organization_change", organization.pk)
    text = office.get(address).text
    assert "강남지부" in text

    office.post(address, organization_form(sort_key_override="하늘", slug="새-주소"))

    organization.refresh_from_db()
    assert organization.sort_key == "하늘"
    assert organization.slug == "새-주소"
    assert AuditEntry.objects.filter(action="organization.change").count() == 1


def test_a_membership_is_added_on_the_organizations_page(office):
    coalition, organization = create_coalition(), create_organization()
    form = organization_form() | {
        "coalition_memberships-TOTAL_FORMS": "1",
        "coalition_memberships-0-organization": organization.pk,
        "coalition_memberships-0-coalition": coalition.pk,
        "coalition_memberships-0-tier": "steering",
        "coalition_memberships-0-joined_on": "2024-08-30",
    }

    response = office.post(page("organization_change", organization.pk), form)

    assert response.status_code == 302
    assert Membership.objects.get().tier == "steering"


def test_a_parent_needs_a_relation(office):
    parent = create_organization()

    response = office.post(
        page("organization_add"), organization_form(parent=parent.pk)
    )

    assert response.status_code == 422
    assert response.context["adminform"].form.errors
    assert Organization.objects.count() == 1


def test_what_others_stand_on_cannot_be_deleted(office):
    coalition, member, free = (
        create_coalition(),
        create_organization(),
        create_organization(),
    )
    create_membership(coalition, member)

    assert is_referenced(coalition)
    assert is_referenced(member)
    assert not is_referenced(free)
    assert office.get(page("organization_delete", member.pk)).status_code == 403
    response = office.post(page("organization_delete", free.pk), {"post": "yes"})
    assert response.status_code == 302
    assert not Organization.objects.filter(pk=free.pk).exists()
    assert AuditEntry.objects.filter(action="organization.delete").exists()


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_deleted_in_bulk(office, model):
    create_rows(1)

    assert "delete_selected" not in office.get(page(f"{model}_changelist")).text


# --- Accounts ------------------------------------------------------------------------------


def test_an_account_is_made_by_its_address_and_signs_in(office, client):
    group = Group.objects.create(name="편집")
    assert office.get(page("user_add")).status_code == 200

    response = office.post(
        page("user_add"),
        {
            "email": "New.Person@Example.NET",
            "name": "새 사람",
            "language": "ko",
            "usable_password": "true",
            "password1": "달빛 아래 긴 암호 77",
            "password2": "달빛 아래 긴 암호 77",
        },
    )

    user = User.objects.get(name="새 사람")
    assert response["Location"] == page("user_change", user.pk)
    assert user.email == "new.person@example.net"
    assert not user.is_staff
    office.post(
        page("user_change", user.pk),
        {
            "email": user.email,
            "name": user.name,
            "language": "en",
            "is_active": "on",
            "is_staff": "on",
            "groups": [group.pk],
        },
    )
    user.refresh_from_db()
    assert user.is_staff
    assert user.groups.get() == group
    assert client.login(
        username="new.person@example.net", password="달빛 아래 긴 암호 77"
    )
    actions = AuditEntry.objects.values_list("action", flat=True)
    assert set(actions) == {"user.create", "user.change"}


def test_two_accounts_cannot_share_an_address(office):
    User.objects.create_user("person@example.net")

    response = office.post(
        page("user_add"),
        {
            "email": "PERSON@example.net",
            "language": "ko",
            "usable_password": "true",
            "password1": "달빛 아래 긴 암호 77",
            "password2": "달빛 아래 긴 암호 77",
        },
    )

    assert response.status_code == 422
    assert "email" in response.context["adminform"].form.errors


def test_a_password_is_set_by_staff(office):
    user = User.objects.create_user("person@example.net", "an old long password")
    address = reverse("admin:auth_user_password_change", args=(user.pk,))
    assert office.get(address).status_code == 200

    response = office.post(
        address,
        {
            "usable_password": "true",
            "password1": "달빛 아래 긴 암호 77",
            "password2": "달빛 아래 긴 암호 77",
        },
    )

    assert response.status_code == 302
    user.refresh_from_db()
    assert user.check_password("달빛 아래 긴 암호 77")


def test_representatives_are_chosen_by_name_not_by_address(office):
    User.objects.create_user("person@example.net", name="담당자")

    text = office.get(page("representative_add")).text

    assert "담당자 (" in text
    assert "person@example.net" not in text


def test_a_mailbox_that_represents_is_not_shown_and_can_be_ended(office):
    contact = create_contact()
    create_registration(RegistrationState.APPROVED, contact=contact)
    representative = Representative.objects.get()

    for address in (
        page("representative_changelist"),
        page("representative_change", representative.pk),
    ):
        text = office.get(address).text
        assert "등록할 때 확인한 메일함" in text
        assert contact.email not in text

    response = office.post(
        page("representative_change", representative.pk),
        {"appointed_on": timezone.localdate(), "ended_on": timezone.localdate()},
    )

    assert response.status_code == 302
    assert not Representative.objects.acting(timezone.localdate()).exists()


def test_a_representative_added_by_hand_needs_an_account(office):
    response = office.post(
        page("representative_add"),
        {"organization": create_organization().pk, "appointed_on": "2026-11-01"},
    )

    assert response.status_code == 422
    assert not Representative.objects.exists()


def test_nobody_makes_themselves_more_than_they_are(client):
    client.force_login(create_staff("view_user"))
    user = User.objects.get()

    assert client.get(page("user_change", user.pk)).status_code == 200
    response = client.post(page("user_change", user.pk), {"is_superuser": "on"})
    assert response.status_code == 403


# --- The audit trail ---------------------------------------------------------------------


def test_the_audit_trail_is_read_only_even_for_superusers(office):
    create_organization()
    entry = AuditEntry.objects.get()

    assert office.get(page("auditentry_changelist")).status_code == 200
    assert office.get(page("auditentry_change", entry.pk)).status_code == 200
    assert office.post(page("auditentry_change", entry.pk), {}).status_code == 403
    assert office.get(page("auditentry_add")).status_code == 403
    assert office.post(page("auditentry_delete", entry.pk)).status_code == 403
    assert AuditEntry.objects.count() == 1


# --- The queue of registrations ------------------------------------------------------------


def approve_form(**changes):
    form = {"decision": "new", "slug": "새벽별", "relation": ""}
    return form | changes


def test_the_queue_shows_what_waits_and_the_rest_on_demand(office):
    names = {}
    for state in RegistrationState:
        names[state] = create_registration(state).name_ko
    listing = page("partnerregistration_changelist")

    def listed(query):
        table = re.search(r"(?s)<table.*?</table>", office.get(listing + query).text)
        return {name for name in names.values() if table and name in table[0]}

    assert listed("") == {names[RegistrationState.WAITING]}
    assert listed("?state=declined") == {names[RegistrationState.DECLINED]}
    assert listed("?state=all") == set(names.values())


def test_the_detail_page_is_read_only_and_shows_similar_organizations(office):
    there = create_organization("달빛여성회")
    registration = create_registration(name_ko="달빛여성회")
    address = page("partnerregistration_change", registration.pk)

    text = office.get(address).text

    assert page("organization_change", there.pk) in text
    assert page("partnerregistration_approve", registration.pk) in text
    assert page("partnerregistration_decline", registration.pk) in text
    assert "카나리아" not in text
    assert "@example.org" not in text
    assert 'name="_save"' not in text
    assert office.post(address, {"name_ko": "고침"}).status_code == 403
    assert office.get(page("partnerregistration_add")).status_code == 403
    deletion = page("partnerregistration_delete", registration.pk)
    assert office.post(deletion, {"post": "yes"}).status_code == 403


def test_a_decided_registration_offers_no_buttons(office):
    registration = create_registration(RegistrationState.DECLINED)

    text = office.get(page("partnerregistration_change", registration.pk)).text

    assert page("partnerregistration_approve", registration.pk) not in text
    assert registration.decline_reason in text


def test_the_approval_page_previews_exactly_what_becomes_public(office):
    create_coalition()
    registration = create_registration(
        name_ko="(사)새벽별",
        name_en="Dawn Star",
        website="https://example.kr",
        about_ko="상담합니다",
        parent_name="전국연합",
    )

    response = office.get(page("partnerregistration_approve", registration.pk))

    for shown in (
        "(사)새벽별",
        "Dawn Star",
        "https://example.kr",
        "상담합니다",
        "전국연합",
        "이 메일함도 그 단체의 이름으로 이 모든 일을",
    ):
        assert shown in response.text
    assert 'value="새벽별"' in response.text
    assert "카나리아" not in response.text
    assert "@example.org" not in response.text
    assert Organization.objects.count() == 1
    values = [value for _, value in response.context["public_rows"]]
    assert values[0] == "(사)새벽별"
    assert len(values) == 5


def test_approving_makes_the_organization_and_tells(office, staff):
    coalition = create_coalition()
    registration = create_registration()

    response = office.post(
        page("partnerregistration_approve", registration.pk),
        approve_form(joins_coalition="on"),
        follow=True,
    )

    registration.refresh_from_db()
    assert registration.state == RegistrationState.APPROVED
    assert registration.decided_by == staff
    assert registration.organization.slug == "새벽별"
    assert Membership.objects.get().coalition == coalition
    assert registration.name_ko in response.text
    public = office.get(registration.organization.get_absolute_url())
    assert public.status_code == 200


def test_approving_links_to_the_existing_organization(office):
    there = create_organization("새벽별모임")
    registration = create_registration(name_ko="새벽별모임", name_claim="existing")
    address = page("partnerregistration_approve", registration.pk)
    form = office.get(address).context["form"]
    assert form["decision"].value() == "link"
    assert form["organization"].value() == there.pk

    office.post(address, {"decision": "link", "organization": there.pk})

    registration.refresh_from_db()
    assert registration.organization == there


def test_records_from_the_press_are_not_offered_and_not_taken(office):
    press = create_organization("새벽별모임", provenance=Provenance.PRESS)
    registration = create_registration(name_ko="새벽별모임", name_claim="existing")
    address = page("partnerregistration_approve", registration.pk)
    form = office.get(address).context["form"]
    assert form["organization"].value() is None
    assert press not in form.fields["organization"].queryset

    response = office.post(address, {"decision": "link", "organization": press.pk})

    assert response.status_code == 422
    registration.refresh_from_db()
    assert registration.state == RegistrationState.WAITING


@pytest.mark.parametrize(
    ("changes", "field"),
    (
        ({"decision": ""}, "decision"),
        ({"decision": "other"}, "decision"),
        ({"slug": ""}, "slug"),
        ({"slug": "a b"}, "slug"),
        ({"slug": "taken"}, "slug"),
        ({"slug": "x" * 81}, "slug"),
        ({"relation": "branch"}, "relation"),
        ({"decision": "link"}, "organization"),
        ({"decision": "link", "organization": "999"}, "organization"),
        ({"decision": "link", "organization": "x"}, "organization"),
    ),
)
def test_a_wrong_approval_decides_nothing(office, changes, field):
    create_organization(slug="taken")
    registration = create_registration()

    response = office.post(
        page("partnerregistration_approve", registration.pk), approve_form(**changes)
    )

    assert response.status_code == 422
    assert field in response.context["form"].errors
    registration.refresh_from_db()
    assert registration.state == RegistrationState.WAITING
    assert Organization.objects.count() == 1


def test_declining_asks_for_the_reason(office):
    registration = create_registration()
    address = page("partnerregistration_decline", registration.pk)
    assert office.get(address).status_code == 200

    for reason in ("", "   ", "가" * 1001, "a\u202eb"):
        response = office.post(address, {"reason": reason})
        assert response.status_code == 422
        assert "reason" in response.context["form"].errors
    registration.refresh_from_db()
    assert registration.state == RegistrationState.WAITING

    office.post(address, {"reason": "활동을 확인할 수 없습니다.\n다시 신청해 주세요."})

    registration.refresh_from_db()
    assert registration.state == RegistrationState.DECLINED
    assert "다시 신청" in registration.decline_reason


@pytest.mark.parametrize("verb", ("approve", "decline"))
@pytest.mark.parametrize(
    "state",
    (
        RegistrationState.UNCONFIRMED,
        RegistrationState.APPROVED,
        RegistrationState.DECLINED,
    ),
)
def test_who_comes_second_is_told_so(office, verb, state):
    registration = create_registration(state)
    before = PartnerRegistration.objects.values().get()
    address = page(f"partnerregistration_{verb}", registration.pk)
    form = approve_form(slug="second", reason="안 됨")

    for response in (office.get(address), office.post(address, form)):
        assert response["Location"] == page(
            "partnerregistration_change", registration.pk
        )

    text = office.get("/en" + page("partnerregistration_changelist")).text
    assert "already decided" in text or "이미 처리" in text
    assert PartnerRegistration.objects.values().get() == before
    assert not Organization.objects.filter(slug="second").exists()


def test_opening_the_pages_changes_nothing(office):
    registration = create_registration()
    before = PartnerRegistration.objects.values().get()

    for verb in ("approve", "decline"):
        office.get(page(f"partnerregistration_{verb}", registration.pk))
        office.head(page(f"partnerregistration_{verb}", registration.pk))

    assert PartnerRegistration.objects.values().get() == before


@pytest.mark.parametrize("verb", ("approve", "decline"))
def test_deciding_needs_its_permission(client, verb):
    registration = create_registration()
    address = page(f"partnerregistration_{verb}", registration.pk)

    assert client.post(address, approve_form(reason="x")).status_code == 302
    client.force_login(create_staff("view_partnerregistration"))
    detail = client.get(page("partnerregistration_change", registration.pk))
    assert detail.status_code == 200
    assert address not in detail.text
    assert client.post(address, approve_form(reason="x")).status_code == 403
    client.force_login(create_staff("change_partnerregistration"))
    assert client.get(address).status_code == 200
    registration.refresh_from_db()
    assert registration.state == RegistrationState.WAITING


def test_deciding_is_protected_by_a_token(staff):
    from django.test import Client

    registration = create_registration()
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff)

    response = client.post(
        page("partnerregistration_decline", registration.pk), {"reason": "안 됨"}
    )

    assert response.status_code == 403
    registration.refresh_from_db()
    assert registration.state == RegistrationState.WAITING


def test_an_unknown_registration_is_404(office):
    for verb in ("approve", "decline"):
        assert office.get(page(f"partnerregistration_{verb}", 999)).status_code == 404


def test_the_second_registration_of_an_organization_links_to_it_too(office):
    first = create_registration(RegistrationState.APPROVED)
    second = create_registration(
        RegistrationState.APPROVED,
        approval=Approval(link_to=first.organization),
        name_claim="existing",
    )

    assert second.organization == first.organization
    assert Organization.objects.count() == 1
    assert second.decided_at <= timezone.now() + dt.timedelta(seconds=1)


# --- What accounts may do -------------------------------------------------------------------


def test_permissions_are_offered_in_words_and_only_for_what_is_shown(office):
    form = words(office.get(reverse("admin:auth_group_add")))

    assert "성명 · 서명: 보기" in form
    assert "연대체 · 단체: 고치기" in form
    assert "Can " not in form
    assert "tally" not in form


def test_what_a_group_may_do_is_on_record(office):
    office.post(reverse("admin:auth_group_add"), {"name": "현장팀", "permissions": []})
    entry = AuditEntry.objects.get()

    assert (entry.action, entry.subject_type) == ("group.create", "auth.Group")


def test_what_statements_and_records_name_is_not_deleted(office):
    source = Source.objects.create(code="S9", title="보도", url="https://example.org/")
    institution = Institution.objects.create(slug="gov", name_ko="정부")
    institution.sources.add(source)
    revision = create_draft().revisions.get()
    demand = Demand.objects.create(revision=revision, text_ko="요구")
    demand.targets.add(institution)

    for kind, record in (("source", source), ("institution", institution)):
        delete = page(f"{kind}_delete", record.pk)
        assert delete not in office.get(page(f"{kind}_change", record.pk)).text
        assert office.post(delete, {"post": "yes"}).status_code == 403
    demand.targets.clear()
    assert office.get(page("institution_delete", institution.pk)).status_code == 200


def test_a_list_that_begins_with_what_waits_does_not_say_that_there_is_nothing(office):
    changelist = page("partnerregistration_changelist")
    assert "아직 아무것도 없습니다." in words(office.get(changelist))

    create_registration(RegistrationState.DECLINED)
    assert "고른 조건에 맞는 것이 없습니다." in words(office.get(changelist))
