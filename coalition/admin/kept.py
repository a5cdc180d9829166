"""Records that do not come and go by the buttons of the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class KeptAdmin(admin.ModelAdmin):
    """Made elsewhere, and never deleted by hand."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(KeptAdmin):
    """What people and organizations did themselves: staff read it."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
