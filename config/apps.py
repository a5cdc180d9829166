"""The composition root as an app (its commands), and the back office."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ProjectConfig(AppConfig):
    name = "config"


class BackOfficeConfig(AdminConfig):
    default_site = "config.backoffice.BackOffice"
