"""An applicant's way to the microphone: ask, confirm, correct, read, withdraw."""

import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from coalition.addresses import canonical_address
from coalition.encryption import blind_index
from events import consents
from events.enums import SpeakerState
from events.exceptions import NoSpeakersError
from events.models import SpeakerApplication, SpeakerCall, SpeakerWords
from events.services.speakers.programme import take_off_programme
from events.services.speakers.telling import move_up
from events.tasks import deliver_speaker_link

# No letter that is read as another one, nor a vowel that makes words.
LOT_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
LOT_CODE_LENGTH = 8


@dataclass(frozen=True, kw_only=True)
class Speech:
    """What somebody wants to say, and how."""

    name: str
    text: str
    needs: str = ""
    is_read_by_another: bool = False
    consents_to_name: bool = False

    @property
    def words(self) -> dict[str, str]:
        return {"name": self.name, "text": self.text, "needs": self.needs}


@transaction.atomic
def apply_to_speak(
    *, call: SpeakerCall, email: str, speech: Speech, language: str = "ko"
) -> None:
    """Records a pending application and the job that mails the link to confirm it.

    Returns nothing, on purpose: the visitor's answer must not depend on whether the
    address is new, pending or confirmed. Until it is confirmed the last application
    counts; once it is, only the link is mailed again. Raises NoSpeakersError before
    it opens and after the deadline.
    """
    now = timezone.now()
    if not call.takes_applications(now):
        raise NoSpeakersError
    fresh = SpeakerApplication(
        call=call,
        lot_code=_new_lot_code(),
        address_index=address_index(call, email),
        language=language,
        is_read_by_another=speech.is_read_by_another,
        consents_to_name=speech.consents_to_name,
        consent_version=consents.SPEAKER_VERSION,
        consent_sha256=consents.speaker_consents_sha256(language),
        requested_at=now,
    )
    # An upsert, so that somebody who withdraws at this moment loses nothing.
    SpeakerApplication.objects.bulk_create(
        [fresh],
        update_conflicts=True,
        unique_fields=["call", "address_index"],
        update_fields=["requested_at"],
    )
    live = SpeakerApplication.objects.get(pk=fresh.pk)
    if live.state == SpeakerState.PENDING:
        _take_over(live, fresh, email, speech)
    deliver_speaker_link.configure(lock=f"speaker-{live.pk}").defer(
        application_id=live.pk
    )


@transaction.atomic
def confirm_speaker(*, code: uuid.UUID) -> bool:
    """The applicant's act; doing it again changes nothing.

    False when it is gone or the deadline has passed: the lot is drawn among those
    who confirmed before.
    """
    now = timezone.now()
    found = _locked(code)
    if found is None:
        return False
    if found.state == SpeakerState.PENDING:
        is_late = not SpeakerApplication.objects.live(now).filter(pk=found.pk).exists()
        if is_late or not found.call.waits_for_its_lot(now):
            return False
        found.state, found.confirmed_at = SpeakerState.CONFIRMED, now
        found.save(update_fields=["state", "confirmed_at"])
    return True


@transaction.atomic
def revise_speech(*, code: uuid.UUID, speech: Speech) -> None:
    """Corrects what was written, before the deadline; NoSpeakersError afterwards."""
    found = _locked(code)
    if found is None or found.state != SpeakerState.CONFIRMED:
        raise NoSpeakersError
    if not found.call.waits_for_its_lot(timezone.now()):
        raise NoSpeakersError
    found.is_read_by_another = speech.is_read_by_another
    found.consents_to_name = speech.consents_to_name
    found.save(update_fields=["is_read_by_another", "consents_to_name"])
    found.words.seal(**speech.words)
    found.words.save()


@transaction.atomic
def withdraw_speaker(*, code: uuid.UUID) -> None:
    """Erases everything at once, and a part of the programme made of it.

    Who was drawn leaves the place to the next of the waiting list, who is told, as
    long as the gathering has not begun.
    """
    found = _locked(code)
    if found is None:
        return
    take_off_programme(application=found)
    found.delete()
    is_to_come = found.call.occurrence.starts_at > timezone.now()
    if found.state == SpeakerState.DRAWN and is_to_come:
        move_up(call=found.call)


def own_data(*, application: SpeakerApplication) -> dict[str, Any]:
    """All that is kept about one applicant, to download (개인정보 보호법 §35)."""
    return {
        **application.words.opened_all(),
        "is_read_by_another": application.is_read_by_another,
        "consents_to_name": application.consents_to_name,
        "state": application.state,
        "lot_code": application.lot_code,
        "language": application.language,
        "consent_version": application.consent_version,
        "consent_sha256": application.consent_sha256,
        "requested_at": application.requested_at,
        "confirmed_at": application.confirmed_at,
    }


def address_index(call: SpeakerCall, email: str) -> bytes:
    """The blind index: equal for one mailbox and gathering, different elsewhere."""
    return blind_index("speaker", str(call.pk), canonical_address(email))


def _locked(code: uuid.UUID) -> SpeakerApplication | None:
    """With its call locked first: confirming, withdrawing and the lot take turns."""
    call = (
        SpeakerCall.objects.select_for_update(of=("self",), no_key=True)
        .filter(applications__code=code)
        .select_related("occurrence")
        .first()
    )
    if call is None:
        return None
    found = call.applications.select_related("words", "item").filter(code=code).first()
    if found is not None:
        found.call = call
    return found


def _take_over(
    live: SpeakerApplication, fresh: SpeakerApplication, email: str, speech: Speech
) -> None:
    """The last application counts while nobody has confirmed."""
    columns = (
        "language",
        "is_read_by_another",
        "consents_to_name",
        "consent_version",
        "consent_sha256",
    )
    for column in columns:
        setattr(live, column, getattr(fresh, column))
    live.save(update_fields=columns)
    words = SpeakerWords(application=live)
    words.seal(email=email, **speech.words)
    words.save()


def _new_lot_code() -> str:
    return "".join(secrets.choice(LOT_LETTERS) for _ in range(LOT_CODE_LENGTH))
