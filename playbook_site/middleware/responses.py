"""Middleware on responses: headers, and responses without a view."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.utils.http import escape_leading_slashes

from content.errors import NoCatalogue
from content.published import looked_up_once
from playbook_site.middleware.rate_limits import may_store_draft
from playbook_site.operations.database_errors import is_database_trouble
from playbook_site.views.errors import (
    archived,
    bad_request,
    database_silent,
    forbidden,
    no_catalogue,
    not_allowed,
    not_found,
    pdf_busy,
    pdf_failed,
    pdf_too_large,
    too_large,
)
from roadmap.access.permissions import SignInNeeded
from roadmap.drafts.session import sign_in
from roadmap.history.errors import Archived, Gone, RoleLost
from roadmap.pdf.worker import PdfTooLarge, RendererBusy, RendererFailed

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
LEFT = "account/logout/"
NO_STORE = ("account/", "beheer/", "redactie/", "gedeeld/", "uitnodiging/", "bevraging/")
SECRET = (
    "gedeeld/",
    "uitnodiging/",
    "plannen/antwoord/",
    "plannen/herinnering-stoppen/",
    "agenda/",
    "bevraging/",
)
RESULT = "zelfevaluatie/"  # followed by the key of a result
MARKS = ".,;:!?…'\"`*|\\()[]{}<>«»‘’“”„ \t\xa0\u200b"

PIECE = 64 * 1024


class SiteMiddleware:
    """Switches off browser features that no page needs; turns exceptions of views into pages.

    A response without a cache header is private to its browser. One about an account is stored
    nowhere, so that 'back' shows nothing of it to the next person at this desk. The same holds for
    an address that is itself a key (a share link, an invitation), also for its 404: no cache,
    search engine or referrer learns it. Search engines leave out quiz results and the link that
    stops reminders as well.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with looked_up_once():
            response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        path = request.path_info.lstrip("/")
        if path.startswith(NO_STORE):
            response["Cache-Control"] = "no-store"
        elif "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-cache"
        if path.startswith(SECRET) or path.startswith(RESULT) and path != RESULT:
            response["X-Robots-Tag"] = "noindex"
        if path.startswith(SECRET[0]):  # an invitation has a form, which must say it is ours
            response["Referrer-Policy"] = "no-referrer"
        if path == LEFT and request.method == "POST":
            response["Clear-Site-Data"] = '"cache"'  # 'back' shows nothing to the next person here
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            response.content = b""  # its length stays in the header, set further in
        return response

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if isinstance(exception, NoCatalogue):
            return no_catalogue(request)
        if isinstance(exception, SignInNeeded):
            return sign_in(request, may_store=may_store_draft(request))
        if isinstance(exception, Gone):  # removed after this request was let in
            return not_found(request, exception)
        if isinstance(exception, RoleLost):
            return forbidden(request, exception)
        if isinstance(exception, Archived):
            return archived(request)
        if isinstance(exception, RendererBusy):
            return pdf_busy(request)
        if isinstance(exception, RendererFailed):
            return pdf_failed(request)
        if isinstance(exception, PdfTooLarge):
            return pdf_too_large(request)
        if is_database_trouble(exception):
            return database_silent(request, exception)
        return None


class NotAllowedMiddleware:
    """Gives an empty 405 our page: a refused act leaves its address in the bar of the browser.

    Enter there sends a GET, which a button's address does not take. The headers (`Allow`) stay.
    This is the middleware nearest to the views, so that all others treat the response as a page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = not_allowed(request).content
        return response


class RefusalMiddleware:
    """Answers requests that no page takes, before any body is read or any row looked up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_too_large(request):
            return too_large(request)
        if "%00" in request.META.get("QUERY_STRING", ""):  # PostgreSQL takes none in any text
            return bad_request(request, SuspiciousOperation("A NUL in the address."))
        if address := without_marks(request):
            return HttpResponseRedirect(address)
        return self.get_response(request)


def without_marks(request: HttpRequest) -> str:
    """The address without punctuation at its end; '' if it has none.

    No address of this site ends in punctuation: it was copied along from a text.
    """
    path = request.path_info
    stripped = path.rstrip(MARKS + "/")
    if request.method not in ("GET", "HEAD") or not path.rstrip("/").endswith(tuple(MARKS)):
        return ""
    query = request.META.get("QUERY_STRING", "")
    path = escape_leading_slashes(quote(stripped, safe="/:") or "/")
    return f"{path}?{query}" if query else path


def is_too_large(request: HttpRequest) -> bool:
    """Whether the body is above the cap; its bytes are read and discarded.

    A browser shows the response only after it has sent all; the connection of a body that is far
    too large is closed halfway.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length[:15]) <= settings.MOST_BODY:
        return False
    for _ in range(4 * settings.MOST_BODY // PIECE):
        if not request.read(PIECE):
            break
    return True
