"""Speakers who were drawn become parts of the programme, and leave it again."""

from django.db import transaction
from django.db.models import Max

from coalition.models import User
from coalition.services.audit import record_audit
from events.enums import ItemKind
from events.models import ProgrammeItem, SpeakerApplication, SpeakerCall
from events.services.public_change import mark_modified


@transaction.atomic
def put_on_programme(*, call: SpeakerCall, actor: User) -> int:
    """A part of the programme for everyone drawn who has none; returns how many.

    In the order of the lot, after what is there. The parts are not public yet; a
    name is taken over only with consent.
    """
    call = SpeakerCall.objects.select_for_update(of=("self",), no_key=True).get(
        pk=call.pk
    )
    drawn = call.applications.drawn().filter(item__isnull=True)
    items = call.occurrence.programme
    last = items.aggregate(last=Max("order"))["last"] or 0
    made = []
    for order, application in enumerate(drawn.select_related("words"), last + 1):
        name = ""
        if application.consents_to_name:
            name = application.words.opened("name")
        application.item = items.create(
            order=order,
            kind=_kind_of(application),
            speaker=name,
            speaker_consents=application.consents_to_name,
        )
        application.save(update_fields=["item"])
        made.append(application.item.pk)
    if made:
        record_audit(
            action="speaker_call.put_on_programme",
            subject=call,
            actor=actor,
            detail={"items": made},
        )
    return len(made)


def take_off_programme(*, application: SpeakerApplication) -> None:
    """Deletes the part made of it: nobody speaks there any more."""
    if application.item is None:
        return
    _note_change(application.item)
    application.item.delete()
    application.item = None


def take_name_off_programme(*, item: ProgrammeItem) -> None:
    """What stays as a record of the gathering names nobody."""
    if not item.speaker:
        return
    _note_change(item)
    item.speaker, item.speaker_consents = "", False
    item.save(update_fields=["speaker", "speaker_consents"])


def _note_change(item: ProgrammeItem) -> None:
    if item.is_public:
        mark_modified(item.occurrence)
        item.occurrence.save(update_fields=["content_modified_at"])


def _kind_of(application: SpeakerApplication) -> ItemKind:
    return ItemKind.READING if application.is_read_by_another else ItemKind.SPEECH
