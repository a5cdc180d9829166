"""Public pages kept in memory: the same bytes, and never an old count."""

import pytest
from django.urls import reverse

from coalition.tokens import make_token
from statements.emails import SIGNATURE_LINK
from tests.factories.statements import create_statement, form_data, sign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def remembering(settings, tmp_path):
    settings.MEMORY_SECONDS = 60
    settings.MEMORY_STAMP = tmp_path / "stamp"


def test_a_page_is_made_once(client, django_assert_num_queries):
    path = create_statement().get_absolute_url()
    first = client.get(path)

    with django_assert_num_queries(0):
        second = client.get(path)

    assert second.content == first.content


def test_a_page_in_memory_does_not_hold_the_rows_it_shows(client):
    response = client.get(create_statement().get_absolute_url())

    assert response.context_data is None


def test_who_asks_with_an_etag_first_leaves_a_whole_page(
    client, django_assert_num_queries
):
    path = create_statement().get_absolute_url()
    tag = client.get(path)["ETag"]
    client.handler.load_middleware()  # a process that remembers nothing yet

    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    with django_assert_num_queries(0):
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
        whole = client.get(path)
    assert whole.status_code == 200
    assert whole.content


def test_another_etag_gets_the_whole_page(client):
    path = create_statement().get_absolute_url()
    client.get(path)

    response = client.get(path, headers={"If-None-Match": '"another"'})

    assert response.status_code == 200


def test_a_confirmed_signature_is_counted_on_the_next_page(client):
    statement = create_statement()
    signature = sign(statement)
    before = client.get(statement.get_absolute_url())

    client.post(
        reverse(
            "statements:signature", args=(make_token(SIGNATURE_LINK, signature.code),)
        ),
        {"action": "confirm"},
        headers={"Origin": "http://testserver"},
    )

    after = client.get(statement.get_absolute_url())
    assert before.context["counts"].individuals == 0
    assert after.context["counts"].individuals == 1


def test_signing_alone_leaves_the_page_in_memory(client, django_assert_num_queries):
    path = create_statement().get_absolute_url()
    client.get(path)

    response = client.post(
        f"{path}sign/", form_data(), headers={"Origin": "http://testserver"}
    )

    assert response.status_code == 303
    with django_assert_num_queries(0):
        client.get(path)
