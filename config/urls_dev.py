"""The site plus the mailbox page of a trial run; never loaded in production."""

from django.urls import path

from config import mailbox
from config.urls import *  # noqa: F403
from config.urls import urlpatterns as site_urls

urlpatterns = [
    path("mail/", mailbox.mail_list, name="mail-list"),
    path("mail/<slug:key>/", mailbox.mail_detail, name="mail-detail"),
    *site_urls,
]
