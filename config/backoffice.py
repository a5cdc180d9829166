"""Django's admin, with a task board as its index."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class BackOffice(AdminSite):
    site_header = _("Yeondae back office")
    site_title = _("Yeondae back office")
    index_title = _("What is waiting")
    enable_nav_sidebar = False
