"""The page of one act on one gathering: a form, a preview, one service call.

The first POST only shows what would become public; the button below that preview
carries ``confirmed`` and does it. Acts that ask nothing show the preview at once.
"""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.admin.audited import staff_member
from coalition.exceptions import StaleStateError
from coalition.forms import add_refusal
from coalition.pages import absolute_url
from events import selectors
from events.admin.acts import Act
from events.forms.acts import (
    ActForm,
)
from events.models import EventSeries, Occurrence, OccurrenceHost, SeriesHost
from events.models.wording import change_lines, when_text
from events.selectors.telling import Audience, audience_of


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
