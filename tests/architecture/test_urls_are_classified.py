"""Every address is public or private; one that is neither may be cached by mistake."""

import re

import pytest
from django.urls import get_resolver

from tests.public import kind_of, patterns

KINDS = {"public", "private"}
# Pages of Django's admin: marked `never_cache` by the admin itself.
STAFF = "admin:"


@pytest.mark.parametrize("urlconf", ("config.urls", "config.urls_dev"))
def test_every_view_says_whether_it_is_public(urlconf):
    found = list(patterns(get_resolver(urlconf)))
    ours = [each for each in found if not each[1].startswith(STAFF)]

    unclassified = [
        (path, name) for path, name, pattern in ours if kind_of(pattern) not in KINDS
    ]

    assert len(ours) > 30
    assert unclassified == []


def test_the_walk_sees_every_part_of_the_site():
    """A walk that misses a part would pass without looking."""
    names = {name for _, name, _ in patterns(get_resolver("config.urls"))}

    assert {
        "home",
        "friday",
        "healthz",
        "sitemap",
        "organization-detail",
        "statements:detail",
        "statements:sign",
        "statements:signature",
        "statements:feed",
        "statements:cosign",
        "events:calendar",
        "events:occurrence",
        "coalition:registration-create",
        "api:statement-list",
        "api:openapi-json",
        "admin:index",
    } <= names


def test_what_is_public_and_what_is_private():
    """Pages with a token, forms and operators' pages are never public."""
    private = {
        name
        for _, name, pattern in patterns(get_resolver("config.urls"))
        if kind_of(pattern) == "private"
    }

    assert private == {
        "healthz",
        "readyz",
        "statements:sign",
        "statements:find",
        "statements:signature",
        "statements:cosign",
        "coalition:registration-create",
        "coalition:registration-confirm",
        "events:alert",
        "events:alert-leave",
        "events:occurrence-alerts",
        "events:series-alerts",
        "hosting",
        "host-programme",
        "events:shifts",
        "events:speak",
        "events:speaker",
        "events:submit",
        "events:submission",
        "events:photo-report",
    }


@pytest.mark.django_db
def test_every_admin_page_asks_a_stranger_to_sign_in(client):
    """A view added to the admin without `admin_view` would be open to everybody."""
    addresses = {
        "/" + re.sub(r"<[^>]+>", "1", path)
        for path, name, _ in patterns(get_resolver("config.urls"))
        if name.startswith(STAFF) and "(?P" not in path
    } - {"/admin/login/", "/admin/logout/", "/admin/jsi18n/"}

    answers = {
        address: client.get(address, follow=False).headers.get("Location", "open")
        for address in addresses
    }

    assert len(addresses) > 40
    assert {
        address: where
        for address, where in answers.items()
        if not where.startswith("/admin/login/?next=")
        # An address that only leads to another one of these.
        and where.partition("?")[0] not in addresses
    } == {}
