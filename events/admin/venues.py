from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coalition.admin.audited import AuditedAdmin, staff_member
from events.models import Venue
from events.services.series import save_venue


@admin.register(Venue)
class VenueAdmin(AuditedAdmin):
    """Places. A change shows at once on every gathering that is held there."""

    list_display = ("name_ko", "address_ko", "step_free", "toilet", "seating")
    search_fields = ("name_ko", "name_en", "address_ko")
    prepopulated_fields = {"slug": ("name_ko",)}
    filter_horizontal = ("sources",)
    fieldsets = (
        (None, {"fields": (("name_ko", "name_en"), "slug")}),
        (
            _("Getting there"),
            {
                "fields": (
                    "region",
                    ("address_ko", "address_en"),
                    ("directions_ko", "directions_en"),
                    ("latitude", "longitude"),
                    "sketch_text",
                )
            },
        ),
        (
            _("Access"),
            {
                "fields": (
                    ("step_free", "toilet", "seating", "quiet_place"),
                    ("access_note_ko", "access_note_en"),
                )
            },
        ),
        (_("Sources"), {"fields": ("sources",), "classes": ("collapse",)}),
    )

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        save_venue(venue=obj, actor=staff_member(request))
