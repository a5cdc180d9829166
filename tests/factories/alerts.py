"""People who asked to be told of changes, as the services make them."""

from typing import Any

from events.models import AlertSubscription, EventSeries, Occurrence
from events.services.alerts import (
    AlertRequest,
    address_index,
    confirm_alerts,
    request_alerts,
)


def ask(
    target: EventSeries | Occurrence, email: str = "a@example.org", **values: Any
) -> AlertSubscription:
    """An alert that waits to be confirmed."""
    request_alerts(target=target, request=AlertRequest(email=email, **values))
    column = "series" if isinstance(target, EventSeries) else "occurrence"
    return AlertSubscription.objects.get(
        **{column: target}, address_index=address_index(target, email)
    )


def follow(
    target: EventSeries | Occurrence, email: str = "a@example.org", **values: Any
) -> AlertSubscription:
    """A confirmed alert."""
    subscription = ask(target, email, **values)
    assert confirm_alerts(code=subscription.code)
    subscription.refresh_from_db()
    return subscription
