"""The programme a host proposes for its date, beside the one that is public."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.admin.audited import staff_member
from coalition.exceptions import StaleStateError
from coalition.pages import SeeOther
from events.forms.proposals import RefusalForm
from events.models import Occurrence
from events.models.rota import takes_host
from events.selectors.proposals import compare, waiting_proposal
from events.services.rota.proposals import accept_proposal, decline_proposal


def proposal_page(
    model_admin: "ModelAdmin[Occurrence]", request: HttpRequest, pk: int
) -> HttpResponse:
    """GET compares, for whoever may see the date; POST decides, and needs more.

    303 back when it is decided or somebody was faster; 422 without a reason.
    """
    found = Occurrence.objects.with_inherited()
    occurrence = get_object_or_404(found, pk=pk)
    if not model_admin.has_view_permission(request, occurrence):
        raise PermissionDenied
    form = RefusalForm()
    if request.method == "POST":
        if not model_admin.has_change_permission(request, occurrence):
            raise PermissionDenied
        form = RefusalForm(request.POST)
        action = request.POST.get("action")
        if action == "accept" or (action == "decline" and form.is_valid()):
            return _decide(request, occurrence, form)
        if action != "decline":
            return HttpResponse(status=400)
    return _page(model_admin, request, occurrence, form)


def _decide(
    request: HttpRequest, occurrence: Occurrence, form: RefusalForm
) -> HttpResponse:
    seen = request.POST.get("seen", "")
    actor = staff_member(request)
    try:
        if request.POST["action"] == "accept":
            accept_proposal(occurrence=occurrence, seen=seen, actor=actor)
            messages.success(request, _("The programme is public. The host is told."))
        else:
            decline_proposal(
                occurrence=occurrence,
                seen=seen,
                reason=form.cleaned_data["reason"],
                actor=actor,
            )
            messages.success(request, _("It is sent back. The host reads the reason."))
    except StaleStateError:
        messages.error(request, _("Somebody else changed it. Please look again."))
    return SeeOther(request.path)


def _page(
    model_admin: "ModelAdmin[Occurrence]",
    request: HttpRequest,
    occurrence: Occurrence,
    form: RefusalForm,
) -> HttpResponse:
    now = timezone.now()
    proposal = waiting_proposal(occurrence)
    is_open = takes_host(occurrence, now)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Programme of the host"),
        "subtitle": str(occurrence),
        "opts": model_admin.opts,
        "original": occurrence,
        "comparison": compare(proposal, occurrence, now) if proposal else None,
        "is_open": is_open,
        "can_decide": is_open
        and model_admin.has_change_permission(request, occurrence),
        "form": form,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(
        request, "admin/events/host_programme.html", context, status=status
    )
