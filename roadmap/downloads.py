"""Files that a page hands over: their names, and the answer that carries them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header


@dataclass(frozen=True)
class Download:
    """`ending` as in 'pdf'."""

    title: str
    ending: str
    content_type: str
    body: bytes

    @property
    def name(self) -> str:
        return file_name(self.title, self.ending)


def download_response(request: HttpRequest, download: Download, etag: str) -> HttpResponseBase:
    """The file as an attachment, or 304 when the browser has this one."""
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        download.body, content_type=download.content_type
    )
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = content_disposition_header(True, download.name)
    return response


def file_name(title: str, ending: str) -> str:
    """A name that every file system takes: '../Plan "A"\\r\\n', 'pdf' → 'Plan A.pdf'."""
    text = unicodedata.normalize("NFC", title)
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    text = re.sub(r'[\\/:*?"<>|]+', " ", text)
    text = " ".join(text.split()).strip(". ")[:80].rstrip(". ")
    return f"{text or 'Stappenplan'}.{ending}"
