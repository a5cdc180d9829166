"""The app's own wording, for its templates."""

from django import template

from events.documents.maps import map_links
from events.models.wording import (
    hour_text,
    numbered_title,
    online_text,
    pause_text,
    people_text,
    rule_text,
    when_text,
    where_text,
)

register = template.Library()

register.filter(hour_text)
register.filter(map_links)
register.filter(numbered_title)
register.filter(online_text)
register.filter(pause_text)
register.filter(people_text)
register.filter(rule_text)
register.filter(when_text)
register.filter(where_text)
