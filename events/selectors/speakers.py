"""Calls for speakers and applications, as pages read them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils import timezone

from events.models import Occurrence, SpeakerApplication, SpeakerCall


def speaker_call_of(occurrence: Occurrence) -> SpeakerCall | None:
    """The call of a gathering, if staff ever opened one."""
    found = SpeakerCall.objects.filter(occurrence=occurrence).first()
    if found is not None:
        found.occurrence = occurrence
    return found


@dataclass(frozen=True)
class ShownCall:
    """What the page of a gathering says of its call for speakers."""

    closes_at: dt.datetime
    is_open: bool
    is_drawn: bool


def shown_speaker_call(occurrence: Occurrence, now: dt.datetime) -> ShownCall | None:
    """None while there is nothing to apply to and nothing drawn."""
    call = speaker_call_of(occurrence)
    if call is None:
        return None
    is_open = call.takes_applications(now)
    if not is_open and not call.is_drawn:
        return None
    return ShownCall(call.closes_at, is_open, call.is_drawn)


def speaker_by_code(code: uuid.UUID) -> SpeakerApplication | None:
    """The application behind a link; an expired one is gone."""
    return (
        SpeakerApplication.objects.select_related("words", "call__occurrence__series")
        .live(timezone.now())
        .filter(code=code)
        .first()
    )
