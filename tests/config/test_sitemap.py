"""The sitemap: every public page in both languages, and nothing else."""

import datetime as dt
import xml.etree.ElementTree as ET
from urllib.parse import unquote

import pytest
import time_machine

from coalition.enums import OrganizationState
from tests.factories.coalition import create_organization
from tests.factories.events import make_occurrence
from tests.factories.statements import create_draft, create_signature, create_statement

pytestmark = pytest.mark.django_db

NS = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}
PAGES = (
    "/",
    "/friday/",
    "/history/",
    "/events/",
    "/statements/",
    "/organizations/",
    "/privacy/",
    "/accessibility/",
)


def entries(client):
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    root = ET.fromstring(response.content)
    return {
        unquote(url.find("s:loc", NS).text): {
            link.get("hreflang"): unquote(link.get("href"))
            for link in url.findall("x:link", NS)
        }
        for url in root.findall("s:url", NS)
    }


def test_the_pages_of_an_empty_site_in_both_languages(client):
    found = entries(client)

    assert set(found) == {
        f"http://testserver{prefix}{path}" for prefix in ("", "/en") for path in PAGES
    }


def test_every_public_record_and_its_other_language(client):
    create_statement(slug="공동-성명")
    create_organization(slug="달빛여성회")
    make_occurrence(local_date=dt.date(2030, 1, 4), slug="rally")

    found = entries(client)

    for path in (
        "/statements/공동-성명/",
        "/organizations/달빛여성회/",
        "/events/rally/",
    ):
        languages = {
            "ko": f"http://testserver{path}",
            "en": f"http://testserver/en{path}",
        }
        assert found[languages["ko"]] == languages
        assert found[languages["en"]] == languages


def test_every_address_in_it_answers(client):
    create_statement(slug="here")
    create_organization(slug="달빛여성회")
    make_occurrence(local_date=dt.date(2030, 1, 4), slug="rally")

    answers = {
        address: client.get(address.removeprefix("http://testserver")).status_code
        for address in entries(client)
    }

    assert set(answers.values()) == {200}


def test_what_is_not_public_is_not_in_it(client):
    create_draft(slug="secret-draft")
    create_organization(slug="suspended", state=OrganizationState.SUSPENDED)
    make_occurrence(local_date=dt.date(2030, 1, 4), slug="unannounced", published=False)
    create_signature(create_statement(slug="here"), name="카나리아")

    body = client.get("/sitemap.xml").content.decode()

    for word in ("secret-draft", "suspended", "unannounced", "카나리아", "/s/", "sign"):
        assert word not in body


def test_the_address_is_that_of_the_settings(client, settings):
    settings.SITE_URL = "https://yeondae.example:8443"

    addresses = entries(client)

    assert {address.partition("/")[0] for address in addresses} == {"https:"}
    assert {address.split("/")[2] for address in addresses} == {"yeondae.example:8443"}


def test_robots_name_the_sitemap_and_keep_out_of_links(client, settings):
    settings.SITE_URL = "https://yeondae.example"

    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /s/",
        "Disallow: /en/s/",
        "Sitemap: https://yeondae.example/sitemap.xml",
    ]


def test_it_does_not_change_while_nothing_does(client):
    create_statement(slug="here")
    with time_machine.travel(dt.datetime(2030, 1, 1, tzinfo=dt.UTC), tick=False):
        first = client.get("/sitemap.xml")["ETag"]
    with time_machine.travel(dt.datetime(2030, 1, 2, tzinfo=dt.UTC), tick=False):
        second = client.get("/sitemap.xml")["ETag"]

    assert first == second
