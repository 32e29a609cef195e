"""An overview as a PDF: one page of HTML, drawn by the press (`press_room`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from uuid import UUID

from django.core.cache import caches
from django.db import OperationalError, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response

from roadmap.density import letter_rank
from roadmap.downloads import Download, download_response
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
    request: HttpRequest, title: str, place: str, etag: str, make: Callable[[], bytes]
) -> HttpResponseBase:
    """The PDF as a download, or 304 when the browser has this one. Raises what `make` raises."""
    response = get_conditional_response(request, etag=etag)
    if response is None:
        pdf = kept_pdf(place, etag, make)
        return download_response(request, Download(title, "pdf", "application/pdf", pdf), etag)
    return response


def kept_pdf(place: str, etag: str, make: Callable[[], bytes]) -> bytes:
    """The newest PDF of a `place` is kept for the next who asks for the same version."""
    kept: tuple[str, bytes] | None = None
    with suppress(OperationalError):  # locked: an entry past its time cannot be thrown out
        kept = caches["pdfs"].get(place)
    if kept is None or kept[0] != etag:
        kept = (etag, make())
        caches["pdfs"].set(place, kept)
    return kept[1]


MEMBERS, LINK, LINK_WITHOUT_NOTES = READERS = ("", "-gedeeld", "-zonder-notities")
"""For whom a PDF is: who sees less gets one of their own."""


def plan_place(plan_id: UUID, reader: str = MEMBERS) -> str:
    """Where the newest PDF of a plan is kept, for one of READERS."""
    return f"pdf-{plan_id}{reader}"


def forget_pdfs(plan_ids: Iterable[UUID]) -> None:
    """Once the plans are gone: their PDFs too, whatever comes of this."""
    places = [plan_place(plan_id, reader) for plan_id in plan_ids for reader in READERS]
    transaction.on_commit(partial(caches["pdfs"].delete_many, places), robust=True)
