"""Filters every template may use."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import template

from coalition import korean
from coalition.localized import localized as localized_column
from coalition.markdown import render_markdown

register = template.Library()


@register.filter
def localized(record: Any, name: str) -> str:
    """``{{ organization|localized:"name" }}``: the active language's column."""
    return localized_column(record, name) if record else ""


@register.filter
def moment(value: dt.datetime | None, zone: str = "Asia/Seoul") -> str:
    return korean.moment(value, ZoneInfo(zone)) if value else ""


@register.filter
def day(value: dt.date | None) -> str:
    return korean.day(value) if value else ""


@register.filter
def clock(value: dt.time | dt.datetime | None) -> str:
    return korean.clock(value) if value else ""


@register.filter
def counted(value: int | None) -> str:
    """12345 -> 12,345."""
    return f"{value:,}" if value is not None else ""


@register.filter
def markdown(text: str) -> str:
    return render_markdown(text)
