"""Chainable adjectives of the coalition's records."""

from django.db import models
from django.db.models import Q

from coalition.enums import OrganizationState


class OrganizationQuerySet(models.QuerySet):
    def public(self) -> "OrganizationQuerySet":
        """What visitors may see: suspended organizations are not in the directory."""
        return self.filter(state=OrganizationState.ACTIVE)

    def alphabetical(self) -> "OrganizationQuerySet":
        """가나다순. The only place that sorts organizations."""
        return self.order_by("sort_key", "name_ko", "pk")

    def able_to_act(self) -> "OrganizationQuerySet":
        """Those that use this site; a record from the press never acts."""
        return self.public().exclude(provenance="press")


class MembershipQuerySet(models.QuerySet):
    def current(self, on) -> "MembershipQuerySet":  # type: ignore[no-untyped-def]
        """Memberships in force on the given date."""
        return self.filter(Q(joined_on__isnull=True) | Q(joined_on__lte=on)).filter(
            Q(left_on__isnull=True) | Q(left_on__gt=on)
        )
