"""What staff can do with what is announced: each act with its form and its service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation
from django.utils.functional import Promise

from coalition.models import User
from events.enums import OccurrenceState
from events.forms.acts import (
    ActForm,
    AddressForm,
    CallOffForm,
    JoinForm,
    MoveForm,
    OnlineForm,
)
from events.models import Occurrence
from events.services.addresses import apply_address, change_address
from events.services.call_off import (
    apply_calling_off,
    apply_restoring,
    cancel_occurrence,
    postpone_occurrence,
    restore_occurrence,
)
from events.services.edit import apply_publishing, publish_occurrence
from events.services.move import (
    BiggerGathering,
    apply_move,
    apply_online,
    move_occurrence,
    move_online,
)

Answers = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """One way to change a gathering.

    ``apply`` changes an instance for the preview only, ``perform`` is the service.
    """

    name: str
    title: str | Promise
    explanation: str | Promise
    done: str | Promise
    form: type[ActForm]
    initial: Callable[[Occurrence], Answers]
    apply: Callable[[Occurrence, Answers], None]
    perform: Callable[[Occurrence, Answers, User], Occurrence]
    is_possible: Callable[[Occurrence], bool]
    is_danger: bool = False
    # Whether it changes what was announced, so that people are mailed.
    is_told: bool = True

    @property
    def url_name(self) -> str:
        return f"admin:events_occurrence_{self.name}"

    @property
    def asks(self) -> bool:
        return self.form is not ActForm


def _place_and_time(occurrence: Occurrence) -> Answers:
    return {
        "local_date": occurrence.local_date,
        "local_time": occurrence.local_time,
        "venue": occurrence.actual_venue,
        "venue_reveal_at": occurrence.venue_reveal_at,
    }


def _joining(answers: Answers) -> Answers:
    """What the service is told of a form that names the bigger gathering."""
    names = ("title_ko", "title_en", "hosts_count")
    joins = BiggerGathering(**{name: answers[name] for name in names})
    rest = {name: value for name, value in answers.items() if name not in names}
    return rest | {"joins": joins}


def _call_off(occurrence: Occurrence, answers: Answers, actor: User) -> Occurrence:
    cancels = answers.pop("state") == OccurrenceState.CANCELLED
    service = cancel_occurrence if cancels else postpone_occurrence
    return service(occurrence=occurrence, actor=actor, **answers)


def _is_to_come(occurrence: Occurrence) -> bool:
    return occurrence.is_published and occurrence.over_at > timezone.now()


def _is_movable(occurrence: Occurrence) -> bool:
    """A postponed one gets its new date however long ago the old one was."""
    if occurrence.is_postponed:
        return occurrence.is_published
    return _is_to_come(occurrence) and not occurrence.is_cancelled


ACTS = (
    Act(
        name="publish",
        title=translation.pgettext_lazy("gathering", "Publish"),
        explanation=translation.gettext_lazy(
            "Nobody outside sees this gathering yet. Once published it cannot be "
            "deleted, only moved or cancelled."
        ),
        done=translation.gettext_lazy("The gathering is public."),
        form=ActForm,
        initial=lambda occurrence: {},
        apply=lambda occurrence, answers: apply_publishing(occurrence),
        perform=lambda occurrence, answers, actor: publish_occurrence(
            occurrence=occurrence, actor=actor
        ),
        is_possible=lambda occurrence: not occurrence.is_published,
        is_told=False,
    ),
    Act(
        name="move",
        title=translation.gettext_lazy("Move date or place"),
        explanation=translation.gettext_lazy(
            "The address of the page and the entry in people's calendars stay. What "
            "was announced first stays visible beside the new date and place."
        ),
        done=translation.gettext_lazy("The gathering is moved."),
        form=MoveForm,
        initial=_place_and_time,
        apply=lambda occurrence, answers: apply_move(occurrence, **answers),
        perform=lambda occurrence, answers, actor: move_occurrence(
            occurrence=occurrence, actor=actor, **answers
        ),
        is_possible=_is_movable,
    ),
    Act(
        name="join",
        title=translation.gettext_lazy("Join a bigger gathering"),
        explanation=translation.gettext_lazy(
            "This date is held as part of a rally that others call with us: under its "
            "title, at its time and place. The page, its address and the entry in "
            "people's calendars stay, and the other dates of the series too."
        ),
        done=translation.gettext_lazy("The gathering joins the bigger one."),
        form=JoinForm,
        initial=lambda occurrence: {
            **_place_and_time(occurrence),
            "title_ko": occurrence.own_title_ko,
            "title_en": occurrence.own_title_en,
            "hosts_count": occurrence.declared_hosts_count,
        },
        apply=lambda occurrence, answers: apply_move(occurrence, **_joining(answers)),
        perform=lambda occurrence, answers, actor: move_occurrence(
            occurrence=occurrence, actor=actor, **_joining(answers)
        ),
        is_possible=_is_movable,
    ),
    Act(
        name="move-online",
        title=translation.gettext_lazy("Move online"),
        explanation=translation.gettext_lazy(
            "Held at its time, but online. The page says so and shows the link, from "
            "the moment you set. Moving it to a place brings it back."
        ),
        done=translation.gettext_lazy("The gathering is moved."),
        form=OnlineForm,
        initial=lambda occurrence: {
            "online_address": occurrence.online_address,
            "online_reveal_at": occurrence.online_reveal_at,
        },
        apply=lambda occurrence, answers: apply_online(occurrence, **answers),
        perform=lambda occurrence, answers, actor: move_online(
            occurrence=occurrence, actor=actor, **answers
        ),
        is_possible=_is_movable,
    ),
    Act(
        name="call-off",
        title=translation.gettext_lazy("Cancel or postpone"),
        explanation=translation.gettext_lazy(
            "The page stays and says so, with your reason and the next date. Calendars "
            "that are subscribed mark it as cancelled."
        ),
        done=translation.gettext_lazy("The gathering is called off."),
        form=CallOffForm,
        initial=lambda occurrence: {"state": OccurrenceState.CANCELLED},
        apply=lambda occurrence, answers: apply_calling_off(occurrence, **answers),
        perform=_call_off,
        is_possible=lambda occurrence: (
            _is_to_come(occurrence) and occurrence.state == OccurrenceState.SCHEDULED
        ),
        is_danger=True,
    ),
    Act(
        name="restore",
        title=translation.gettext_lazy("Restore"),
        explanation=translation.gettext_lazy(
            "The gathering is held as announced; the cancellation disappears."
        ),
        done=translation.gettext_lazy("The gathering is held again."),
        form=ActForm,
        initial=lambda occurrence: {},
        apply=lambda occurrence, answers: apply_restoring(occurrence),
        perform=lambda occurrence, answers, actor: restore_occurrence(
            occurrence=occurrence, actor=actor
        ),
        is_possible=lambda occurrence: (
            _is_to_come(occurrence) and occurrence.state != OccurrenceState.SCHEDULED
        ),
    ),
    Act(
        name="address",
        title=translation.gettext_lazy("Change the address"),
        explanation=translation.gettext_lazy(
            "For a mistake in the address of the page. Every address it had leads to "
            "the new one for ever, and no other gathering can take it. Entries in "
            "people's calendars stay."
        ),
        done=translation.gettext_lazy("The address is changed; the old one leads on."),
        form=AddressForm,
        initial=lambda occurrence: {"slug": occurrence.slug},
        apply=lambda occurrence, answers: apply_address(occurrence, **answers),
        perform=lambda occurrence, answers, actor: change_address(
            occurrence=occurrence, actor=actor, **answers
        ),
        is_possible=lambda occurrence: occurrence.is_published,
        is_told=False,
    ),
)
