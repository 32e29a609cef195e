"""Files that a page hands over: their names, and the answer that carries them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from roadmap.exports import EXPORTS, Download, file_name
from roadmap.models import Plan
from roadmap.pdf.cache import (
    cached_pdf,
)


def download_response(request: HttpRequest, download: Download, etag: str) -> HttpResponseBase:
    """The file as an attachment, or 304 when the browser has this one."""
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        download.body, content_type=download.content_type
    )
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = content_disposition_header(True, download.name)
    return response


def export_response(plan: Plan, form: str, *, with_notes: bool) -> HttpResponse:
    """The file as a download. Raises KeyError for a form that is not there, and as `body`."""
    export_ = EXPORTS[form]
    response = HttpResponse(export_.body(plan, with_notes), content_type=export_.content_type)
    response["Content-Disposition"] = content_disposition_header(True, file_name(plan.title, form))
    return response


def pdf_response(
    request: HttpRequest, title: str, place: str, etag: str, make: Callable[[], bytes]
) -> HttpResponseBase:
    """The PDF as a download, or 304 when the browser has this one. Raises as `kept_pdf`."""
    response = get_conditional_response(request, etag=etag)
    if response is None:
        pdf = cached_pdf(place, etag, make)
        return download_response(request, Download(title, "pdf", "application/pdf", pdf), etag)
    return response
