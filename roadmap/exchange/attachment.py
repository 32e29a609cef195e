"""The plan's document inside its PDF: put there, and found again.

A PDF is read as hostile: qpdf runs under limits, and an attachment is unpacked by hand, up to the
size that a document may have.
"""

from __future__ import annotations

import zlib
from io import BytesIO

import pikepdf
from pikepdf import Array, AttachedFileSpec, Name

from roadmap.exchange.faults import Refused, refused

FILE_NAME = "stappenplan.json"
MOST_BYTES = 16 * 1024 * 1024
"""Of the document that an attachment holds, unpacked."""
MOST_ATTACHMENTS = 20
MOST_UNPACKED = 64 * 1024 * 1024

# Of the whole process, and to be set before its threads start: so here, when it is imported.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=MOST_UNPACKED, run_length_max_memory=MOST_UNPACKED, doc_max_warnings=50
)


def with_document(pdf: bytes, document: bytes) -> bytes:
    """The same PDF with the plan's document attached as the source of what it shows."""
    with pikepdf.open(BytesIO(pdf)) as file:
        spec = AttachedFileSpec(
            file,
            document,
            description="Dit stappenplan, om opnieuw in te lezen",
            filename=FILE_NAME,
            mime_type="application/json",
            relationship=Name.Source,
        )
        file.attachments[FILE_NAME] = spec
        file.Root.AF = Array([file.attachments[FILE_NAME].obj])
        output = BytesIO()
        file.save(output, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return output.getvalue()


def document_in(pdf: bytes) -> bytes:
    """The document that `with_document` attached. Raises Refused."""
    try:
        with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as file:
            return _found(file)
    except Refused:
        raise
    except pikepdf.PasswordError as error:
        raise refused(
            "Deze PDF is met een wachtwoord beveiligd. Kies de PDF zoals u die hier downloadde."
        ) from error
    except Exception as error:  # a parser on a hostile file: whatever it trips over, it is broken
        raise refused(
            "Deze PDF is beschadigd en kan niet worden gelezen. Download het plan opnieuw."
        ) from error


def _found(file: pikepdf.Pdf) -> bytes:
    if len(file.attachments) > MOST_ATTACHMENTS:
        raise refused(f"Deze PDF heeft meer dan {MOST_ATTACHMENTS} bijlagen: dat is geen van ons.")
    if FILE_NAME not in file.attachments:
        raise refused(
            "In deze PDF zit geen stappenplan. Kies een PDF die u bij een plan op deze site "
            "downloadde."
        )
    return _unpacked(file.attachments[FILE_NAME].get_file().obj)


def _unpacked(stream: pikepdf.Object) -> bytes:
    raw = stream.read_raw_bytes()
    filters = stream.get("/Filter", Array())
    names = [str(name) for name in (filters if isinstance(filters, Array) else [filters])]
    if names not in ([], ["/FlateDecode"]) or "/DecodeParms" in stream:
        raise refused("De bijlage van deze PDF is op een onbekende manier ingepakt.")
    if not names:
        return raw
    unpacking = zlib.decompressobj()
    document = unpacking.decompress(raw, MOST_BYTES)
    if unpacking.unconsumed_tail:
        raise refused("Het stappenplan in deze PDF is te groot om in te lezen.")
    return document
