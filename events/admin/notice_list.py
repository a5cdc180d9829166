"""All assembly notices at a glance; nothing personal is in the list."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from coalition.admin.kept import KeptAdmin
from coalition.korean import moment
from events.models import AssemblyNotice, Occurrence
from events.selectors.notice import PERMISSION, badge_of, notices_to_do


class NoticeFilter(admin.SimpleListFilter):
    """The gatherings of which something has to be filed, corrected or withdrawn."""

    title = gettext_lazy("assembly notice")
    parameter_name = "notice"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        # Without a choice the filter is not shown at all.
        is_allowed = request.user.has_perm(PERMISSION)
        return [("to-do", gettext_lazy("Something to do"))] if is_allowed else []

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Occurrence]
    ) -> QuerySet[Occurrence]:
        if self.value() != "to-do":
            return queryset
        to_do = notices_to_do(timezone.now())
        return queryset.filter(pk__in=[each.notice.occurrence_id for each in to_do])


@admin.register(AssemblyNotice)
class AssemblyNoticeAdmin(KeptAdmin):
    """The notices that exist; each is worked on at the page of its gathering."""

    list_display = ("gathering", "badge", "due")
    list_display_links = None
    list_filter = ("state",)
    list_select_related = ("occurrence__series__venue", "occurrence__own_venue")
    list_per_page = 50
    ordering = ("-occurrence__starts_at",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who sees that something is to do may also do it."""
        return request.user.has_perm(PERMISSION)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        notice = self.get_object(request, object_id)
        if notice is None:
            raise Http404
        return HttpResponseRedirect(
            reverse("admin:events_occurrence_notice", args=(notice.occurrence_id,))
        )

    @admin.display(description=gettext_lazy("gathering"))
    def gathering(self, notice: AssemblyNotice) -> SafeString:
        page = reverse("admin:events_occurrence_notice", args=(notice.occurrence_id,))
        return format_html('<a href="{}">{}</a>', page, notice.occurrence)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def badge(self, notice: AssemblyNotice) -> SafeString:
        words, kind = badge_of(notice)
        return format_html('<span class="c-badge c-badge--{}">{}</span>', kind, words)

    @admin.display(description=gettext_lazy("to file until"))
    def due(self, notice: AssemblyNotice) -> str:
        return moment(notice.due_at)
