"""The directory, and an association's way into it."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from coalition import selectors
from coalition.enums import RegistrationState
from coalition.forms import RegistrationForm
from coalition.localized import active_language
from coalition.models import PartnerRegistration
from coalition.pages import SeeOther, public_page, visitor_form
from coalition.services.registrations import confirm_registration, submit_registration


@public_page
def organization_list(request: HttpRequest) -> HttpResponseBase:
    """Members and other organizations in 가나다순, with a search by name."""
    context = {
        "directory": selectors.directory(
            search=request.GET.get("q", ""), page_number=request.GET.get("page", "")
        ),
        "as_of": timezone.now(),
    }
    return TemplateResponse(request, "coalition/organization_list.html", context)


@visitor_form(methods=("GET", "HEAD", "POST"))
def registration_create(request: HttpRequest) -> HttpResponseBase:
    """The form of an association: 303 whoever applied before, 422 for mistakes."""
    if request.method != "POST":
        return _form_page(request, RegistrationForm())
    form = RegistrationForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    submit_registration(
        application=form.to_application(),
        contact=form.to_contact(),
        language=active_language(),
    )
    return SeeOther(reverse("coalition:registration-check-mail"), changes_pages=False)


@public_page
def registration_check_mail(request: HttpRequest) -> HttpResponseBase:
    """The same page for everybody who applied."""
    return TemplateResponse(request, "coalition/registration_check_mail.html")


@visitor_form(methods=("GET", "HEAD", "POST"), referrer="no-referrer")
def registration_confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """The link in the mail: GET shows what was sent in, POST confirms the mailbox."""
    registration = selectors.registration_by_token(token)
    if registration is None:
        return _link_ended(request, status=404)
    if registration.is_expired:
        return _link_ended(request, status=410)
    if request.method == "POST":
        confirm_registration(code=registration.code)
        return SeeOther(request.path, changes_pages=False)
    return _registration_page(request, registration)


def _registration_page(
    request: HttpRequest, registration: PartnerRegistration
) -> HttpResponseBase:
    # Once confirmed, the link tells how it stands and shows no person any more.
    is_unconfirmed = registration.state == RegistrationState.UNCONFIRMED
    context = {
        "registration": registration,
        "contact": selectors.contact_of(registration) if is_unconfirmed else None,
    }
    return TemplateResponse(request, "coalition/registration_confirm.html", context)


def _form_page(
    request: HttpRequest, form: RegistrationForm, *, status: int = 200
) -> HttpResponseBase:
    return TemplateResponse(
        request, "coalition/registration_form.html", {"form": form}, status=status
    )


def _link_ended(request: HttpRequest, *, status: int) -> HttpResponseBase:
    """The same words for a wrong and for an expired link."""
    return TemplateResponse(
        request, "coalition/registration_link_ended.html", status=status
    )
