"""The pages of gatherings."""

from events.views.alerts import (
    alert,
    alert_check_mail,
    alert_leave,
    occurrence_alerts,
    series_alerts,
)
from events.views.cards import card
from events.views.embed import embed, oembed
from events.views.gatherings import (
    PAGE_SIZE,
    archive,
    friday,
    month,
    occurrence_detail,
    occurrence_list,
    series_detail,
)
from events.views.photos import photo, photo_report
from events.views.proposals import host_programme
from events.views.rota import hosting
from events.views.sheet import programme
from events.views.shifts import shifts
from events.views.speakers import speak, speak_check_mail, speak_result, speaker
from events.views.submissions import submission, submit, submit_check_mail

__all__ = [
    "PAGE_SIZE",
    "alert",
    "alert_check_mail",
    "alert_leave",
    "archive",
    "card",
    "embed",
    "friday",
    "host_programme",
    "hosting",
    "month",
    "occurrence_alerts",
    "occurrence_detail",
    "occurrence_list",
    "oembed",
    "photo",
    "photo_report",
    "programme",
    "series_alerts",
    "series_detail",
    "shifts",
    "speak",
    "speak_check_mail",
    "speak_result",
    "speaker",
    "submission",
    "submit",
    "submit_check_mail",
]
