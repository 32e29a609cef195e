"""Replaces characters that no font can draw: PDF/UA forbids the empty box in their place.

Our fonts cover Dutch and emoji; the machine's fonts cover some other scripts. WeasyPrint warns of
each character that they lack when it draws a page.
"""

from __future__ import annotations

import logging
import unicodedata

UNKNOWN = "?"
PLACE = "<!--lacking-->"
"""Marks the place in a page's template where LACKING comes."""
LACKING = (
    f" · ‘{UNKNOWN}’ staat ook voor tekens die deze PDF niet kan tonen; "
    "de JSON van het plan bevat ze"
)


class MissingGlyphs(logging.Handler):
    """A log handler that collects the characters in WeasyPrint's warnings, and logs nothing.

    `tests/roadmap/pdf/test_missing_glyphs.py` checks the form of these warnings.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg.startswith(".notdef") and isinstance(record.args, tuple):
            self.found.add(str(record.args[0]))


def without(page: str, missing: set[str]) -> str:
    """The page with UNKNOWN for each character that is missing or has a missing part.

    LACKING in its PLACE explains the question marks, which could seem the writer's own.
    """
    lost = {ord(c): UNKNOWN for c in set(page) if not missing.isdisjoint({c, *_parts(c)})}
    return page.translate(lost).replace(PLACE, LACKING, 1)


def _parts(character: str) -> list[str]:
    """The characters that fonts draw for a compatibility character, such as Thai 'am'."""
    kind, *codes = unicodedata.decomposition(character).split() or [""]
    return [chr(int(code, 16)) for code in codes] if kind == "<compat>" else []
