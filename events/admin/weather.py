"""The weather decision: one button for "it goes ahead", links for everything else."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.exceptions import StaleStateError
from coalition.pages import SeeOther
from events.forms.acts import ActForm
from events.models import Occurrence
from events.models.day_wording import weather_text
from events.models.weather import weather_decision, weather_decision_at
from events.models.wording import when_text, where_text
from events.services.weather import decide_weather, reopen_weather


def weather_page(
    model_admin: "ModelAdmin[Occurrence]", request: HttpRequest, pk: int
) -> HttpResponse:
    """Shows the plan and the decision; a POST decides or reopens, 303 back to it."""
    found = Occurrence.objects.with_inherited()
    occurrence = get_object_or_404(found, pk=pk)
    if not model_admin.has_change_permission(request, occurrence):
        raise PermissionDenied
    seen = f"{occurrence.state}-{occurrence.sequence}"
    if request.method == "POST":
        return _decide(request, occurrence, seen)
    now = timezone.now()
    is_open = occurrence.is_published and occurrence.starts_at > now
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Weather decision"),
        "subtitle": str(occurrence),
        "opts": model_admin.opts,
        "original": occurrence,
        "occurrence": occurrence,
        "when": when_text(occurrence),
        "where": where_text(occurrence),
        "decision": weather_decision(occurrence),
        "decision_at": weather_decision_at(occurrence),
        "said": weather_text(occurrence, now),
        "is_open": is_open,
        "form": ActForm(initial={"seen": seen}, auto_id=False),
    }
    return TemplateResponse(request, "admin/events/weather.html", context)


def _decide(request: HttpRequest, occurrence: Occurrence, seen: str) -> HttpResponse:
    form = ActForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    if form.cleaned_data["seen"] != seen:
        messages.error(request, _("Somebody else changed it. Please look again."))
        return SeeOther(request.path)
    reopens = "reopen" in request.POST
    service = reopen_weather if reopens else decide_weather
    actor: Any = request.user
    try:
        service(occurrence=occurrence, actor=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except StaleStateError:
        messages.error(request, _("Somebody else changed it. Please look again."))
    else:
        done = (
            _("It is to be decided again.") if reopens else _("The pages tell it now.")
        )
        messages.success(request, done)
    return SeeOther(request.path)
