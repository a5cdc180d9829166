"""What is asked for, in the words of HTTP, and what is compared with what."""

import http.client
import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from bench.load import HOST
from bench.rounds import Candidate, Comparison
from coalition.tokens import make_token
from events.models import EventSeries
from statements.emails import SIGNATURE_LINK
from statements.enums import SignatureState
from statements.models import Statement

PAGE_MARK = 0.5
SIGNING_MARK = 0.3
SIZE_MARK = 0.95

FORM = urlencode(
    {
        "name": "여파",
        "affiliation": "",
        "display": "private",
        "consent_privacy": "on",
        "consent_sensitive": "on",
        "age_14": "on",
    }
)
CONFIRM = "action=confirm"

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Act:
    """Signing and confirming one statement, whose rows are checked afterwards."""

    statement: Statement
    sign: Candidate
    confirm: Candidate


@dataclass(frozen=True)
class Scenarios:
    """All candidates in the order of a round, and what is compared with what."""

    candidates: tuple[Candidate, ...]
    comparisons: tuple[Comparison, ...]
    acts: tuple[Act, ...]


def scenarios(
    *,
    bare: "Site",
    product: "Site",
    few: Statement,
    many: Statement,
    daily: EventSeries,
) -> Scenarios:
    """`few` and `many` are the statements with 1,000 and 100,000 signatures.

    `daily` is the series with 400 dates.
    """
    hello = bare.page("bare view", "/")
    few_page, many_page, friday, calendar, dates, unchanged, few_anew, many_anew = (
        product.page("statement, 1,000 signatures", few.get_absolute_url()),
        product.page("statement, 100,000 signatures", many.get_absolute_url()),
        product.page("/friday/", reverse("friday")),
        product.page("calendar feed", reverse("events:calendar")),
        product.page(
            "calendar feed, 400 dates",
            reverse("events:series-calendar", args=(daily.slug,)),
        ),
        product.unchanged("calendar feed, unchanged (304)", reverse("events:calendar")),
        product.page_anew("statement made anew, 1,000", few.get_absolute_url()),
        product.page_anew("statement made anew, 100,000", many.get_absolute_url()),
    )
    remembered = (few_page, many_page, friday, calendar, dates, unchanged)
    insert = bare.post("bare INSERT", "/insert/", FORM)
    acts = (product.act("1,000", few), product.act("100,000", many))
    writing = [candidate for act in acts for candidate in (act.sign, act.confirm)]
    smaller, larger = acts
    return Scenarios(
        candidates=(
            *(hello, *remembered, few_anew, many_anew),
            *(insert, *writing),
        ),
        comparisons=(
            *(Comparison(each, hello, PAGE_MARK) for each in remembered),
            *(Comparison(each, hello) for each in (few_anew, many_anew)),
            *(Comparison(each, insert, SIGNING_MARK) for each in writing),
            Comparison(many_page, few_page, SIZE_MARK),
            Comparison(many_anew, few_anew, SIZE_MARK),
            Comparison(larger.sign, smaller.sign),
            Comparison(larger.confirm, smaller.confirm),
        ),
        acts=acts,
    )


class Site:
    """The candidates on one web server."""

    def __init__(self, port: int) -> None:
        self.port = port

    def page(self, name: str, path: str) -> Candidate:
        """One page, as a browser asks for it."""
        request = self._get(path)
        return Candidate(name, self.port, lambda: itertools.repeat(request))

    def page_anew(self, name: str, path: str) -> Candidate:
        """A page that is made anew for each request, because each asks for another."""
        requests = (self._get(f"{path}?n={number}") for number in _numbers)
        return Candidate(name, self.port, lambda: requests)

    def unchanged(self, name: str, path: str) -> Candidate:
        """What the browser has already."""
        connection = http.client.HTTPConnection(HOST, self.port)
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        tag = connection.getresponse().headers["ETag"]
        connection.close()
        request = self._get(path, f"If-None-Match: {tag}")
        return Candidate(name, self.port, lambda: itertools.repeat(request), status=304)

    def post(self, name: str, path: str, body: str) -> Candidate:
        """One form, over and over."""
        request = self._post(path, body)
        return Candidate(name, self.port, lambda: itertools.repeat(request), status=303)

    def act(self, name: str, statement: Statement) -> Act:
        """Each run confirms what was signed before it."""
        path = reverse("statements:sign", args=(statement.slug,))
        signing = (
            self._post(path, f"{FORM}&email=new-signer-{number}%40example.org")
            for number in _numbers
        )

        def confirming() -> Iterator[bytes]:
            pending = statement.signatures.filter(state=SignatureState.PENDING)
            codes = list(pending.values_list("code", flat=True))
            return iter([self._post(_link(code), CONFIRM) for code in codes])

        return Act(
            statement,
            Candidate(f"signing, {name}", self.port, lambda: signing, status=303),
            Candidate(f"confirming, {name}", self.port, confirming, status=303),
        )

    def _get(self, path: str, *headers: str) -> bytes:
        return self._message("GET", path, "Accept-Encoding: gzip", *headers)

    def _post(self, path: str, body: str) -> bytes:
        return self._message(
            "POST",
            path,
            f"Origin: http://{HOST}:{self.port}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
            body=body,
        )

    def _message(self, method: str, path: str, *headers: str, body: str = "") -> bytes:
        lines = (f"{method} {path} HTTP/1.1", f"Host: {HOST}:{self.port}", *headers)
        return ("\r\n".join(lines) + f"\r\n\r\n{body}").encode()


def _link(code: uuid.UUID) -> str:
    return reverse("statements:signature", args=(make_token(SIGNATURE_LINK, code),))
