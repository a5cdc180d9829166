"""Co-signing by the link in an approved organization's mail."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from coalition.models import Organization
from coalition.pages import visitor_form
from coalition.selectors import partner_by_token
from statements.exceptions import NotOpenError, RevisionChangedError
from statements.forms import CallForm, EndorsementForm
from statements.models import Statement
from statements.selectors import calls_for
from statements.services.endorsing import endorse_statement, withdraw_endorsement


@visitor_form(methods=("GET", "HEAD", "POST"), referrer="no-referrer")
def cosign(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calls an organization can co-sign; POST co-signs or withdraws one."""
    registration = partner_by_token(token)
    organization = registration.organization if registration else None
    if organization is None:
        return TemplateResponse(request, "statements/link_unknown.html", status=404)
    if request.method != "POST":
        return _page(request, organization)
    call = CallForm(request.POST)
    if not call.is_valid():
        return HttpResponse(status=400)
    statement = call.cleaned_data["statement"]
    if request.POST.get("action") == "withdraw":
        withdraw_endorsement(statement=statement, organization=organization)
        return redirect(request.path)
    return _endorse(request, organization, statement)


def _endorse(
    request: HttpRequest, organization: Organization, statement: Statement
) -> HttpResponseBase:
    form = _form(statement, request.POST)
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
        form.ask_again(statement.revision.number)
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
    calls = [
        (call, form if form and tried and call.pk == tried.pk else _form(call))
        for call in calls_for(organization)
    ]
    context = {"organization": organization, "calls": calls, "form": form}
    return TemplateResponse(
        request, "statements/cosign.html", context, status=422 if form else 200
    )


def _form(call: Statement, data: QueryDict | None = None) -> EndorsementForm:
    return EndorsementForm(
        data, auto_id=f"id_{call.pk}_%s", initial={"revision": call.revision.number}
    )
