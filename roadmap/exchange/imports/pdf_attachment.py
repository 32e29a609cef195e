"""Finds a plan's document inside its PDF.

A PDF is read as hostile: qpdf runs under limits, and an attachment is unpacked by hand, up to the
size that a document may have.
"""

from __future__ import annotations

import zlib
from io import BytesIO

import pikepdf
from pikepdf import Array

from roadmap.domain.plan.limits import MIB
from roadmap.exchange.document import FILE_NAME
from roadmap.exchange.errors import ImportRejected, rejected

MAX_UNPACKED_DOCUMENT = 16 * MIB
"""Of the document that an attachment holds, unpacked."""
MAX_ATTACHMENTS = 20
MAX_UNPACKED = 64 * MIB

# Of the whole process, and to be set before its threads start: so here, when it is imported.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=MAX_UNPACKED, run_length_max_memory=MAX_UNPACKED, doc_max_warnings=50
)


def document_in(pdf: bytes) -> bytes:
    """The document that `renderer.draw` attached. Raises ImportRejected."""
    try:
        with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as file:
            return _found(file)
    except ImportRejected:
        raise
    except pikepdf.PasswordError as error:
        raise rejected(
            "Deze PDF is met een wachtwoord beveiligd. Kies de PDF zoals u die hier downloadde."
        ) from error
    except Exception as error:  # a parser on a hostile file: whatever it trips over, it is broken
        raise rejected(
            "Deze PDF is beschadigd en kan niet worden gelezen. Download het plan opnieuw."
        ) from error


def _found(file: pikepdf.Pdf) -> bytes:
    if len(file.attachments) > MAX_ATTACHMENTS:
        raise rejected(f"Deze PDF heeft meer dan {MAX_ATTACHMENTS} bijlagen: dat is geen van ons.")
    if FILE_NAME not in file.attachments:
        raise rejected(
            "In deze PDF zit geen stappenplan. Kies een PDF die u bij een plan op deze site "
            "downloadde."
        )
    return _unpacked(file.attachments[FILE_NAME].get_file().obj)


def _unpacked(stream: pikepdf.Object) -> bytes:
    raw = stream.read_raw_bytes()
    filters = stream.get("/Filter", Array())
    names = [str(name) for name in (filters if isinstance(filters, Array) else [filters])]
    if names not in ([], ["/FlateDecode"]) or "/DecodeParms" in stream:
        raise rejected("De bijlage van deze PDF is op een onbekende manier ingepakt.")
    if not names:
        return raw
    unpacking = zlib.decompressobj()
    document = unpacking.decompress(raw, MAX_UNPACKED_DOCUMENT)
    if unpacking.unconsumed_tail:
        raise rejected("Het stappenplan in deze PDF is te groot om in te lezen.")
    return document
