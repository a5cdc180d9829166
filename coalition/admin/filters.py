"""Filters that several lists of the back office share."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class WaitingFirstFilter(admin.SimpleListFilter):
    """Shows what waits for staff unless another state is asked for."""

    title = gettext_lazy("state")
    parameter_name = "state"
    states: type[TextChoices]
    waiting: TextChoices
    ALL = "all"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return self.states.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        state = self.value() or self.waiting
        return queryset if state == self.ALL else queryset.filter(state=state)

    def choices(self, changelist: Any) -> Iterator[Any]:
        chosen = self.value() or self.waiting
        for value, label in (*self.states.choices, (self.ALL, _("All"))):
            yield {
                "selected": chosen == value,
                "query_string": changelist.get_query_string({"state": value}),
                "display": label,
            }
