"""Responses that are the same for everyone: rendered once per playbook version, or 304.

A page's version is the catalogue's digest and the release of the code, so a cached page can never
outlive what it shows. Nothing personal is stored: the page is rendered without an account. A
signed-in visitor receives a copy with the account's name in the header.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, wraps
from hashlib import sha256
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.context_processors import csrf
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.connection import ConnectionProxy

from content.page_pieces import Pieces, cut, new_mark
from content.published import is_preview, published_key

P = ParamSpec("P")
CACHE_SECONDS = 3600
page_cache = ConnectionProxy(caches, "pages")  # each process its own
ACCOUNT = "_account.html"  # the header's link to sign in, or with the name of who is signed in


def page_version(*parts: object) -> str:
    """A weak ETag over the catalogue, the code and the page's other parts: one query."""
    return etag_of(*published_key(), *parts)


def etag_of(*parts: object) -> str:
    """A weak ETag over these parts and the code."""
    seed = "\n".join(map(str, (settings.RELEASE, *parts)))
    return f'W/"{sha256(seed.encode()).hexdigest()[:32]}"'


@contextmanager
def drawn_for_nobody(request: HttpRequest) -> Iterator[None]:
    """Within the block the request has no account, so that nothing personal is rendered."""
    visitor, request.user = request.user, AnonymousUser()
    try:
        yield
    finally:
        request.user = visitor


def account_link(request: HttpRequest) -> str:
    """The header's link for a visitor who is signed in; '' for anybody else.

    Without a session cookie no session is read.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return ""
    return render_to_string(ACCOUNT, {"person": request.user})


@cache
def _sign_in_link() -> str:
    return render_to_string(ACCOUNT, {"person": AnonymousUser()})


def joined_page(
    request: HttpRequest,
    key: str,
    template: str,
    context: Callable[[], Mapping[str, Any]],
    **own: str,
) -> HttpResponse:
    """A page rendered once for all visitors with the same `key`, with their own parts filled in.

    These are the name in the header, the CSRF token, and the template variables in `own` (HTML).
    """
    key = etag_of(key, "in pieces", is_preview())
    pieces: Pieces | None = page_cache.get(key)
    if pieces is None:
        marks = {name: new_mark() for name in (*own, "csrf_token")}
        with drawn_for_nobody(request):
            page = render_to_string(template, {**context(), **marks}, request)
        pieces = cut(page, marks | {"account": _sign_in_link()})
        page_cache.set(key, pieces)
    account = account_link(request) or _sign_in_link()
    return pieces.response(request, {**own, **csrf(request), "account": account})


def same_for_everyone(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Caches a view's 200 responses, compressed, and answers If-None-Match with 304."""

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if is_preview():
            return view(request, *args, **kwargs)
        key, link = page_version(request.get_full_path()), account_link(request)
        etag = etag_of(key, link) if link else key
        response = get_conditional_response(request, etag=etag)
        if response is None:
            stored: tuple[str, Pieces] | None = page_cache.get(key)
            if stored is None:
                with drawn_for_nobody(request):
                    drawn = view(request, *args, **kwargs)
                page = drawn.content.decode()
                if drawn.status_code != 200:
                    drawn.content = page.replace(_sign_in_link(), link or _sign_in_link())
                    return drawn
                stored = drawn["Content-Type"], cut(page, {"account": _sign_in_link()})
                page_cache.set(key, stored, CACHE_SECONDS)
            content_type, pieces = stored
            response = pieces.response(request, {"account": link or _sign_in_link()}, content_type)
        response["ETag"] = etag
        response["Cache-Control"] = "private, no-cache" if link else "no-cache"
        patch_vary_headers(response, ["Accept-Encoding"])
        return response

    return answer  # type: ignore[return-value]  # mypy names the argument, the alias does not
