"""Who acts together, and what every app stands on."""

from django.apps import AppConfig
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _


class CoalitionConfig(AppConfig):
    name = "coalition"
    verbose_name = _("Coalition")

    def ready(self) -> None:
        from coalition import checks, encryption  # noqa: F401, PLC0415 (app ready)
        from coalition.converters import UnicodeSlug  # noqa: PLC0415 (app ready)

        register_converter(UnicodeSlug, "uslug")
        encryption.master_cipher()  # without usable keys the boot stops here
