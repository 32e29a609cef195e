"""Replaces characters that no font can draw: PDF/UA forbids the empty box in their place.

Our fonts cover Dutch and emoji; the machine's other fonts cover a part of the other scripts.
"""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Container
from contextlib import suppress
from pathlib import Path

UNKNOWN = "?"
PLACE = "<!--lacking-->"
"""The place of LACKING in a page."""
LACKING = (
    f" · ‘{UNKNOWN}’ staat ook voor tekens die deze PDF niet kan tonen; "
    "de JSON van het plan bevat ze"
)
LINE_BREAKS = {"Zl", "Zp"}
SHAPELESS = {
    *(0x17B4, 0x17B5),
    *range(0x180B, 0x180E),
    *range(0xFE00, 0xFE10),
    *range(0xE0100, 0xE01F0),
}
"""Marks by category: Khmer vowels that are not written, and selectors of a variant."""


def within_reach(page: str, drawable: Container[int]) -> str:
    """The page with a question mark for each character whose code point is not `drawable`.

    The page then says so in its PLACE: a reader could take the marks for the writer's own.
    """
    missing = {ord(c): UNKNOWN for c in set(page) if not _can_draw(c, drawable)}
    return page.translate(missing).replace(PLACE, LACKING, 1) if missing else page


def _can_draw(character: str, drawable: Container[int]) -> bool:
    category, code = unicodedata.category(character), ord(character)
    if category in LINE_BREAKS:
        return False
    return code in drawable or category in ("Cc", "Cf") or code in SHAPELESS


def covered_by(folder: Path) -> set[int]:
    """The code points in the character maps of a folder's fonts, and of the machine's."""
    from fontTools.ttLib import TTFont  # only the render process needs it

    found = machine_fonts()
    for path in folder.glob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            found.update(font.getBestCmap())
    return found


def machine_fonts() -> set[int]:
    """The code points in the machine's fonts, from fontconfig, which Pango uses too.

    Empty without `fc-list`, which Debian installs with Pango.
    """
    found: set[int] = set()
    with suppress(FileNotFoundError):
        command = ["fc-list", "--format", "%{charset}\n"]
        charsets = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for span in set(charsets.split()):
            first, _, last = span.partition("-")
            found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found
