"""What organizers prepare for one gathering: pages of the back office, never public."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.admin.aftermath import aftermath_page
from events.admin.notice import notice_page
from events.admin.proposals import proposal_page
from events.admin.sheet import run_sheet_page
from events.admin.shifts import shifts_page
from events.admin.speakers import speakers_page
from events.admin.weather import weather_page
from events.models import Occurrence
from events.selectors.notice import PERMISSION

CHANGE = "events.change_occurrence"
View = Callable[["ModelAdmin[Occurrence]", HttpRequest, int], HttpResponse]


@dataclass(frozen=True)
class Preparation:
    """One such page; ``view`` gets the admin, the request and the occurrence's id."""

    name: str
    title: str | Promise
    view: View
    # Asked for beside the permission to see the gathering.
    permission: str = ""

    def is_open_to(self, request: HttpRequest) -> bool:
        """Whether its button leads anywhere for whoever asks."""
        return not self.permission or request.user.has_perm(self.permission)

    @property
    def url_name(self) -> str:
        return f"admin:events_occurrence_{self.name}"


# In the order in which they are needed.
PREPARATIONS: tuple[Preparation, ...] = (
    Preparation("notice", _("Assembly notice"), notice_page, PERMISSION),
    Preparation("shifts", _("Roles and shifts"), shifts_page, CHANGE),
    Preparation("speakers", _("Speakers"), speakers_page, CHANGE),
    Preparation("host-programme", _("Programme of the host"), proposal_page),
    Preparation("run-sheet", _("Run sheet"), run_sheet_page),
    Preparation("weather", _("Weather decision"), weather_page, CHANGE),
    Preparation("aftermath", _("After the event"), aftermath_page, CHANGE),
)
