"""The public files of photos, and a visitor's way to have one hidden."""

import uuid

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
)
from django.template.response import TemplateResponse
from django.utils import timezone

from coalition.exceptions import StaleStateError
from coalition.pages import SeeOther, public_page, visitor_form
from events import selectors
from events.documents.pictures import stored_picture
from events.enums import PhotoComplaint
from events.forms.photos import PhotoReportForm
from events.models import Photo
from events.services.photos import report_photo

# The bytes under one address never change. A shared cache asks again after a minute:
# a photo that is taken down must not live on in it.
PHOTO_CACHE = "public, max-age=31536000, s-maxage=60, immutable"


@public_page
def photo(request: HttpRequest, slug: str, code: uuid.UUID, size: str) -> HttpResponse:
    """One size of a photo: 404 unless it is public now, 410 once it is taken down."""
    found = _found(slug, code)
    if found.is_removed:
        return HttpResponse(status=410)
    if not found.is_public(timezone.now()):
        raise Http404
    try:
        content = stored_picture(code, size)
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = PHOTO_CACHE
    return response


@visitor_form(methods=("GET", "HEAD", "POST"))
def photo_report(request: HttpRequest, slug: str, code: uuid.UUID) -> HttpResponseBase:
    """Asks why a photo should go and hides it; 303 when done, 422 without a reason.

    Afterwards the same page says what becomes of it. Who asked is not known.
    """
    found = _found(slug, code)
    if found.is_removed:
        return HttpResponse(status=410)
    if not found.is_public(timezone.now()) and not found.is_reported:
        raise Http404
    form = PhotoReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form.is_from_a_machine:
            return SeeOther(request.path)
        if form.is_valid():
            complaint = PhotoComplaint(form.cleaned_data["complaint"])
            try:
                report_photo(photo=found, complaint=complaint)
            except StaleStateError:
                return HttpResponse(status=410)
            return SeeOther(request.path)
    context = {"photo": found, "form": form, "occurrence": found.occurrence}
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "events/photo_report.html", context, status=status)


def _found(slug: str, code: uuid.UUID) -> Photo:
    found = selectors.photo_of(slug, code)
    if found is None:
        raise Http404
    return found
