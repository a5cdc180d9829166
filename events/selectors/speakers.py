"""Calls for speakers and applications, as pages read them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import F
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


def applications_of(call: SpeakerCall) -> list[SpeakerApplication]:
    """The confirmed ones: in the order of the lot, before it as they came."""
    return list(
        call.applications.confirmed()
        .select_related("item")
        .order_by(F("rank").asc(nulls_last=True), "confirmed_at", "pk")
    )


def gatherings_with_new_speakers(now: dt.datetime) -> list[Occurrence]:
    """Those to come with somebody drawn who is not in the programme yet."""
    waiting = SpeakerApplication.objects.drawn().filter(item__isnull=True)
    return list(
        Occurrence.objects.upcoming(now)
        .filter(speaker_call__in=waiting.order_by().values("call"))
        .select_related("series__venue", "own_venue")
    )


def speaker_by_code(code: uuid.UUID) -> SpeakerApplication | None:
    """The application behind a link; an expired one is gone."""
    return (
        SpeakerApplication.objects.select_related("words", "call__occurrence__series")
        .live(timezone.now())
        .filter(code=code)
        .first()
    )
