"""What waits for staff, across all apps: the first thing the back office shows."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from django.db.models import Model
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.models import PartnerRegistration
from config.taskboard import gatherings, statements
from config.taskboard.task import Task, filtered
from events.models import AssemblyNotice, EventSeries, Occurrence, Photo, Submission
from statements.models import Signature, Statement

# Whether the reader may see, or change, the records of a model.
Allowed = Callable[[type[Model]], bool]


def task_board(
    *, may_view: Allowed, may_change: Allowed, now: dt.datetime
) -> list[Task]:
    """The tasks whose pages are open to the reader, in the order to look at them.

    What has to happen this week comes first. The number of queries does not depend on
    how much waits.
    """
    makes_changes = may_change(Occurrence)
    makers: list[tuple[bool, Callable[[dt.datetime], Task]]] = [
        (may_view(ProcrastinateJob), _failed_jobs),
        (makes_changes, gatherings.weather_decisions),
        (
            may_view(Occurrence),
            partial(gatherings.gatherings, has_acts=makes_changes),
        ),
        (may_view(AssemblyNotice), gatherings.notices),
        (makes_changes, gatherings.open_shifts),
        (makes_changes, gatherings.new_speakers),
        (may_view(Occurrence), gatherings.proposals),
        (may_change(EventSeries), gatherings.unfilled),
        (may_view(Statement), statements.deadlines),
        (may_view(Submission), gatherings.submissions),
        (may_view(PartnerRegistration), statements.registrations),
        (may_view(Signature), statements.held_signatures),
        (may_change(Photo), gatherings.photos),
        (may_view(Statement), statements.drafts),
    ]
    tasks = [make(now) for is_open, make in makers if is_open]
    shown = [task for task in tasks if task.count or not task.is_alarm]
    return sorted(shown, key=lambda task: task.turn)


def _failed_jobs(now: dt.datetime) -> Task:
    return Task(
        name="jobs",
        title=_("Mails or other work that failed"),
        explanation=_("Please tell whoever looks after the server."),
        url=filtered(
            "admin:procrastinate_procrastinatejob_changelist", "status__exact=failed"
        ),
        count=ProcrastinateJob.objects.filter(status="failed").count(),
        is_alarm=True,
    )
