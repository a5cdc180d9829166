"""Chainable adjectives of statements and signatures."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone

from statements.enums import (
    PUBLIC_STATES,
    Display,
    EndorsementState,
    SignatureState,
)

CLOSING_SOON = dt.timedelta(days=7)


class StatementQuerySet(models.QuerySet):
    def public(self) -> "StatementQuerySet":
        """What visitors may see. Every public page starts here."""
        return self.filter(state__in=PUBLIC_STATES, current_revision__isnull=False)

    def open(self) -> "StatementQuerySet":
        """Public statements that take co-signatures or signatures at this moment."""
        before_deadline = Q(closes_at__isnull=True) | Q(closes_at__gt=timezone.now())
        return (
            self.public()
            .filter(before_deadline, paused_at=None)
            .filter(Q(collects_signatures=True) | Q(collects_endorsements=True))
        )

    def closing_soon(self) -> "StatementQuerySet":
        """Open ones whose deadline comes within a week, the next first."""
        soon = timezone.now() + CLOSING_SOON
        return self.open().filter(closes_at__lte=soon).order_by("closes_at", "pk")

    def newest_first(self) -> "StatementQuerySet":
        return self.order_by("-current_revision__published_at", "-pk")


class SignatureQuerySet(models.QuerySet):
    def confirmed(self) -> "SignatureQuerySet":
        return self.filter(state=SignatureState.CONFIRMED)

    def publicly_listed(self) -> "SignatureQuerySet":
        """Confirmed signers who chose to be shown."""
        return self.confirmed().exclude(display=Display.PRIVATE)


class EndorsementQuerySet(models.QuerySet):
    def confirmed(self) -> "EndorsementQuerySet":
        return self.filter(state=EndorsementState.CONFIRMED)
