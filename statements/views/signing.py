"""Signing, and the page behind the link in the mail."""

import uuid

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from coalition.localized import active_language
from coalition.pages import SeeOther, public_page, visitor_form
from coalition.tokens import read_token
from statements.emails import SIGNATURE_LINK
from statements.enums import LIVE_SIGNATURES, Display
from statements.exceptions import NotOpenError
from statements.forms import DisplayForm, FindForm, SignatureForm
from statements.models import Signature, Statement
from statements.selectors import known_statement
from statements.services import signing
from statements.views.reading import public_statement, statement_context


@visitor_form(methods=("GET", "HEAD", "POST"))
def sign(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Takes the sign form: 303 whatever became of the address, 422 for mistakes."""
    if request.method != "POST":
        return redirect("statements:detail", slug=slug)
    statement = _statement(slug)
    if not statement.takes_signatures:
        return _closed(request, statement)
    form = SignatureForm(request.POST)
    if not form.is_from_a_machine:
        if not form.is_valid():
            context = statement_context(public_statement(slug), form)
            return TemplateResponse(
                request, "statements/statement_detail.html", context, status=422
            )
        try:
            signing.sign_statement(
                statement=statement, request=form.to_request(active_language())
            )
        except NotOpenError:
            return _closed(request, statement)
    return _to_check_mail(slug)


@public_page
def check_mail(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The same page for everybody who signed or asked for their link."""
    context = {"statement": _statement(slug)}
    return TemplateResponse(request, "statements/check_mail.html", context)


@visitor_form(methods=("GET", "HEAD", "POST"))
def find(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Mails the link again; the answer is the same for every address."""
    statement = _statement(slug)
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        signing.request_signature_link(
            statement=statement, email=form.cleaned_data["email"]
        )
        return _to_check_mail(slug)
    context = {"statement": statement, "form": form}
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "statements/find.html", context, status=status)


@visitor_form(methods=("GET", "HEAD", "POST"), referrer="no-referrer")
def signature(request: HttpRequest, token: str) -> HttpResponseBase:
    """The link in the mail. GET shows, only POST acts."""
    code = read_token(SIGNATURE_LINK, token)
    action = request.POST.get("action", "")
    if action == "confirm" and _is_confirmed_now(code):
        return SeeOther(request.path)
    signature = _signature(code)
    if signature is None:
        return TemplateResponse(request, "statements/link_unknown.html", status=404)
    if request.method != "POST":
        if signature.language == "en" and active_language() == "ko":
            return HttpResponseRedirect("/en" + request.path)
        return _signature_page(request, signature)
    act = ACTS.get(action)
    if act is None:
        return HttpResponse(status=400)
    return act(request, signature)


def _is_confirmed_now(code: uuid.UUID | None) -> bool:
    """Confirms and reads nothing else: on the busiest day this comes in thousands."""
    if code is None:
        return False
    try:
        signing.confirm_signature(code=code)
    except (Signature.DoesNotExist, NotOpenError):
        return False
    return True


def _display(request: HttpRequest, signature: Signature) -> HttpResponseBase:
    form = DisplayForm(request.POST)
    if not form.is_valid():
        return _signature_page(request, signature, form, status=422)
    try:
        signing.change_display(
            code=signature.code, display=Display(form.cleaned_data["display"])
        )
    except Signature.DoesNotExist:
        return _ended(request, signature)
    except NotOpenError:
        return _closed(request, signature.statement)
    return SeeOther(request.path)


def _withdraw(request: HttpRequest, signature: Signature) -> HttpResponseBase:
    ended = signing.withdraw_signature(code=signature.code)
    return _ended(request, ended, status=200)


def _export(request: HttpRequest, signature: Signature) -> HttpResponseBase:
    if signature.state not in LIVE_SIGNATURES:
        return _ended(request, signature)
    response = JsonResponse(
        signing.own_data(signature=signature),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response["Content-Disposition"] = 'attachment; filename="signature.json"'
    return response


def _signature(code: uuid.UUID | None) -> Signature | None:
    signatures = Signature.objects.select_related(
        "statement__current_revision", "revision", "personal_data"
    )
    return signatures.filter(code=code).first() if code else None


def _signature_page(
    request: HttpRequest,
    signature: Signature,
    form: DisplayForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    if signature.state not in LIVE_SIGNATURES:
        return _ended(request, signature)
    if signature.confirmed_at is None and not signature.statement.takes_confirmations:
        return _closed(request, signature.statement)
    context = {
        "signature": signature,
        "statement": signature.statement,
        "revision": signature.revision,
        "own": signing.own_data(signature=signature),
        "display_form": form or DisplayForm(initial={"display": signature.display}),
    }
    template = "signature_manage" if signature.confirmed_at else "signature_confirm"
    return TemplateResponse(
        request, f"statements/{template}.html", context, status=status
    )


ACTS = {
    # What could not be confirmed gets the page that says why.
    "confirm": _signature_page,
    "display": _display,
    "withdraw": _withdraw,
    "export": _export,
}


def _ended(
    request: HttpRequest, signature: Signature, status: int = 410
) -> HttpResponseBase:
    context = {"statement": signature.statement}
    return TemplateResponse(
        request, "statements/signature_ended.html", context, status=status
    )


def _statement(slug: str) -> Statement:
    try:
        return known_statement(slug)
    except Statement.DoesNotExist:
        raise Http404 from None


def _closed(request: HttpRequest, statement: Statement) -> HttpResponseBase:
    """503 while paused (come back), 410 once closed."""
    is_paused = statement.paused_at is not None and not statement.is_closed
    response = TemplateResponse(
        request,
        "statements/not_open.html",
        {"statement": statement, "is_paused": is_paused},
        status=503 if is_paused else 410,
    )
    if is_paused:
        response["Retry-After"] = "3600"
    return response


def _to_check_mail(slug: str) -> HttpResponseBase:
    # An unconfirmed signature shows nowhere, and signing is what comes in thousands.
    path = reverse("statements:check-mail", args=(slug,))
    return SeeOther(path, changes_pages=False)
