"""/history/: what the press reported, each entry with its source."""

import re
from typing import Any

import pytest
from django.test import Client

from coalition.models import Source
from config.seeds.demo import seed_demo
from config.seeds.history import seed_history


@pytest.fixture
def history(db: None) -> None:
    seed_history()


@pytest.mark.parametrize("path", ("/history/", "/en/history/"))
def test_every_reference_leads_to_a_source(
    client: Client, history: None, path: str
) -> None:
    page = client.get(path).text
    listed = set(re.findall(r'<li id="(S\d+)"', page))
    referred = set(re.findall(r'href="#(S\d+)"', page))
    assert listed == set(Source.objects.values_list("code", flat=True))
    assert referred == listed
    for source in Source.objects.all():
        assert source.url.replace("&", "&amp;") in page


def test_it_is_labelled_and_tells_all_counts(client: Client, history: None) -> None:
    page = client.get("/en/history/").text
    assert "Record: compiled from press reports" in page
    for count in ("500", "1,000", "1,200", "12,000"):
        assert f"about {count} people" in page
    for count in ("14", "about 20", "54", "72", "about 50", "about 200"):
        assert f"<td>{count}</td>" in page
    assert "84 organizations in all" in page
    assert "성평등가족부" in page


def test_an_hour_nobody_reported_is_not_shown(client: Client, history: None) -> None:
    page = client.get("/en/events/press-conference-2024-08-29/").text
    assert "a.m." not in page
    assert "p.m." not in page


def test_the_statement_shows_three_names_and_the_number_of_the_others(
    client: Client, history: None
) -> None:
    page = client.get("/en/statements/joint-statement-2024-08-29/").text
    assert len(re.findall(r'<li><a href="/en/organizations/[a-z]', page)) == 3
    assert "81 more organizations" in page
    assert "This is not the text of the statement." in page
    assert "What we demand" not in page


def test_nothing_fictional_is_told_as_history(client: Client, history: None) -> None:
    before = client.get("/history/").text
    seed_demo(password="only-for-this-test")
    assert client.get("/history/").text == before


@pytest.mark.django_db
def test_without_the_record_it_says_so(client: Client) -> None:
    response = client.get("/en/history/")
    assert response.status_code == 200
    assert "not on this site yet" in response.text


def test_the_number_of_queries_does_not_follow_the_number_of_entries(
    client: Client, history: None, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(32):
        client.get("/history/")
