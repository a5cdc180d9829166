"""Filters and tags every template may use."""

import datetime as dt
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template.loader import render_to_string

from coalition import korean
from coalition.enums import OrganizationState, Relation
from coalition.localized import active_language
from coalition.localized import localized as localized_column
from coalition.markdown import render_markdown
from coalition.models import Organization
from coalition.passages import mark_passages

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


@register.simple_tag
def organization_name(organization: Organization) -> str:
    """Its name, linked to its page unless it is suspended, and what it belongs to.

    Needs ``select_related("parent")``.
    """
    parent = organization.parent
    return _organization_name(
        active_language(),
        name=localized_column(organization, "name"),
        slug=organization.slug
        if organization.state == OrganizationState.ACTIVE
        else "",
        relation=organization.relation if parent else "",
        parent_name=localized_column(parent, "name") if parent else "",
    )


@lru_cache(maxsize=2048)
def _organization_name(
    language: str, *, name: str, slug: str, relation: str, parent_name: str
) -> str:
    """Remembered: a call has a hundred of them, and the same words give the same HTML."""
    context = {
        "name": name,
        "slug": slug,
        "relation": Relation(relation).label if relation else "",
        "parent_name": parent_name,
    }
    return render_to_string("components/organization_name.html", context)


@register.filter(is_safe=True)
def passages(html: str) -> str:
    """``{% filter passages %}``: every frame of pages and mails holds its content so."""
    return mark_passages(html)
