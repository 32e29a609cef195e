"""Gives each request an id and logs how it went."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from playbook_site.operations import metrics
from playbook_site.operations.logs import (
    REQUEST_ID_KEY,
    _request_id,
    route_of,
)

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


access = logging.getLogger("playbook.request")


class RequestLogMiddleware:
    """Gives each request an id, logs how it went, and counts it for the metrics.

    The id comes from our proxy where there is one, so that both logs can be compared, and is a
    header of the response.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sent = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""
        request_id = sent if REQUEST_ID.fullmatch(sent) else uuid4().hex
        request.META[REQUEST_ID_KEY] = request_id
        token = _request_id.set(request_id)
        start = time.perf_counter()
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - start
            route, status = route_of(request), response.status_code
            method = request.method if request.method in METHODS else "OTHER"
            fields = {"method": method, "route": route, "status": status}
            access.info("request", extra={"fields": fields | {"ms": round(seconds * 1000, 1)}})
            metrics.count(str(method), route, status, seconds)
        finally:
            _request_id.reset(token)
        response["X-Request-ID"] = request_id
        return response


METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
