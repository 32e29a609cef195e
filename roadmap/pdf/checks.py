"""A system check: what PDFs need and pip cannot install."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.core.checks import CheckMessage, Error

from roadmap.pdf.renderer import missing_libraries


def pdf_libraries(**_: Any) -> list[CheckMessage]:
    """An Error with the apt line when WeasyPrint cannot load its libraries."""
    try:
        import_module("weasyprint")
    except OSError:
        return [Error(missing_libraries(), id="roadmap.E001")]
    return []
