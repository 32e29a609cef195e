"""A file that comes in: which of ours it is, and the plan's document that it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from content.catalogue import Catalogue, KnownCatalogue
from roadmap.domain.plan.limits import MAX_PDF_BYTES, MIB
from roadmap.exchange import strict_json
from roadmap.exchange.document import MAX_DOCUMENT_BYTES, Document, is_too_large
from roadmap.exchange.errors import FileError, ImportRejected, Place, place_in_document, rejected
from roadmap.exchange.imports import pdf_attachment
from roadmap.exchange.imports.csv_table import NO_PLAN, read_table, table_in
from roadmap.exchange.imports.file_kinds import ZIPPED, refuse_other_kinds
from roadmap.exchange.imports.references import check_references
from roadmap.exchange.schema import Exported, validated
from roadmap.exchange.xlsx.reader import read_xlsx

MAX_OTHER_BYTES = MAX_DOCUMENT_BYTES
JSON_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?\s*+[{\[]")
"""What stands before a PDF's mark is no part of it, but a note in a JSON can be about PDF."""


@dataclass(frozen=True)
class Incoming:
    """`rows`: the id that each activity carries, from a workbook; None for a new one.

    `unread`: the columns of a workbook that are none of ours.
    """

    exported: Exported
    rows: tuple[int | None, ...]
    unread: tuple[str, ...] = ()

    @property
    def is_table(self) -> bool:
        """Whether only the activities are known, as a CSV has them."""
        return self.exported.id == NO_PLAN

    def as_text(self) -> str:
        """To keep between the preview and the act; `read_stored` reads it."""
        document = self.exported.document()
        kept = {"document": document, "rows": list(self.rows), "unread": list(self.unread)}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def read_file(data: bytes, catalogue: Catalogue, known: KnownCatalogue, name: str = "") -> Incoming:
    """The file's document, every part of it checked; `name`: that of the file.

    Raises ImportRejected, with the place of each fault.
    """
    if not data:
        raise rejected("Dit bestand is leeg.")
    refuse_other_kinds(data)
    if data.startswith(ZIPPED):
        _refuse_larger(data, MAX_OTHER_BYTES, "Excel-bestand")
        book = read_xlsx(data, catalogue)
        return _kept_small(_checked(book.exported, book.rows, known, book.unread, book.place))
    if b"%PDF-" in data[:1024] and not JSON_BEGINNING.match(data):
        _refuse_larger(data, MAX_PDF_BYTES, "PDF")
        return _from_json(pdf_attachment.document_in(data), known)
    _refuse_larger(data, MAX_OTHER_BYTES, "JSON-bestand")
    if not JSON_BEGINNING.match(data) and (table := table_in(data)):
        book = read_table(table, catalogue, name)
        return _kept_small(_checked(book.exported, book.rows, known, book.unread, book.place))
    return _from_json(data, known)


def read_stored(text: str, known: KnownCatalogue) -> Incoming:
    """What `as_text` wrote, checked anew. Raises ImportRejected when the playbook changed."""
    kept: Document = strict_json.parsed(text.encode())
    return _checked(validated(kept["document"]), kept["rows"], known, kept.get("unread", ()))


def _from_json(data: bytes, known: KnownCatalogue) -> Incoming:
    exported = validated(strict_json.parsed(data))
    return _kept_small(_checked(exported, [None] * len(exported.plan.activities), known))


def _checked(
    exported: Exported,
    rows: Sequence[int | None],
    known: KnownCatalogue,
    unread: Iterable[str] = (),
    place: Place = place_in_document,
) -> Incoming:
    check_references(exported, known, place)
    return Incoming(exported, tuple(rows), tuple(unread))


def _kept_small(read: Incoming) -> Incoming:
    """A file can tell in fewer bytes what its plan would be exported in."""
    if is_too_large(read.exported.document()):
        text = (
            "Dit plan is met zijn mijlpalen te groot: een export ervan zou niet meer in te "
            "lezen zijn. Verwijder er mijlpalen in en exporteer het opnieuw."
        )
        raise ImportRejected([FileError(text)], is_too_large=True)
    return read


def _refuse_larger(data: bytes, most: int, kind: str) -> None:
    if len(data) > most:
        raise ImportRejected(
            [
                FileError(
                    f"Dit {kind} is groter dan {most // MIB} MiB.".replace("Dit PDF", "Deze PDF")
                )
            ],
            is_too_large=True,
        )
