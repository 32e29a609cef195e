"""How many lines a text takes on paper, without a font at hand. Pure.

Widths are those of the printed letters in semi-bold, on the wide side, in ems: parts of the letter
size. A text of ordinary Dutch is some 0.53 em a character.
"""

from __future__ import annotations

import re
from functools import lru_cache

MM_PER_POINT = 25.4 / 72
USUAL, EXTENDED, OTHER = 0.61, 0.75, 1.32
WIDTHS = (
    dict.fromkeys(" !',.:;`ijl|·\xa0", 0.31)
    | dict.fromkeys('"()-/I[\\]frt{}', 0.43)
    | dict.fromkeys("?csvxyzJL", 0.56)
    | dict.fromkeys("4568=BPSYZ£¥«»ÇÝ", 0.66)
    | dict.fromkeys("ACDGHKNOQRUVXw#&0ÀÁÂÃÄÅÐÑÒÓÔÕÖØÙÚÛÜ", 0.75)
    | dict.fromkeys("MWm", 0.88)
    | dict.fromkeys("%@©®ÆæŒœĲŴ…—¼½¾", 1.02)
)
SPACES = re.compile(r"[ \t\n]+")
"""Where a line may break: not at a no-break space."""
FIRST_EXTENDED, FIRST_OTHER = 0x100, 0x250
"""From here on the letters have marks of other languages; are those of other scripts, and emoji."""


def width_of(text: str) -> float:
    """In ems."""
    return sum(WIDTHS.get(letter) or _unnamed(letter) for letter in text)


def _unnamed(letter: str) -> float:
    code = ord(letter)
    return USUAL if code < FIRST_EXTENDED else EXTENDED if code < FIRST_OTHER else OTHER


@lru_cache(maxsize=2048)
def wrapped(text: str, room: float) -> tuple[str, ...]:
    """The lines of a text in a column of `room` ems; at least one.

    A word that is longer than a line is broken where the line ends.
    """
    lines, used = [""], 0.0
    for word in SPACES.split(text):
        width = width_of(word)
        if lines[-1] and used + WIDTHS[" "] + width <= room:
            lines[-1] += f" {word}"
            used += WIDTHS[" "] + width
            continue
        if lines[-1]:
            lines.append("")
        *whole, last = _pieces(word, room) if width > room else [word]
        lines[-1:] = [*whole, last]
        used = width_of(last)
    return tuple(lines)


def lines_of(text: str, room: float, size: float = 1.0) -> int:
    """How many lines a text takes in letters of `size`, `room` being in the same unit."""
    return len(wrapped(text, room / size))


def _pieces(word: str, room: float) -> list[str]:
    pieces, used = [""], 0.0
    for letter in word:
        used += width_of(letter)
        if pieces[-1] and used > room:
            pieces.append("")
            used = width_of(letter)
        pieces[-1] += letter
    return pieces


def points(size: float) -> float:
    """Points in millimetres."""
    return size * MM_PER_POINT
