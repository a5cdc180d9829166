"""Addresses of calendars as programs want them."""

from urllib.parse import quote

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# Microsoft keeps the calendars of people and those of organizations apart.
OUTLOOK = "https://outlook.{}.com/calendar/0/addfromweb?url={}"


@register.filter
def webcal(url: str) -> str:
    """The address with the scheme that opens a calendar program and subscribes."""
    return f"webcal://{url.partition('://')[2]}"


@register.filter
def calendar_services(url: str) -> list[tuple[str, str]]:
    """Services that take a calendar by its address: name and page that asks to.

    Addresses only, nothing is loaded from them. Google answers that there is no such
    calendar when the scheme is ``https``.
    """
    google = quote(webcal(url), safe="")
    outlook = quote(url, safe="")
    return [
        (_("Google Calendar"), f"https://calendar.google.com/calendar/r?cid={google}"),
        ("Outlook.com", OUTLOOK.format("live", outlook)),
        (_("Outlook (work or school)"), OUTLOOK.format("office", outlook)),
    ]
