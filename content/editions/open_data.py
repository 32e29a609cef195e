"""Responses for other programs: CORS for any site, an ETag, and a cache lifetime."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"


def answer(
    request: HttpRequest, body: bytes, content_type: str, *, cache: str = ASK_AGAIN
) -> HttpResponseBase:
    """The body, or 304 if the client has it."""
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    response = get_conditional_response(
        request, etag=etag, response=HttpResponse(body, content_type=content_type)
    )
    assert response is not None
    response["ETag"] = etag
    response["Cache-Control"] = cache
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
