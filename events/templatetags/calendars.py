"""Addresses of calendars as programs want them."""

from django import template

register = template.Library()


@register.filter
def webcal(url: str) -> str:
    """The address with the scheme that opens a calendar program and subscribes."""
    return f"webcal://{url.partition('://')[2]}"
