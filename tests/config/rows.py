"""Every row of the database as text, to compare before and after."""

from django.apps import apps
from django.core import serializers

APPS = ("coalition", "events", "statements", "procrastinate")


def all_rows() -> dict[str, str]:
    """The rows of our tables and of the queue, by model."""
    return {
        model._meta.label: serializers.serialize(
            "json", model._base_manager.order_by("pk")
        )
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }
