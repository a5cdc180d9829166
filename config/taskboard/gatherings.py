"""What waits about gatherings: dates, hosts, shifts, notices, speakers, photos."""

import datetime as dt

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.korean import day, moment
from coalition.localized import localized
from config.taskboard.task import LISTED_AT_MOST, SOON, Record, Task, filtered
from events.enums import OccurrenceState
from events.models import Occurrence, Photo, ProgrammeProposal, Submission
from events.models.weather import weather_decision_at
from events.models.wording import public_title, when_text, where_text
from events.selectors.notice import NoticeToDo, badge_of, notices_to_do
from events.selectors.rota import unfilled_soon
from events.selectors.shifts import gatherings_with_open_places
from events.selectors.speakers import gatherings_with_new_speakers
from events.selectors.weather import weather_decisions_due

COMING = dt.timedelta(weeks=3)


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


def gatherings(now: dt.datetime, *, has_acts: bool) -> Task:
    """The next weeks; with the acts on them for whoever may do them."""
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
        is_due=any(each.starts_at < now + SOON for each in coming),
        records=[_gathering_record(each, has_acts) for each in coming[:LISTED_AT_MOST]],
    )


def _gathering_record(occurrence: Occurrence, has_acts: bool) -> Record:
    badge, kind = _gathering_badge(occurrence)

    return Record(
        title=when_text(occurrence),
        url=_page_of(occurrence, "change"),
        note=f"{public_title(occurrence)} · {where_text(occurrence)}",
        badge=badge,
        badge_kind=kind,
        acts=_acts_on(occurrence) if has_acts else [],
    )


def _acts_on(occurrence: Occurrence) -> list[tuple[str, str]]:
    if not occurrence.is_published:
        return [(_("Publish"), _page_of(occurrence, "publish"))]
    if occurrence.state != OccurrenceState.SCHEDULED:
        return []
    return [
        (_("Move date or place"), _page_of(occurrence, "move")),
        (_("Cancel or postpone"), _page_of(occurrence, "call-off")),
    ]


def _page_of(occurrence: Occurrence, name: str) -> str:
    return reverse(f"admin:events_occurrence_{name}", args=(occurrence.pk,))


def _gathering_badge(occurrence: Occurrence) -> tuple[str, str]:
    """What differs from an announced gathering, and the badge's colour."""
    if not occurrence.is_published:
        return _("Draft: not public"), "notice"
    if occurrence.state != OccurrenceState.SCHEDULED:
        return occurrence.get_state_display(), "warning"
    return (_("Moved"), "warning") if occurrence.is_moved else ("", "")


def weather_decisions(now: dt.datetime) -> Task:
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


def open_shifts(now: dt.datetime) -> Task:
    short = gatherings_with_open_places(now)
    return Task(
        name="shifts",
        title=_("Gatherings of this week with open shifts"),
        explanation=_("Ask more people, or call who is on the backup list."),
        url=reverse("admin:events_occurrence_changelist"),
        count=len(short),
        records=[
            Record(
                title=when_text(each),
                url=reverse("admin:events_occurrence_shifts", args=(each.pk,)),
                note=public_title(each),
                badge=ngettext("%(count)d place open", "%(count)d places open", missing)
                % {"count": missing},
                badge_kind="warning",
            )
            for each, missing in short[:LISTED_AT_MOST]
        ],
        is_alarm=True,
    )


def notices(now: dt.datetime) -> Task:
    """What has to be filed with the police or withdrawn, the most urgent first."""
    to_do = notices_to_do(now)
    return Task(
        name="notices",
        title=_("Assemblies to report to the police"),
        explanation=_("Filed from 30 days to 48 hours before the start."),
        url=filtered("admin:events_occurrence_changelist", "notice=to-do&when=all"),
        count=len(to_do),
        is_due=any(each.first.at < now + SOON for each in to_do),
        records=[_notice_record(each) for each in to_do[:LISTED_AT_MOST]],
    )


def _notice_record(to_do: NoticeToDo) -> Record:
    occurrence = to_do.notice.occurrence
    badge, kind = badge_of(to_do.notice)
    return Record(
        title=when_text(occurrence),
        url=reverse("admin:events_occurrence_notice", args=(occurrence.pk,)),
        note=f"{public_title(occurrence)} · {to_do.first.words}",
        badge=badge,
        badge_kind=kind,
    )


def new_speakers(now: dt.datetime) -> Task:
    gatherings = gatherings_with_new_speakers(now)
    return Task(
        name="speakers",
        title=_("Speakers who are not in the programme yet"),
        explanation=_("They were drawn; put them into the programme."),
        url=reverse("admin:events_occurrence_changelist"),
        count=len(gatherings),
        records=[
            Record(
                title=when_text(each),
                url=reverse("admin:events_occurrence_speakers", args=(each.pk,)),
                note=public_title(each),
            )
            for each in gatherings[:LISTED_AT_MOST]
        ],
        is_alarm=True,
    )


def proposals(now: dt.datetime) -> Task:
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
        title=when_text(occurrence),
        url=reverse("admin:events_occurrence_host-programme", args=(occurrence.pk,)),
        note=f"{public_title(occurrence)} · {localized(proposal.duty.organization, 'name')}",
    )


def unfilled(now: dt.datetime) -> Task:
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


def _rota_url(occurrence: Occurrence) -> str:
    return reverse("admin:events_eventseries_rota", args=(occurrence.series_id,))


def photos(now: dt.datetime) -> Task:
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
        url=filtered("admin:events_photo_changelist", "work=waiting"),
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


def submissions(now: dt.datetime) -> Task:
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
        badge=_("Asks for a change") if is_change else "",
        badge_kind="notice",
    )
