"""What staff read about assembly notices. Nothing of it is for the public."""

import datetime as dt

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.models import User
from events.enums import NoticeState
from events.models import AssemblyNotice, Occurrence
from events.models.notice import OPENS_BEFORE, STANDING

PERMISSION = "events.change_assemblynotice"


def notice_of(occurrence: Occurrence) -> AssemblyNotice:
    """The notice of an occurrence; a fresh one, not stored, while there is none."""
    try:
        return occurrence.notice
    except ObjectDoesNotExist:
        return AssemblyNotice(occurrence=occurrence)


def notices_to_do(now: dt.datetime) -> list[AssemblyNotice]:
    """Everything staff have to do about notices, the most urgent first.

    To file (once the police takes it), to correct, to withdraw, and what was filed for
    another time or place. Two queries, however many there are.
    """
    found = [notice_of(each) for each in _coming(now)]
    to_do = [notice for notice in found if _is_to_do(notice, now)]
    return sorted(to_do, key=lambda notice: _deadline(notice, now))


def notices_to_remind(now: dt.datetime) -> list[AssemblyNotice]:
    """Not filed yet, of gatherings that have not begun."""
    return [notice for notice in map(notice_of, _coming(now)) if notice.is_waiting]


def earlier_notice(occurrence: Occurrence) -> AssemblyNotice | None:
    """The last one of the same series before it, to copy from."""
    return (
        AssemblyNotice.objects.filter(
            occurrence__series__isnull=False,
            occurrence__series=occurrence.series_id,
            occurrence__starts_at__lt=occurrence.starts_at,
        )
        .select_related("occurrence__series", "people")
        .order_by("-occurrence__starts_at")
        .first()
    )


def notice_staff() -> QuerySet[User]:
    """Active staff who may change notices, by themselves or through a group."""
    app, _, codename = PERMISSION.partition(".")
    asked = {"content_type__app_label": app, "codename": codename}
    is_allowed = (
        Q(is_superuser=True)
        | Q(**{f"user_permissions__{key}": value for key, value in asked.items()})
        | Q(**{f"groups__permissions__{key}": value for key, value in asked.items()})
    )
    return User.objects.filter(is_allowed, is_active=True, is_staff=True).distinct()


def badge_of(notice: AssemblyNotice) -> tuple[str, str]:
    """The one word about a notice and its colour."""
    now = timezone.now()
    if not notice.is_needed and notice.state == NoticeState.TO_FILE:
        return _("Need not be filed"), "record"
    if notice.is_to_withdraw(now):
        return _("To withdraw"), "danger"
    if notice.is_overdue(now):
        return _("Overdue"), "danger"
    if notice.is_urgent(now):
        return _("Not filed: less than 72 hours left"), "danger"
    if notice.is_waiting and notice.occurrence.starts_at <= now:
        return _("It was not filed"), "record"
    if notice.is_for_another:
        return _("Filed for another time or place"), "warning"
    colours = {
        NoticeState.TO_FILE: "notice",
        NoticeState.FILED: "good",
        NoticeState.WITHDRAWN: "record",
    }
    state = NoticeState(notice.state)
    return str(state.label), colours.get(state, "warning")


def _coming(now: dt.datetime) -> QuerySet[Occurrence]:
    """What is within reach of the police, or was when it was filed."""
    begins = Q(starts_at__gt=now, starts_at__lte=now + OPENS_BEFORE)
    was_filed = Q(notice__state__in=STANDING, notice__filed_starts_at__gt=now)
    return Occurrence.objects.filter(begins | was_filed).select_related(
        "series__venue", "own_venue", "notice"
    )


def _is_to_do(notice: AssemblyNotice, now: dt.datetime) -> bool:
    return (
        notice.is_waiting
        or notice.is_to_withdraw(now)
        or notice.is_for_another
        or notice.correct_by is not None
    )


def _deadline(notice: AssemblyNotice, now: dt.datetime) -> dt.datetime:
    if notice.is_to_withdraw(now):
        return notice.withdraw_by
    return notice.correct_by or notice.due_at
