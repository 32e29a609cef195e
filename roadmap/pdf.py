"""An overview as a PDF: one page of HTML, drawn by the press (`press_room`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from uuid import UUID

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from roadmap.density import letter_rank
from roadmap.overview import Overview
from roadmap.press_room import room


def render_pdf(overview: Overview) -> bytes:
    """The whole PDF: the grid on A3, then pages to read on A4.

    Raises PressBusy, and ImproperlyConfigured when WeasyPrint's system libraries are missing.
    """
    return room.draw(pdf_page(overview))


def pdf_page(overview: Overview) -> str:
    """The HTML that becomes the PDF."""
    rank = letter_rank(overview.grid)
    return render_to_string("roadmap/pdf.html", {"overview": overview, "letter_rank": rank})


def pdf_response(
    request: HttpRequest, title: str, place: str, etag: str, overview: Callable[[], Overview]
) -> HttpResponseBase:
    """The PDF as a download, or 304 when the browser has this one. Raises as `render_pdf`.

    The newest PDF of each `place` is kept for the next who asks for the same version.
    """
    response = get_conditional_response(request, etag=etag)
    if response is None:
        kept: tuple[str, bytes] | None = caches["pdfs"].get(place)
        if kept is None or kept[0] != etag:
            kept = (etag, render_pdf(overview()))
            caches["pdfs"].set(place, kept)
        response = HttpResponse(kept[1], content_type="application/pdf")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = content_disposition_header(True, file_name(title))
    return response


def plan_place(plan_id: UUID) -> str:
    """Where the newest PDF of a plan is kept."""
    return f"pdf-{plan_id}"


def file_name(title: str) -> str:
    """A name that every file system takes: '../Plan "A"\\r\\n' → 'Plan A.pdf'."""
    text = unicodedata.normalize("NFC", title)
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    text = re.sub(r'[\\/:*?"<>|]+', " ", text)
    text = " ".join(text.split()).strip(". ")[:80].rstrip(". ")
    return f"{text or 'Stappenplan'}.pdf"
