"""Characters that no font of this machine can draw: PDF/UA forbids the empty box that stands there.

What people type may hold emoji and every script there is; our fonts have what Dutch needs, and the
machine's other fonts a part of the rest. WeasyPrint alone knows, once it draws.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.utils.html import escape

UNKNOWN = "?"
PLACE = "<!--lacking-->"
"""Where a page says what it lacks, when it lacks anything."""
LACKING = (
    f" · ‘{UNKNOWN}’ staat ook voor tekens die deze PDF niet kan tonen; "
    "de JSON van het plan bevat ze"
)
KNOWN_BY_US = frozenset(map(chr, range(32, 127))) | {"\n", "\t", "\r"}


class MissingGlyphs:
    """Remembers which characters can be drawn; `draw` makes a PDF of a page, to find out."""

    def __init__(self, draw: Callable[[str], object]) -> None:
        self._draw = draw
        self._drawable = set(KNOWN_BY_US)
        self._missing: dict[int, str] = {}

    def within_reach(self, page: str) -> str:
        """The page with a question mark for each character that cannot be drawn.

        It says so itself, in its PLACE: a reader would take the marks for the writer's own.
        """
        new = set(page) - self._drawable - set(map(chr, self._missing))
        if new:
            missing = self._tried(sorted(new))
            self._missing |= {ord(character): UNKNOWN for character in missing}
            self._drawable |= new - missing
        drawable = page.translate(self._missing)
        return page if drawable == page else drawable.replace(PLACE, LACKING, 1)

    def _tried(self, characters: list[str]) -> set[str]:
        logger, told = logging.getLogger("weasyprint"), _Told()
        level, propagates = logger.level, logger.propagate
        logger.propagate = False  # a log is no place for what people typed
        logger.addHandler(told)
        logger.setLevel(logging.WARNING)
        try:
            text = escape(" ".join(characters))
            self._draw(
                '<html lang="nl-BE"><head><title>x</title></head>'
                f"<body><p>{text}</p><h1>{text}</h1></body></html>"
            )
        finally:
            logger.removeHandler(told)
            logger.setLevel(level)
            logger.propagate = propagates
        return told.missing & set(characters)


class _Told(logging.Handler):
    """Hears which characters have no glyph."""

    def __init__(self) -> None:
        super().__init__()
        self.missing: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg.startswith(".notdef") and isinstance(record.args, tuple):
            self.missing.add(str(record.args[0]))
