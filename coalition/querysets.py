"""Chainable adjectives of the coalition's records."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Case, Q, When

from coalition.enums import OrganizationState, RegistrationState

ALPHABETICAL = ("sort_key", "name_ko", "pk")


class OrganizationQuerySet(models.QuerySet):
    def public(self) -> "OrganizationQuerySet":
        """What visitors may see: suspended organizations are not in the directory."""
        return self.filter(state=OrganizationState.ACTIVE)

    def alphabetical(self) -> "OrganizationQuerySet":
        """가나다순. The only place that sorts organizations."""
        return self.order_by(*ALPHABETICAL)

    def members_first(self) -> "OrganizationQuerySet":
        """가나다순, those with a ``tier`` (see the selector) before the others."""
        return self.order_by(
            Case(When(tier__isnull=True, then=1), default=0), *ALPHABETICAL
        )

    def named_like(self, text: str) -> "OrganizationQuerySet":
        """Any of its names holds the text."""
        return self.filter(
            Q(name_ko__icontains=text)
            | Q(name_en__icontains=text)
            | Q(short_name_ko__icontains=text)
        )

    def able_to_act(self) -> "OrganizationQuerySet":
        """Those that use this site; a record from the press never acts."""
        return self.public().exclude(provenance="press")


class MembershipQuerySet(models.QuerySet):
    def current(self, on) -> "MembershipQuerySet":  # type: ignore[no-untyped-def]
        """Memberships in force on the given date."""
        return self.filter(Q(joined_on__isnull=True) | Q(joined_on__lte=on)).filter(
            Q(left_on__isnull=True) | Q(left_on__gt=on)
        )


class RepresentativeQuerySet(models.QuerySet):
    def acting(self, on: dt.date) -> "RepresentativeQuerySet":
        """Those who may act on the given date, for an organization that may."""
        return (
            self.filter(appointed_on__lte=on)
            .filter(Q(user__isnull=True) | Q(user__is_active=True))
            .filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
            .filter(organization__state=OrganizationState.ACTIVE)
            .exclude(organization__provenance="press")
        )


class SentInQuerySet(models.QuerySet):
    """What associations send in and staff decide about."""

    def waiting(self) -> Self:
        """Confirmed by their mailbox, not yet decided by staff."""
        return self.filter(state=RegistrationState.WAITING)

    def unconfirmed_since(self, moment: dt.datetime) -> Self:
        """Sent in before the moment and never confirmed."""
        return self.filter(state=RegistrationState.UNCONFIRMED, submitted_at__lt=moment)

    def declined_before(self, moment: dt.datetime) -> Self:
        return self.filter(state=RegistrationState.DECLINED, decided_at__lt=moment)


class RegistrationQuerySet(SentInQuerySet):
    """Registrations of associations."""

    def acted_until(self, on: dt.date) -> Self:
        """Approved ones whose mailbox does not act since then, or not any more."""
        return self.filter(state=RegistrationState.APPROVED).filter(
            Q(representative__isnull=True) | Q(representative__ended_on__lte=on)
        )
