"""Forgets what was needed on the day alone."""

import datetime as dt

from django.db import transaction

from events.models import Occurrence
from events.models.safety import PHONE_AROUND


@transaction.atomic
def forget_phones(*, now: dt.datetime) -> int:
    """Erases the emergency phones of single dates that are over; returns how many.

    Nobody outside sees a difference: they are public until then and not after.
    """
    past = Occurrence.objects.filter(over_at__lte=now - PHONE_AROUND)
    return past.exclude(own_emergency_phone="").update(own_emergency_phone="")
