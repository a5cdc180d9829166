"""Before an edit of something public is saved: what changes, and where it shows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import display_for_field
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.models import AuditEntry
from events.models import EventSeries, Occurrence
from events.models.inheritance import inherited_values
from events.models.wording import when_text

LOOK, SEEN = "_look", "_seen"
NOTHING = "–"
LONGEST_SHOWN = 200
INHERITED = {value.name: value for value in inherited_values(Occurrence).values()}


@dataclass(frozen=True)
class FieldChange:
    """One field as it stands and as it would; ``kept`` are dates it does not reach."""

    label: str
    now: str
    then: str
    kept: list[str] = field(default_factory=list)


class LookFirst(admin.ModelAdmin):
    """Asks to look before a public record is saved, and lets nobody overwrite another.

    Django shows a form again, with all that was typed, as long as it is not valid: the
    form of somebody who only looks is never valid, and has no errors.
    """

    def is_looked_at_first(self, obj: Any) -> bool:
        """Whether readers see the record, so that its editor looks first."""
        raise NotImplementedError

    def dates_reached(self, obj: Any) -> list[Occurrence]:
        """The dates that say what the record says unless they have their own."""
        return []

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None or request.method != "POST":
            return form
        return _guarded(form, seen=request.POST.get(SEEN), looks=LOOK in request.POST)

    def response_post_save_add(
        self, request: HttpRequest, obj: Any
    ) -> HttpResponseRedirect:
        """What was written is opened: it is published by a button there."""
        if not self.has_view_or_change_permission(request, obj):
            return super().response_post_save_add(request, obj)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=(obj.pk,)))

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if obj is not None and self.is_looked_at_first(obj):
            context["look"] = LOOK
            context["seen"] = _version(obj)
            if LOOK in request.POST and not context["errors"]:
                reached = self.dates_reached(obj)
                context["reached"] = [when_text(each) for each in reached]
                context["changes"] = [
                    *_field_changes(context["adminform"].form, reached),
                    *_row_changes(context["inline_admin_formsets"]),
                ]
        return super().render_change_form(request, context, add, change, form_url, obj)


def coming_dates_of(series: EventSeries) -> list[Occurrence]:
    """Announced and not over, soonest first."""
    coming = series.occurrences.public().upcoming(timezone.now())
    return list(coming.with_inherited())


def _guarded(
    form: type[ModelForm], *, seen: str | None, looks: bool
) -> type[ModelForm]:
    """The form, refused when somebody else saved since it was ``seen``."""

    class Guarded(form):  # type: ignore[misc,valid-type]
        def clean(self) -> dict[str, Any]:
            cleaned = super().clean()
            # Locked before any of its rows, as everywhere: whoever saves or accepts
            # at this moment waits for the other, and never both.
            stored = type(self.instance).objects.select_for_update(no_key=True)
            if seen not in (None, _version(stored.get(pk=self.instance.pk))):
                raise ValidationError(
                    _(
                        "Somebody else changed it meanwhile. Compare with what is "
                        "public before you save what you wrote."
                    )
                )
            return cleaned

        def is_valid(self) -> bool:
            return super().is_valid() and not looks

    return Guarded


def _version(record: Any) -> str:
    """Another one after each act on the record, also after those visitors cannot see."""
    acts = AuditEntry.objects.filter(
        subject_type=record._meta.label, subject_id=str(record.pk)
    )
    last = acts.aggregate(last=Max("pk"))["last"]
    return f"{record.content_modified_at.isoformat()} {last}"


def _field_changes(form: ModelForm, reached: list[Occurrence]) -> Iterable[FieldChange]:
    record = form.instance
    stored = type(record).objects.get(pk=record.pk)  # type: ignore[attr-defined]
    for name in form.changed_data:
        column = record._meta.get_field(name)
        if column.many_to_many:
            now, then = getattr(stored, name).all(), form.cleaned_data[name]
        else:
            now, then = getattr(stored, name), getattr(record, name)
        if _same_text(now, then):
            continue
        inherited = INHERITED.get(name)
        kept = [date for date in reached if inherited and inherited.is_overridden(date)]
        yield FieldChange(
            label=str(form.fields[name].label),
            now=_shown(now, column),
            then=_shown(then, column),
            kept=[when_text(date) for date in kept],
        )


def _same_text(now: Any, then: Any) -> bool:
    """But for the ends of its lines: browsers send them in another way."""
    is_text = isinstance(now, str) and isinstance(then, str)
    return is_text and now.splitlines() == then.splitlines()


def _row_changes(inlines: Iterable[Any]) -> Iterable[FieldChange]:
    """Hosts, programme and other rows: how many there are, before and after."""
    for rows in (inline.formset for inline in inlines):
        if rows.has_changed():
            added = [form for form in rows.extra_forms if form.has_changed()]
            before, gone = rows.initial_form_count(), len(rows.deleted_forms)
            yield FieldChange(
                label=str(rows.model._meta.verbose_name_plural),
                now=_rows(before),
                then=_rows(before + len(added) - gone),
            )


def _rows(count: int) -> str:
    return ngettext("%(count)d row", "%(count)d rows", count) % {"count": count}


def _shown(value: Any, column: Any) -> str:
    """The value as lists of the back office show it; of a long text its beginning."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if column.many_to_many:
        return ", ".join(str(record) for record in value) or NOTHING
    return Truncator(display_for_field(value, column, NOTHING)).chars(LONGEST_SHOWN)
