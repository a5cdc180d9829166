"""What is told only from a set moment on: a place that could be disturbed, a link."""

from typing import TYPE_CHECKING

from django.core.validators import URLValidator
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from events.models.venues import Venue


class RevealedLater(models.Model):
    """Where a gathering is held, as far as it may be told now.

    ``venue`` and ``online_url`` are what everything public reads: they are empty
    before their time, so that a new page cannot leak them by mistake. ``actual_venue``
    and ``online_address`` are for staff.
    """

    venue_reveal_at = models.DateTimeField(
        _("place public from"),
        null=True,
        blank=True,
        help_text=_(
            "Empty: at once. Until then no page, feed or calendar tells place and route."
        ),
    )
    is_online = models.BooleanField(_("online"), default=False)
    online_address = models.CharField(
        _("link to take part online"),
        max_length=300,
        blank=True,
        validators=[URLValidator(schemes=["https"])],
    )
    online_reveal_at = models.DateTimeField(
        _("link public from"), null=True, blank=True, help_text=_("Empty: at once.")
    )

    # The place by its own column or the series, whatever the clock says.
    actual_venue: "Venue | None"

    class Meta:
        abstract = True

    @property
    def hides_venue(self) -> bool:
        return self.venue_reveal_at is not None and self.venue_reveal_at > now()

    @property
    def hides_online_url(self) -> bool:
        is_early = self.online_reveal_at is not None and self.online_reveal_at > now()
        return self.is_online and bool(self.online_address) and is_early

    @property
    def venue(self) -> "Venue | None":
        """The place people go to; None online, unknown, or before its time."""
        if self.is_online or self.hides_venue:
            return None
        return self.actual_venue

    @property
    def online_url(self) -> str:
        """The link to take part online; empty without one and before its time."""
        if not self.is_online or self.hides_online_url:
            return ""
        return self.online_address
