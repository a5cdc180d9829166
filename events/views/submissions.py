"""A partner's own gathering: the form, and the page behind the mailed link."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from coalition.enums import RegistrationState
from coalition.exceptions import StaleStateError
from coalition.localized import active_language
from coalition.pages import SeeOther, public_page, visitor_form
from coalition.selectors import contact_of
from coalition.tokens import read_token
from events.emails.submissions import SUBMISSION_LINK
from events.forms.gathering import compared, facts_in_words
from events.forms.submissions import (
    CancellationForm,
    ChangeForm,
    SubmissionForm,
)
from events.models import Submission
from events.selectors.submissions import (
    latest_change,
    submission_by_code,
)
from events.services.submissions.changes import (
    ask_cancellation,
    is_editable,
    propose_change,
    take_back_change,
)
from events.services.submissions.sending import (
    confirm_submission,
    submit_gathering,
    withdraw_submission,
)


@visitor_form(methods=("GET", "HEAD", "POST"))
def submit(request: HttpRequest) -> HttpResponseBase:
    """The form of a partner: 303 whatever became of the mailbox, 422 for mistakes."""
    form = SubmissionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        check_mail = reverse("events:submit-check-mail")
        if form.is_from_a_machine:
            return SeeOther(check_mail, changes_pages=False)
        if form.is_valid():
            submit_gathering(
                organization=form.cleaned_data["organization"],
                gathering=form.to_gathering(),
                contact=form.to_contact(),
                language=active_language(),
            )
            return SeeOther(check_mail, changes_pages=False)
    status = 422 if request.method == "POST" else 200
    context = {"form": form}
    return TemplateResponse(request, "events/submit.html", context, status=status)


@public_page
def submit_check_mail(request: HttpRequest) -> HttpResponseBase:
    """The same page for everybody who sent something in."""
    return TemplateResponse(request, "events/submit_check_mail.html")


@visitor_form(methods=("GET", "HEAD", "POST"), referrer="no-referrer")
def submission(request: HttpRequest, token: str) -> HttpResponseBase:
    """The link in the mails. GET shows, only POST confirms, changes or withdraws.

    404 for an unknown link; 410 for one that has ended, in the same words; 422 with
    what was written when it is refused, also because something has changed since.
    """
    code = read_token(SUBMISSION_LINK, token)
    if code is None:
        return _ended(request, status=404)
    found = submission_by_code(code)
    if found is None:
        return _ended(request, status=410)
    if request.method != "POST":
        return _page(request, found)
    act = ACTS.get(request.POST.get("action", ""))
    if act is None:
        return HttpResponse(status=400)
    return act(request, found)


def _confirm(request: HttpRequest, found: Submission) -> HttpResponseBase:
    confirm_submission(code=found.code)
    return SeeOther(request.path, changes_pages=False)


def _withdraw(request: HttpRequest, found: Submission) -> HttpResponseBase:
    if withdraw_submission(code=found.code):
        return _ended(request, status=200)
    return _changed(request, found)


def _change(request: HttpRequest, found: Submission) -> HttpResponseBase:
    form = ChangeForm(request.POST)
    if form.is_valid():
        gathering = form.to_gathering()
        try:
            propose_change(
                code=found.code,
                seen=form.cleaned_data["seen"],
                gathering=gathering,
                reason_ko=form.cleaned_data["reason_ko"],
                reason_en=form.cleaned_data["reason_en"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        except StaleStateError:
            return _changed(request, found, form)
        else:
            return SeeOther(request.path, changes_pages=False)
    return _page(request, found, form=form)


def _cancel(request: HttpRequest, found: Submission) -> HttpResponseBase:
    form = CancellationForm(request.POST)
    if not form.is_valid():
        return _page(request, found, cancellation=form)
    try:
        ask_cancellation(code=found.code, **form.cleaned_data)
    except StaleStateError:
        return _changed(request, found)
    return SeeOther(request.path, changes_pages=False)


def _take_back(request: HttpRequest, found: Submission) -> HttpResponseBase:
    take_back_change(code=found.code)
    return SeeOther(request.path, changes_pages=False)


ACTS: dict[str, Callable[[HttpRequest, Submission], HttpResponseBase]] = {
    "confirm": _confirm,
    "withdraw": _withdraw,
    "change": _change,
    "cancel": _cancel,
    "take-back": _take_back,
}


def _changed(
    request: HttpRequest, found: Submission, form: ChangeForm | None = None
) -> HttpResponseBase:
    """What is public now, and beside it what was written, to be sent again."""
    fresh = submission_by_code(found.code)
    if fresh is None:
        return _ended(request, status=410)
    if form is not None and fresh.occurrence is not None:
        form.show_again(fresh.occurrence)
    return _page(request, fresh, form=form, is_changed=True)


def _page(
    request: HttpRequest,
    found: Submission,
    *,
    is_changed: bool = False,
    form: ChangeForm | None = None,
    cancellation: CancellationForm | None = None,
) -> HttpResponseBase:
    occurrence, change = found.occurrence, latest_change(found)
    is_refused = is_changed or form is not None or cancellation is not None
    context: dict[str, Any] = {
        "submission": found,
        "occurrence": occurrence,
        "change": change,
        "is_changed": is_changed,
    }
    # Once confirmed, the link tells how it stands and shows no person any more.
    if found.state == RegistrationState.UNCONFIRMED:
        context["contact"] = contact_of(found)
    if occurrence is None:
        context["facts"] = facts_in_words(found.gathering)
    elif is_editable(occurrence, timezone.now()):
        is_waiting = change is not None and change.is_waiting
        context |= {
            "form": form or ChangeForm.of(occurrence, change if is_waiting else None),
            "cancellation": cancellation or CancellationForm(),
            "compared": compared(occurrence, change) if change and is_waiting else [],
        }
    return TemplateResponse(
        request, "events/submission.html", context, status=422 if is_refused else 200
    )


def _ended(request: HttpRequest, *, status: int) -> HttpResponseBase:
    """The same words for a wrong link, an expired one and one that was withdrawn."""
    return TemplateResponse(request, "events/submission_ended.html", status=status)
