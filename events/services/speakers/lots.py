"""The lot at the deadline, and the end of everything that was kept for it.

The lot commits first and opens later. Before anybody applies, the digest of a random
seed is published; at the deadline the order of HMAC-SHA256(seed, code), ascending,
decides, and seed, codes and order are published, so that anybody can do it again.
It is drawn also when there are places for all: it gives the order of speaking.

What this proves: nobody chose the seed after seeing who applied, nobody drew until
the result pleased, nobody changed the order or left out a code afterwards; who
applied finds the own code, known before, in the list. What it cannot: whoever holds
the keys of the server could read the seed early and send in applications under
codes of their choice. Only trust in those who run the site stands against that.
"""

import datetime as dt
import hashlib
import hmac
import secrets

from django.db import transaction
from django.db.models import Q

from coalition.services.audit import record_audit
from events.enums import OccurrenceState, SpeakerMessageKind, SpeakerState
from events.models import SpeakerApplication, SpeakerCall
from events.models.speakers import SPEAKERS_KEPT_AFTER
from events.services.speakers.programme import take_name_off_programme
from events.services.speakers.telling import tell_speakers

SEED_BYTES = 32
CALLED_OFF = (OccurrenceState.CANCELLED, OccurrenceState.POSTPONED)
# A mail that cannot be delivered does not keep what was promised to be erased.
LONGEST_TELLING = dt.timedelta(days=3)


def commit_seed(call: SpeakerCall) -> None:
    """Gives a call that is not stored yet its secret seed and the public digest."""
    seed = secrets.token_bytes(SEED_BYTES)
    call.seal_seed(seed)
    call.seed_sha256 = hashlib.sha256(seed).hexdigest()


def renew_lot(call: SpeakerCall) -> None:
    """Another seed and no result, for a locked call in which nobody is left."""
    commit_seed(call)
    call.seed, call.drawn_codes = "", []
    call.drawn_at = call.drawn_places = call.stopped_at = None
    call.save()


def lot_order(seed: bytes, codes: list[str]) -> list[str]:
    """The codes by their HMAC-SHA256 under the seed, ascending."""
    return sorted(codes, key=lambda code: hmac.digest(seed, code.encode(), "sha256"))


@transaction.atomic
def draw_due_lots(*, now: dt.datetime) -> int:
    """Draws every lot whose deadline has passed; returns how many. Idempotent."""
    waiting = SpeakerCall.objects.filter(
        drawn_at__isnull=True,
        occurrence__state=OccurrenceState.SCHEDULED,
        occurrence__published_at__isnull=False,
        occurrence__over_at__gt=now,
    ).select_related("occurrence")
    due = [call.pk for call in waiting if call.closes_at <= now]
    # Whoever comes second waits here, and then finds them drawn.
    calls = (
        SpeakerCall.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=due, drawn_at__isnull=True)
        .order_by("pk")
    )
    drawn = [_draw(call, now) for call in calls]
    return len(drawn)


@transaction.atomic
def renew_emptied_lots(*, now: dt.datetime) -> int:
    """Lets people apply anew for another date; returns to how many. Idempotent.

    Whoever was drawn is erased when the first date is called off, and was told that
    they can apply again. A lot with anybody in it is never made anew.
    """
    emptied = SpeakerCall.objects.filter(
        drawn_at__isnull=False,
        applications__isnull=True,
        occurrence__state=OccurrenceState.SCHEDULED,
        occurrence__published_at__isnull=False,
        occurrence__starts_at__gt=now,
    ).select_related("occurrence")
    ids = [call.pk for call in emptied if call.closes_at > now]
    calls = (
        SpeakerCall.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=ids, drawn_at__isnull=False)
        .order_by("pk")
    )
    for call in calls:
        renew_lot(call)
        record_audit(action="speaker_call.renew", subject=call)
    return len(calls)


@transaction.atomic
def call_speakers_off(*, now: dt.datetime) -> int:
    """Tells everyone whose gathering is not held; returns how many calls. Idempotent.

    Erased once they are told; see ``purge_speakers``.
    """
    concerned = SpeakerCall.objects.filter(
        occurrence__state__in=CALLED_OFF, applications__isnull=False
    ).distinct()
    ids = list(concerned.values_list("pk", flat=True))
    calls = SpeakerCall.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=ids
    )
    for call in calls.order_by("pk"):
        call.applications.filter(state=SpeakerState.PENDING).delete()
        tell_speakers(
            applications=call.applications.all(), kind=SpeakerMessageKind.CALLED_OFF
        )
    return len(ids)


@transaction.atomic
def purge_speakers(*, now: dt.datetime) -> int:
    """Erases what was promised to be erased; returns how many applications.

    Unconfirmed ones after 72 hours and at the deadline, the others three days after
    the gathering; those of one that is called off when they have been told. Of a
    call stays what its public page shows: seed, codes and order. A name that was
    taken over into the programme goes with them.
    """
    cannot_be_told = Q(
        call__occurrence__state__in=CALLED_OFF,
        call__occurrence__changed_at__lte=now - LONGEST_TELLING,
    )
    is_told = Q(messages__kind=SpeakerMessageKind.CALLED_OFF) & (
        Q(messages__sent_at__isnull=False) | cannot_be_told
    )
    is_over = Q(call__occurrence__over_at__lte=now - SPEAKERS_KEPT_AFTER)
    is_late = Q(state=SpeakerState.PENDING, call__drawn_at__isnull=False)
    ids = {
        *SpeakerApplication.objects.expired(now).values_list("pk", flat=True),
        *SpeakerApplication.objects.filter(is_told | is_over | is_late).values_list(
            "pk", flat=True
        ),
    }
    ended = SpeakerApplication.objects.filter(pk__in=ids)
    for application in ended.filter(item__isnull=False).select_related(
        "item__occurrence"
    ):
        assert application.item is not None  # noqa: S101
        take_name_off_programme(item=application.item)
    ended.delete()
    return len(ids)


def _draw(call: SpeakerCall, now: dt.datetime) -> SpeakerCall:
    """As many again as there are places wait, in the order of the lot."""
    call.applications.filter(state=SpeakerState.PENDING).delete()
    confirmed = {each.lot_code: each for each in call.applications.all()}
    seed = call.opened_seed()
    order = lot_order(seed, list(confirmed))
    told: dict[SpeakerState, list[SpeakerApplication]] = {}
    for rank, code in enumerate(order, 1):
        application = confirmed[code]
        application.rank, application.state = rank, _state_of(rank, call.places)
        told.setdefault(application.state, []).append(application)
    SpeakerApplication.objects.bulk_update(confirmed.values(), ["rank", "state"])
    call.seed, call.sealed_seed = seed.hex(), None
    call.drawn_at, call.drawn_places, call.drawn_codes = now, call.places, order
    call.save()
    for state, applications in told.items():
        tell_speakers(applications=applications, kind=SpeakerMessageKind(state.value))
    record_audit(
        action="speaker_call.draw",
        subject=call,
        detail={"applications": len(order), "places": call.places},
    )
    return call


def _state_of(rank: int, places: int) -> SpeakerState:
    if rank <= places:
        return SpeakerState.DRAWN
    return SpeakerState.WAITING if rank <= 2 * places else SpeakerState.NOT_DRAWN
