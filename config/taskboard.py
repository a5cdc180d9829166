"""What waits for staff, across all apps: the first thing the back office shows."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Count, F, Min, Model, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.korean import day, moment
from coalition.localized import localized
from coalition.models import PartnerRegistration
from events.enums import OccurrenceState
from events.models import (
    AssemblyNotice,
    EventSeries,
    Occurrence,
    Photo,
    ProgrammeProposal,
    Submission,
)
from events.models.weather import weather_decision_at
from events.models.wording import public_title, when_text, where_text
from events.selectors.notice import NoticeToDo, badge_of, notices_to_do
from events.selectors.rota import unfilled_soon
from events.selectors.shifts import gatherings_with_open_places
from events.selectors.speakers import gatherings_with_new_speakers
from events.selectors.weather import weather_decisions_due
from statements.enums import SignatureState, StatementState
from statements.models import Revision, Signature, Statement

COMING = dt.timedelta(weeks=3)
LISTED_AT_MOST = 6

# Whether the reader may see the records of a model.
MayView = Callable[[type[Model]], bool]


@dataclass(frozen=True, kw_only=True)
class Record:
    """One thing that waits, with what can be done about it at once."""

    title: str
    url: str
    note: str = ""
    badge: str = ""
    badge_kind: str = "notice"
    acts: list[tuple[str, str]] = field(default_factory=list)  # words, address


@dataclass(frozen=True, kw_only=True)
class Task:
    """One kind of thing that waits; a ``count`` of 0 means that nothing does."""

    name: str
    title: str
    explanation: str
    count: int
    url: str
    since: str = ""
    records: list[Record] = field(default_factory=list)
    is_alarm: bool = False


def task_board(*, may_view: MayView, now: dt.datetime) -> list[Task]:
    """The tasks whose records the reader may see, in the order to look at them.

    The number of queries does not depend on how much waits.
    """
    makers: list[tuple[type[Model], Callable[[dt.datetime], Task]]] = [
        (PartnerRegistration, _registrations),
        (Submission, _submissions),
        (Signature, _held_signatures),
        (Statement, _drafts),
        (Occurrence, _weather_decisions),
        (Occurrence, _gatherings),
        (EventSeries, _unfilled),
        (Occurrence, _proposals),
        (Occurrence, _open_shifts),
        (AssemblyNotice, _notices),
        (Occurrence, _new_speakers),
        (Statement, _deadlines),
        (Photo, _photos),
        (ProcrastinateJob, _failed_jobs),
    ]
    tasks = [make(now) for model, make in makers if may_view(model)]
    return [task for task in tasks if task.count or not task.is_alarm]


def next_movable_friday(now: dt.datetime) -> Occurrence | None:
    """The next announced date of the main series that has not begun."""
    return (
        Occurrence.objects.public()
        .upcoming(now)
        .filter(
            series__is_main=True, state=OccurrenceState.SCHEDULED, starts_at__gt=now
        )
        .first()
    )


def _registrations(now: dt.datetime) -> Task:
    waiting = PartnerRegistration.objects.waiting().aggregate(
        count=Count("pk"), since=Min("confirmed_at")
    )
    return Task(
        name="registrations",
        title=_("Associations that want to register"),
        explanation=_("Check who they are, then approve or decline."),
        url=reverse("admin:coalition_partnerregistration_changelist"),
        count=waiting["count"],
        since=_since(waiting["since"]),
    )


def _submissions(now: dt.datetime) -> Task:
    """New ones since their mailbox is confirmed, changes since they were asked for."""
    waiting = list(
        Submission.objects.to_decide()
        .select_related("organization")
        .order_by("confirmed_at", "pk")
    )
    return Task(
        name="submissions",
        title=_("Gatherings that associations sent in"),
        explanation=_("New ones, and changes of those that are public."),
        url=reverse("admin:events_submission_changelist"),
        count=len(waiting),
        records=[_submission_record(each) for each in waiting[:LISTED_AT_MOST]],
    )


def _submission_record(submission: Submission) -> Record:
    gathering = submission.gathering
    is_change = submission.occurrence_id is not None
    return Record(
        title=gathering.title_ko,
        url=reverse("admin:events_submission_change", args=(submission.pk,)),
        note=f"{localized(submission.organization, 'name')} · {day(gathering.local_date)}",
        badge=_("Change") if is_change else "",
        badge_kind="notice",
    )


def _held_signatures(now: dt.datetime) -> Task:
    held = Signature.objects.filter(state=SignatureState.HELD).aggregate(
        count=Count("pk"), since=Min("signed_at")
    )
    return Task(
        name="signatures",
        title=_("Signatures held for review"),
        explanation=_("They do not count until you release them."),
        url=reverse("admin:statements_signature_changelist"),
        count=held["count"],
        since=_since(held["since"]),
    )


def _drafts(now: dt.datetime) -> Task:
    drafts = _with_titles(
        Statement.objects.filter(state=StatementState.DRAFT).order_by("-pk")
    )
    return Task(
        name="drafts",
        title=_("Statements not published yet"),
        explanation=_("Nobody outside sees them."),
        url=_filtered("admin:statements_statement_changelist", "state__exact=draft"),
        count=len(drafts),
        records=[_statement_record(draft) for draft in drafts[:LISTED_AT_MOST]],
    )


def _deadlines(now: dt.datetime) -> Task:
    closing = _with_titles(Statement.objects.closing_soon())
    return Task(
        name="deadlines",
        title=_("Statements that close within a week"),
        explanation=_("After the deadline nobody can sign or co-sign."),
        url=_filtered("admin:statements_statement_changelist", "deadline=soon"),
        count=len(closing),
        records=[
            _statement_record(each, note=moment(each.closes_at))  # type: ignore[arg-type]
            for each in closing[:LISTED_AT_MOST]
        ],
    )


def _gatherings(now: dt.datetime) -> Task:
    coming = list(
        Occurrence.objects.upcoming(now)
        .filter(starts_at__lt=now + COMING)
        .select_related("series__venue", "own_venue")
    )
    return Task(
        name="gatherings",
        title=_("Gatherings of the next three weeks"),
        explanation=_("Move or cancel one here; everybody who follows it is told."),
        url=reverse("admin:events_occurrence_changelist"),
        count=len(coming),
        records=[_gathering_record(each) for each in coming[:LISTED_AT_MOST]],
    )


def _weather_decisions(now: dt.datetime) -> Task:
    due = weather_decisions_due(now)
    return Task(
        name="weather",
        title=_("Weather decisions due within a day"),
        explanation=_("Visitors were told to look at the page by then."),
        url=reverse("admin:events_occurrence_changelist"),
        count=len(due),
        records=[_weather_record(each) for each in due[:LISTED_AT_MOST]],
        is_alarm=True,
    )


def _weather_record(occurrence: Occurrence) -> Record:
    decision_at = weather_decision_at(occurrence)
    return Record(
        title=public_title(occurrence),
        url=reverse("admin:events_occurrence_weather", args=(occurrence.pk,)),
        note=moment(decision_at) if decision_at else "",
    )


def _unfilled(now: dt.datetime) -> Task:
    dates = list(unfilled_soon(now))
    series_url = "admin:events_eventseries_changelist"
    return Task(
        name="rota",
        title=_("Dates of the next four weeks without a host"),
        explanation=_("Choose an organization on the rota; it is asked by mail."),
        url=_rota_url(dates[0]) if dates else reverse(series_url),
        count=len(dates),
        records=[
            Record(title=when_text(each), url=_rota_url(each), note=public_title(each))
            for each in dates[:LISTED_AT_MOST]
        ],
        is_alarm=True,
    )


def _open_shifts(now: dt.datetime) -> Task:
    short = gatherings_with_open_places(now)
    return Task(
        name="shifts",
        title=_("Gatherings of this week with open shifts"),
        explanation=_("Ask more people, or call who is on the backup list."),
        url=reverse("admin:events_occurrence_changelist"),
        count=len(short),
        records=[
            Record(
                title=public_title(each),
                url=reverse("admin:events_occurrence_shifts", args=(each.pk,)),
                note=when_text(each),
                badge=ngettext("%(count)d place open", "%(count)d places open", missing)
                % {"count": missing},
                badge_kind="warning",
            )
            for each, missing in short[:LISTED_AT_MOST]
        ],
        is_alarm=True,
    )


def _new_speakers(now: dt.datetime) -> Task:
    gatherings = gatherings_with_new_speakers(now)
    return Task(
        name="speakers",
        title=_("Speakers who are not in the programme yet"),
        explanation=_("They were drawn; put them into the programme."),
        url=reverse("admin:events_occurrence_changelist"),
        count=len(gatherings),
        records=[
            Record(
                title=public_title(each),
                url=reverse("admin:events_occurrence_speakers", args=(each.pk,)),
                note=when_text(each),
            )
            for each in gatherings[:LISTED_AT_MOST]
        ],
        is_alarm=True,
    )


def _proposals(now: dt.datetime) -> Task:
    waiting = list(
        ProgrammeProposal.objects.waiting(now).select_related(
            "duty__organization", "duty__occurrence__series"
        )
    )
    return Task(
        name="proposals",
        title=_("Programmes that hosts have sent"),
        explanation=_("Nothing of them is public until you accept them."),
        url=reverse("admin:events_occurrence_changelist"),
        count=len(waiting),
        records=[_proposal_record(each) for each in waiting[:LISTED_AT_MOST]],
        is_alarm=True,
    )


def _proposal_record(proposal: ProgrammeProposal) -> Record:
    occurrence = proposal.duty.occurrence
    return Record(
        title=public_title(occurrence),
        url=reverse("admin:events_occurrence_host-programme", args=(occurrence.pk,)),
        note=f"{when_text(occurrence)} · {localized(proposal.duty.organization, 'name')}",
    )


def _rota_url(occurrence: Occurrence) -> str:
    return reverse("admin:events_eventseries_rota", args=(occurrence.series_id,))


def _notices(now: dt.datetime) -> Task:
    """What has to be filed with the police or withdrawn, the most urgent first."""
    to_do = notices_to_do(now)
    return Task(
        name="notices",
        title=_("Assemblies to report to the police"),
        explanation=_("Filed from 30 days to 48 hours before the start."),
        url=_filtered("admin:events_occurrence_changelist", "notice=to-do&when=all"),
        count=len(to_do),
        records=[_notice_record(each) for each in to_do[:LISTED_AT_MOST]],
    )


def _notice_record(to_do: NoticeToDo) -> Record:
    occurrence = to_do.notice.occurrence
    badge, kind = badge_of(to_do.notice)
    return Record(
        title=public_title(occurrence),
        url=reverse("admin:events_occurrence_notice", args=(occurrence.pk,)),
        note=f"{when_text(occurrence)} · {to_do.first.words}",
        badge=badge,
        badge_kind=kind,
    )


def _photos(now: dt.datetime) -> Task:
    """What visitors reported comes first: it is hidden, or worse, still public."""
    waiting = list(
        Photo.objects.to_look_at()
        .select_related("occurrence__series")
        .order_by(F("complained_at").asc(nulls_last=True), "pk")
    )
    return Task(
        name="photos",
        title=_("Photos to look at"),
        explanation=_("Nobody outside sees one before a second person has checked it."),
        url=_filtered("admin:events_photo_changelist", "work=waiting"),
        count=len(waiting),
        records=[_photo_record(photo) for photo in waiting[:LISTED_AT_MOST]],
    )


def _photo_record(photo: Photo) -> Record:
    return Record(
        title=f"{photo.occurrence.local_date} {localized(photo.occurrence, 'title')}",
        url=reverse("admin:events_photo_change", args=(photo.pk,)),
        note=photo.get_complaint_display(),
        badge=_("Reported") if photo.is_reported else "",
        badge_kind="warning",
    )


def _failed_jobs(now: dt.datetime) -> Task:
    return Task(
        name="jobs",
        title=_("Mails or other work that failed"),
        explanation=_("Please tell whoever looks after the server."),
        url=_filtered(
            "admin:procrastinate_procrastinatejob_changelist", "status__exact=failed"
        ),
        count=ProcrastinateJob.objects.filter(status="failed").count(),
        is_alarm=True,
    )


def _with_titles(statements: "QuerySet[Statement]") -> list[Statement]:
    titles = Revision.objects.only("statement", "number", "title_ko", "title_en")
    return list(
        statements.defer("wrapped_data_key").prefetch_related(
            Prefetch("revisions", titles.order_by("-number"), to_attr="titles")
        )
    )


def _statement_record(statement: Statement, note: str = "") -> Record:
    latest = statement.titles[0] if statement.titles else None  # type: ignore[attr-defined]
    return Record(
        title=localized(latest, "title") if latest else statement.slug,
        url=reverse("admin:statements_statement_change", args=(statement.pk,)),
        note=note,
    )


def _gathering_record(occurrence: Occurrence) -> Record:
    badge, kind = _gathering_badge(occurrence)

    def page(act: str) -> str:
        return reverse(f"admin:events_occurrence_{act}", args=(occurrence.pk,))

    acts = []
    if not occurrence.is_published:
        acts = [(_("Publish"), page("publish"))]
    elif occurrence.state == OccurrenceState.SCHEDULED:
        acts = [
            (_("Move date or place"), page("move")),
            (_("Cancel or postpone"), page("call-off")),
        ]
    return Record(
        title=public_title(occurrence),
        url=page("change"),
        note=f"{when_text(occurrence)} · {where_text(occurrence)}",
        badge=badge,
        badge_kind=kind,
        acts=acts,
    )


def _gathering_badge(occurrence: Occurrence) -> tuple[str, str]:
    """What differs from an announced gathering, and the badge's colour."""
    if not occurrence.is_published:
        return _("Draft: not public"), "notice"
    if occurrence.state != OccurrenceState.SCHEDULED:
        return occurrence.get_state_display(), "warning"
    return (_("Moved"), "warning") if occurrence.is_moved else ("", "")


def _since(oldest: dt.datetime | None) -> str:
    return _("waiting since %(day)s") % {"day": day(oldest)} if oldest else ""


def _filtered(name: str, query: str) -> str:
    return f"{reverse(name)}?{query}"
