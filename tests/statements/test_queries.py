"""How many questions a page asks the database: not more for three than for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coalition.enums import Relation
from coalition.models import Institution, Source
from statements.enums import Display
from statements.services import publishing
from tests.factories.coalition import create_organization
from tests.factories.statements import (
    create_draft,
    create_signature,
    create_statement,
    endorse,
)

pytestmark = pytest.mark.django_db


def furnished():
    """A public statement with everything its page can show, each of it once."""
    statement = create_draft()
    furnish(statement)
    return publishing.publish_statement(statement=statement)


def furnish(statement):
    number = Institution.objects.count()
    demand = statement.revisions.get().demands.create(text_ko="요구", order=number)
    renamed = Institution.objects.create(slug=f"old-{number}", name_ko="옛 기관")
    Institution.objects.create(
        slug=f"new-{number}", name_ko="새 기관", predecessor=renamed
    )
    demand.targets.add(renamed)
    source = Source.objects.create(code=f"s{number}", title="출처")
    demand.sources.add(source)
    statement.sources.add(source)
    measure = statement.earlier_measures.create(year=2000 + number, name_ko="대책")
    measure.sources.add(source)
    statement.proposals.create(organization=create_organization())


def join(statement):
    """One more branch co-signs, one more person signs and is shown."""
    parent = create_organization()
    endorse(statement, create_organization(parent=parent, relation=Relation.BRANCH))
    create_signature(statement, display=Display.NAME_AFFILIATION, affiliation="모임")


def asked(client, path):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(path)
    assert response.status_code == 200
    return [query["sql"] for query in queries]


LISTS = (
    "/statements/",
    "/en/statements/",
    "/statements/feed.atom",
    "/api/v1/statements",
    "/sitemap.xml",
    "/",
)
PAGES = ("", "signatories/", "revisions/", "revisions/1/", "check-mail/", "find/")


@pytest.mark.parametrize("path", LISTS)
def test_a_list_asks_the_same_for_one_statement_and_for_three(client, path):
    first = furnished()
    join(first)
    client.get(path)
    with_one = asked(client, path)

    for _ in range(2):
        join(furnished())

    assert len(asked(client, path)) == len(with_one)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_the_same_for_one_signer_and_for_many(client, path):
    statement = furnished()
    join(statement)
    url = f"/statements/{statement.slug}/{path}"
    client.get(url)
    with_one = asked(client, url)

    for _ in range(5):
        join(statement)

    assert len(asked(client, url)) == len(with_one)


@pytest.mark.parametrize("path", ("", "revisions/1/"))
def test_a_page_asks_the_same_for_one_demand_and_for_many(client, path):
    short = furnished()
    long = create_draft()
    for _ in range(3):
        furnish(long)
    publishing.publish_statement(statement=long)
    client.get(f"/statements/{short.slug}/{path}")

    counts = {
        len(asked(client, f"/statements/{each.slug}/{path}")) for each in (short, long)
    }

    assert len(counts) == 1


@pytest.mark.parametrize("path", PAGES[:2])
def test_the_text_is_read_once_and_not_with_each_organization(client, path):
    statement = furnished()
    join(statement)

    queries = asked(client, f"/statements/{statement.slug}/{path}")

    assert sum('"text_ko"' in sql and '"summary_ko"' in sql for sql in queries) == 1


def test_the_api_asks_the_same_for_one_demand_and_for_many(client):
    short = furnished()
    long = create_draft()
    for _ in range(3):
        furnish(long)
    publishing.publish_statement(statement=long)

    counts = [
        len(asked(client, f"/api/v1/statements/{each.slug}")) for each in (short, long)
    ]

    assert counts[0] == counts[1]


def test_what_everybody_asks_for_reads_no_signature(client):
    """However many have signed, no row of theirs is counted for a page."""
    statement = furnished()
    join(statement)
    page = f"/statements/{statement.slug}/"

    for path in (page, f"/api/v1{page.rstrip('/')}", *LISTS):
        for sql in asked(client, path):
            assert '"statements_signature"' not in sql


def test_the_private_columns_are_not_even_read(client):
    statement = create_statement()
    join(statement)

    for path in PAGES[:2]:
        for sql in asked(client, f"/statements/{statement.slug}/{path}"):
            assert "statements_signaturepersonaldata" not in sql
            assert "address_index" not in sql
