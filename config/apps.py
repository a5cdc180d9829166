"""The back office: Django's own admin, with our task board as its index."""

from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    default_site = "config.backoffice.BackOffice"
