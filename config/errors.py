"""What is answered when something is wrong: a designed page, or a problem document.

Whoever reads the site gets a page in the language of the path, whoever reads the
API gets ``application/problem+json`` (RFC 9457). Neither asks the database.
"""

import json
import sys
from http import HTTPStatus

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

API_PATHS = ("/api/", "/en/api/")
PROBLEM_TYPE = "application/problem+json"
# Seconds after which it is worth asking again while the database is away.
RETRY_AFTER = 30


def error_response(request: HttpRequest, status: int, detail: str = "") -> HttpResponse:
    """What happened and where to go on; ``detail`` is for programs."""
    if request.path.startswith(API_PATHS):
        response = _problem(status, detail)
    else:
        response = render(request, f"errors/{status}.html", status=status)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_response(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 while the database is away or too busy."""
    if isinstance(sys.exc_info()[1], OperationalError):
        replace_broken_connections()
        response = error_response(request, 503)
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return error_response(request, 500)


def replace_broken_connections() -> None:
    """Tries every idle connection and replaces those that are dead.

    A restart of the database breaks all of them at once, and each would refuse one
    more visitor before it is noticed.
    """
    pool = getattr(connection, "pool", None)
    if pool is not None:
        pool.check()


def _problem(status: int, detail: str) -> HttpResponse:
    content = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return HttpResponse(json.dumps(content), status=status, content_type=PROBLEM_TYPE)
