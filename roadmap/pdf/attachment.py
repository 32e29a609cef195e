"""Puts the plan's document into its PDF."""

from __future__ import annotations

from io import BytesIO

import pikepdf
from pikepdf import Array, AttachedFileSpec, Name

from roadmap.exchange.imports.pdf_attachment import (
    FILE_NAME,
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
