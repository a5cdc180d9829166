"""What waits for staff, across all apps: the first thing the back office shows."""

import datetime as dt
from collections.abc import Callable

from django.db.models import Model
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.models import PartnerRegistration
from config.taskboard import gatherings, statements
from config.taskboard.task import Task, filtered
from events.models import AssemblyNotice, EventSeries, Occurrence, Photo, Submission
from statements.models import Signature, Statement

# Whether the reader may see the records of a model.
MayView = Callable[[type[Model]], bool]


def task_board(*, may_view: MayView, now: dt.datetime) -> list[Task]:
    """The tasks whose records the reader may see, in the order to look at them.

    What has to happen this week comes first. The number of queries does not depend on
    how much waits.
    """
    makers: list[tuple[type[Model], Callable[[dt.datetime], Task]]] = [
        (ProcrastinateJob, _failed_jobs),
        (Occurrence, gatherings.weather_decisions),
        (Occurrence, gatherings.gatherings),
        (AssemblyNotice, gatherings.notices),
        (Occurrence, gatherings.open_shifts),
        (Occurrence, gatherings.new_speakers),
        (Occurrence, gatherings.proposals),
        (EventSeries, gatherings.unfilled),
        (Statement, statements.deadlines),
        (Submission, gatherings.submissions),
        (PartnerRegistration, statements.registrations),
        (Signature, statements.held_signatures),
        (Photo, gatherings.photos),
        (Statement, statements.drafts),
    ]
    tasks = [make(now) for model, make in makers if may_view(model)]
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
