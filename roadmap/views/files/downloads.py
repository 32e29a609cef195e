"""Responses that carry a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from roadmap.exports import Format


def download(title: str, kind: Format, body: bytes) -> HttpResponse:
    """The file as an attachment, named after the plan."""
    response = HttpResponse(body, content_type=kind.media_type)
    name = file_name(title, kind.extension)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def conditional_download(
    request: HttpRequest, title: str, kind: Format, etag: str, make: Callable[[], bytes]
) -> HttpResponseBase:
    """The file that `make` returns, or 304 if the browser has this version. Raises as `make`."""
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = download(title, kind, make())
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def file_name(title: str, extension: str) -> str:
    """A name that every file system accepts: '../Plan "A"\\r\\n', 'pdf' → 'Plan A.pdf'."""
    text = unicodedata.normalize("NFC", title)
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    text = re.sub(r'[\\/:*?"<>|]+', " ", text)
    text = " ".join(text.split()).strip(". ")[:80].rstrip(". ")
    return f"{text or 'Stappenplan'}.{extension}"
