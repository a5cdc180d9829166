"""Jobs of gatherings: they deliver what a service decided."""

from events.tasks.alerts import (
    deliver_alert_link,
    deliver_changes,
    deliver_reminder,
    fan_out_change,
)
from events.tasks.rota import deliver_rota_mail

__all__ = [
    "deliver_alert_link",
    "deliver_changes",
    "deliver_reminder",
    "deliver_rota_mail",
    "fan_out_change",
]
