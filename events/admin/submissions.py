"""Gatherings that partners sent in: read, announce or decline, and changes of them."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalition.admin.audited import staff_member
from coalition.admin.filters import WaitingFirstFilter
from coalition.admin.kept import KeptAdmin
from coalition.enums import RegistrationState
from coalition.exceptions import CannotActError, DecryptionError, StaleStateError
from coalition.forms import DeclineForm, add_refusal
from coalition.korean import day
from coalition.localized import localized
from coalition.models import User
from events.admin.act_page import previews_of
from events.enums import ContactReason
from events.forms.gathering import compared, facts_in_words
from events.forms.submission_decisions import (
    AcceptForm,
    ContactForm,
    PlaceForm,
    RefuseForm,
)
from events.models import OccurrenceHost, Submission
from events.selectors.submissions import (
    fingerprint,
    gathering_of,
    is_known_mailbox,
    latest_change,
)
from events.selectors.telling import audience_of
from events.services.submissions.changes import accept_change, decline_change
from events.services.submissions.deciding import (
    announced,
    approve_submission,
    decline_submission,
    read_contact,
)

Forms = dict[str, Form]


class DecisionFilter(WaitingFirstFilter):
    """What waits is a gathering, or a change of one that is public."""

    states = RegistrationState
    waiting = RegistrationState.WAITING

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if (self.value() or self.waiting) == self.waiting:
            return queryset.to_decide()  # type: ignore[attr-defined]
        return super().queryset(request, queryset)


@admin.register(Submission)
class SubmissionAdmin(KeptAdmin):
    """One page each, with every button that is possible there."""

    list_display = ("title", "organization", "date", "state", "change", "confirmed_at")
    list_filter = (DecisionFilter,)
    list_select_related = ("organization",)
    ordering = ("confirmed_at", "submitted_at")

    @admin.display(description=gettext_lazy("title"))
    def title(self, submission: Submission) -> str:
        return submission.gathering.title_ko

    @admin.display(description=gettext_lazy("date"))
    def date(self, submission: Submission) -> str:
        return day(submission.gathering.local_date)

    @admin.display(description=gettext_lazy("change"))
    def change(self, submission: Submission) -> str:
        waits = any(each.is_waiting for each in submission.changes.all())
        return _("Waits") if waits else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        return super().get_queryset(request).prefetch_related("changes")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """GET shows, POST does one act: 303, or 422 with the form that is refused."""
        number = int(object_id) if object_id.isdecimal() else 0
        submission = get_object_or_404(
            Submission.objects.select_related("organization", "occurrence__own_venue"),
            pk=number,
        )
        if not self.has_view_or_change_permission(request, submission):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, submission)
        if not self.has_change_permission(request, submission):
            raise PermissionDenied
        action = request.POST.get("action", "")
        if action == "read":
            return self._read(request, submission)
        act = ACTS.get(action)
        if act is None:
            return HttpResponse(status=400)
        return self._decide(request, submission, action, act)

    def _read(self, request: HttpRequest, submission: Submission) -> HttpResponse:
        """Who sent it in, in the answer to the POST alone: no address has it."""
        form = _forms_of(submission, "read", request.POST)["read"]
        if not form.is_valid():
            return self._page(request, submission, {"read": form}, status=422)
        try:
            contact = read_contact(
                submission=submission,
                reason=ContactReason(form.cleaned_data["reason"]),
                actor=staff_member(request),
            )
        except DecryptionError:
            messages.error(request, _("They cannot be read any more."))
            return HttpResponseRedirect(request.path, status=303)
        return self._page(request, submission, contact=contact)

    def _decide(
        self, request: HttpRequest, submission: Submission, action: str, act: "Act"
    ) -> HttpResponse:
        form = _forms_of(submission, action, request.POST)[action]
        if form.is_valid():
            try:
                messages.success(request, act(submission, form, staff_member(request)))
            except StaleStateError:
                messages.error(
                    request, _("Somebody else changed it. Please look again.")
                )
            except CannotActError:
                form.add_error(None, _("This organization cannot act on this site."))
            except ValidationError as error:
                add_refusal(form, error)
            if not form.errors:
                return HttpResponseRedirect(request.path, status=303)
        return self._page(request, submission, {action: form}, status=422)

    def _page(
        self,
        request: HttpRequest,
        submission: Submission,
        refused: Forms | None = None,
        *,
        status: int = 200,
        **extra: Any,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": submission.gathering.title_ko,
            "subtitle": localized(submission.organization, "name"),
            "opts": self.opts,
            "submission": submission,
            "facts": facts_in_words(submission.gathering),
            **_change_of(submission),
            "previews": _previews(submission),
            "is_known_mailbox": is_known_mailbox(submission),
            "forms": _forms_of(submission) | (refused or {}),
            "may_decide": self.has_change_permission(request, submission),
            **extra,
        }
        return TemplateResponse(
            request, "admin/events/submission.html", context, status=status
        )


def _change_of(submission: Submission) -> dict[str, Any]:
    """What the organization wants changed, and who would get a mail of it."""
    change, occurrence = latest_change(submission), submission.occurrence
    if change is None or occurrence is None:
        return {}
    return {
        "change": change,
        "compared": compared(occurrence, change),
        "audience": audience_of(occurrence) if change.is_told else None,
    }


def _previews(submission: Submission) -> list[dict[str, str]]:
    """How it would look, while that is to be decided."""
    if submission.state != RegistrationState.WAITING:
        return []
    host = OccurrenceHost(organization=submission.organization)
    return previews_of(announced(submission.gathering, None), [host])


def _forms_of(submission: Submission, action: str = "", data: Any = None) -> Forms:
    """The forms by act; the one that was sent has what was written."""
    change, occurrence = latest_change(submission), submission.occurrence
    shown: dict[str, Any] = {}
    here = wanted = ""
    if occurrence is not None and change is not None:
        shown = {"change_id": change.pk, "seen": fingerprint(occurrence)}
        here = gathering_of(occurrence).place_ko
        wanted = change.after.get("place_ko", "")

    def made(name: str, form: type[Form], **values: Any) -> Form:
        given = data if name == action else None
        return form(given, auto_id=f"id_{name}_%s", **values)

    return {
        "read": made("read", ContactForm),
        "approve": made("approve", PlaceForm, place=submission.gathering.place_ko),
        "decline": made("decline", DeclineForm),
        "accept": made("accept", AcceptForm, place=wanted, here=here, initial=shown),
        "refuse": made("refuse", RefuseForm, initial=shown),
    }


def _approve(submission: Submission, form: PlaceForm, actor: User) -> str:
    approve_submission(submission_id=submission.pk, venue=form.chosen, actor=actor)
    return _("The gathering is public. The mail is on its way.")


def _decline(submission: Submission, form: DeclineForm, actor: User) -> str:
    reason = form.cleaned_data["reason"]
    decline_submission(submission_id=submission.pk, reason=reason, actor=actor)
    return _("It is declined. The mail is on its way.")


def _accept(submission: Submission, form: AcceptForm, actor: User) -> str:
    accept_change(
        change_id=form.cleaned_data["change_id"],
        seen=form.cleaned_data["seen"],
        venue=form.chosen,
        actor=actor,
    )
    return _("The change is public. The mail is on its way.")


def _refuse(submission: Submission, form: RefuseForm, actor: User) -> str:
    decline_change(**form.cleaned_data, actor=actor)
    return _("The change is declined. The mail is on its way.")


Act = Callable[[Submission, Any, User], str]
ACTS: dict[str, Act] = {
    "approve": _approve,
    "decline": _decline,
    "accept": _accept,
    "refuse": _refuse,
}
