"""Addresses under ``/events/``. ``/friday/`` is mounted by the project."""

from django.urls import include, path

from events import feeds, views
from events.models import EventSeries, Occurrence
from events.views.addresses import with_former_addresses

app_name = "events"

series_pages = [
    path("", views.series_detail, name="series"),
    path("calendar.ics", feeds.series_calendar, name="series-calendar"),
    path("alerts/", views.series_alerts, name="series-alerts"),
]
occurrence_pages = [
    path("", views.occurrence_detail, name="occurrence"),
    path("programme/", views.programme, name="programme"),
    path("card.png", views.card, name="card"),
    path("embed/", views.embed, name="embed"),
    path("alerts/", views.occurrence_alerts, name="occurrence-alerts"),
    path("speak/", views.speak, name="speak"),
    path("speak/result/", views.speak_result, name="speak-result"),
    path("photos/<uuid:code>.jpg", views.photo, {"size": "large"}, name="photo"),
    path(
        "photos/<uuid:code>-small.jpg",
        views.photo,
        {"size": "small"},
        name="photo-small",
    ),
    path("photos/<uuid:code>/report/", views.photo_report, name="photo-report"),
    path("event.ics", feeds.occurrence_calendar, name="occurrence-calendar"),
]
urlpatterns = [
    path("", views.occurrence_list, name="occurrence-list"),
    path("calendar.ics", feeds.calendar, name="calendar"),
    path("feed.atom", feeds.atom, name="atom"),
    path("oembed", views.oembed, name="oembed"),
    path("hosts/<uslug:slug>/calendar.ics", feeds.host_calendar, name="host-calendar"),
    path("alerts/check-mail/", views.alert_check_mail, name="alert-check-mail"),
    path("alerts/<str:token>/", views.alert, name="alert"),
    path("alerts/<str:token>/leave/", views.alert_leave, name="alert-leave"),
    path("shifts/<str:token>/", views.shifts, name="shifts"),
    path("archive/", views.archive, name="archive"),
    path("archive/<int:year>/", views.archive, name="archive-year"),
    path("archive/<int:year>/<int:month>/", views.archive, name="archive-month"),
    path("month/<int:year>/<int:month>/", views.month, name="month"),
    path("speak/check-mail/", views.speak_check_mail, name="speak-check-mail"),
    path("speak/<str:token>/", views.speaker, name="speaker"),
    path("submit/", views.submit, name="submit"),
    path("submit/check-mail/", views.submit_check_mail, name="submit-check-mail"),
    path("submit/<str:token>/", views.submission, name="submission"),
    path(
        "series/<uslug:slug>/",
        include(with_former_addresses(EventSeries, series_pages)),
    ),
    path("<uslug:slug>/", include(with_former_addresses(Occurrence, occurrence_pages))),
]
