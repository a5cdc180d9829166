"""Pages on which staff change what is announced: a form, a preview, one service call.

The first POST only shows what would become public; the button below that preview
carries ``confirmed`` and does it. Acts that ask nothing show the preview at once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import uri_to_iri
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.admin.audited import staff_member
from coalition.exceptions import StaleStateError
from coalition.models import User
from coalition.pages import absolute_url
from events import selectors
from events.enums import OccurrenceState
from events.forms.acts import (
    ActForm,
    AddressForm,
    CallOffForm,
    JoinForm,
    MoveForm,
    OnlineForm,
)
from events.models import EventSeries, Occurrence, OccurrenceHost, SeriesHost
from events.models.wording import change_lines, when_text
from events.selectors.telling import Audience, audience_of
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


def _is_scheduled(occurrence: Occurrence) -> bool:
    return occurrence.is_published and occurrence.state == OccurrenceState.SCHEDULED


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
        is_possible=lambda occurrence: (
            occurrence.is_published and not occurrence.is_cancelled
        ),
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
        is_possible=lambda occurrence: (
            occurrence.is_published and not occurrence.is_cancelled
        ),
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
        is_possible=lambda occurrence: (
            occurrence.is_published and not occurrence.is_cancelled
        ),
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
        is_possible=_is_scheduled,
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
        is_possible=lambda occurrence: occurrence.state != OccurrenceState.SCHEDULED,
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


def act_page(
    model_admin: ModelAdmin, request: HttpRequest, pk: int, act: Act
) -> HttpResponse:
    """One act on one gathering; 422 when the form or the act itself is refused."""
    occurrence = _load(pk)
    if not model_admin.has_change_permission(request, occurrence):
        raise PermissionDenied
    record_url = reverse("admin:events_occurrence_change", args=(pk,))
    if not act.is_possible(occurrence):
        messages.error(request, _("This is not possible in its present state."))
        return HttpResponseRedirect(record_url)
    seen = f"{occurrence.state}-{occurrence.sequence}"
    form = _form(request, act, occurrence, seen)
    preview = _load(pk)
    if form.is_bound and form.is_valid():
        answers = {k: v for k, v in form.cleaned_data.items() if k != "seen"}
        if form.cleaned_data["seen"] != seen:
            messages.error(request, _("Somebody else changed it. Please look again."))
            return HttpResponseRedirect(request.path)
        try:
            act.apply(preview, answers)
            if "confirmed" in request.POST:
                audience = audience_of(occurrence)
                act.perform(occurrence, answers, staff_member(request))
                messages.success(request, _done_text(act, audience))
                return HttpResponseRedirect(record_url)
        except ValidationError as error:
            add_refusal(form, error)
        except StaleStateError:
            messages.error(request, _("Somebody else changed it. Please look again."))
            return HttpResponseRedirect(request.path)
    elif not act.asks and not form.is_bound:
        _try_preview(act, preview)
    return _render(model_admin, request, act, occurrence, preview, form)


def add_refusal(form: BaseForm, error: ValidationError) -> None:
    """Puts a service's refusal beside the field it names, or above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def where_it_appears(
    series: EventSeries | None, occurrence: Occurrence | None = None
) -> list[tuple[str, str]]:
    """The public pages that will show it: what each is called, and its address."""
    found = []
    if occurrence is not None:
        found.append((_("Page of the gathering"), occurrence.get_absolute_url()))
    if series is not None:
        found.append((_("Page of the series"), series.get_absolute_url()))
        if series.is_main:
            found.append((_("Page of the next Friday"), reverse("friday")))
    found += [
        (_("List of gatherings"), reverse("events:occurrence-list")),
        (_("Calendar that people subscribe to"), reverse("events:calendar")),
    ]
    return [(name, uri_to_iri(absolute_url(path))) for name, path in found]


def _done_text(act: Act, audience: Audience) -> str:
    """What happened, and to how many people it is mailed."""
    if not act.is_told:
        return str(act.done)
    people = audience.followers + audience.volunteers
    if audience.is_empty:
        mailed = _("Nobody has asked for mails about it.")
    elif not people:
        mailed = _("The organization that runs it gets a mail.")
    else:
        mailed = ngettext(
            "%(count)d person gets a mail.", "%(count)d people get a mail.", people
        ) % {"count": people}
    return f"{act.done} {mailed}"


def _leading_there(occurrence: Occurrence, shown: Occurrence) -> list[str]:
    """What the page was called before, as it is shown."""
    known = occurrence.former_addresses.values_list("slug", flat=True)
    return sorted({*known, occurrence.slug} - {shown.slug})


def _load(pk: int) -> Occurrence:
    found = Occurrence.objects.with_inherited().with_hosts()
    return get_object_or_404(found, pk=pk)


def _form(request: HttpRequest, act: Act, occurrence: Occurrence, seen: str) -> ActForm:
    if request.method == "POST":
        return act.form(request.POST)
    return act.form(initial={"seen": seen, **act.initial(occurrence)})


def _try_preview(act: Act, preview: Occurrence) -> None:
    try:
        act.apply(preview, {})
    except ValidationError:
        # The refusal is said when the button is pressed; the page still explains.
        return


def _render(
    model_admin: ModelAdmin,
    request: HttpRequest,
    act: Act,
    occurrence: Occurrence,
    preview: Occurrence,
    form: ActForm,
) -> HttpResponse:
    is_previewed = (form.is_bound or not act.asks) and not form.errors
    shown = preview if is_previewed else _load(occurrence.pk)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": act.title,
        "subtitle": str(occurrence),
        "opts": model_admin.opts,
        "act": act,
        "form": form,
        "original": occurrence,
        "is_previewed": is_previewed,
        "previews": previews_of(shown, shown.hosts),
        "places": where_it_appears(shown.series, shown),
        "audience": audience_of(occurrence) if act.is_told else None,
        "former": _leading_there(occurrence, shown),
    }
    return TemplateResponse(
        request,
        "admin/events/act.html",
        context,
        status=422 if form.errors else 200,
    )


def previews_of(
    occurrence: Occurrence, hosts: Iterable[OccurrenceHost | SeriesHost]
) -> list[dict[str, str]]:
    """What the public page says, in both languages."""
    previews = []
    for language, name in (("ko", "한국어"), ("en", "English")):
        with translation.override(language):
            context = {
                "occurrence": occurrence,
                "path": occurrence.slug and uri_to_iri(occurrence.get_absolute_url()),
                "when": when_text(occurrence),
                "changes": change_lines(occurrence),
                "hosts": selectors.hosts_by_role(hosts),
            }
            html = render_to_string("admin/events/preview.html", context)
        previews.append({"language": language, "name": name, "html": html})
    return previews
