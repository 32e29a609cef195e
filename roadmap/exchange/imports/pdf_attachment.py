"""Finds a plan's document inside its PDF.

A PDF is read as hostile: qpdf runs under limits.
"""

from __future__ import annotations

from io import BytesIO

import pikepdf

from roadmap.domain.plan.limits import MIB
from roadmap.exchange.document import FILE_NAME
from roadmap.exchange.errors import ImportRejected, rejected

MAX_UNPACKED = 16 * MIB
"""Of each thing in a PDF, the document among them."""

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
    if FILE_NAME not in file.attachments:
        raise rejected(
            "In deze PDF zit geen stappenplan. Kies een PDF die u bij een plan op deze site "
            "downloadde."
        )
    try:
        return file.attachments[FILE_NAME].get_file().read_bytes()
    except pikepdf.DataDecodingError as error:
        raise rejected(
            "Het stappenplan in deze PDF is te groot om in te lezen, of beschadigd. Download het "
            "plan opnieuw."
        ) from error
