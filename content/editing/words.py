"""Compares two texts word by word: removed, added and equal words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import LCSseq

MOST_WORDS = 2000
"""Longer texts are shown whole, before and after: comparing takes quadratic time."""


@dataclass(frozen=True, slots=True)
class Words:
    """`how`: '' for what stayed, 'weg' or 'nieuw'."""

    text: str
    how: str = ""


def pieces_of(before: str, after: str) -> list[Words]:
    old, new = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    if max(len(old), len(new)) > MOST_WORDS:
        return _changed(before, after)
    pieces: list[Words] = []
    gone, came = "", ""
    for step in LCSseq.opcodes(old, new):
        before, after = (
            "".join(old[step.src_start : step.src_end]),
            "".join(new[step.dest_start : step.dest_end]),
        )
        if step.tag != "equal":
            gone, came = gone + before, came + after
            continue
        pieces += [*_changed(gone, came), Words(before)]
        gone, came = "", ""
    return pieces + _changed(gone, came)


def _changed(gone: str, came: str) -> list[Words]:
    return [piece for piece in (Words(gone, "weg"), Words(came, "nieuw")) if piece.text]


def shown(value: Any) -> str:
    """A fixture's value as a text to compare."""
    if isinstance(value, dict):
        return " | ".join(map(str, value.values()))
    if isinstance(value, list):
        is_nested = any(isinstance(item, list | dict) or " " in str(item) for item in value)
        return ("\n" if is_nested else " ").join(map(shown, value))
    return str(value)
