"""What makes it possible to take part, beyond what is true of the place itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.enums import Availability
from events.models.inheritance import Inherited

_AS_THE_SERIES = _("Empty: as the series says.")


class AccessOfSeries(models.Model):
    """What the organizers provide, and whom to ask beforehand."""

    sign_language = models.CharField(
        _("sign-language interpretation"),
        max_length=10,
        choices=Availability.choices,
        default=Availability.UNKNOWN,
    )
    captions = models.CharField(
        _("live captions"),
        max_length=10,
        choices=Availability.choices,
        default=Availability.UNKNOWN,
    )
    wheelchair = models.CharField(
        _("space for wheelchairs"),
        max_length=10,
        choices=Availability.choices,
        default=Availability.UNKNOWN,
    )
    child_care = models.CharField(
        _("child care"),
        max_length=10,
        choices=Availability.choices,
        default=Availability.UNKNOWN,
    )
    pledge_ko = models.TextField(_("equality pledge (Korean)"), blank=True)
    pledge_en = models.TextField(_("equality pledge (English)"), blank=True)
    access_contact = models.CharField(
        _("questions about access"),
        max_length=120,
        blank=True,
        help_text=_("Public. A phone or mailbox of the organization, not a person's."),
    )

    class Meta:
        abstract = True


class AccessOfOccurrence(models.Model):
    """The same for one date."""

    own_sign_language = models.CharField(
        _("sign-language interpretation"),
        max_length=10,
        choices=Availability.choices,
        blank=True,
        help_text=_AS_THE_SERIES,
    )
    own_captions = models.CharField(
        _("live captions"),
        max_length=10,
        choices=Availability.choices,
        blank=True,
        help_text=_AS_THE_SERIES,
    )
    own_wheelchair = models.CharField(
        _("space for wheelchairs"),
        max_length=10,
        choices=Availability.choices,
        blank=True,
        help_text=_AS_THE_SERIES,
    )
    own_child_care = models.CharField(
        _("child care"),
        max_length=10,
        choices=Availability.choices,
        blank=True,
        help_text=_AS_THE_SERIES,
    )
    own_pledge_ko = models.TextField(
        _("equality pledge (Korean)"), blank=True, help_text=_AS_THE_SERIES
    )
    own_pledge_en = models.TextField(
        _("equality pledge (English)"), blank=True, help_text=_AS_THE_SERIES
    )
    own_access_contact = models.CharField(
        _("questions about access"),
        max_length=120,
        blank=True,
        help_text=_AS_THE_SERIES,
    )

    sign_language = Inherited(unset=Availability.UNKNOWN)
    captions = Inherited(unset=Availability.UNKNOWN)
    wheelchair = Inherited(unset=Availability.UNKNOWN)
    child_care = Inherited(unset=Availability.UNKNOWN)
    pledge_ko = Inherited()
    pledge_en = Inherited()
    access_contact = Inherited()

    class Meta:
        abstract = True
