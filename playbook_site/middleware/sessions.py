"""Django's sessions, for databases that can be out of reach."""

from __future__ import annotations

import re
from contextlib import nullcontext

from django.conf import settings
from django.contrib.sessions import middleware as sessions
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from playbook_site.operations.database_errors import impatient, is_database_trouble
from playbook_site.views.errors import (
    database_silent,
)

SESSION_KEY = re.compile(r"[a-z0-9]{32}")  # as Django's sessions make them


class SessionMiddleware(sessions.SessionMiddleware):
    """Django's, without a look-up for keys that Django never made, such as one with a NUL in it.

    PostgreSQL takes no NUL in a text: each page that reads its session would be a 500.

    When the database stores no session, a page that was read is served all the same. Django's own
    would answer 400, as if the visitor had signed out meanwhile.
    """

    def process_request(self, request: HttpRequest) -> None:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        request.session = self.SessionStore(key if SESSION_KEY.fullmatch(key) else None)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_read = request.method in ("GET", "HEAD") and response.status_code in (200, 304)
        try:
            with impatient() if is_read and request.session.modified else nullcontext():
                return super().process_response(request, response)
        except (SessionInterrupted, DatabaseError) as error:
            if not is_database_trouble(error):
                raise
            return response if is_read else database_silent(request, error)
