"""Estimates how many lines a text takes on paper, without reading a font. Pure.

Widths are rounded up from the semi-bold letters in print, in ems (the letter size). Ordinary Dutch
takes some 0.53 em a character.
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
"""Where a line can break; a no-break space is not among them."""
FIRST_EXTENDED, FIRST_OTHER = 0x100, 0x250
"""The first code points of accented Latin letters, and of other scripts and emoji."""


def width_of(text: str) -> float:
    """The width of a text on one line, in ems."""
    return sum(WIDTHS.get(letter) or _unnamed(letter) for letter in text)


def _unnamed(letter: str) -> float:
    code = ord(letter)
    return USUAL if code < FIRST_EXTENDED else EXTENDED if code < FIRST_OTHER else OTHER


@lru_cache(maxsize=2048)
def wrapped(text: str, room: float) -> tuple[str, ...]:
    """The lines of a text in a column of `room` ems; at least one.

    A word that is longer than a line is split where the line ends.
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
    """How many lines a text takes in letters of `size`; `room`: the width, in the same unit."""
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
    """This many points, in millimetres."""
    return size * MM_PER_POINT
