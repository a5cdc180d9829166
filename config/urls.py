"""Every address of the site. Korean at ``/``, English under ``/en/``."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config import views
from config.api import api_urls
from config.sitemaps import sitemap
from events.views import friday, host_programme, hosting

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
]
urlpatterns += i18n_patterns(
    path("", include("statements.urls")),  # first: signing is what comes in thousands
    path("", views.home, name="home"),
    path("friday/", friday, name="friday"),
    path("history/", views.history, name="history"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("report/", views.report, name="report"),
    path(
        "organizations/<uslug:slug>/",
        views.organization_detail,
        name="organization-detail",
    ),
    # Partners find what they do under one roof, whichever app it is of.
    path("partners/hosting/<str:token>/", hosting, name="hosting"),
    path(
        "partners/hosting/<str:token>/<int:duty>/programme/",
        host_programme,
        name="host-programme",
    ),
    path("", include("coalition.urls")),
    path("events/", include("events.urls")),
    path("api/v1/", api_urls()),
    path("admin/", admin.site.urls),
    prefix_default_language=False,
)

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
