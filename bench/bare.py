"""A bare Django project: no middleware, no template, at most one INSERT.

What its views cost, any view on this server costs. Settings are given by hand; only the
database and its pool are the product's.
"""

import signal

from config.lifeline import end_with_parent

end_with_parent(signal.SIGKILL)

from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

from bench import BARE_TABLE  # noqa: E402
from bench.settings import ALLOWED_HOSTS, DATABASES  # noqa: E402

INSERT = f"INSERT INTO {BARE_TABLE} (name) VALUES (%s)"


def page(request: HttpRequest) -> HttpResponse:
    """A few bytes."""
    return HttpResponse("hello", headers={"Content-Length": "5"})


def insert(request: HttpRequest) -> HttpResponse:
    """One row, committed, whatever was sent."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, ["name"])
    return HttpResponse(status=303, headers={"Location": "/", "Content-Length": "0"})


urlpatterns = [path("", page), path("insert/", insert)]

settings.configure(
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    ALLOWED_HOSTS=ALLOWED_HOSTS,
    DATABASES=DATABASES,
)
application = get_wsgi_application()
