"""Whether a form was sent from a page of this site, by the browser's headers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase


def is_from_our_page(request: HttpRequest) -> bool | None:
    """Whether a page of this site sent the form; None if the browser does not tell."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    if origin := request.headers.get("Origin"):
        return origin == f"{request.scheme}://{request.get_host()}"
    return None


TOKEN_CHECKED = "csrf_processing_done"
"""The request attribute that makes CsrfViewMiddleware skip its check."""
WITHOUT_TOKEN = {"assessment:quiz"}
"""Routes whose forms act for no account or browser."""


class SameOriginMiddleware:
    """Accepts forms of our own pages to the routes of WITHOUT_TOKEN, also with an old token.

    Signing in elsewhere in the browser replaces the token of every open page. To be placed before
    CsrfViewMiddleware, which then asks for no token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        match = request.resolver_match
        if match and match.view_name in WITHOUT_TOKEN and is_from_our_page(request):
            setattr(request, TOKEN_CHECKED, True)
