"""What staff do with a call for speakers: open, change, stop, read."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.models import User
from coalition.services.audit import record_audit
from events.models import SpeakerApplication, SpeakerCall
from events.services.speakers.lots import commit_seed, renew_lot


@transaction.atomic
def save_speaker_call(*, call: SpeakerCall, actor: User | None = None) -> SpeakerCall:
    """Opens a call with its lot, or changes places and times before the draw.

    Also after it, while nobody is left in the lot: then there is another one.
    """
    occurrence = call.occurrence
    if not occurrence.is_published:
        raise ValidationError(_("Publish the gathering first."))
    if call.own_closes_at and call.own_closes_at >= occurrence.starts_at:
        raise ValidationError({"own_closes_at": _("It must be before the start.")})
    if call.closes_at <= max(call.opens_at, timezone.now()):
        raise ValidationError(
            {"own_closes_at": _("The deadline must be in the future.")}
        )
    is_new = call.pk is None
    if is_new:
        verb = "open"
        commit_seed(call)
        call.save()
    elif _locked(call).is_empty_after_its_lot:
        verb = "renew"
        renew_lot(call)
    else:
        verb = "revise"
        _not_drawn(call)
        call.save(update_fields=["places", "opens_at", "own_closes_at"])
    record_audit(
        action=f"speaker_call.{verb}",
        subject=call,
        actor=actor,
        detail={"places": call.places},
    )
    return call


@transaction.atomic
def stop_speaker_call(*, call: SpeakerCall, stops: bool, actor: User) -> None:
    """Takes no new applications from now on, or takes them again.

    The lot stays at the deadline: those who applied were told so.
    """
    current = _not_drawn(call)
    current.stopped_at = timezone.now() if stops else None
    current.save(update_fields=["stopped_at"])
    verb = "stop" if stops else "resume"
    record_audit(action=f"speaker_call.{verb}", subject=current, actor=actor)


@transaction.atomic
def read_application(
    *, call: SpeakerCall, application_id: int, actor: User
) -> tuple[SpeakerApplication, dict[str, str]]:
    """What one applicant wrote; that it was read is on record.

    Not the address: nobody needs it to prepare a speech. Raises
    SpeakerApplication.DoesNotExist for one that was not confirmed or is withdrawn.
    """
    found = call.applications.confirmed().select_related("words").get(pk=application_id)
    record_audit(action="speaker_application.read", subject=found, actor=actor)
    opened = found.words.opened_all()
    return found, {name: opened[name] for name in ("name", "text", "needs")}


def _locked(call: SpeakerCall) -> SpeakerCall:
    return SpeakerCall.objects.select_for_update(of=("self",), no_key=True).get(
        pk=call.pk
    )


def _not_drawn(call: SpeakerCall) -> SpeakerCall:
    """The locked row; ValidationError once the lot is drawn."""
    current = _locked(call)
    if current.is_drawn:
        raise ValidationError(_("The lot is drawn: nothing can be changed any more."))
    return current
