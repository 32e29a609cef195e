"""Replaces characters that no font can draw: PDF/UA forbids the empty box in their place.

Our fonts cover Dutch and emoji; the machine's other fonts cover a part of the other scripts. What
they lack shows when a page is drawn: WeasyPrint warns of it.
"""

from __future__ import annotations

import logging
import unicodedata

UNKNOWN = "?"
PLACE = "<!--lacking-->"
"""The place of LACKING in a page."""
LACKING = (
    f" · ‘{UNKNOWN}’ staat ook voor tekens die deze PDF niet kan tonen; "
    "de JSON van het plan bevat ze"
)


class MissingGlyphs(logging.Handler):
    """Collects the characters that WeasyPrint's warnings name; writes none of these anywhere.

    `tests/roadmap/pdf/test_missing_glyphs.py` holds the form of the warnings.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg.startswith(".notdef") and isinstance(record.args, tuple):
            self.found.add(str(record.args[0]))


def without(page: str, missing: set[str]) -> str:
    """The page with a question mark for each character that is missing, or of which a part is.

    The page then says so in its PLACE: a reader could take the marks for the writer's own.
    """
    lost = {ord(c): UNKNOWN for c in set(page) if not missing.isdisjoint({c, *_parts(c)})}
    return page.translate(lost).replace(PLACE, LACKING, 1)


def _parts(character: str) -> list[str]:
    """Of Thai 'am', for one."""
    kind, *codes = unicodedata.decomposition(character).split() or [""]
    return [chr(int(code, 16)) for code in codes] if kind == "<compat>" else []
