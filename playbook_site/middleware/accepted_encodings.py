"""Content codings that a client refuses by `q=0`."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase


class AcceptedEncodingsMiddleware:
    """Removes refused codings from `Accept-Encoding`, before anything reads the header.

    WhiteNoise, Django and our cached pages look only for the name of a coding.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if header := request.META.get("HTTP_ACCEPT_ENCODING"):
            request.META["HTTP_ACCEPT_ENCODING"] = accepted(header)
        return self.get_response(request)


def accepted(header: str) -> str:
    """The header's codings in lower case without those of weight 0 or an invalid weight."""
    codings = [coding.strip() for coding in header.lower().split(",")]
    return ", ".join(coding for coding in codings if _weight(coding) > 0)


def _weight(coding: str) -> float:
    for parameter in coding.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0
    return 1
