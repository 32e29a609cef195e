"""Responses that are the same for everyone: rendered once per playbook version, or 304.

A page's version is the catalogue's digest and the release of the code, so a cached page can never
outlive what it shows. Nothing personal is stored: the page is drawn for nobody. A visitor who is
signed in receives a copy with a name in its header, which is theirs alone.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from hashlib import sha256
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.connection import ConnectionProxy

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
    """What is drawn meanwhile can hold nothing of the visitor's account."""
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


def with_account(page: str, link: str) -> str:
    """A copy of a page drawn for nobody, with this `account_link` in its header."""
    return page.replace(render_to_string(ACCOUNT, {"person": AnonymousUser()}), link)


def same_for_everyone(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Caches a view's 200 responses, plain and compressed, and answers If-None-Match with 304."""

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if is_preview():
            return view(request, *args, **kwargs)
        key, link = page_version(request.get_full_path()), account_link(request)
        etag = etag_of(key, link) if link else key
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            return _labelled(unchanged, etag, link)
        stored: tuple[str, bytes, bytes] | None = page_cache.get(key)
        if stored is None:
            with drawn_for_nobody(request):
                response = view(request, *args, **kwargs)
            body = response.content
            if response.status_code != 200:
                response.content = _own(body, link)
                return response
            stored = (response["Content-Type"], body, gzip.compress(body, mtime=0))
            page_cache.set(key, stored, CACHE_SECONDS)
        content_type, plain, compressed = stored
        if "gzip" in request.headers.get("Accept-Encoding", "") and not link:
            reply = HttpResponse(compressed, content_type=content_type)
            reply["Content-Encoding"] = "gzip"
        else:
            reply = HttpResponse(_own(plain, link), content_type=content_type)
        return _labelled(reply, etag, link)

    return answer  # type: ignore[return-value]  # mypy names the argument, the alias does not


def _own(page: bytes, link: str) -> bytes:
    return with_account(page.decode(), link).encode() if link else page


def _labelled(response: HttpResponseBase, etag: str, link: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache" if link else "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
