"""Shows an editor the site with the draft, in that session alone."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from content.editing.preview import COOKIE, FaultyDraft, draft_catalogue, is_wanted
from content.published import shown_instead

OUTSIDE = ("redactie/", "beheer/", "account/", "static/", "catalogus/", "healthz", "metrics")
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


class PreviewMiddleware:
    """A request without the cookie costs nothing. In a preview nothing is stored: not by an act,
    since the draft's items are not there yet, and not by a cache, since the page is one editor's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info.lstrip("/")
        if COOKIE not in request.COOKIES or path.startswith(OUTSIDE) or not is_wanted(request):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return _for_one(render(request, "content/editing/preview_only.html", status=409))
        try:
            catalogue = draft_catalogue()
        except FaultyDraft as error:
            messages.error(request, str(error))
            return _for_one(redirect("editing:overview"))
        for name in CONDITIONS:
            request.META.pop(name, None)
        request.is_preview = True  # type: ignore[attr-defined]  # for base.html
        with shown_instead(catalogue):
            return _for_one(self.get_response(request))


def _for_one(response: HttpResponseBase) -> HttpResponseBase:
    """Removes its ETag and forbids caching, so that it is never used as the public page."""
    response["Cache-Control"] = "private, no-store"
    for name in ("ETag", "Last-Modified", "Expires"):
        if name in response:
            del response[name]
    patch_vary_headers(response, ["Cookie"])
    return response
