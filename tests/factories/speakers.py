"""People who ask to speak, as the services make them."""

import datetime as dt
from typing import Any

from django.utils import timezone

from events.models import Occurrence, SpeakerApplication, SpeakerCall
from events.services.speakers.applications import (
    Speech,
    address_index,
    apply_to_speak,
    confirm_speaker,
)
from events.services.speakers.lots import commit_seed


def make_call(occurrence: Occurrence, *, places: int = 2, **values: Any) -> SpeakerCall:
    """An open call, as staff's page makes one."""
    values = {"opens_at": timezone.now() - dt.timedelta(hours=1)} | values
    call = SpeakerCall(occurrence=occurrence, places=places, **values)
    commit_seed(call)
    call.save()
    return call


def apply(
    call: SpeakerCall, email: str = "a@example.org", **values: Any
) -> SpeakerApplication:
    """An application that waits to be confirmed."""
    language = values.pop("language", "ko")
    speech = Speech(**{"name": "달빛", "text": "우리는 함께합니다."} | values)
    apply_to_speak(call=call, email=email, speech=speech, language=language)
    return call.applications.get(address_index=address_index(call, email))


def applied(
    call: SpeakerCall, email: str = "a@example.org", **values: Any
) -> SpeakerApplication:
    """A confirmed application."""
    application = apply(call, email, **values)
    assert confirm_speaker(code=application.code)
    application.refresh_from_db()
    return application
