"""The secretariat at its desk: every act by its page, looked at first, then confirmed."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import reverse

from coalition.models import User
from events.models import EventSeries, Occurrence
from tests.markup import Element, form_values, read


@dataclass(frozen=True)
class Office:
    """A member of staff, who signs in for each act: sessions end after a while."""

    user: User
    client: Client = field(default_factory=Client)

    def act(self, occurrence: Occurrence, name: str, **answers: Any) -> None:
        """Moves, calls off, restores ... one date."""
        self._confirm(f"events_occurrence_{name}", (occurrence.pk,), answers)

    def act_on_series(self, series: EventSeries, name: str, **answers: Any) -> None:
        """Takes a break, or changes the rule from a day on."""
        self._confirm(f"events_eventseries_{name}", (series.pk,), answers)

    def edit(self, record: Model, **answers: Any) -> None:
        """Saves the form of a record as it stands but for the answers."""
        name = f"admin:events_{record._meta.model_name}_change"
        url = reverse(name, args=(record.pk,))
        form = self._open(url).by_id(f"{record._meta.model_name}_form")
        self._send(url, form, answers, status=302)

    def _confirm(self, name: str, args: tuple[int], answers: dict[str, Any]) -> None:
        """The form, the preview and the button below it."""
        url = reverse(f"admin:{name}", args=args)
        form = _form_of(self._open(url))
        preview = self._send(url, form, answers, status=200)
        confirmed = answers | {"confirmed": "1"}
        self._send(url, _form_of(preview), confirmed, status=302)

    def _open(self, url: str) -> Element:
        self.client.force_login(self.user)
        response = self.client.get(url)
        assert response.status_code == 200, url
        return read(response)

    def _send(
        self, url: str, form: Element, answers: dict[str, Any], *, status: int
    ) -> Element:
        sent = form_values(form) | answers
        response = self.client.post(url, sent)
        assert response.status_code == status, read(response).text
        return read(response)


def _form_of(page: Element) -> Element:
    return page.by_id("content-main").one("form")
