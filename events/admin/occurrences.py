from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from coalition.admin.audited import AuditedAdmin, staff_member
from coalition.admin.choices import PlainChoices
from events.admin.act_page import act_page
from events.admin.acts import ACTS
from events.admin.lookfirst import LookFirst
from events.admin.notice_list import NoticeFilter
from events.admin.preparation import PREPARATIONS, Preparation
from events.forms.acts import OccurrenceForm
from events.forms.duration import HoursField
from events.models import AttendanceClaim, Occurrence, OccurrenceHost, ProgrammeItem
from events.models.wording import when_text, where_text
from events.selectors.telling import count_followers, told_changes
from events.services.edit import RUN_SHEET, revise_occurrence, save_draft

# Of a part of the programme: what only the run sheet shows.
STAFF_COLUMNS = frozenset({"minutes", "sound", "staff_note"})


class WhenFilter(admin.SimpleListFilter):
    """What is coming, unless asked otherwise: staff work on the next weeks."""

    title = _("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("past", _("Past")), ("all", _("All"))]

    def choices(self, changelist: Any) -> Any:
        choices = list(super().choices(changelist))
        choices[0]["display"] = _("Coming up")
        return choices

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Occurrence]
    ) -> QuerySet[Occurrence]:
        now = timezone.now()
        if self.value() == "past":
            return queryset.filter(over_at__lte=now)
        if self.value() == "all":
            return queryset
        return queryset.filter(over_at__gt=now)


class SeriesFilter(admin.RelatedFieldListFilter):
    """One-off gatherings are called so, not by a dash."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = _("One-off gathering")  # type: ignore[assignment]


class HostInline(PlainChoices, admin.StackedInline):
    model = OccurrenceHost
    autocomplete_fields = ("organization",)
    extra = 0
    fields = (("role", "organization", "order"),)
    verbose_name_plural = _("Hosts of this date (empty: as the series says)")


class ClaimInline(PlainChoices, admin.StackedInline):
    model = AttendanceClaim
    extra = 0
    classes = ("collapse",)
    formfield_overrides = AuditedAdmin.formfield_overrides
    fields = (
        ("count", "is_approximate", "counted_at"),
        ("counted_by_ko", "counted_by_en"),
        "sources",
    )
    verbose_name_plural = _("How many came, by whose count")


class ProgrammeInline(admin.StackedInline):
    model = ProgrammeItem
    extra = 0
    classes = ("collapse",)
    formfield_overrides = AuditedAdmin.formfield_overrides
    verbose_name_plural = _("Programme (only public parts are shown)")
    fields = (
        ("order", "starts_after", "kind"),
        ("title_ko", "title_en"),
        ("speaker", "speaker_consents"),
        ("has_sign_language", "has_captions", "has_translation"),
        ("is_public", "reveal_at"),
        ("minutes", "sound"),
        "staff_note",
    )


@admin.register(Occurrence)
class OccurrenceAdmin(PlainChoices, LookFirst, AuditedAdmin):
    """Dates. What is announced changes only by its own acts, with a preview."""

    form = OccurrenceForm
    formfield_overrides = AuditedAdmin.formfield_overrides | {
        models.DurationField: {"form_class": HoursField}
    }
    list_display = ("when", "title", "place", "badge")
    list_filter = (WhenFilter, NoticeFilter, "state", ("series", SeriesFilter))
    list_per_page = 50
    search_fields = ("own_title_ko", "own_title_en", "series__title_ko", "slug")
    inlines = (ProgrammeInline, HostInline, ClaimInline)
    filter_horizontal = ("sources",)
    fieldsets = (
        (
            _("When and where"),
            {
                "fields": (
                    "series",
                    ("local_date", "local_time", "duration"),
                    "own_venue",
                    "venue_reveal_at",
                    ("route_ko", "route_en"),
                )
            },
        ),
        (
            _("What"),
            {
                "fields": (
                    "own_format",
                    ("own_title_ko", "own_title_en"),
                    ("own_summary_ko", "own_summary_en"),
                    ("own_description_ko", "own_description_en"),
                    "declared_hosts_count",
                )
            },
        ),
        (
            _("Taking part"),
            {
                "fields": (
                    ("own_sign_language", "own_captions"),
                    ("own_wheelchair", "own_child_care"),
                    ("own_pledge_ko", "own_pledge_en"),
                    "own_access_contact",
                    "own_photo_policy",
                    ("own_rain_plan_ko", "own_rain_plan_en"),
                    "own_weather_hours",
                )
            },
        ),
        (
            _("Safety"),
            {
                "fields": (
                    "own_safety_plan",
                    ("own_leaving_ko", "own_leaving_en"),
                    "own_emergency_phone",
                ),
                "classes": ("collapse",),
            },
        ),
        (
            _("Online"),
            {
                "fields": ("is_online", ("online_address", "online_reveal_at")),
                "classes": ("collapse",),
            },
        ),
        (
            _("Record"),
            {"fields": ("slug", "provenance", "sources"), "classes": ("collapse",)},
        ),
    )
    # Of a public gathering: what its acts change is only shown.
    announced = ("series", "when", "place", "alerts_count", "slug")
    announced_when_and_where = (
        _("When and where"),
        {"fields": (*announced[:-1], "duration", ("route_ko", "route_en"))},
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Occurrence]:
        return (
            super().get_queryset(request).select_related("series__venue", "own_venue")
        )

    @admin.display(description=_("date"), ordering="starts_at")
    def when(self, occurrence: Occurrence) -> str:
        return when_text(occurrence)

    @admin.display(description=_("title"))
    def title(self, occurrence: Occurrence) -> str:
        return occurrence.title_ko

    @admin.display(description=_("place"))
    def place(self, occurrence: Occurrence) -> str:
        """What the public is told, and behind it what staff know."""
        told = where_text(occurrence)
        known = occurrence.actual_venue
        is_kept_back = occurrence.hides_venue and known is not None
        return f"{told} ({known})" if is_kept_back else told

    @admin.display(description=_("people told of changes"))
    def alerts_count(self, occurrence: Occurrence) -> int:
        """A number is all that staff see of them."""
        return count_followers(occurrence) if occurrence.pk else 0

    @admin.display(description=_("state"), ordering="state")
    def badge(self, occurrence: Occurrence) -> SafeString:
        kind, label = "good", str(occurrence.get_state_display())
        if not occurrence.is_published:
            kind, label = "notice", str(_("Draft: not public"))
        elif occurrence.is_cancelled or occurrence.is_postponed:
            kind = "warning"
        elif occurrence.is_moved:
            kind, label = "warning", str(_("Moved"))
        return format_html('<span class="c-badge c-badge--{}">{}</span>', kind, label)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-starts_at",) if "when" in request.GET else ("starts_at",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None and obj.is_published:
            others = [
                (name, {**options, "classes": ("collapse",)})
                for name, options in self.fieldsets[1:]
                if name != _("Online")
            ]
            return (self.announced_when_and_where, *others)
        return self.fieldsets

    def is_looked_at_first(self, obj: Occurrence) -> bool:
        return obj.is_published

    def get_readonly_fields(
        self, request: HttpRequest, obj: Occurrence | None = None
    ) -> tuple[str, ...]:
        return self.announced if obj is not None and obj.is_published else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.is_published:
            return False
        return super().has_delete_permission(request, obj)

    def get_urls(self) -> list[URLPattern]:
        pages = [
            path(
                f"<int:pk>/{act.name}/",
                self.admin_site.admin_view(partial(self.act_view, act=act)),
                name=f"events_occurrence_{act.name}",
            )
            for act in ACTS
        ]
        pages += [
            path(
                f"<int:pk>/{each.name}/",
                self.admin_site.admin_view(partial(self.preparation_view, page=each)),
                name=f"events_occurrence_{each.name}",
            )
            for each in PREPARATIONS
        ]
        return pages + super().get_urls()

    def preparation_view(
        self, request: HttpRequest, pk: int, page: Preparation
    ) -> HttpResponse:
        return page.view(self, request, pk)

    def act_view(self, request: HttpRequest, pk: int, act: Any) -> HttpResponse:
        return act_page(self, request, pk, act)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if obj is not None:
            context["told"] = told_changes(obj)
            may_act = self.has_change_permission(request, obj)
            context["acts"] = [act for act in ACTS if may_act and act.is_possible(obj)]
            context["preparations"] = [
                each for each in PREPARATIONS if each.is_open_to(request)
            ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        if not obj.is_published:
            save_draft(occurrence=obj, actor=staff_member(request))

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        occurrence = form.instance
        if not occurrence.is_published:
            messages.info(request, _("Saved as a draft. Publish it when it is ready."))
            return
        related = [_name_of(each) for each in formsets if each.has_changed()]
        fields = [*form.changed_data, *related]
        if fields:
            revise_occurrence(
                occurrence=occurrence, fields=fields, actor=staff_member(request)
            )


def _name_of(formset: BaseInlineFormSet) -> str:
    """What changed in related rows: their name, or that only staff can read it."""
    if formset.model is ProgrammeItem and not any(map(_is_read, formset.forms)):
        return RUN_SHEET
    return formset.prefix or ""


def _is_read(form: ModelForm) -> bool:
    """Whether visitors may read what changed in a part of the programme."""
    was_public = form.initial.get("is_public", False)
    is_public = form.instance.is_public or was_public
    return is_public and not STAFF_COLUMNS.issuperset(form.changed_data)
