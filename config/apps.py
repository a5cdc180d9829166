"""The composition root as an app (its commands), and the back office."""

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig


class ProjectConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        # Django asks for the key when something is signed; an empty one must stop
        # the boot like every other secret.
        _ = settings.SECRET_KEY


class BackOfficeConfig(AdminConfig):
    default_site = "config.backoffice.BackOffice"
