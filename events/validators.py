"""Rules a date, a time zone and an address in the site's paths must keep."""

import datetime as dt
import zoneinfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST_YEAR = 2000
LAST_YEAR = 2100
LONGEST = dt.timedelta(days=7)

# /events/archive/ and the like are pages of their own.
RESERVED_SLUGS = frozenset(
    {
        "alerts",
        "archive",
        "hosts",
        "month",
        "oembed",
        "series",
        "shifts",
        "speak",
        "submit",
    }
)


def validate_year(value: dt.date) -> None:
    """A year outside 2000 to 2100 is a typing mistake, never a gathering."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(
            _("The year must be between %(first)s and %(last)s."),
            code="year",
            params={"first": FIRST_YEAR, "last": LAST_YEAR},
        )


def validate_duration(value: dt.timedelta) -> None:
    """An end before the start, or more than a week later, is refused."""
    if value <= dt.timedelta(0):
        raise ValidationError(_("The end must be after the start."), code="duration")
    if value > LONGEST:
        raise ValidationError(_("A gathering lasts a week at most."), code="duration")


def validate_timezone(value: str) -> None:
    """Only a name of the IANA time zone database, such as Asia/Seoul."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(value)s” is not a time zone. Example: Asia/Seoul."),
            code="timezone",
            params={"value": value},
        )


def validate_free_slug(value: str) -> None:
    """An address that a page of the site already has cannot name an occurrence."""
    if value in RESERVED_SLUGS:
        raise ValidationError(
            _("“%(value)s” is the address of another page."),
            code="reserved",
            params={"value": value},
        )
