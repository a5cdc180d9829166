from django.contrib import admin

from coalition.admin.audited import AuditedAdmin
from events.models import NoiseLimit


@admin.register(NoiseLimit)
class NoiseLimitAdmin(AuditedAdmin):
    """The limits in force. A change of the law is a new row; the old one gets an end."""

    list_display = ("area_ko", "period", "average", "peak", "valid_from", "valid_until")
    list_filter = ("period",)
    fields = (
        ("area_ko", "area_en"),
        "period",
        ("average", "peak"),
        ("valid_from", "valid_until"),
        "source",
    )
