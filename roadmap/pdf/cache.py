"""A page of HTML as a PDF: drawn by the press (`press_room`), kept, handed out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from uuid import UUID

from django.core.cache import caches
from django.db import OperationalError, transaction

from roadmap.domain.plan.limits import MIB
from roadmap.pdf.options import DEFAULT_OPTIONS, PdfOptions
from roadmap.pdf.worker import PdfTooLarge, worker

MAX_PDF_BYTES = 16 * MIB
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
    return worker.draw(cleaned(page))


def cleaned(page: str) -> str:
    """The page as well-formed XML in which no text turns what stands beside it."""
    return BIDI_AND_CONTROLS.sub("", page)


def cached_pdf(place: str, etag: str, make: Callable[[], bytes]) -> bytes:
    """The newest PDF of a `place` is kept for the next who asks for the same version.

    Raises TooLarge, and what `make` raises.
    """
    kept: tuple[str, bytes] | None = None
    with suppress(OperationalError):  # locked: an entry past its time cannot be thrown out
        kept = caches["pdfs"].get(place)
    if kept is None or kept[0] != etag:
        kept = (etag, make())
        if len(kept[1]) > MAX_PDF_BYTES:
            raise PdfTooLarge
        caches["pdfs"].set(place, kept)
    return kept[1]


MEMBERS, LINK, LINK_WITHOUT_NOTES = READERS = ("", "-gedeeld", "-zonder-notities")
"""For whom a PDF is: who sees less gets one of their own."""


def cache_key(plan_id: UUID, reader: str = MEMBERS, choice: PdfOptions = DEFAULT_OPTIONS) -> str:
    """Where the newest PDF of a plan is kept, for one of READERS; the usual one has its own."""
    return f"pdf-{plan_id}{reader}{'' if choice == DEFAULT_OPTIONS else '-gekozen'}"


def forget_pdfs(plan_ids: Iterable[UUID]) -> None:
    """Once the plans are gone: their PDFs too, whatever comes of this."""
    choices = (DEFAULT_OPTIONS, PdfOptions(parts=()))  # any other stands where this one does
    places = [cache_key(i, reader, one) for i in plan_ids for reader in READERS for one in choices]
    transaction.on_commit(partial(caches["pdfs"].delete_many, places), robust=True)
