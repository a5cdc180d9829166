"""The programme of a gathering, to print and to pass on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from coalition.pages import public_page
from events import selectors
from events.models.day_wording import late_text
from events.models.wording import change_lines, when_text
from events.selectors.boundaries import occurrence_boundary
from events.views.keeping import kept_until


@public_page
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The public parts in their order; speakers only as they agreed."""
    now = timezone.now()
    found = selectors.public_occurrences().with_public_programme(now)
    occurrence = get_object_or_404(found, slug=slug)
    context = {
        "occurrence": occurrence,
        "when": when_text(occurrence),
        "changes": change_lines(occurrence),
        "late": late_text(occurrence, now),
    }
    return TemplateResponse(
        request,
        "events/programme_page.html",
        context,
        headers=kept_until(occurrence_boundary(occurrence, now), now),
    )
