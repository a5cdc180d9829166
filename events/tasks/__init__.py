"""Jobs of gatherings: they deliver what a service decided."""

from events.tasks.alerts import (
    deliver_alert_link,
    deliver_changes,
    deliver_reminder,
    fan_out_change,
)
from events.tasks.notice import deliver_notice_mail
from events.tasks.photos import erase_photo
from events.tasks.rota import deliver_rota_mail
from events.tasks.shifts import (
    deliver_invitation,
    deliver_release,
    deliver_shift_changes,
    deliver_shift_reminder,
    fan_out_shift_change,
)
from events.tasks.speakers import deliver_speaker_link, deliver_speaker_message
from events.tasks.submissions import deliver_submission_mail

__all__ = [
    "deliver_alert_link",
    "deliver_changes",
    "deliver_invitation",
    "deliver_notice_mail",
    "deliver_release",
    "deliver_reminder",
    "deliver_rota_mail",
    "deliver_shift_changes",
    "deliver_shift_reminder",
    "deliver_speaker_link",
    "deliver_speaker_message",
    "deliver_submission_mail",
    "erase_photo",
    "fan_out_change",
    "fan_out_shift_change",
]
