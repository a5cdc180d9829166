"""The app's own wording, for its templates."""

from django import template

from events.models.wording import pause_text, rule_text, when_text

register = template.Library()

register.filter(pause_text)
register.filter(rule_text)
register.filter(when_text)
