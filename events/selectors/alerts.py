"""Change alerts of one address."""

import uuid

from django.utils import timezone

from events.models import (
    AlertSubscription,
)


def alert_by_code(code: uuid.UUID) -> AlertSubscription | None:
    """The alert behind a link, with what it is about; an expired one is gone."""
    return (
        AlertSubscription.objects.select_related("series", "occurrence__series")
        .live(timezone.now())
        .filter(code=code)
        .first()
    )
