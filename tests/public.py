"""All that visitors, calendars and programs can fetch, whatever is added to it."""

import re
from collections.abc import Iterator

from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver


def patterns(
    resolver: URLResolver, prefix: str = "", namespace: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """(path, full name, pattern) of every address below."""
    for each in resolver.url_patterns:
        path = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from patterns(each, path, inner)
        else:
            yield path, f"{namespace}{each.name or ''}", each


def kind_of(pattern: URLPattern) -> str | None:
    return getattr(pattern.callback, "page_kind", None)


def everything_public(client: Client, *records: Model) -> dict[str, str]:
    """What answers 200 in both languages, by its address, the lines of feeds unfolded.

    ``records`` are tried wherever an address asks for a slug.
    """
    found = {}
    for path in sorted(set(_paths([record.slug for record in records]))):  # type: ignore[attr-defined]
        response = client.get(path)
        if response.status_code == 200:
            text = response.content.decode(errors="replace")
            found[path] = text.replace("\r\n ", "")
    assert {"/", "/en/friday/", "/events/calendar.ics", "/sitemap.xml"} <= found.keys()
    return found


def leaked(secrets: tuple[str, ...], client: Client, *records: Model) -> list[str]:
    """Which of the secrets somebody outside could read somewhere; in their order."""
    texts = everything_public(client, *records).values()
    return [secret for secret in secrets if any(secret in text for text in texts)]


def _paths(slugs: list[str]) -> Iterator[str]:
    values = {"year": "2026", "month": "11", "number": "1"}
    for path, _name, pattern in patterns(get_resolver("config.urls")):
        # Not the back office, and nothing that asks for a secret or a photo.
        if kind_of(pattern) is None or re.search("<(str|uuid):", path):
            continue
        for slug in slugs:
            filled = path
            for name, value in {**values, "slug": slug}.items():
                filled = re.sub(rf"<(?:\w+:)?{name}>", value, filled)
            for shown in (filled, *_other_shapes(filled)):
                yield f"/{shown}"
                yield f"/en/{shown}"


def _other_shapes(path: str) -> list[str]:
    is_series = path.startswith("events/series/") and path.endswith("/calendar.ics")
    return [f"{path}?shape=series"] if is_series else []
