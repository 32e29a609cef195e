"""Reads an uploaded file: recognises its format and checks its document."""

from __future__ import annotations

import re

from content.catalogue import Catalogue, KnownCatalogue
from roadmap.domain.plan.limits import MAX_PDF_BYTES, MIB
from roadmap.exchange import strict_json
from roadmap.exchange.errors import rejected
from roadmap.exchange.imports.file_kinds import ZIPPED, refuse_other_kinds
from roadmap.exchange.imports.incoming_plan import Incoming
from roadmap.exchange.imports.pdf_attachment import document_in
from roadmap.exchange.imports.sheets import read_sheets, table_in
from roadmap.exchange.plan_document import MAX_DOCUMENT_BYTES, is_too_large
from roadmap.exchange.schema import validated
from roadmap.exchange.schema_upgrade import unknown_to
from roadmap.exchange.xlsx.workbook_reader import sheets_of

JSON_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?\s*+[{\[]")
"""Tells a JSON with the text '%PDF-' from a PDF, which may have other bytes before its mark."""
TOO_LARGE = (
    "Dit plan is met zijn momentopnamen te groot: als bestand zou het niet meer in te lezen zijn. "
    "Verwijder er momentopnamen in en download het opnieuw."
)


def read_file(data: bytes, catalogue: Catalogue, known: KnownCatalogue, name: str = "") -> Incoming:
    """The plan in a file, checked. `name`: the file's.

    Raises ImportRejected with the place of each error.
    """
    if not data:
        raise rejected("Dit bestand is leeg.")
    refuse_other_kinds(data)
    read = _read(data, catalogue, known, name)
    if is_too_large(read.exported.document()):  # its export can be larger than the file
        raise rejected(TOO_LARGE, is_too_large=True)
    return read


def _read(data: bytes, catalogue: Catalogue, known: KnownCatalogue, name: str) -> Incoming:
    if data.startswith(ZIPPED):
        _refuse_larger(data, MAX_DOCUMENT_BYTES, "Dit Excel-bestand")
        return read_sheets(sheets_of(data), catalogue, known, name)
    if b"%PDF-" in data[:1024] and not JSON_BEGINNING.match(data):
        _refuse_larger(data, MAX_PDF_BYTES, "Deze PDF")
        data = document_in(data)
    else:
        _refuse_larger(data, MAX_DOCUMENT_BYTES, "Dit JSON-bestand")
        if not JSON_BEGINNING.match(data) and (table := table_in(data)):
            return read_sheets({table.name: table}, catalogue, known, name)
    document = strict_json.parsed(data)
    exported = validated(document, known)
    rows = (None,) * len(exported.plan.activities)
    return Incoming(exported, rows, absent=unknown_to(document))


def _refuse_larger(data: bytes, limit: int, kind: str) -> None:
    if len(data) > limit:
        raise rejected(f"{kind} is groter dan {limit // MIB} MiB.", is_too_large=True)
