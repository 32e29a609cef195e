"""Reads the document that is attached to a plan's PDF. A PDF can be hostile: qpdf has limits."""

from __future__ import annotations

from io import BytesIO

import pikepdf

from roadmap.domain.plan.limits import MIB
from roadmap.exchange.errors import ImportRejected, rejected
from roadmap.exchange.plan_document import FILE_NAME

MAX_UNPACKED = 16 * MIB
"""Size of each unpacked stream in a PDF, such as the document."""

# Set on import: the limits are the process's own and must be set before its threads start.
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
    except Exception as error:  # a hostile file can make a parser raise anything
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
