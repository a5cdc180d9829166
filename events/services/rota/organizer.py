"""The host of a date among its public hosts, in the role of organizer (주관)."""

from django.db.models import Max

from coalition.models import User
from events.enums import HostRole
from events.models import Occurrence, OccurrenceHost, SeriesHost
from events.services.edit import revise_occurrence


def show_organizer(
    *, occurrence: Occurrence, organization_id: int, actor: User | None = None
) -> None:
    """Names the organization in place of the organizers of the series.

    A date that has hosts of its own keeps them all. Page, feeds and JSON follow.
    """
    own = OccurrenceHost.objects.filter(occurrence=occurrence)
    if not own.exists():
        OccurrenceHost.objects.bulk_create(
            OccurrenceHost(
                occurrence=occurrence,
                organization_id=host.organization_id,
                role=host.role,
                order=host.order,
            )
            for host in _others_of_series(occurrence)
        )
    last = own.aggregate(last=Max("order"))["last"] or 0
    own.get_or_create(
        occurrence=occurrence,
        organization_id=organization_id,
        role=HostRole.ORGANIZER,
        defaults={"order": last + 1},
    )
    revise_occurrence(occurrence=occurrence, fields=["own_hosts"], actor=actor)


def hide_organizer(
    *, occurrence: Occurrence, organization_id: int, actor: User | None = None
) -> None:
    """Takes the name back; a date left with what the series says inherits again."""
    own = OccurrenceHost.objects.filter(occurrence=occurrence)
    own.filter(organization_id=organization_id, role=HostRole.ORGANIZER).delete()
    left = {(host.organization_id, host.role) for host in own}
    others = _others_of_series(occurrence)
    if left == {(host.organization_id, host.role) for host in others}:
        own.delete()
    revise_occurrence(occurrence=occurrence, fields=["own_hosts"], actor=actor)


def _others_of_series(occurrence: Occurrence) -> list[SeriesHost]:
    """The hosts and supporters of the series: they stay, whoever organizes."""
    hosts = SeriesHost.objects.filter(series_id=occurrence.series_id)
    return list(hosts.exclude(role=HostRole.ORGANIZER))
