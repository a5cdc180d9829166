"""From a first draft to a public statement, page by page of the back office."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from coalition.models import AuditEntry, Institution
from statements.enums import EndorsementState, StatementState
from statements.models import Demand, Endorsement, Revision, Statement, Tally
from statements.services.publishing import publish_statement, revision_sha256
from tests.factories.coalition import create_organization, create_staff
from tests.factories.statements import (
    create_draft,
    create_signature,
    create_statement,
    endorse,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(create_staff())
    return client


def page(name, *args):
    return reverse(f"admin:statements_{name}", args=args)


def no_rows(prefix):
    return {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}


def new_statement(**changes):
    """What a browser sends for the form of a new statement."""
    return {
        "kind": "joint_statement",
        "title_ko": "우리는 침묵하지 않는다",
        "title_en": "We will not be silent",
        "slug": "",
        "summary_ko": "",
        "summary_en": "",
        "text_ko": "우리는 **함께** 요구한다.",
        "text_en": "",
        "collects_endorsements": "on",
        "collects_signatures": "on",
        "closes_at": "",
        "issued_on": "",
        **no_rows("proposals"),
        **changes,
    }


def text_form(revision, **changes):
    """What a browser sends for the text and demands of a draft."""
    demands = list(revision.demands.all())
    data = {
        "seen": revision_sha256(revision),
        "title_ko": revision.title_ko,
        "title_en": revision.title_en,
        "summary_ko": revision.summary_ko,
        "summary_en": revision.summary_en,
        "text_ko": revision.text_ko,
        "text_en": revision.text_en,
        "demands-TOTAL_FORMS": len(demands) + 1,
        "demands-INITIAL_FORMS": len(demands),
        f"demands-{len(demands)}-order": "0",
    }
    for number, demand in enumerate(demands):
        data |= {
            f"demands-{number}-id": demand.pk,
            f"demands-{number}-revision": revision.pk,
            f"demands-{number}-order": demand.order,
            f"demands-{number}-text_ko": demand.text_ko,
            f"demands-{number}-text_en": demand.text_en,
            f"demands-{number}-targets": [each.pk for each in demand.targets.all()],
        }
    return data | changes


def seen_text(statement):
    return {"seen": revision_sha256(statement.revisions.get()), "state": "collecting"}


# --- The whole way ---------------------------------------------------------------------


def test_from_a_new_draft_to_an_announced_statement(office, client):
    proposer = create_organization("(사)달빛여성회")
    police = Institution.objects.create(slug="police", name_ko="경찰청")

    started = office.post(
        page("statement_add"),
        new_statement(
            **{
                "proposals-TOTAL_FORMS": "1",
                "proposals-0-organization": proposer.pk,
                "proposals-0-order": "1",
            }
        ),
    )
    statement = Statement.objects.get()
    revision = statement.revisions.get()
    assert started["Location"] == page("statement_change", statement.pk)
    assert statement.slug == "we-will-not-be-silent"
    assert statement.wrapped_data_key
    assert Tally.objects.filter(statement=statement).exists()
    assert client.get(statement.get_absolute_url()).status_code == 404

    saved = office.post(
        page("revision_change", revision.pk),
        text_form(
            revision,
            **{
                "title_ko": "우리는 더 크게 말한다",
                "demands-0-text_ko": "수사를 강화하라",
                "demands-0-targets": [police.pk],
                "_preview": "",
            },
        ),
    )
    assert saved["Location"] == page("statement_preview", statement.pk)
    preview = office.get(saved["Location"]).content.decode()
    assert "우리는 더 크게 말한다" in preview
    assert "<strong>함께</strong>" in preview
    assert "경찰청" in preview
    assert "(사)달빛여성회" in preview

    published = office.post(
        page("statement_publish", statement.pk), seen_text(statement)
    )
    assert published["Location"] == page("statement_change", statement.pk)
    public = client.get(statement.get_absolute_url()).content.decode()
    assert "우리는 더 크게 말한다" in public
    assert "수사를 강화하라" in public

    for act in ("announce", "pause", "resume"):
        assert office.post(page(f"statement_{act}", statement.pk)).status_code == 302
    statement.refresh_from_db()
    assert statement.state == StatementState.PUBLISHED
    assert statement.paused_at is None
    assert list(AuditEntry.objects.values_list("action", flat=True).order_by("pk"))[
        1:
    ] == [
        "statement.start",
        "revision.change",
        "statement.publish",
        "statement.announce",
        "statement.pause",
        "statement.resume",
    ]


def test_an_address_is_made_of_the_korean_title_and_numbered(office):
    for _ in range(2):
        office.post(page("statement_add"), new_statement(title_en=""))

    slugs = set(Statement.objects.values_list("slug", flat=True))
    assert slugs == {"우리는-침묵하지-않는다", "우리는-침묵하지-않는다-2"}


# --- What the pages say ----------------------------------------------------------------


def test_publishing_shows_everything_that_becomes_public(office):
    closes_at = timezone.now() + dt.timedelta(days=20)
    statement = create_draft(closes_at=closes_at)
    revision = statement.revisions.get()

    shown = office.get(page("statement_publish", statement.pk)).content.decode()

    for words in (
        "딥페이크 성범죄를 규탄한다",
        "Against deepfake sex crimes",
        "<strong>함께</strong>",
        "Together we demand.",
        "수사를 강화하라",
        "Strengthen the investigation",
        "경찰청",
        "National Police Agency",
        revision_sha256(revision),
        f"http://testserver/statements/{statement.slug}/",
        f"http://testserver/en/statements/{statement.slug}/",
    ):
        assert words in shown
    assert Statement.objects.get().state == StatementState.DRAFT


def test_publishing_without_a_demand_is_warned_of(office):
    statement = create_draft(slug="우리의-요구")
    publish = page("statement_publish", statement.pk)
    warning = "공개한 뒤에는 더할 수 없습니다."

    assert warning not in office.get(publish).text
    statement.revisions.get().demands.all().delete()
    shown = office.get(publish).text
    assert warning in shown
    # The address is readable, as it is sent to associations.
    assert "http://testserver/statements/우리의-요구/" in shown


def test_announcing_at_once(office):
    statement = create_draft()
    answers = seen_text(statement) | {"state": "published"}

    office.post(page("statement_publish", statement.pk), answers)

    assert Statement.objects.get().state == StatementState.PUBLISHED


def test_the_english_back_office(office):
    statement = create_draft()

    with translation.override("en"):
        address = page("statement_publish", statement.pk)
        shown = office.get(address)
    assert address.startswith("/en/admin/")
    assert "Please read once more what becomes public." in shown.content.decode()

    assert office.post(address, seen_text(statement)).status_code == 302
    assert Statement.objects.get().is_public


def test_a_published_text_is_shown_without_a_form(office):
    revision = create_statement().current_revision

    shown = office.get(page("revision_change", revision.pk)).content.decode()

    assert revision.sha256 in shown
    assert "<textarea" not in shown
    assert 'type="submit" class="default"' not in shown


# --- What is refused -------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    (
        {"text_ko": ""},
        {"title_ko": " "},
        {"slug": "not a slug"},
        {"closes_at": "gestern"},
    ),
)
def test_a_refused_new_statement_leaves_nothing(office, changes):
    response = office.post(page("statement_add"), new_statement(**changes))

    assert response.status_code == 422
    assert "We will not be silent" in response.content.decode()
    assert not Statement.objects.exists()
    assert not Revision.objects.exists()


def test_a_taken_address_is_refused_beside_its_field(office):
    statement = create_draft(slug="taken")

    response = office.post(page("statement_add"), new_statement(slug="taken"))

    assert response.status_code == 422
    assert response.context["adminform"].form.errors["slug"]
    assert list(Statement.objects.all()) == [statement]


def test_an_empty_korean_text_cannot_be_published(office):
    statement = create_draft()
    statement.revisions.update(text_ko="  ")

    shown = office.get(page("statement_publish", statement.pk))
    refused = office.post(page("statement_publish", statement.pk), seen_text(statement))

    assert shown.context["problems"]
    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors()
    assert Statement.objects.get().state == StatementState.DRAFT
    assert not AuditEntry.objects.filter(action="statement.publish").exists()


def test_a_deadline_that_has_passed_cannot_be_published(office):
    statement = create_draft(closes_at=timezone.now() - dt.timedelta(minutes=1))

    refused = office.post(page("statement_publish", statement.pk), seen_text(statement))

    assert refused.status_code == 422
    assert Statement.objects.get().current_revision is None


def test_two_people_publish_and_the_second_is_told(office):
    statement = create_draft()
    answers = seen_text(statement)
    publish_statement(statement=statement)

    second = office.post(page("statement_publish", statement.pk), answers)

    assert second.status_code == 422
    assert "admin/statements/refusal.html" in [each.name for each in second.templates]
    assert AuditEntry.objects.filter(action="statement.publish").count() == 1


def test_only_the_text_that_was_read_is_published(office):
    statement = create_draft()
    answers = seen_text(statement)
    statement.revisions.update(text_ko="누군가 방금 바꾼 글")

    refused = office.post(page("statement_publish", statement.pk), answers)

    assert refused.status_code == 422
    assert Statement.objects.get().state == StatementState.DRAFT


@pytest.mark.parametrize("answer", ("", "draft", "gone"))
def test_an_unknown_way_of_publishing_is_refused(office, answer):
    statement = create_draft()
    answers = seen_text(statement) | {"state": answer}

    refused = office.post(page("statement_publish", statement.pk), answers)

    assert refused.status_code == 422
    assert Statement.objects.get().state == StatementState.DRAFT


def test_a_published_text_cannot_be_edited_by_a_post(office):
    statement = create_draft()
    revision = statement.revisions.get()
    form = text_form(revision, text_ko="바뀐 글", **{"demands-0-text_ko": "바뀐 요구"})
    publish_statement(statement=statement)

    refused = office.post(page("revision_change", revision.pk), form)

    assert refused.status_code == 422
    revision.refresh_from_db()
    assert revision.text_ko == "우리는 **함께** 요구한다."
    assert revision.demands.get().text_ko == "수사를 강화하라"


def test_a_text_somebody_else_saved_meanwhile_is_not_overwritten(office):
    revision = create_draft().revisions.get()
    form = text_form(revision, text_ko="내가 쓴 글")
    Demand.objects.update(text_ko="동료가 고친 요구")

    refused = office.post(page("revision_change", revision.pk), form)

    assert refused.status_code == 422
    assert "내가 쓴 글" in refused.content.decode()
    assert Revision.objects.get().text_ko == "우리는 **함께** 요구한다."
    again = form | {"seen": refused.context["adminform"].form["seen"].value()}
    assert office.post(page("revision_change", revision.pk), again).status_code == 302
    assert Revision.objects.get().text_ko == "내가 쓴 글"


@pytest.mark.parametrize("act", ("announce", "pause", "resume"))
def test_a_draft_has_no_public_acts(office, act):
    statement = create_draft()

    assert office.post(page(f"statement_{act}", statement.pk)).status_code == 422

    statement.refresh_from_db()
    assert statement.state == StatementState.DRAFT
    assert statement.paused_at is None


def test_a_record_from_the_press_is_not_steered(office):
    statement = create_statement(provenance="press")

    assert office.post(page("statement_pause", statement.pk)).status_code == 422
    assert office.post(page("statement_announce", statement.pk)).status_code == 422


def test_a_get_changes_nothing(office):
    draft, public = create_draft(), create_statement()
    entries = AuditEntry.objects.count()

    for statement, acts in ((draft, ("publish", "discard")), (public, ("pause",))):
        for act in acts:
            assert office.get(page(f"statement_{act}", statement.pk)).status_code == 200

    assert Statement.objects.filter(state="draft").get() == draft
    assert AuditEntry.objects.count() == entries


# --- Editing around the text, and deleting ---------------------------------------------


def campaign_form(statement, **changes):
    return {
        "kind": statement.kind,
        "slug": statement.slug,
        "collects_endorsements": "on",
        "collects_signatures": "on",
        "closes_at": "",
        "issued_on": "",
        **no_rows("proposals"),
        **changes,
    }


def test_only_the_campaign_of_a_public_statement_is_editable(office):
    statement = create_statement(slug="first")
    form = campaign_form(
        statement,
        slug="second",
        state="draft",
        provenance="press",
        closes_at="2099-01-01T18:00",
        issued_on="2026-01-02",
    )

    saved = office.post(page("statement_change", statement.pk), form)

    assert saved.status_code == 302
    changed = Statement.objects.get()
    assert changed.slug == "first"
    assert changed.state == StatementState.COLLECTING
    assert changed.provenance == "own"
    assert changed.closes_at == dt.datetime(2099, 1, 1, 9, tzinfo=dt.UTC)
    assert changed.wrapped_data_key == statement.wrapped_data_key
    assert AuditEntry.objects.filter(action="statement.change").count() == 1


def test_a_draft_is_discarded_with_all_that_belongs_to_it(office):
    statement = create_draft()

    office.post(page("statement_discard", statement.pk))

    for model in (Statement, Revision, Demand, Tally):
        assert not model.objects.exists()
    assert AuditEntry.objects.filter(action="statement.discard").exists()


def test_what_was_public_cannot_be_deleted(office):
    statement = create_statement()
    create_signature(statement)

    assert office.post(page("statement_discard", statement.pk)).status_code == 422
    assert office.post(page("statement_delete", statement.pk)).status_code == 403
    revision = statement.current_revision
    assert office.post(page("revision_delete", revision.pk)).status_code == 403
    assert Statement.objects.filter(current_revision=revision).exists()


# --- Who may ---------------------------------------------------------------------------


def test_staff_without_permission_are_kept_out(client):
    draft, public = create_draft(), create_statement()
    client.force_login(create_staff("view_organization"))

    for address in (
        page("statement_changelist"),
        page("statement_add"),
        page("statement_change", draft.pk),
        page("statement_preview", draft.pk),
        page("statement_publish", draft.pk),
        page("statement_discard", draft.pk),
        page("statement_pause", public.pk),
        page("revision_change", draft.revisions.get().pk),
        page("endorsement_changelist"),
        page("heldword_changelist"),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403


def test_readers_see_and_cannot_act(client):
    draft = create_draft()
    client.force_login(create_staff("view_statement", "view_revision"))

    shown = client.get(page("statement_change", draft.pk))
    assert shown.status_code == 200
    assert shown.context["acts"] == []
    assert client.get(page("statement_preview", draft.pk)).status_code == 200
    answers = seen_text(draft)
    refused = client.post(page("statement_publish", draft.pk), answers)
    assert refused.status_code == 403
    assert client.get(page("statement_publish", draft.pk)).status_code == 403
    revision = draft.revisions.get()
    address = page("revision_change", revision.pk)
    assert client.post(address, text_form(revision)).status_code == 403
    publish_statement(statement=draft)
    assert client.post(address, text_form(revision)).status_code == 403


def test_visitors_are_sent_to_the_sign_in_page(client):
    draft = create_draft()

    response = client.post(page("statement_publish", draft.pk), seen_text(draft))

    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


# --- The lists -------------------------------------------------------------------------


def create_rows(count):
    for _ in range(count):
        create_draft()
        statement = create_statement(closes_at=timezone.now() + dt.timedelta(days=2))
        create_signature(statement)
        endorse(statement, create_organization())


@pytest.mark.parametrize(
    "address",
    (
        "statement_changelist",
        "revision_changelist",
        "endorsement_changelist",
        "timelineentry_changelist",
        "earliermeasure_changelist",
        "heldword_changelist",
    ),
)
def test_a_list_asks_as_much_for_three_rows_as_for_one(office, address):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            assert office.get(page(address)).status_code == 200
        return len(queries)

    create_rows(1)
    count_queries()  # what is asked only once per process
    one = count_queries()
    create_rows(2)
    assert count_queries() == one


def test_the_list_of_statements(office):
    create_rows(1)

    shown = office.get(page("statement_changelist"))

    assert "딥페이크 성범죄를 규탄한다" in shown.content.decode()
    rows = list(shown.context["cl"].queryset)
    counts = {(row.confirmed_organizations, row.confirmed_individuals) for row in rows}
    assert counts == {(0, 0), (1, 1)}
    soon = office.get(page("statement_changelist"), {"deadline": "soon"})
    assert [row.state for row in soon.context["cl"].queryset] == ["collecting"]


def test_who_authorised_a_co_signature_shows_nowhere(office):
    statement = create_statement()
    endorse(statement, create_organization("(사)달빛여성회"))
    endorsement = Endorsement.objects.get(state=EndorsementState.CONFIRMED)

    listed = office.get(page("endorsement_changelist")).content.decode()
    detail = office.get(page("endorsement_change", endorsement.pk)).content.decode()

    assert "(사)달빛여성회" in listed
    assert "(사)달빛여성회" in detail
    assert "사무국장" not in listed + detail
    assert office.get(page("endorsement_add")).status_code == 403
