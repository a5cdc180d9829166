"""Addresses under ``/events/``. ``/friday/`` is mounted by the project."""

from django.urls import path

from events import feeds, views

app_name = "events"
urlpatterns = [
    path("", views.occurrence_list, name="occurrence-list"),
    path("calendar.ics", feeds.calendar, name="calendar"),
    path("feed.atom", feeds.atom, name="atom"),
    path("hosts/<uslug:slug>/calendar.ics", feeds.host_calendar, name="host-calendar"),
    path("alerts/check-mail/", views.alert_check_mail, name="alert-check-mail"),
    path("alerts/<str:token>/", views.alert, name="alert"),
    path("alerts/<str:token>/leave/", views.alert_leave, name="alert-leave"),
    path("shifts/<str:token>/", views.shifts, name="shifts"),
    path("archive/", views.archive, name="archive"),
    path("archive/<int:year>/", views.archive, name="archive-year"),
    path("archive/<int:year>/<int:month>/", views.archive, name="archive-month"),
    path("month/<int:year>/<int:month>/", views.month, name="month"),
    path("series/<uslug:slug>/", views.series_detail, name="series"),
    path(
        "series/<uslug:slug>/calendar.ics",
        feeds.series_calendar,
        name="series-calendar",
    ),
    path("series/<uslug:slug>/alerts/", views.series_alerts, name="series-alerts"),
    path("speak/check-mail/", views.speak_check_mail, name="speak-check-mail"),
    path("speak/<str:token>/", views.speaker, name="speaker"),
    path("<uslug:slug>/", views.occurrence_detail, name="occurrence"),
    path("<uslug:slug>/programme/", views.programme, name="programme"),
    path("<uslug:slug>/card.png", views.card, name="card"),
    path("<uslug:slug>/alerts/", views.occurrence_alerts, name="occurrence-alerts"),
    path("<uslug:slug>/speak/", views.speak, name="speak"),
    path("<uslug:slug>/speak/result/", views.speak_result, name="speak-result"),
    path(
        "<uslug:slug>/photos/<uuid:code>.jpg",
        views.photo,
        {"size": "large"},
        name="photo",
    ),
    path(
        "<uslug:slug>/photos/<uuid:code>-small.jpg",
        views.photo,
        {"size": "small"},
        name="photo-small",
    ),
    path(
        "<uslug:slug>/photos/<uuid:code>/report/",
        views.photo_report,
        name="photo-report",
    ),
    path(
        "<uslug:slug>/event.ics", feeds.occurrence_calendar, name="occurrence-calendar"
    ),
]
