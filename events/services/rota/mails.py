"""Queues what the representatives of a host are told."""

from django.utils import timezone

from coalition.models import Representative
from events.enums import RotaMail
from events.tasks import deliver_rota_mail


def tell_host(
    *,
    organization_id: int,
    mail: RotaMail,
    occurrence_id: int,
    other_id: int | None = None,
) -> None:
    """One job for each who may act for the organization today, with ids only.

    ``other_id`` is the other date of a swap. An organization without representatives
    is told by nobody; the rota says so to staff.
    """
    acting = Representative.objects.acting(timezone.localdate())
    for representative in acting.filter(organization_id=organization_id):
        deliver_rota_mail.defer(
            representative_id=representative.pk,
            mail=mail.value,
            occurrence_id=occurrence_id,
            other_id=other_id,
        )
