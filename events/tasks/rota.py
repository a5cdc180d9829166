"""Mails to the representatives of hosts. Arguments are ids only."""

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from coalition.models import Representative
from coalition.queue import RETRY
from events.emails.rota import send_rota_mail
from events.enums import DutyState, RotaMail
from events.models import HostingDuty, HostingLink, HostingSwap, Occurrence


@app.task(name="events.deliver_rota_mail", retry=RETRY, pass_context=True)
def deliver_rota_mail(
    context: JobContext,
    *,
    representative_id: int,
    mail: str,
    occurrence_id: int,
    other_id: int | None,
) -> None:
    """``mail`` is a RotaMail. Nothing is sent once it is no longer true, or to whom
    does not act for the organization any more."""
    acting = Representative.objects.acting(timezone.localdate())
    representative = acting.filter(pk=representative_id).first()
    occurrence = _date(occurrence_id)
    if representative is None or occurrence is None:
        return
    organization_id = representative.organization_id
    if not _is_true(RotaMail(mail), organization_id, occurrence_id, other_id):
        return
    send_rota_mail(
        link=_link_of(representative),
        mail=RotaMail(mail),
        occurrence=occurrence,
        other=_date(other_id) if other_id else None,
        message_id=f"rota-{context.job.id}",
    )


def _link_of(representative: Representative) -> HostingLink:
    """Made here, with the first mail: no service waits for another one's."""
    link, _ = HostingLink.objects.get_or_create(representative=representative)
    return link


def _date(occurrence_id: int) -> Occurrence | None:
    return Occurrence.objects.with_inherited().filter(pk=occurrence_id).first()


def _is_true(
    mail: RotaMail, organization_id: int, occurrence_id: int, other_id: int | None
) -> bool:
    """Whether what the mail says still holds, for a job that comes late."""
    own = HostingDuty.objects.standing().filter(
        occurrence_id=occurrence_id, organization_id=organization_id
    )
    if mail == RotaMail.ASKED:
        return own.filter(state=DutyState.ASKED).exists()
    if mail == RotaMail.RELEASED:
        return not own.exists()
    if mail == RotaMail.SWAP_ASKED:
        swaps = HostingSwap.objects.open().filter(given__occurrence=other_id)
        return swaps.filter(wanted__in=own).exists()
    if mail == RotaMail.PROGRAMME_DECLINED:
        return own.filter(proposal__declined_at__isnull=False).exists()
    if mail in (
        RotaMail.CHANGED,
        RotaMail.SWAP_ACCEPTED,
        RotaMail.PROGRAMME_ACCEPTED,
    ):
        return own.exists()
    return True
