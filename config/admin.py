"""The queue's jobs in the back office: read, and failed ones tried again."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateJob

# Importing the library's admin has registered its own page, whose inline styles
# our Content-Security-Policy forbids.
admin.site.unregister(ProcrastinateJob)


@admin.register(ProcrastinateJob)
class JobAdmin(ProcrastinateJobAdmin):
    """Jobs hold ids only, so nothing personal shows here."""

    actions = [ProcrastinateJobAdmin.retry]
    inlines = []
    list_display = [
        "id",
        "task_name",
        "arguments",
        "status",
        "attempts",
        "scheduled_at",
    ]
    list_filter = ["status", "task_name"]
    fields = ["task_name", "arguments", "status", "attempts", "scheduled_at", "lock"]

    @admin.display(description=_("ids it works on"))
    def arguments(self, job: ProcrastinateJob) -> SafeString:
        return format_html("<code>{}</code>", job.args)

    def get_readonly_fields(self, request, obj=None):  # type: ignore[no-untyped-def]
        return self.fields
