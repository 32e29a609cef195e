"""A page of HTML as a PDF: drawn by the press (`press_room`), kept, handed out."""

from __future__ import annotations

import re
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

from roadmap.density import A3, letter_rank
from roadmap.downloads import Download, download_response
from roadmap.overview import Overview
from roadmap.paper import USUAL, Choice
from roadmap.press_room import TooLarge, room

MOST_BYTES = 16 * 1024 * 1024
"""Of a PDF that is handed out."""

BIDI_AND_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff0-\ufffb\ufffe\uffff]"
)
"""What would turn the text around it, or has no shape at all."""


def render_pdf(page: str) -> bytes:
    """The PDF of a page. Raises PressBusy, TooLarge, and ImproperlyConfigured when WeasyPrint's
    system libraries are missing.
    """
    return room.draw(cleaned(page))


def cleaned(page: str) -> str:
    """The page as well-formed XML in which no text turns what stands beside it."""
    return BIDI_AND_CONTROLS.sub("", page)


def pdf_page(overview: Overview) -> str:
    """The HTML of a ready plan: the grid on A3, then pages to read on A4."""
    rank = letter_rank(overview.grid)
    context = {"overview": overview, "letter_rank": rank, "sheet": A3}
    return render_to_string("roadmap/pdf.html", context)


def pdf_response(
    request: HttpRequest, title: str, place: str, etag: str, make: Callable[[], bytes]
) -> HttpResponseBase:
    """The PDF as a download, or 304 when the browser has this one. Raises as `kept_pdf`."""
    response = get_conditional_response(request, etag=etag)
    if response is None:
        pdf = kept_pdf(place, etag, make)
        return download_response(request, Download(title, "pdf", "application/pdf", pdf), etag)
    return response


def kept_pdf(place: str, etag: str, make: Callable[[], bytes]) -> bytes:
    """The newest PDF of a `place` is kept for the next who asks for the same version.

    Raises TooLarge, and what `make` raises.
    """
    kept: tuple[str, bytes] | None = None
    with suppress(OperationalError):  # locked: an entry past its time cannot be thrown out
        kept = caches["pdfs"].get(place)
    if kept is None or kept[0] != etag:
        kept = (etag, make())
        if len(kept[1]) > MOST_BYTES:
            raise TooLarge
        caches["pdfs"].set(place, kept)
    return kept[1]


MEMBERS, LINK, LINK_WITHOUT_NOTES = READERS = ("", "-gedeeld", "-zonder-notities")
"""For whom a PDF is: who sees less gets one of their own."""


def plan_place(plan_id: UUID, reader: str = MEMBERS, choice: Choice = USUAL) -> str:
    """Where the newest PDF of a plan is kept, for one of READERS; the usual one has its own."""
    return f"pdf-{plan_id}{reader}{'' if choice == USUAL else '-gekozen'}"


def forget_pdfs(plan_ids: Iterable[UUID]) -> None:
    """Once the plans are gone: their PDFs too, whatever comes of this."""
    choices = (USUAL, Choice(parts=()))  # any other stands where this one does
    places = [plan_place(i, reader, one) for i in plan_ids for reader in READERS for one in choices]
    transaction.on_commit(partial(caches["pdfs"].delete_many, places), robust=True)
