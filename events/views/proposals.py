"""The page on which a host proposes the programme of its own date."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone

from coalition.models import Organization
from coalition.pages import SeeOther, visitor_form
from events.exceptions import RotaChangedError
from events.forms.proposals import ProgrammeForm, with_more_rows
from events.models.rota import takes_host
from events.selectors.proposals import Desk, hosted_date, programme_desk
from events.services.rota.proposals import propose_programme
from events.views.rota import host_of, link_ended


@visitor_form(methods=("GET", "HEAD", "POST"), referrer="no-referrer")
def host_programme(request: HttpRequest, token: str, duty: int) -> HttpResponseBase:
    """The programme of one date, for its host alone. Sending it changes nothing yet.

    404 for a date that the organization does not run, whether or not there is such a
    date; 410 for an own one that has begun or is called off; 422 with everything that
    was written when it is refused or something has changed since it was opened.
    """
    organization = host_of(token)
    if organization is None:
        return link_ended(request, token)
    desk = _desk(organization, duty)
    if not isinstance(desk, Desk):
        return _closed(request, token, status=desk)
    if request.method != "POST":
        return _page(request, token, desk, ProgrammeForm(desk))
    if request.POST.get("action") == "more":
        return _page(
            request, token, desk, ProgrammeForm(desk, with_more_rows(request.POST))
        )
    form = ProgrammeForm(desk, request.POST)
    if not form.is_valid():
        # What was shown then decides which fields a row has: said beside the mistakes.
        is_changed = request.POST.get("seen") != desk.seen
        return _page(request, token, desk, form, is_refused=True, is_changed=is_changed)
    try:
        propose_programme(
            duty_id=desk.duty.pk,
            organization=organization,
            proposed=form.proposed(),
            seen=form.cleaned_data["seen"],
        )
    except RotaChangedError:
        desk = _desk(organization, duty)
        if not isinstance(desk, Desk):
            return _closed(request, token, status=desk)
        return _page(request, token, desk, form, is_changed=True)
    return SeeOther(request.path)


def _desk(organization: Organization, duty_id: int) -> Desk | int:
    """What the host works on, or the status of why there is nothing to work on."""
    now = timezone.now()
    duty = hosted_date(organization, duty_id)
    if duty is None:
        return 404
    return programme_desk(duty, now) if takes_host(duty.occurrence, now) else 410


def _closed(request: HttpRequest, token: str, *, status: int) -> HttpResponseBase:
    context = {"token": token}
    return TemplateResponse(
        request, "events/host_programme_closed.html", context, status=status
    )


def _page(
    request: HttpRequest,
    token: str,
    desk: Desk,
    form: ProgrammeForm,
    *,
    is_refused: bool = False,
    is_changed: bool = False,
) -> HttpResponseBase:
    context = {
        "token": token,
        "desk": desk,
        "occurrence": desk.occurrence,
        "form": form,
        "is_refused": is_refused,
        "is_changed": is_changed,
    }
    status = 422 if is_refused or is_changed else 200
    return TemplateResponse(
        request, "events/host_programme.html", context, status=status
    )
