"""Asking to speak at a gathering, the page behind the mailed link, and the lot."""

import uuid

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from coalition.localized import active_language
from coalition.pages import SeeOther, public_page, visitor_form
from coalition.tokens import read_token
from events import selectors
from events.documents.lot import lot_program
from events.emails.speakers import SPEAKER_LINK
from events.enums import SpeakerState
from events.exceptions import NoSpeakersError
from events.forms.speakers import SpeakerForm, SpeechForm
from events.models import Occurrence, SpeakerApplication, SpeakerCall
from events.models.speakers import SPEECH_MINUTES
from events.selectors.speakers import speaker_by_code, speaker_call_of
from events.services.speakers.applications import (
    apply_to_speak,
    confirm_speaker,
    own_data,
    revise_speech,
    withdraw_speaker,
)


@visitor_form(methods=("GET", "HEAD", "POST"))
def speak(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Asks to speak: 303 whatever became of the address, 422 for mistakes.

    410 once it is over, 404 before staff opened it.
    """
    call = _call(slug)
    if not call.takes_applications(timezone.now()):
        return _not_open(request, call)
    form = SpeakerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form.is_from_a_machine:
            return SeeOther(reverse("events:speak-check-mail"), changes_pages=False)
        if form.is_valid():
            try:
                apply_to_speak(
                    call=call,
                    email=form.cleaned_data["email"],
                    speech=form.to_speech(),
                    language=active_language(),
                )
            except NoSpeakersError:
                return _not_open(request, call)
            return SeeOther(reverse("events:speak-check-mail"), changes_pages=False)
    context = _shown(call) | {"form": form}
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "events/speak_form.html", context, status=status)


@public_page
def speak_check_mail(request: HttpRequest) -> HttpResponseBase:
    """The same page for everybody who applied."""
    return TemplateResponse(request, "events/speak_check_mail.html")


@public_page
def speak_result(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The lot: its digest before, its seed and order afterwards; codes, no names."""
    call = _call(slug)
    context = _shown(call)
    if call.is_drawn:
        places = call.drawn_places or 0
        context |= {
            "drawn": call.drawn_codes[:places],
            "waiting": call.drawn_codes[places : 2 * places],
            "not_drawn": call.drawn_codes[2 * places :],
            "program": lot_program(call),
        }
    return TemplateResponse(request, "events/speak_result.html", context)


@visitor_form(methods=("GET", "HEAD", "POST"), referrer="no-referrer")
def speaker(request: HttpRequest, token: str) -> HttpResponseBase:
    """The link in the mails. GET shows, only POST confirms, corrects or withdraws."""
    code = read_token(SPEAKER_LINK, token)
    if code is None:
        return _ended(request, status=404)
    if request.method == "POST":
        return _act(request, code)
    application = speaker_by_code(code)
    if application is None:
        return _ended(request, status=410)
    return _speaker_page(request, application)


def _act(request: HttpRequest, code: uuid.UUID) -> HttpResponseBase:
    action = request.POST.get("action")
    if action == "withdraw":
        withdraw_speaker(code=code)
        return _ended(request, status=200)
    application = speaker_by_code(code)
    if application is None:
        return _ended(request, status=410)
    if action == "export":
        return _export(application)
    if action == "revise":
        return _revise(request, application)
    if action != "confirm":
        return HttpResponse(status=400)
    if confirm_speaker(code=code):
        return SeeOther(request.path, changes_pages=False)
    return _ended(request, status=410)


def _revise(request: HttpRequest, application: SpeakerApplication) -> HttpResponseBase:
    form = SpeechForm(request.POST)
    if not form.is_valid():
        return _speaker_page(request, application, form, status=422)
    try:
        revise_speech(code=application.code, speech=form.to_speech())
    except NoSpeakersError:
        return _speaker_page(request, application, status=410)
    return SeeOther(request.path, changes_pages=False)


def _export(application: SpeakerApplication) -> HttpResponseBase:
    response = JsonResponse(
        own_data(application=application),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response["Content-Disposition"] = 'attachment; filename="speech.json"'
    return response


def _speaker_page(
    request: HttpRequest,
    application: SpeakerApplication,
    form: SpeechForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    call, now = application.call, timezone.now()
    is_ranked = application.rank is not None
    context = _shown(call) | {
        "application": application,
        "words": application.words.opened_all(),
        "position": application.position if is_ranked else None,
        "is_open": call.waits_for_its_lot(now),
    }
    if application.state == SpeakerState.PENDING and not context["is_open"]:
        return _ended(request, status=410)
    if application.state == SpeakerState.CONFIRMED and context["is_open"]:
        context["form"] = form or SpeechForm.of(application)
    return TemplateResponse(request, "events/speaker.html", context, status=status)


def _call(slug: str) -> SpeakerCall:
    """404 for a gathering that never asked for speakers, or not yet."""
    occurrence = get_object_or_404(selectors.public_occurrences(), slug=slug)
    call = speaker_call_of(occurrence)
    if call is None or call.opens_at > timezone.now():
        raise Http404
    return call


def _shown(call: SpeakerCall) -> dict[str, object]:
    occurrence: Occurrence = call.occurrence
    return {
        "call": call,
        "occurrence": occurrence,
        "minutes": SPEECH_MINUTES,
    }


def _not_open(request: HttpRequest, call: SpeakerCall) -> HttpResponseBase:
    return TemplateResponse(
        request, "events/speak_closed.html", _shown(call), status=410
    )


def _ended(request: HttpRequest, *, status: int) -> HttpResponseBase:
    """The same words for a wrong link, an expired one and one that was withdrawn."""
    return TemplateResponse(request, "events/speaker_ended.html", status=status)
