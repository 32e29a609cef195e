"""A file that comes in: which of ours it is, and the plan's document that it holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from content.catalogue import Catalogue
from roadmap.exchange import attachment, strict_json
from roadmap.exchange.document import Document
from roadmap.exchange.faults import Fault, Place, Refused, place_in_document, refused
from roadmap.exchange.known import Known, check_known
from roadmap.exchange.schema import Exported, validated
from roadmap.exchange.xlsx_reader import read_xlsx

MIB = 1024 * 1024
MOST_PDF = 16 * MIB
MOST_OTHER = 8 * MIB
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Incoming:
    """`rows`: the id that each activity carries, from a workbook; None for a new one."""

    exported: Exported
    rows: tuple[int | None, ...]

    def as_text(self) -> str:
        """To keep between the preview and the act; `incoming_again` reads it."""
        document = self.exported.model_dump(by_alias=True, exclude_defaults=True)
        kept = {"document": document, "rows": list(self.rows)}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def incoming(data: bytes, catalogue: Catalogue, known: Known) -> Incoming:
    """The file's document, every part of it checked. Raises Refused, with the place of a fault."""
    if not data:
        raise refused("Dit bestand is leeg.")
    if b"%PDF-" in data[:1024]:
        _refuse_larger(data, MOST_PDF, "PDF")
        return _from_json(attachment.document_in(data), known)
    if data.startswith(b"PK\x03\x04"):
        _refuse_larger(data, MOST_OTHER, "Excel-bestand")
        exported, rows, place = read_xlsx(data, catalogue)
        return _checked(exported, rows, known, place)
    if data.startswith(OLD_OFFICE):
        raise refused(
            "Dit is een oud of met een wachtwoord beveiligd Excel-bestand. Bewaar het zonder "
            "wachtwoord als .xlsx."
        )
    _refuse_larger(data, MOST_OTHER, "JSON-bestand")
    return _from_json(data, known)


def incoming_again(text: str, known: Known) -> Incoming:
    """What `as_text` kept, checked anew. Raises Refused when this site no longer takes it."""
    kept: Document = strict_json.parsed(text.encode())
    return _checked(validated(kept["document"]), kept["rows"], known)


def _from_json(data: bytes, known: Known) -> Incoming:
    exported = validated(strict_json.parsed(data))
    return _checked(exported, [None] * len(exported.plan.activities), known)


def _checked(
    exported: Exported, rows: list[Any], known: Known, place: Place = place_in_document
) -> Incoming:
    check_known(exported, known, place)
    return Incoming(exported, tuple(rows))


def _refuse_larger(data: bytes, most: int, kind: str) -> None:
    if len(data) > most:
        raise Refused(
            [Fault(f"Dit {kind} is groter dan {most // MIB} MiB.".replace("Dit PDF", "Deze PDF"))],
            is_too_large=True,
        )
