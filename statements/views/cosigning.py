"""Co-signing by the link in an approved organization's mail."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from coalition.models import Organization
from coalition.pages import visitor_form
from coalition.selectors import partner_by_token
from statements.exceptions import NotOpenError, RevisionChangedError
from statements.forms import EndorsementForm
from statements.models import Statement
from statements.selectors import calls_for
from statements.services.endorsing import endorse_statement, withdraw_endorsement


@visitor_form(methods=("GET", "HEAD", "POST"), referrer="no-referrer")
def cosign(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calls an organization can co-sign; POST co-signs or withdraws one."""
    registration = partner_by_token(token)
    if registration is None:
        return TemplateResponse(request, "statements/link_unknown.html", status=404)
    organization = registration.organization
    if request.method != "POST":
        return _page(request, organization)
    statement = (
        Statement.objects.public()
        .select_related("current_revision")
        .filter(slug=request.POST.get("statement", ""))
        .first()
    )
    if statement is None:
        return HttpResponse(status=400)
    if request.POST.get("action") == "withdraw":
        withdraw_endorsement(statement=statement, organization=organization)
        return redirect(request.path)
    return _endorse(request, organization, statement)


def _endorse(
    request: HttpRequest, organization: Organization, statement: Statement
) -> HttpResponseBase:
    form = EndorsementForm(request.POST)
    if not form.is_valid():
        return _page(request, organization, statement, form)
    try:
        endorse_statement(
            statement=statement,
            revision_number=form.cleaned_data["revision"],
            organization=organization,
            authorised_name=form.cleaned_data["authorised_name"],
            authorised_role=form.cleaned_data["authorised_role"],
        )
    except RevisionChangedError:
        form.add_error(
            None, _("The text has changed since you opened it. Please read it again.")
        )
        return _page(request, organization, statement, form)
    except NotOpenError:
        form.add_error(None, _("This statement takes no co-signatures any more."))
        return _page(request, organization, statement, form)
    return redirect(request.path)


def _page(
    request: HttpRequest,
    organization: Organization,
    tried: Statement | None = None,
    form: EndorsementForm | None = None,
) -> HttpResponseBase:
    """All calls with a form each; the one that was tried keeps its input."""
    calls = calls_for(organization)
    for call in calls:
        call.form = EndorsementForm(
            auto_id=f"id_{call.pk}_%s",
            initial={"revision": call.current_revision.number},
        )
        if tried and form and call.pk == tried.pk:
            form.auto_id = call.form.auto_id
            call.form = form
    context = {"organization": organization, "calls": calls, "form": form}
    return TemplateResponse(
        request, "statements/cosign.html", context, status=422 if form else 200
    )
