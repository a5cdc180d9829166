"""The page "assembly notice" of one gathering: what is filed with the police.

Every form on the page posts here with the name of its ``step``. What is sealed (people,
scan, the printed form) leaves only by POST, to staff who may change notices, and each
time into the audit trail.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.admin.audited import staff_member
from coalition.exceptions import DecryptionError, StaleStateError
from coalition.forms import add_refusal
from coalition.models import User
from coalition.pages import SeeOther
from events.documents.notice import notice_form, withdrawal_form
from events.enums import Format, NoticeState, ReadingReason
from events.forms.notice import (
    AnswerForm,
    FilingForm,
    FormTextForm,
    NeedForm,
    NoticeForm,
    PeopleForm,
    ReadingForm,
    ScanForm,
)
from events.models import AssemblyNotice, NoticeScan, Occurrence
from events.models.deadlines import deadlines_of
from events.models.notice import ANSWERS, People
from events.models.wording import when_text
from events.selectors.notice import PERMISSION, badge_of, earlier_notice, notice_of
from events.services.notice.files import (
    CONTENT_TYPES,
    drop_scan,
    keep_scan,
    read_scan,
)
from events.services.notice.filing import (
    copy_earlier_notice,
    decide_need,
    name_people,
    read_people,
    record_answer,
    record_filing,
    record_withdrawal,
    take_back_filing,
    write_form,
)


@dataclass
class Desk:
    """One request to the page: whose, about what, and the forms with its answers."""

    model_admin: "ModelAdmin[Occurrence]"
    request: HttpRequest
    occurrence: Occurrence
    forms: dict[str, BaseForm] = field(default_factory=dict)

    @property
    def actor(self) -> User:
        return staff_member(self.request)

    @property
    def url(self) -> str:
        return reverse("admin:events_occurrence_notice", args=(self.occurrence.pk,))

    def done(self, words: str) -> HttpResponse:
        messages.success(self.request, words)
        # 303: a reload must not send the form again.
        return SeeOther(self.url)


def notice_page(
    model_admin: "ModelAdmin[Occurrence]", request: HttpRequest, pk: int
) -> HttpResponse:
    """Shows where the notice stands; a POST takes one step, 422 when refused."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    found = Occurrence.objects.with_inherited().with_hosts()
    desk = Desk(model_admin, request, get_object_or_404(found, pk=pk))
    if request.method != "POST":
        return _render(desk)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        return HttpResponseBadRequest()
    try:
        return step(desk)
    except StaleStateError:
        messages.error(request, _("Somebody else changed it. Please look again."))
        return SeeOther(desk.url)


def _decide(desk: Desk) -> HttpResponse:
    def perform(form: NeedForm) -> None:
        decide_need(**_common(desk, form), needed=form.answer)

    return _take(desk, "need", NeedForm(desk.request.POST), perform, _("Saved."))


def _write(desk: Desk) -> HttpResponse:
    def perform(form: FormTextForm) -> None:
        write_form(**_common(desk, form), text=form.text)

    return _take(desk, "text", FormTextForm(desk.request.POST), perform, _("Saved."))


def _open_people(desk: Desk) -> HttpResponse:
    """Answers with the form of the people: opening it is an act, not a page."""
    form = ReadingForm(desk.request.POST)
    if not form.is_valid():
        return _refuse(desk, "reading", form)
    reason = ReadingReason(form.cleaned_data["reason"])
    try:
        people = read_people(
            occurrence=desk.occurrence, reason=reason, actor=desk.actor
        )
    except DecryptionError:
        messages.error(desk.request, _("They cannot be read any more."))
        return SeeOther(desk.url)
    seen = notice_of(desk.occurrence).version
    desk.forms["people"] = PeopleForm(
        initial={**PeopleForm.initial_of(people), "seen": seen}
    )
    return _render(desk)


def _name_people(desk: Desk) -> HttpResponse:
    def perform(form: PeopleForm) -> None:
        name_people(**_common(desk, form), people=form.people)

    return _take(
        desk,
        "people",
        PeopleForm(desk.request.POST),
        perform,
        _("The people are stored encrypted."),
    )


def _copy(desk: Desk) -> HttpResponse:
    return _press(
        desk,
        lambda form: copy_earlier_notice(**_common(desk, form)),
        _("Copied from the date before. Please check it."),
    )


def _print(desk: Desk) -> HttpResponse:
    return _typeset(desk, notice_form, "notice")


def _print_withdrawal(desk: Desk) -> HttpResponse:
    if not notice_of(desk.occurrence).is_to_withdraw(timezone.now()):
        messages.error(desk.request, _("There is nothing to withdraw."))
        return SeeOther(desk.url)
    return _typeset(desk, withdrawal_form, "withdrawal")


def _typeset(
    desk: Desk, form: Callable[[AssemblyNotice, People], bytes], name: str
) -> HttpResponse:
    """A form with the people in it: opening them is recorded."""
    try:
        people = read_people(
            occurrence=desk.occurrence, reason=ReadingReason.FORM, actor=desk.actor
        )
    except DecryptionError:
        messages.error(desk.request, _("They cannot be read any more."))
        return SeeOther(desk.url)
    content = form(notice_of(desk.occurrence), people)
    return _attachment(content, "pdf", f"{name}-{desk.occurrence.local_date}")


def _file(desk: Desk) -> HttpResponse:
    def perform(form: FilingForm) -> None:
        answers = {k: v for k, v in form.cleaned_data.items() if k != "seen"}
        record_filing(**_common(desk, form), **answers)

    return _take(
        desk, "filing", FilingForm(desk.request.POST), perform, _("Recorded as filed.")
    )


def _answer(desk: Desk) -> HttpResponse:
    def perform(form: AnswerForm) -> None:
        answers = {k: v for k, v in form.cleaned_data.items() if k != "seen"}
        answers["state"] = NoticeState(answers["state"])
        record_answer(**_common(desk, form), **answers)

    form = AnswerForm(desk.request.POST, notice=notice_of(desk.occurrence))
    return _take(desk, "answer", form, perform, _("Recorded."))


def _withdraw(desk: Desk) -> HttpResponse:
    return _press(
        desk,
        lambda form: record_withdrawal(**_common(desk, form)),
        _("Recorded as withdrawn."),
    )


def _take_back(desk: Desk) -> HttpResponse:
    return _press(
        desk,
        lambda form: take_back_filing(**_common(desk, form)),
        _("It counts as not filed again."),
    )


def _keep_scan(desk: Desk) -> HttpResponse:
    form = ScanForm(desk.request.POST, desk.request.FILES)

    def perform(form: ScanForm) -> None:
        keep_scan(
            occurrence=desk.occurrence,
            content=form.cleaned_data["scan"].read(),
            actor=desk.actor,
        )

    return _take(desk, "scan", form, perform, _("The scan is stored encrypted."))


def _read_scan(desk: Desk) -> HttpResponse:
    scan = get_object_or_404(NoticeScan, notice__occurrence=desk.occurrence)
    try:
        content = read_scan(scan=scan, actor=desk.actor)
    except (FileNotFoundError, DecryptionError):
        raise Http404 from None
    name = f"receipt-{desk.occurrence.local_date}"
    return _attachment(content, scan.extension, name)


def _drop_scan(desk: Desk) -> HttpResponse:
    scan = get_object_or_404(NoticeScan, notice__occurrence=desk.occurrence)
    drop_scan(scan=scan, actor=desk.actor)
    return desk.done(_("The scan is erased."))


STEPS: dict[str, Callable[[Desk], HttpResponse]] = {
    "need": _decide,
    "text": _write,
    "reading": _open_people,
    "people": _name_people,
    "copy": _copy,
    "print": _print,
    "filing": _file,
    "answer": _answer,
    "withdraw": _withdraw,
    "print-withdrawal": _print_withdrawal,
    "take-back": _take_back,
    "scan": _keep_scan,
    "scan-read": _read_scan,
    "scan-drop": _drop_scan,
}


def _common(desk: Desk, form: NoticeForm) -> dict[str, Any]:
    """What every service asks for."""
    return {
        "occurrence": desk.occurrence,
        "seen": form.seen_version,
        "actor": desk.actor,
    }


def _take(
    desk: Desk, name: str, form: Any, perform: Callable[[Any], None], words: str
) -> HttpResponse:
    """One form, one service call; what either refuses stands beside its field."""
    if form.is_valid():
        try:
            perform(form)
        except ValidationError as error:
            add_refusal(form, error)
        else:
            return desk.done(words)
    return _refuse(desk, name, form)


def _press(
    desk: Desk, perform: Callable[[NoticeForm], object], words: str
) -> HttpResponse:
    """A button without a question."""
    form = NoticeForm(desk.request.POST)
    if not form.is_valid():
        raise StaleStateError
    try:
        perform(form)
    except ValidationError as error:
        messages.error(desk.request, " ".join(error.messages))
        return SeeOther(desk.url)
    return desk.done(words)


def _refuse(desk: Desk, name: str, form: BaseForm) -> HttpResponse:
    desk.forms[name] = form
    return _render(desk, status=422)


def _attachment(content: bytes, extension: str, name: str) -> HttpResponse:
    """Saved, never shown in the browser; the back office forbids caching it."""
    return HttpResponse(
        content,
        content_type=CONTENT_TYPES[extension],
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{extension}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _render(desk: Desk, status: int = 200) -> HttpResponse:
    occurrence, now = desk.occurrence, timezone.now()
    notice = notice_of(occurrence)
    opts = desk.model_admin.opts
    context = {
        **desk.model_admin.admin_site.each_context(desk.request),
        "title": _("Assembly notice"),
        "subtitle": str(occurrence),
        "opts": opts,
        "original": occurrence,
        "when": when_text(occurrence),
        "notice": notice,
        "badge": badge_of(notice),
        "deadlines": deadlines_of(notice, now),
        "is_open": notice.opens_at <= now,
        "is_to_withdraw": notice.is_to_withdraw(now),
        "is_press_conference": occurrence.format == Format.PRESS_CONFERENCE,
        "has_people": hasattr(notice, "people"),
        "scan": getattr(notice, "scan", None),
        "earlier": earlier_notice(occurrence),
        "forms": _forms(notice) | desk.forms,
    }
    template = "admin/events/notice.html"
    return TemplateResponse(desk.request, template, context, status=status)


def _forms(notice: AssemblyNotice) -> dict[str, BaseForm]:
    """Every form as it stands before anybody filled it in."""
    seen = {"seen": notice.version}
    needed = {None: "", True: "yes", False: "no"}[notice.needed]
    filing = FilingForm.initial_of(notice, timezone.now())
    answer = {"answer": AnswerForm(initial=seen, notice=notice)}
    return {
        "need": NeedForm(initial={"needed": needed, **seen}),
        "text": FormTextForm(initial=FormTextForm.initial_of(notice) | seen),
        "reading": ReadingForm(),
        "filing": FilingForm(initial=filing | seen),
        "scan": ScanForm(),
        **(answer if notice.state in ANSWERS else {}),
    }
