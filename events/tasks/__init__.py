"""Jobs of gatherings: they deliver what a service decided."""

from events.tasks.alerts import (
    deliver_alert_link,
    deliver_changes,
    deliver_reminder,
    fan_out_change,
)

__all__ = [
    "deliver_alert_link",
    "deliver_changes",
    "deliver_reminder",
    "fan_out_change",
]
