"""Tests: the production settings, with keys of their own and mails in memory."""

import os

os.environ.update(
    SECRET_KEY="test-only-" + "s" * 50,
    FIELD_KEYS="1:" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY=",
    INDEX_KEY="MTIzNDU2Nzg5MEFCQ0RFRkdISUpLTE1OT1BRUlNUVVY=",
    EMAIL_URL="memorymail://",
    SITE_URL="http://testserver",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
)

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES

MEMORY_SECONDS = 0
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Threads of a test use connections of their own; a pool would keep them open
# when the test database is dropped.
del DATABASES["default"]["OPTIONS"]["pool"]
