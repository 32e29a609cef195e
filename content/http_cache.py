"""Responses that are the same for everyone: rendered once per playbook version, or 304.

A page's version is the catalogue's digest and the release of the code, so a cached page can never
outlive what it shows. Nothing personal may come near: only views that read no session.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.connection import ConnectionProxy

from content.published import is_preview, published_key

P = ParamSpec("P")
CACHE_SECONDS = 3600
page_cache = ConnectionProxy(caches, "pages")  # each process its own


def page_version(*parts: object) -> str:
    """A weak ETag over the catalogue, the code and the page's other parts: one query."""
    return etag_of(*published_key(), *parts)


def etag_of(*parts: object) -> str:
    """A weak ETag over these parts and the code."""
    seed = "\n".join(map(str, (settings.RELEASE, *parts)))
    return f'W/"{sha256(seed.encode()).hexdigest()[:32]}"'


def same_for_everyone(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Caches a view's 200 responses, plain and compressed, and answers If-None-Match with 304."""

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if is_preview():
            return view(request, *args, **kwargs)
        etag = page_version(request.get_full_path())
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            return _labelled(unchanged, etag)
        stored: tuple[str, bytes, bytes] | None = page_cache.get(etag)
        if stored is None:
            response = view(request, *args, **kwargs)
            if response.status_code != 200:
                return response
            body = response.content
            stored = (response["Content-Type"], body, gzip.compress(body, mtime=0))
            page_cache.set(etag, stored, CACHE_SECONDS)
        content_type, plain, compressed = stored
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            reply = HttpResponse(compressed, content_type=content_type)
            reply["Content-Encoding"] = "gzip"
        else:
            reply = HttpResponse(plain, content_type=content_type)
        return _labelled(reply, etag)

    return answer  # type: ignore[return-value]  # mypy names the argument, the alias does not


def _labelled(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
