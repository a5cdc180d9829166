from django.urls import path

from statements import feeds, views

app_name = "statements"

urlpatterns = [
    path("statements/", views.statement_list, name="list"),
    path("statements/feed.atom", feeds.statement_feed, name="feed"),
    path("statements/<uslug:slug>/", views.statement_detail, name="detail"),
    path("statements/<uslug:slug>/sign/", views.sign, name="sign"),
    path("statements/<uslug:slug>/check-mail/", views.check_mail, name="check-mail"),
    path("statements/<uslug:slug>/find/", views.find, name="find"),
    path(
        "statements/<uslug:slug>/signatories/", views.signatory_list, name="signatories"
    ),
    path("statements/<uslug:slug>/revisions/", views.revision_list, name="revisions"),
    path(
        "statements/<uslug:slug>/revisions/<int:number>/",
        views.revision_detail,
        name="revision",
    ),
    path("s/<str:token>/", views.signature, name="signature"),
    path("partners/cosign/<str:token>/", views.cosign, name="cosign"),
]
